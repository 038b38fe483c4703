"""Texts by their words: which of them a phrase can stand in, without reading all of them for each phrase."""

import re
from collections.abc import Sequence
from functools import cached_property

_WORD = re.compile(r"\w+")
_DOTLESS = str.maketrans({"İ": "i", "ı": "i"})
"""What `re.IGNORECASE` takes for an i, and case folding doesn't."""


class ByWords:
    """Texts in the order given; they are read when first asked."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts

    def near(self, phrase: str) -> Sequence[str]:
        """Every text that holds all words of a phrase, whatever their case, and perhaps others; in order.

        A text in which the phrase stands by itself (no letter, digit or _ before or behind it) is among them.
        """
        return [self._texts[number] for number in self.near_numbers(phrase)]

    def near_numbers(self, phrase: str) -> Sequence[int]:
        """As `near`, but the texts' numbers."""
        words = words_of(phrase)
        if not words:
            return range(len(self._texts))
        return min((self._by_word.get(word, []) for word in words), key=len)

    @cached_property
    def _by_word(self) -> dict[str, list[int]]:
        numbers: dict[str, list[int]] = {}
        for number, text in enumerate(self._texts):
            for word in words_of(text):
                numbers.setdefault(word, []).append(number)
        return numbers


def words_of(text: str) -> set[str]:
    """The words of a text as they are compared: equal for spellings that `re.IGNORECASE` takes for equal."""
    return set(_WORD.findall(text.lower())) if text.isascii() else set(map(_folded, _WORD.findall(text)))


def _folded(word: str) -> str:
    return word.translate(_DOTLESS).casefold()
