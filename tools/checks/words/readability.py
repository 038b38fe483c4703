"""`readability`: how hard a text is to read, by LIX (Björnsson 1968): long sentences and long words.

LIX needs no syllables and no word list; 25 is a children's book, 40 a newspaper, 60 a law."""

import re
from collections.abc import Mapping

from pydantic import Field

from seedbed.tools.checks.check import Case, Check, SomeArguments, Untold, Values
from seedbed.tools.checks.form.measured import words
from seedbed.tools.checks.inputs import by_rule, of_text, spoken

_END = re.compile(r"[.!?:…]+[\"'”’»)\]*_]*(?=\s|$)|\n")


class ReadabilityArguments(SomeArguments):
    """How hard it may be, how hard it must be."""

    most: float | None = Field(None, description="LIX: 30 easy, 40 newspaper, 50 specialist, 60 law")
    least: float | None = None


def _hard(inputs: Values, arguments: ReadabilityArguments, case: Case) -> str:
    """All texts of a field count together."""
    figure = lix("\n".join(spoken(inputs["of"])))
    if figure is None:
        raise Untold("no words to look at")
    if arguments.most is not None and figure > arguments.most:
        return f"LIX {figure:.0f}; at most {arguments.most:g} is wanted: shorter sentences and words"
    if arguments.least is not None and figure < arguments.least:
        return f"LIX {figure:.0f}; at least {arguments.least:g} is wanted"
    return ""


def _told(arguments: ReadabilityArguments, named: Mapping[str, str]) -> str:
    easy = f"at most {arguments.most:g}" if arguments.most is not None else ""
    hard = f"at least {arguments.least:g}" if arguments.least is not None else ""
    limits = " and ".join(filter(None, (easy, hard)))
    return f"'{named['of']}' has a LIX of {limits} (words per sentence + percent of words over six letters)."


def lix(text: str) -> float | None:
    """Words over sentences, plus a hundred times the share of words of more than six letters; None: no words.

    A sentence ends at `.`, `!`, `?`, `:` before white space, and with its line."""
    said = words(text)
    if not said:
        return None
    sentences = sum(any(one.isalnum() for one in part) for part in _END.split(text))
    long = sum(sum(letter.isalpha() for letter in word) > 6 for word in said)
    return len(said) / max(sentences, 1) + 100 * long / len(said)


CHECK = Check(
    name="readability",
    about="A text isn't harder (or easier) to read than a LIX figure.",
    inputs=("of",),
    verify=by_rule("readability", _hard, "low quality"),
    arguments=ReadabilityArguments,
    shows={"kept": "supported"},
    languages=frozenset({"en", "de"}),
    tells=_told,
    misfit=of_text,
    example="readability: {of: plain, most: 45}",
)
