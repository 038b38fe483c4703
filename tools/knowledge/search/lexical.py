"""Passages ranked by the words they share with a query: BM25 over stemmed words, in memory.

Words are stemmed by Snowball's English rules whatever the language: elsewhere that joins fewer forms of
one. Of letters of a script without spaces between words each counts, and each with the one before it (Savoy
2005, «Comparative study of monolingual and multilingual search models for use with Asian languages», §3)."""

from collections.abc import Sequence
from functools import lru_cache

from seedbed.tools.words import unspaced, words


@lru_cache(maxsize=200_000)
def _stem(word: str) -> str:
    import snowballstemmer

    # A stemmer keeps the word it works on, so that one can't be shared between threads.
    return str(snowballstemmer.stemmer("english").stemWord(word))


def stems(text: str) -> list[str]:
    """Lower-case word stems, in order; letters and pairs of letters where words aren't told apart."""
    said = words(text.lower())
    if not unspaced(text):
        return [_stem(word) for word in said]
    found, before = list[str](), ""
    for word in said:
        alone = word if unspaced(word) else ""
        found.append(alone or _stem(word))
        if alone and before:
            found.append(before + alone)
        before = alone
    return found


class Lexicon:
    """BM25 (Robertson and Zaragoza 2009; k1 1.5, b 0.75, as bm25s has them) over texts in the order given."""

    def __init__(self, texts: Sequence[str]) -> None:
        import bm25s

        self._size = len(texts)
        self._bm25 = bm25s.BM25()
        self._bm25.index([stems(text) or [""] for text in texts], show_progress=False)

    def scores(self, query: str) -> list[float]:
        """One score per text; 0 where it shares no word with the query."""
        known = [word for word in stems(query) if word in self._bm25.vocab_dict]
        if not known:
            return [0.0] * self._size
        return [float(score) for score in self._bm25.get_scores(known)]
