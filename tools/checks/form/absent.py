"""`absent`: words that must not occur."""

import re
from collections.abc import Mapping

from pydantic import Field, field_validator

from seedbed.tools.checks.check import Arguments, Case, Check, Values
from seedbed.tools.checks.inputs import by_rule, spoken
from seedbed.tools.checks.normal import normal
from seedbed.tools.words import unspaced


class AbsentArguments(Arguments):
    """The words."""

    words: tuple[str, ...] = Field(
        min_length=1, max_length=200, description="whole words or phrases, any letter case; no other forms"
    )

    @field_validator("words")
    @classmethod
    def _not_empty(cls, words: tuple[str, ...]) -> tuple[str, ...]:
        if any(not normal(word) for word in words):
            raise ValueError("a word is empty")
        return words


def _fault(inputs: Values, arguments: AbsentArguments, case: Case) -> str:
    """«arts» isn't «art»; between letters of a script without spaces a word stands anywhere."""
    texts = [normal(text).casefold() for text in spoken(inputs["of"])]
    said = (w for text in texts for w in arguments.words if stands(normal(w).casefold(), text))
    return next((f"{word!r} stands in the text" for word in said), "")


def stands(word: str, text: str) -> bool:
    """Whether a word or phrase stands in a text, whole; both are spelt alike (`normal`, one letter case)."""
    before = r"(?<!\w)" if spaced(word[0]) else ""
    after = r"(?!\w)" if spaced(word[-1]) else ""
    return re.search(before + re.escape(word) + after, text) is not None


def spaced(letter: str) -> bool:
    """Whether a letter is of a script that parts its words by spaces; signs are no letters."""
    return (letter.isalnum() or letter == "_") and letter < "\u2e80" and not unspaced(letter)


def _told(arguments: AbsentArguments, named: Mapping[str, str]) -> str:
    return f"None of these words stands in '{named['of']}': {', '.join(arguments.words)}."


CHECK = Check(
    name="absent",
    about="None of the given words stands in a text.",
    inputs=("of",),
    verify=by_rule("absent", _fault, "policy"),
    arguments=AbsentArguments,
    shows={"form": "proven", "kept": "proven"},
    tells=_told,
    example="absent: {of: clue, words: [bread, baker]}",
)
