"""Words of a text with their places, their stems and how much each says.

A word's weight is its rarity in general English (pyspellchecker's frequency list): "the" says nothing, an
unknown word says most. Stems are Snowball's (Porter 2), so that "jumps" is "jump"; irregular forms come from
a small list. English only.
"""

import math
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from seedbed.tools.knowledge.claims.lexicon import FUNCTION_WORDS, IRREGULAR

LONGEST = 60
"""Characters of a word that are looked at; what goes on for longer is compared by its beginning."""
RAREST = 7.0
"""Weight of a word that the list doesn't know: −log10 of its share of all words, about."""
_WORD = re.compile(
    r"(?:[^\W\d_]\.){1,8}[^\W\d_](?!\w)\.?|\d+(?:[.,:]\d+)*|[^\W\d]{1,60}(?:['’][^\W\d_]{1,10})?\d{0,20}|\w+"
)

# British and American spelling alike; what else these change ("rise") they change on both sides.
_TRE, _OUR, _ISE = (
    re.compile(r"tre(?=s?$)"),
    re.compile(r"our(?=s?$|ed$|ing$|ite)"),
    re.compile(r"is(?=e|ing$|ation)"),
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word and its place in the text it was read from."""

    start: int
    end: int
    text: str
    key: str
    """Its stem without case, accents, dots and possessive; equal keys are the same word."""
    weight: float
    """0 for a function word, else its rarity, 1 to RAREST."""


def words_of(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """The words of text[start:end], with offsets in the whole text."""
    found = []
    for match in _WORD.finditer(text, start, len(text) if end is None else end):
        said = match[0]
        plain, key, weight = _known(said[:LONGEST])
        if plain:
            found.append(Word(match.start(), match.end(), said, key, weight))
    return found


@lru_cache(maxsize=200_000)
def _known(said: str) -> tuple[str, str, float]:
    plain = plain_form(said)
    if plain in FUNCTION_WORDS:
        return plain, plain, 0.0
    return plain, stem(plain), rarity(plain)


def plain_form(said: str) -> str:
    """A word in lower case without accents, dots and possessive: "Löw’s" is "low", "U.S." is "us."."""
    folded = said.replace("’", "'").casefold()
    if not folded.isascii():
        parts = unicodedata.normalize("NFKD", folded)
        folded = "".join(part for part in parts if not unicodedata.combining(part))
    if folded[:1].isdigit():
        return folded.replace(",", "")
    if "." in folded:
        return folded.replace(".", "") + "."
    return folded.removesuffix("'s")


@lru_cache(maxsize=200_000)
def stem(plain: str) -> str:
    """The stem of a word in plain form."""
    import snowballstemmer

    if not plain.isalpha():
        return plain
    base = IRREGULAR.get(plain, plain)
    base = _OUR.sub("or", _ISE.sub("iz", _TRE.sub("ter", base)))
    # A stemmer keeps the word it works on, so that one can't be shared between threads.
    return str(snowballstemmer.stemmer("english").stemWord(base))


@cache
def _speller() -> Any:
    from spellchecker import SpellChecker

    return SpellChecker(language="en", distance=1)


def rarity(plain: str) -> float:
    """−log10 of a word's share of English text, within 1 and RAREST; digits count as rare."""
    if plain[:1].isdigit():
        return RAREST - 1
    share = float(_speller().word_usage_frequency(plain))
    return RAREST if share <= 0 else min(RAREST, max(1.0, -math.log10(share)))


def is_known(plain: str) -> bool:
    """Whether general English has the word."""
    return bool(_speller().word_usage_frequency(plain) > 0)
