"""Queries of a row: `sql` is one SELECT that doesn't depend on the day, and `sql_mutants` shows that the
tables, filled anew, tell it from its faulty variants."""

import asyncio
from collections.abc import Mapping
from random import Random

from pydantic import Field, field_validator

from seedbed.memory.candidate import Execution
from seedbed.memory.files.file_faults import unknown
from seedbed.tools.checks.check import Arguments, Case, Check, Untold, Values, Verdict, failed, held
from seedbed.tools.checks.inputs import by_rule


class SqlArguments(Arguments):
    """Whose SQL."""

    dialect: str = Field("sqlite", max_length=30, description="as sqlglot names them")
    any_day: bool = Field(False, description="whether it may ask for today or for chance")

    @field_validator("dialect")
    @classmethod
    def _is_known(cls, dialect: str) -> str:
        from sqlglot import Dialect

        try:
            Dialect.get_or_raise(dialect)
        except ValueError as fault:
            known = sorted(filter(None, Dialect.classes))
            raise ValueError(unknown("dialect", dialect, known)) from fault
        return dialect


class MutantsArguments(Arguments):
    """How much has to be told."""

    least: float = Field(0.5, ge=0, le=1, description="share of variants; some behave like the query")


def _fault(inputs: Values, arguments: SqlArguments, case: Case) -> str:
    """It is read, not run."""
    from seedbed.tools.running.queries import QueryFault, depends_on_the_day, parsed

    text = inputs["of"]
    if not isinstance(text, str):
        raise Untold("no text to look at")
    try:
        tree = parsed(text, arguments.dialect)
    except QueryFault as fault:
        return str(fault)
    said = "" if arguments.any_day else depends_on_the_day(tree)
    return f"its answer isn't the same tomorrow: {said}" if said else ""


async def _tells(inputs: Values, arguments: MutantsArguments, case: Case) -> Verdict:
    """Over the data that is given and five fills of the same tables: one fill alone is blind."""
    from seedbed.tools.running.mutants import variants
    from seedbed.tools.running.queries import QueryFault, is_ordered
    from seedbed.tools.running.sqlite import FILLS, compare

    query, script = inputs["of"], inputs["schema"]
    if isinstance(script, tuple):
        script = [one for one in script if one is not None]
    if not isinstance(query, str) or not script:
        raise Untold("there is no query, or no schema")
    try:
        changed, ordered = variants("sqlite", query), is_ordered(query)
    except QueryFault as fault:
        return failed("malformed", str(fault))
    try:
        found = await asyncio.to_thread(
            compare, query, changed or [query], script, case.seed, ordered=ordered
        )
    except ValueError as fault:
        return failed("malformed", f"it doesn't run: {fault}")
    if changed:
        # One that SQLite itself refuses says nothing about what the query asks for.
        told = ["differs" in one for one in found if not any(said.startswith("fails: ") for said in one)]
        if not told:
            raise Untold("no variant of the query can be run")
        enough = any(told) and sum(told) >= arguments.least * len(told)
        outcome = f"{sum(told)} of {len(told)} variants told over {FILLS + 1} databases"
    else:  # it was held against itself
        enough = "same" in found[0]
        outcome = f"it has nothing that could be changed, and gives {'rows' if enough else 'no rows'}"
    tests = "\n".join(map(str, script)) if isinstance(script, list) else str(script)
    evidence = Execution(ok=enough, by="sql_mutants", program=query, tests=tests, outcome=outcome)
    if enough:
        return held(evidence)
    return failed("low quality", f"only {outcome}" if changed else outcome, evidence)


def _empty(inputs: Values, _arguments: MutantsArguments, _draw: Random) -> Values | None:
    """The query with a condition that never holds: whatever is changed in it, it gives nothing."""
    from seedbed.tools.running.queries import QueryFault, emptied

    try:
        return {"of": emptied(str(inputs.get("of")))}
    except QueryFault:
        return None


def _told(arguments: SqlArguments, fields: Mapping[str, str]) -> str:
    free = "" if arguments.any_day else " that depends neither on the day nor on chance"
    return f"'{fields['of']}' is one SELECT{free}."


def _changes(_arguments: MutantsArguments, fields: Mapping[str, str]) -> str:
    change = f"A small change of '{fields['of']}' (a figure, a sign, a condition)"
    return f"{change} changes the rows that it gives."


SQL = Check(
    name="sql",
    about="A text is one SELECT (with its WITH, or a union), and doesn't depend on the day or on chance.",
    inputs=("of",),
    verify=by_rule("sql", _fault),
    arguments=SqlArguments,
    shows={"form": "proven"},
    tells=_told,
    example="sql: {of: query, dialect: sqlite}",
)
MUTANTS = Check(
    name="sql_mutants",
    about="Small faults put into a query change its rows, over five new fills of the tables.",
    inputs=("of", "schema*"),
    verify=_tells,
    arguments=MutantsArguments,
    shows={"form": "proven", "kept": "proven"},
    spoil={"never": _empty},
    tells=_changes,
    example="sql_mutants: {of: sql, schema: [schema, data]}",
)
