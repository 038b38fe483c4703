"""`absent`: words that must not occur."""

import re
from random import Random

from pydantic import Field, field_validator

from seedbed.tools.checks.check import Arguments, Case, Check, Values, Verdict, failed, held
from seedbed.tools.checks.inputs import rule, spoken
from seedbed.tools.checks.normal import normal

NAME = "absent"


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


async def verify(inputs: Values, arguments: AbsentArguments, case: Case) -> Verdict:
    """«arts» isn't «art»; between letters of a script without spaces a word stands anywhere."""
    for text in spoken(inputs["of"]):
        plain = normal(text).casefold()
        for word in arguments.words:
            if stands(normal(word).casefold(), plain):
                return failed("policy", f"{word!r} stands in the text")
    return held(rule(NAME, arguments, case))


def stands(word: str, text: str) -> bool:
    """Whether a word or phrase stands in a text, whole; both are spelt alike (`normal`, one letter case)."""
    before = r"(?<!\w)" if spaced(word[0]) else ""
    after = r"(?!\w)" if spaced(word[-1]) else ""
    return re.search(before + re.escape(word) + after, text) is not None


def spaced(letter: str) -> bool:
    """Whether a letter is of a script that parts its words by spaces; signs are no letters."""
    return (letter.isalnum() or letter == "_") and not "\u0e00" <= letter <= "\u0eff" and letter < "\u2e80"


def _say(inputs: Values, arguments: AbsentArguments, draw: Random) -> Values | None:
    """One of the words said in passing."""
    text = inputs["of"]
    if not isinstance(text, str):
        return None
    words = text.split(" ")
    words.insert(draw.randint(0, len(words)), draw.choice(arguments.words))
    changed = " ".join(words)
    plain = normal(changed).casefold()
    return {"of": changed} if any(stands(normal(w).casefold(), plain) for w in arguments.words) else None


CHECK = Check(
    name=NAME,
    about="None of the given words stands in a text.",
    inputs=("of",),
    verify=verify,
    arguments=AbsentArguments,
    shows={"form": "proven", "kept": "proven"},
    spoil={"say": _say},
    example="absent: {of: clue, words: [bread, baker]}",
)
