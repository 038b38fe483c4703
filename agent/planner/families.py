"""Which families of problems a request names: «algebra», «percentage problems», «speed and distance»."""

import re

from seedbed.agent.planner.rules.heard import Heard
from seedbed.agent.planner.rules.tasks import BY_FAMILY

_ARITHMETIC = ("arithmetic", "money", "rates", "ratios", "percentages")
_SUBJECTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"algebra\w*|(?<!quadratic )(?<!linear )equations?|unknowns?", ("equations", "systems")),
    (r"linear equations?", ("number-puzzle", "ages", "break-even", "systems")),
    (r"quadratics?(?: equations?)?", ("area-equation", "consecutive-numbers")),
    (r"inequalit\w+", ("most-and-least",)),
    (r"calculus", ("calculus",)),
    (r"derivatives?|differentiation|rates? of change", ("rate-of-change", "turning-point")),
    (r"optimi[sz]ation|maxim(?:a|ums?)", ("turning-point",)),
    (r"integrals?|integration", ("total-from-rate",)),
    (r"(?<!speed )limits", ("long-run",)),
    (r"percent\w*", ("percentages",)),
    (r"interest", ("interest",)),
    (r"discounts?", ("discount",)),
    (r"mixtures?|concentrations?", ("mixtures",)),
    (r"profits?(?: margins?)?|mark-?ups?", ("profit-margin",)),
    (
        r"geometry|geometric(?:al)?(?! (?:sequences?|progressions?|series))|areas? and perimeters?|volumes?",
        ("geometry",),
    ),
    (r"circles?", ("circle", "cylinder")),
    (r"angles?", ("angles",)),
    (r"probabilit\w*|chances?", ("chance",)),
    (r"expected values?", ("expected-value",)),
    (r"combinatori\w*|counting possibilities|permutations?", ("combinatorics",)),
    (r"ratios?|proportions?|fractions?|scales?", ("ratios",)),
    (r"speeds?|distances?|travel|rates? of work", ("rates",)),
    (
        r"(?<!currency )(?:unit |metric )?conversions?|metric units?|units(?! of (?!measure))",
        ("units",),
    ),
    (r"currenc(?:y|ies)|exchange rates?", ("currency-exchange",)),
    (r"averages?|means?|medians?|statistics", ("statistics",)),
    (r"sequences?|(?:arithmetic|geometric|infinite) series|patterns|progressions?", ("sequences",)),
    (r"number theory|multiples|divisors|lcm|gcd", ("number-theory",)),
    (r"remainders?|divisibility", ("remainders",)),
    (r"money|shopping", ("money",)),
    (r"arithmetic(?! (?:sequences?|progressions?|series))", _ARITHMETIC),
)
"""Words → subjects of the concept tree, or single families."""
_ASKED = r"(?:\w+[ -]){0,2}(?:word |story )?(?:problems|exercises|questions|tasks|puzzles)"

_THEN = (
    r"\b(?:problems|exercises|questions|maths?|mathematics)\b[^.;]{0,40}?\b(?:on|about|with|in|covering)\b"
)


def families_in(text: str) -> tuple[str, ...]:
    """The families of the subjects that a clause names, in the library's order; none: all that fit.

    A subject counts right before what is asked for («algebra word problems»), or in a list after it
    («problems on percentages and speed»).
    """
    from seedbed.agent.planner.grow_mathematics import subjects

    wanted: set[str] = set()
    for words, names in _SUBJECTS:
        before = rf"\b(?:{words})(?:,? (?:and|or) [a-z]+| [a-z]+,?)?,? {_ASKED}|\b(?:{words}) {_ASKED}"
        after = rf"{_THEN}[^.;]{{0,80}}?\b(?:{words})\b"
        if re.search(before, text, re.IGNORECASE) or re.search(after, text, re.IGNORECASE):
            wanted |= set(names)
    return tuple(
        entry.family.name
        for subject, _, entries in subjects()
        for entry in entries
        if subject in wanted or entry.family.name in wanted
    )


def families_of(part: Heard) -> tuple[str, ...]:
    """The families of a part's problems, or of the problems that its talks are about; none: all that fit."""
    if part.task == "mathematics" and part.text:
        return families_in(part.text)
    return families_in(f"problems about {part.topic}") if (part.task, part.way) in BY_FAMILY else ()
