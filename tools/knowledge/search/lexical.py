"""Passages ranked by the words they share with a query: BM25 over stemmed words, in memory.

Words are stemmed by Snowball's English rules whatever the language: elsewhere that joins fewer forms of
one."""

import re
from collections.abc import Sequence
from functools import lru_cache

_WORD = re.compile(r"\w+")


@lru_cache(maxsize=200_000)
def _stem(word: str) -> str:
    import snowballstemmer

    # A stemmer keeps the word it works on, so that one can't be shared between threads.
    return str(snowballstemmer.stemmer("english").stemWord(word))


def stems(text: str) -> list[str]:
    """Lower-case word stems, in order."""
    return [_stem(word) for word in _WORD.findall(text.lower())]


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
