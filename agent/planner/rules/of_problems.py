"""The ways of problems: the model's own, with a program, or made of other problems. Words only."""

import re

from seedbed.agent.planner.rules.tasks import DERIVED, Way

_PROBLEMS: dict[str, str] = {
    "reasoned": (
        r"(?:written|invented|made up|thought up) (?:freely )?by the (?:language )?model(?: itself)?|"
        r"the model'?s own (?:word )?problems|the model'?s own"
    ),
    "programmed": (
        r"program-?aided|program[- ]of[- ]thoughts?|pal[- ]style|"
        r"solved (?:by|with) (?:a )?(?:python )?programs?|"
        r"with (?:a )?(?:python )?programs? (?:that solves?|for the answers?|as solutions?)"
    ),
    "rephrased": r"rephras(?:ed|ings?)|reword(?:ed|ings?)|paraphras(?:ed|es?)",
    "fobar": r"backwards?|fobar",
    "self-verification": r"self-?verif(?:ication|ying|ied)",
    "harder": r"harder (?:versions?|variants?)",
    "easier": r"easier (?:versions?|variants?)",
    "broader": r"broader (?:versions?|variants?)",
}
"""Way of mathematics → the words that ask for it."""
DERIVED_ONES = re.compile(
    rf"\s+(?:{'|'.join(_PROBLEMS[way] for way in DERIVED)})\b(?! (?:text|message|review|sentence)s?)",
    re.IGNORECASE,
)
"""Behind a number: problems made of other problems, whose name may be left out."""


def way_of_problems(text: str) -> Way:
    """The way in which a clause wants its problems; empty: the usual one."""
    found = [way for way, form in _PROBLEMS.items() if re.search(rf"\b(?:{form})\b", text, re.IGNORECASE)]
    return found[0] if found else ""  # type: ignore[return-value]  # a key of _PROBLEMS


def is_topic(said: str) -> bool:
    """Whether words say what problems are about, and not who solves or writes them."""
    return not re.fullmatch(
        r"(?:an? |the )?(?:python )?(?:programs?|(?:language )?models?)(?: itself)?", said, re.I
    )
