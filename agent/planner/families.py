"""Which families of problems a request names («discount problems»), and subjects that the bank hasn't got."""

import re

from seedbed.agent.planner.rules.heard import Heard
from seedbed.agent.planner.rules.tasks import BY_FAMILY
from seedbed.memory.errors import UserFault

_FAMILIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"percent\w*|discounts?", ("hire-discount",)),
    (r"shopping", ("shopping",)),
    (r"tickets?", ("tickets",)),
    (r"deposits?", ("hire-deposit",)),
    (r"budgets?|budgeting", ("hire-budget",)),
    (r"sharing|division", ("hire-shared",)),
)
"""Words → families."""
_LACKING = (
    r"algebra\w*|equations?|unknowns?|quadratics?|inequalit\w+|calculus|derivatives?|differentiation"
    r"|rates? of (?:change|work)|optimi[sz]ation|maxim(?:a|ums?)|integrals?|integration|(?<!speed )limits"
    r"|interest|mixtures?|concentrations?|profits?|mark-?ups?|geometr(?:y|ical?)|areas?|perimeters?|volumes?"
    r"|circles?|angles?|probabilit\w*|chances?|expected values?|combinatori\w*|permutations?|ratios?"
    r"|proportions?|fractions?|scales?|speeds?|distances?|travel|(?:currency |unit |metric )?conversions?"
    r"|metric units?|units(?! of (?!measure))|currenc(?:y|ies)|exchange rates?|averages?|means?|medians?"
    r"|statistics|sequences?|(?:arithmetic|geometric|infinite) series|patterns|progressions?|number theory"
    r"|multiples|divisors|lcm|gcd|remainders?|divisibility"
)
"""Subjects of mathematics that no family is about."""
_ASKED = r"(?:\w+[ -]){0,2}(?:word |story )?(?:problems|exercises|questions|tasks|puzzles)"
_THEN = (
    r"\b(?:problems|exercises|questions|maths?|mathematics)\b[^.;]{0,40}?\b(?:on|about|with|in|covering)\b"
)


def families_in(text: str) -> tuple[str, ...]:
    """The families that a clause names, in the bank's order; none: all that fit.

    One counts right before what is asked for («discount problems»), or in a list after it («problems on
    discounts and deposits»).

    Raises:
        UserFault: it names a subject that the bank hasn't got.
    """
    from seedbed.agent.planner.grow_mathematics import subjects

    if lacking := _named(_LACKING, text):
        raise UserFault(
            f"the bank of word problems has none on {lacking}: its ten families are about prices",
            where="the request",
            next_step="name a model by --model, which writes such problems itself, or ask for word problems",
        )
    wanted = {name for words, names in _FAMILIES if _named(words, text) for name in names}
    return tuple(
        entry.family.name for _, _, entries in subjects() for entry in entries if entry.family.name in wanted
    )


def _named(words: str, text: str) -> str:
    """The word of these that a clause asks problems about; empty: none."""
    before = rf"\b({words})(?:,? (?:and|or) [a-z]+| [a-z]+,?)?,? {_ASKED}|\b({words}) {_ASKED}"
    after = rf"{_THEN}[^.;]{{0,80}}?\b({words})\b"
    for pattern in (before, after):
        if found := re.search(pattern, text, re.IGNORECASE):
            return next(group for group in found.groups() if group).lower()
    return ""


def families_of(part: Heard) -> tuple[str, ...]:
    """The families of a part's problems, or of the problems that its talks are about; none: all that fit."""
    if part.task == "mathematics" and part.text:
        return families_in(part.text)
    return families_in(f"problems about {part.topic}") if (part.task, part.way) in BY_FAMILY else ()
