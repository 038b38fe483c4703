"""Which of the bank's families and labels a part's label means, by fuzzy match of names."""

from functools import cache

from rapidfuzz import fuzz

from seedbed.memory.spec import Part
from seedbed.tools.offline.frames import BankLabel, Family, bank, speaks_of

_NEAR = 84
"""Least `token_sort_ratio` (0–100) at which two names mean the same."""


def family_of(part: Part) -> Family | None:
    """The family that knows most of the part's labels, if the part's words point at it."""
    told = _words(f"{part.text_kind} {part.about} {part.topic} {part.name}")
    about = [part.topic, part.text_kind]
    fitting = [
        family for family in bank() if told & _words(" ".join(family.words)) and speaks_of(family, about)
    ]
    known = [
        (sum(_nearest(family, label.name) is not None for label in part.labels), family) for family in fitting
    ]
    best = max(known, key=lambda pair: pair[0], default=(0, None))
    return best[1] if best[0] else None


def bank_label(part: Part, name: str) -> tuple[Family, BankLabel] | None:
    """The bank's label for one of the part's labels."""
    family = family_of(part)
    label = _nearest(family, name) if family else None
    return (family, label) if family and label else None


def _words(text: str) -> set[str]:
    return {word.strip(".,;:").lower().removesuffix("s") for word in text.replace("-", " ").split()} - {""}


@cache
def _nearest_by_name(family: str, name: str) -> BankLabel | None:
    labels = next(entry.labels for entry in bank() if entry.name == family)
    plain = " ".join(name.lower().replace("_", " ").replace("-", " ").split())
    scored = [(fuzz.token_sort_ratio(plain, known), label) for label in labels for known in label.names]
    score, label = max(scored, key=lambda pair: pair[0])
    return label if score >= _NEAR else None


def _nearest(family: Family, name: str) -> BankLabel | None:
    return _nearest_by_name(family.name, name)
