"""Passages ranked by the words they share with a query: BM25 over stemmed words, in memory.

Words are stemmed by Snowball's rules of the text's language. Of letters of a script without spaces between
words each counts, and each with the one before it (Savoy 2005, «Comparative study of monolingual and
multilingual search models for use with Asian languages»)."""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import islice
from typing import TypeVar
from unicodedata import normalize

from seedbed.memory.languages import language_name
from seedbed.tools.languages import codes, read_as
from seedbed.tools.words import unspaced, words

K = TypeVar("K")
ENGLISH = "en"
_READ = 300
"""Characters of a text by which its language is told."""
_NONE = "zxx"
"""Of what is no language (ISO 639-3)."""
_LEAST = 20
"""Characters of a text whose language can be told."""


@cache
def _stemmers() -> dict[str, str]:
    """ISO 639-1 code → name of the rules."""
    import snowballstemmer

    rules = frozenset(snowballstemmer.algorithms())
    named = ((code, rules & {*language_name(code).lower().split()}) for code in sorted(codes()))
    return {code: min(known) for code, known in named if known}


def language_of(text: str) -> str:
    """ISO 639-1 (639-3) code of a text's language; code, and what is too short to tell, is English."""
    told = ENGLISH if len(text) < _LEAST else read_as(text[:_READ], frozenset(), ENGLISH)
    return ENGLISH if told == _NONE else told


def languages_of(texts: Sequence[str], sources: Sequence[str]) -> list[str]:
    """The language of each passage, by two of its source's where they have the same: to tell it takes half a
    millisecond."""
    told, places = [""] * len(texts), dict[str, list[int]]()
    for place, source in enumerate(sources):
        places.setdefault(source, []).append(place)
    for mine in places.values():
        seen = {language_of(texts[place]) for place in (mine[0], mine[len(mine) // 2])}
        for place in mine:
            told[place] = min(seen) if len(seen) == 1 else language_of(texts[place])
    return told


@lru_cache(maxsize=200_000)
def _stem(word: str, language: str) -> str:
    import snowballstemmer

    # A stemmer keeps the word it works on, so that one can't be shared between threads.
    rules = "english" if language == ENGLISH else _stemmers().get(language)
    return str(snowballstemmer.stemmer(rules).stemWord(word)) if rules else word


def stems(text: str, language: str = ENGLISH) -> list[str]:
    """Lower-case word stems, in order; letters and pairs of letters where words aren't told apart."""
    said = words(normalize("NFC", text.lower()))
    if not unspaced(text):
        return [_stem(word, language) for word in said]
    found, before = list[str](), ""
    for word in said:
        alone = word if unspaced(word) else ""
        found.append(alone or _stem(word, language))
        if alone and before:
            found.append(before + alone)
        before = alone
    return found


class Lexicon:
    """BM25 (Robertson and Zaragoza 2009; k1 1.5, b 0.75, as bm25s has them) over texts in the order given."""

    def __init__(self, texts: Sequence[str], languages: Sequence[str] = ()) -> None:
        """Languages: of each text, where they are known (`languages_of`)."""
        import bm25s

        self.languages = tuple(languages or map(language_of, texts))
        self._spoken = sorted({*self.languages})
        self._bm25 = bm25s.BM25()
        stemmed = (stems(*pair) or [""] for pair in zip(texts, self.languages, strict=True))
        self._bm25.index(list(stemmed), show_progress=False)

    def scores(self, query: str) -> list[float]:
        """One score per text; 0 where it shares no word with the query, in any of the texts' languages."""
        forms = zip(*(stems(query, language) for language in self._spoken), strict=True)
        known = [stem for each in forms for stem in dict.fromkeys(each) if stem in self._bm25.vocab_dict]
        if not known:
            return [0.0] * len(self.languages)
        return [float(score) for score in self._bm25.get_scores(known)]


def leading(ranked: Iterable[tuple[K, float]], most: int, near: float) -> list[K]:
    """Of a ranking (what, score), the best first, so many at most: those that share a word with the query and
    score at least such a share of what the best one does."""
    first = [pair for pair in islice(ranked, most) if pair[1] > 0]
    return [one for one, score in first if score >= near * first[0][1]]
