"""`sql`: a text is one SELECT that can be read, and doesn't depend on the day."""

from collections.abc import Mapping
from random import Random
from typing import Any

from pydantic import Field

from seedbed.tools.checks.check import Arguments, Case, Check, Verdict, failed, held, no_verdict
from seedbed.tools.checks.inputs import rule
from seedbed.tools.checks.running.asking import running

NAME = "sql"


class SqlArguments(Arguments):
    """Whose SQL."""

    dialect: str = Field("sqlite", max_length=30, description="as sqlglot names them")
    any_day: bool = Field(False, description="whether it may ask for today or for chance")


async def _verify(inputs: Mapping[str, Any], arguments: SqlArguments, case: Case) -> Verdict:
    """It is read, not run."""
    from seedbed.tools.running.queries import QueryFault, depends_on_the_day, known_dialect, parsed

    text = inputs["of"]
    if not isinstance(text, str):
        return no_verdict("no text to look at")
    if not known_dialect(arguments.dialect):
        return no_verdict(f"sqlglot knows no dialect {arguments.dialect!r}")
    try:
        tree = parsed(text, arguments.dialect)
    except QueryFault as fault:
        return failed("malformed", str(fault))
    if not arguments.any_day and (said := depends_on_the_day(tree)):
        return failed("malformed", f"its answer isn't the same tomorrow: {said}")
    return held(rule(NAME, arguments, case))


def _second(inputs: Mapping[str, Any], _arguments: SqlArguments, _draw: Random) -> Mapping[str, Any] | None:
    """A second statement after it."""
    text = inputs.get("of")
    return {"of": f"{text.rstrip().rstrip(';')};\nDELETE FROM item"} if isinstance(text, str) else None


def _cut(inputs: Mapping[str, Any], _arguments: SqlArguments, draw: Random) -> Mapping[str, Any] | None:
    """An open bracket."""
    text = inputs.get("of")
    if not isinstance(text, str) or " " not in text.strip():
        return None
    words = text.split(" ")
    words.insert(draw.randint(1, len(words) - 1), "((")
    return {"of": " ".join(words)}


CHECK = Check(
    name=NAME,
    about="A text is one SELECT (with its WITH, or a union), and doesn't depend on the day or on chance.",
    inputs=("of",),
    verify=running(_verify),
    arguments=SqlArguments,
    shows={"form": "proven"},
    spoil={"second_statement": _second, "open_bracket": _cut},
    example="sql: {of: query, dialect: sqlite}",
)
