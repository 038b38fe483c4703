"""The door of this package: every rule of a script held against a talk."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from seedbed.tools.verification.talks.bargain import bargain
from seedbed.tools.verification.talks.clarified import clarified
from seedbed.tools.verification.talks.corrected import corrected
from seedbed.tools.verification.talks.hidden import hidden
from seedbed.tools.verification.talks.interview import interview
from seedbed.tools.verification.talks.plans import PLAN_CHECKS
from seedbed.tools.verification.talks.progress import CHECK, progress
from seedbed.tools.verification.talks.recalled import recalled
from seedbed.tools.verification.talks.refused import refused
from seedbed.tools.verification.talks.talk import Broken, Talk

Named = Mapping[str, str | int]
BY = "script check 1"
"""Name of these checks in evidence."""


@dataclass(frozen=True, slots=True)
class TalkCheck:
    """A rule about a talk, and the parameters that a script gives it."""

    run: Callable[[Talk, Named], Iterator[Broken]]
    parameters: tuple[str, ...]


CHECKS: Mapping[str, TalkCheck] = {
    "recalled": TalkCheck(recalled, ("fact", "by", "asked")),
    "clarified": TalkCheck(clarified, ("detail",)),
    "bargain": TalkCheck(bargain, ("side", "assistant_limit", "user_limit")),
    "refused": TalkCheck(refused, ("secret", "reason", "allowed", "times")),
    "corrected": TalkCheck(corrected, ("right", "wrong", "slip", "mended")),
    "hidden": TalkCheck(hidden, ("cause", "remedy", "signs")),
    "interview": TalkCheck(interview, ("by", "topics")),
}
"""Name in a script → rule."""
LITERAL = ("by", "asked", "times", "slip", "mended")
"""Parameters that are a number or a word of their own; the others name a field of the plan."""


def talk_faults(talk: Talk, checks: Sequence[Mapping[str, str | int]]) -> tuple[Broken, ...]:
    """Everything that a talk breaks, by turn; what no single turn can mend stands last.

    Args:
        checks: As a script has them: `check` names the rule, the other keys are its parameters.
    """
    if not talk.turns:
        return (Broken(0, CHECK, "nobody says anything"),)
    found = list(progress(talk))
    for one in checks:
        found += CHECKS[str(one["check"])].run(talk, one)
    return tuple(sorted(found, key=lambda broken: broken.turn or len(talk.turns) + 1))


def turn_faults(talk: Talk, checks: Sequence[Mapping[str, str | int]]) -> tuple[Broken, ...]:
    """What the last turn of a talk breaks: what it can be asked again for."""
    return tuple(one for one in talk_faults(talk, checks) if one.turn == len(talk.turns))


def plan_faults(talk: Talk, checks: Sequence[Mapping[str, str | int]]) -> tuple[str, ...]:
    """What a plan breaks, a line each, whatever was said."""
    return tuple(said for one in checks for said in PLAN_CHECKS[str(one["check"])].run(talk, one))
