"""Words of a text in any script: runs of letters, digits and the marks on them.

Where a script writes no spaces between words (Chinese, Japanese, Thai, Lao, Khmer, Burmese) each letter is
one, as ROUGE and search engines count there; which ones make a word only a dictionary of the language
knows."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any
from unicodedata import category

_PLAIN = re.compile(r"\w+")
_JOINED = re.compile(r"\w+(?:['’.,]\w+)*")
_OTHER = re.compile(r"[\u0300-\u1fff\u2e80-\U0010ffff]")
"""Beyond Latin letters and general punctuation; most texts have none, and `re` is four times as fast."""
_UNSPACED = r"[[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]&&\p{L}]"


@cache
def _patterns() -> dict[str, Any]:
    import regex

    letter, run = rf"{_UNSPACED}\p{{M}}*", rf"[[\w\p{{M}}]--{_UNSPACED}]+"
    return {
        "plain": regex.compile(f"(?V1){letter}|{run}"),
        "joined": regex.compile(f"(?V1){letter}|{run}(?:['’.,]{run})*"),
        "letter": regex.compile(f"(?V1){_UNSPACED}"),
    }


def words(text: str) -> list[str]:
    """The words as they are spelt; «don't» and «2.5» are two each."""
    found: list[str] = (_patterns()["plain"] if _OTHER.search(text) else _PLAIN).findall(text)
    return found


def whole_words(text: str) -> Iterator[re.Match[str]]:
    """The words with their places; «don't» and «2.5» are one each."""
    pattern: re.Pattern[str] = _patterns()["joined"] if _OTHER.search(text) else _JOINED
    return pattern.finditer(text)


def number_of_words(text: str) -> int:
    """How many whole words."""
    return sum(1 for _ in whole_words(text))


def unspaced(text: str) -> int:
    """How many letters a text has of scripts without spaces between words."""
    return len(_patterns()["letter"].findall(text)) if _OTHER.search(text) else 0


def in_word(letter: str) -> bool:
    """Whether a character is one of words, or a mark on such; none is not."""
    return letter.isalnum() or letter == "_" or is_mark(letter)


def is_mark(letter: str) -> bool:
    """Whether it is a mark on a letter."""
    return category(letter or " ").startswith("M")
