"""`regex`: a text matches a pattern, in linear time (RE2)."""

from collections.abc import Mapping

from pydantic import Field, field_validator

from seedbed.tools.checks.check import Case, Check, SomeArguments, Untold, Values, texts_of
from seedbed.tools.checks.inputs import by_rule
from seedbed.tools.verification.record_schema import linear_pattern


class RegexArguments(SomeArguments):
    """Patterns in RE2's syntax: no look-around, no back-references."""

    matches: str = Field("", description="the whole text")
    has: str = Field("", description="somewhere in the text")
    lacks: str = Field("", description="nowhere in the text")

    @field_validator("matches", "has", "lacks")
    @classmethod
    def _readable(cls, pattern: str) -> str:
        linear_pattern(pattern)
        return pattern


def _faults(inputs: Values, arguments: RegexArguments, case: Case) -> str:
    """Of a list every text is looked at."""
    texts = texts_of(inputs["of"])
    if not texts:
        raise Untold("no text to look at")
    return next(filter(None, (_fault(text, arguments) for text in texts)), "")


def _fault(text: str, arguments: RegexArguments) -> str:
    shown = text if len(text) < 80 else f"{text[:77]}..."
    if arguments.matches and not linear_pattern(arguments.matches).fullmatch(text):
        return f"{shown!r} isn't {arguments.matches!r}"
    if arguments.has and not linear_pattern(arguments.has).search(text):
        return f"{shown!r} has nothing like {arguments.has!r}"
    if arguments.lacks and (found := linear_pattern(arguments.lacks).search(text)):
        return f"{found[0][:80]!r} stands in the text"
    return ""


def _told(arguments: RegexArguments, named: Mapping[str, str]) -> str:
    of = named["of"]
    said = {
        f"'{of}' as a whole matches": arguments.matches,
        f"something in '{of}' matches": arguments.has,
        f"nothing in '{of}' matches": arguments.lacks,
    }
    return "; ".join(f"{what} the pattern {pattern}" for what, pattern in said.items() if pattern)


CHECK = Check(
    name="regex",
    about="A text matches a pattern: the whole of it, a place in it, or no place in it (RE2).",
    inputs=("of",),
    verify=by_rule("regex", _faults),
    arguments=RegexArguments,
    shows={"form": "proven", "kept": "proven"},
    tells=_told,
    example='regex: {of: code, matches: "[A-Z]{3}-[0-9]{4}"}',
)
