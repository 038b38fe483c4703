"""`sql_mutants`: the tables of a schema, filled anew, tell a query from its faulty variants."""

import asyncio
from collections.abc import Mapping
from random import Random
from typing import Any

from pydantic import Field

from seedbed.memory.candidate import Execution
from seedbed.tools.checks.check import Arguments, Case, Check, Verdict, failed, held, no_verdict
from seedbed.tools.checks.running.asking import joined, running

NAME = "sql_mutants"


class SqlMutantsArguments(Arguments):
    """How much has to be told."""

    least: float = Field(0.5, ge=0, le=1, description="share of variants; some behave like the query")


async def _verify(inputs: Mapping[str, Any], arguments: SqlMutantsArguments, case: Case) -> Verdict:
    """Over the data that is given and five fills of the same tables: one fill alone is blind."""
    from seedbed.tools.running.mutants import MOST
    from seedbed.tools.running.queries import QueryFault, is_ordered, variants
    from seedbed.tools.running.sqlite import FILLS, compare

    query, script = inputs["of"], joined(inputs["schema"])
    if not isinstance(query, str) or not script:
        return no_verdict("there is no query, or no schema")
    try:
        changed, ordered = variants(query, MOST), is_ordered(query)
    except QueryFault as fault:
        return failed("malformed", str(fault))
    if not changed:
        return no_verdict("the query has nothing that could be changed")
    found = await asyncio.to_thread(compare, query, changed, script, case.seed, ordered=ordered)
    if isinstance(found, str):
        return failed("malformed", f"it doesn't run: {found}")
    # One that SQLite itself refuses says nothing about what the query asks for.
    told = [one.told is False for one in found if not one.fails]
    if not told:
        return no_verdict("no variant of the query can be run")
    share = sum(told) / len(told)
    outcome = f"{sum(told)} of {len(told)} variants told over {FILLS + 1} databases"
    enough = share >= arguments.least and any(told)
    evidence = Execution(ok=enough, by=NAME, program=query, tests=_text(script), outcome=outcome)
    return held(evidence) if enough else failed("low quality", f"only {outcome}", evidence)


def _text(script: Any) -> str:
    return "\n".join(map(str, script)) if isinstance(script, list) else str(script)


def _empty(
    inputs: Mapping[str, Any], _arguments: SqlMutantsArguments, _draw: Random
) -> Mapping[str, Any] | None:
    """The query with a condition that never holds: whatever is changed in it, it gives nothing."""
    from seedbed.memory.errors import ToolFault
    from seedbed.tools.running.queries import QueryFault, emptied

    try:
        return {"of": emptied(str(inputs.get("of")))}
    except (QueryFault, ToolFault):
        return None


CHECK = Check(
    name=NAME,
    about="Small faults put into a query change its rows, over five new fills of the tables.",
    inputs=("of", "schema*"),
    verify=running(_verify),
    arguments=SqlMutantsArguments,
    shows={"form": "proven", "kept": "proven"},
    spoil={"never": _empty},
    example="sql_mutants: {of: sql, schema: [schema, data]}",
)
