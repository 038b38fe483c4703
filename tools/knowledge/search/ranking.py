"""Passages in memory, ranked exactly: by the words they share with a query, by cosine, and by both fused.

It knows neither files nor who made the vectors.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from seedbed.tools.knowledge.search.fusion import DENSE_WEIGHT, Scored, fused
from seedbed.tools.knowledge.search.lexical import Lexicon

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that answers a query."""

    chunk: str
    """The chunk's id."""
    score: float
    """Weighted sum of reciprocal ranks; comparable within one search only."""
    text: str
    source: str
    """SHA-256 of the source's text."""
    name: str
    """The source's name."""
    heading: str
    """Headings above the passage, joined by " > "."""
    start: int
    end: int


class Passages:
    """Passages in memory in the order of ids, with what ranks them."""

    def __init__(self, hits: Sequence[Hit], vectors: Any) -> None:
        import numpy as np

        order = sorted(range(len(hits)), key=lambda i: hits[i].chunk)
        self.hits = {hits[i].chunk: hits[i] for i in order}
        self._ids = list(self.hits)
        self._row = {key: row for row, key in enumerate(self._ids)}
        table = np.asarray(vectors, dtype=np.float32).reshape(len(hits), -1 if hits else 0)
        self._vectors: NDArray[np.float32] = table[order]
        self._lexicon = (
            Lexicon([f"{hit.heading}\n{hit.text}" for hit in self.hits.values()]) if hits else None
        )

    def ranked(self, query: str, vector: Any, pool: int, among: frozenset[str] | None) -> list[Scored]:
        """What is best by words or by meaning, fused."""
        by_words, by_meaning = self.rankings(query, vector, pool, among)
        return fused([(1.0, by_words), (DENSE_WEIGHT, by_meaning)])

    def rankings(
        self, query: str, vector: Any, pool: int, among: frozenset[str] | None
    ) -> tuple[list[str], list[str]]:
        """The best by BM25, which share a word with the query, and by cosine (none without a vector); ties
        by id."""
        import numpy as np

        rows = np.asarray([self._row[key] for key in self._ids if among is None or key in among], dtype=int)
        if self._lexicon is None or not len(rows):
            return [], []
        words = np.asarray(self._lexicon.scores(query))[rows]
        by_words = [row for row in np.argsort(-words, kind="stable")[:pool] if words[row] > 0]
        found = [self._ids[rows[row]] for row in by_words]
        if vector is None:
            return found, []
        meaning = np.round((self._vectors @ vector)[rows].astype(float), 6)
        by_meaning = np.argsort(-meaning, kind="stable")[:pool]
        return found, [self._ids[rows[row]] for row in by_meaning]

    def hit(self, key: str, score: float) -> Hit:
        return replace(self.hits[key], score=round(score, 6))

    def texts(self, ranked: Sequence[Scored]) -> dict[str, str]:
        return {key: self.hits[key].text for key, _ in ranked}

    def vectors_of(self, ranked: Sequence[Scored]) -> "dict[str, NDArray[np.float32]]":
        return {key: self._vectors[self._row[key]] for key, _ in ranked}
