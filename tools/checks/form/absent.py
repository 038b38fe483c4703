"""`absent`: words that must not occur."""

import re
from collections.abc import Mapping

from pydantic import Field, field_validator

from seedbed.tools.checks.check import Arguments, Case, Check, Values
from seedbed.tools.checks.inputs import by_rule, spoken
from seedbed.tools.checks.normal import normal
from seedbed.tools.words import in_word, is_mark, unspaced

_WHOLES, _PARTS = re.compile(r"(?<![\d.,])\d+[.,]\Z"), re.compile(r"[.,]\d")


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
    """Whether a word or phrase stands in a text, whole; both are spelt alike (`normal`, one letter case).

    Marks on letters are of their word («कम» isn't «कमी»), and a number goes on behind its point or comma."""
    last = next((one for one in reversed(word) if not is_mark(one)), word[-1])
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        before, after = text[max(0, at - 12) : at], text[end : end + 2]
        within = (spaced(word[0]) and in_word(before[-1:])) or (spaced(last) and in_word(after[:1]))
        within |= word[0].isdigit() and _WHOLES.search(before) is not None
        within |= word[-1].isdigit() and _PARTS.match(after) is not None
        if not within:
            return True
        at = text.find(word, at + 1)
    return False


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
