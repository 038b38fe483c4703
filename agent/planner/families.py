"""Which families of problems a request names: «algebra», «percentage problems», «speed and distance»."""

import re

_SUBJECTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"algebra\w*|equations?|unknowns?", ("equations", "systems")),
    (r"percent\w*", ("percentages",)),
    (r"interest", ("interest",)),
    (r"discounts?", ("discount",)),
    (r"geometr\w*|areas? and perimeters?|volumes?", ("geometry",)),
    (r"probabilit\w*|chances?", ("chance",)),
    (r"combinatori\w*|counting possibilities|permutations?", ("combinatorics",)),
    (r"ratios?|proportions?|fractions?|scales?", ("ratios",)),
    (r"speeds?|distances?|travel|rates? of work", ("rates",)),
    (r"averages?|means?|medians?|statistics", ("statistics",)),
    (r"sequences?|patterns|progressions?", ("sequences",)),
    (r"number theory|multiples|divisors|lcm|gcd", ("number-theory",)),
    (r"money|shopping", ("money",)),
    (r"arithmetic", ("arithmetic", "money", "rates", "ratios", "percentages")),
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
