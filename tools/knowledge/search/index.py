"""Passages found again: by words (BM25, in memory) and by meaning (Chroma, by cosine), fused by rank, without
near-copies.

Chroma keeps the passages with their vectors, for this run or for several; each sees its own. Its neighbours
are approximate: this decides nothing about a dataset, and whoever uses what it returns journals it. Fusing is
of ids and texts alone; every tie is broken by id. Its constants were chosen on half of the questions of
`benchmarks/knowledge/retrieval.py` and are reported there on the other half."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache, partial
from typing import Any

from seedbed.memory.exact.canonical import digest_text
from seedbed.tools.knowledge.chunks import Chunk
from seedbed.tools.knowledge.search.collection import Opened, opened
from seedbed.tools.knowledge.search.embedder import STATIC, Embedder
from seedbed.tools.knowledge.search.lexical import ENGLISH, Lexicon, languages_of
from seedbed.tools.words import words

RRF_K = 60
DENSE_WEIGHT = 0.2
"""Weight of the dense ranking beside BM25's 1. Static vectors know no word order: with equal weights the
fused ranking was worse than BM25 alone at rank 1."""
DOUBLE = 0.8
"""Jaccard index of word triples from which on two passages count as the same."""
_Wording = tuple[frozenset[tuple[str, ...]], tuple[str, ...]]
"""Word triples and figures of a text."""
BATCH = 256
"""Passages that are embedded before they are written."""
_ASKED = 2_000
"""Passages that are asked for at once; Chroma takes at most 5,461."""
POOL = 50
"""How many of each ranking are fused, at least."""


def fused(rankings: Sequence[tuple[float, Sequence[str]]]) -> list[str]:
    """Weighted reciprocal-rank fusion (Cormack, Clarke and Büttcher 2009, §2; the weights are ours).

    Args:
        rankings: (Weight, ids best first) each.

    Returns:
        Every id by its weighted sum of 1 / (60 + rank), best first."""
    scores: dict[str, float] = {}
    for weight, ranking in rankings:
        for rank, key in enumerate(ranking, 1):
            scores[key] = scores.get(key, 0.0) + weight / (RRF_K + rank)
    return sorted(scores, key=lambda key: (-scores[key], key))


def without_doubles(ranked: Mapping[str, str]) -> list[str]:
    """The ids of ranked texts without passages that say what a better one says in nearly the same words.

    Passages whose figures differ are never the same: which of them is right may be the very question."""
    kept: dict[str, _Wording] = {}
    for key, text in ranked.items():
        triples, figures = _wording(text)
        if not any(
            figures == theirs and len(triples & others) >= DOUBLE * len(triples | others)
            for others, theirs in kept.values()
        ):
            kept[key] = triples, figures
    return list(kept)


@lru_cache(maxsize=4_000)  # searches of one run come upon the same passages
def _wording(text: str) -> _Wording:
    said = words(text.lower())
    runs: set[tuple[str, ...]] = {*zip(said, said[1:], said[2:], strict=False)}
    figures = sorted(word for word in said if any(map(str.isdigit, word)))
    return frozenset(runs or {tuple(said)}), tuple(figures)


class KnowledgeIndex:
    """The passages of one run, in the order of their ids, kept at a place (`collection.opened`), which is
    opened once they are to be embedded; one that is shared at once. Close it."""

    def __init__(
        self,
        chunks: Iterable[Chunk],
        place: str,
        embedder: Embedder = STATIC,
        *,
        shared: bool,
        egress: bool = False,
    ) -> None:
        self._chunks = {_key(chunk): chunk for chunk in sorted(chunks, key=lambda chunk: chunk.id)}
        self._opened = partial(opened, place, embedder.name, shared=shared, egress=egress)
        self._collection = self._opened() if shared else None
        self._embedder, self._shared = embedder, shared
        self._embedded = False

    @property
    def _kept(self) -> Opened:
        self._collection = self._collection or self._opened()
        return self._collection

    def missing(self) -> tuple[Chunk, ...]:
        """The passages that aren't embedded yet. Raises UserFault: the collection can't be opened or read."""
        if self._embedded:
            return ()
        keys, there = list(self._chunks), set[str]()
        for at in range(0, len(keys), _ASKED):
            with self._kept.using():
                there.update(self._kept.collection.get(ids=keys[at : at + _ASKED], include=[])["ids"])
        left = tuple(chunk for key, chunk in self._chunks.items() if key not in there)
        self._embedded = not left
        return left

    async def fill(self, told: Callable[[int, int], None] | None = None) -> int:
        """Embed what is missing; each batch is written before more is asked for.

        Args:
            told: Told how many passages are embedded, and of how many.

        Returns:
            How many were embedded.

        Raises:
            UserFault: the collection can't be read or written.
            Paused: its server is away.
            SeedbedError: what the embedder raises."""
        new = self.missing()
        for at in range(0, len(new), BATCH):
            batch = new[at : at + BATCH]
            vectors = await self._embedder.of([searchable(chunk) for chunk in batch])
            with self._kept.using():
                self._kept.collection.upsert(
                    ids=[_key(chunk) for chunk in batch],
                    documents=[chunk.text for chunk in batch],
                    embeddings=vectors,
                    metadatas=[{"source": chunk.source, "name": chunk.name} for chunk in batch],
                )
            if told:
                told(at + len(batch), len(new))
        self._embedded = True
        return len(new)

    def close(self) -> None:
        if self._collection is not None:
            self._collection.close()

    async def find(self, query: str, k: int = 5, without: Collection[str] = ()) -> list[Chunk]:
        """The k best passages without near-copies, the best first, ties by id; by words alone until all are
        embedded. `without`: hashes of documents that none is of.

        Raises:
            UserFault: the collection can't be read.
            Paused: its server is away.
            SeedbedError: what the embedder raises."""
        if k < 1 or not query.strip() or not self._chunks:
            return []
        vector = (await self._embedder.of([query]))[0] if self._embedded else None
        pool = max(POOL, 4 * k)
        out = {key for key, chunk in self._chunks.items() if chunk.source in without} if without else ()
        by_words, by_meaning = self.rankings(query, vector, pool + len(out))
        every = fused([(1.0, by_words), (DENSE_WEIGHT, by_meaning)])
        ranked = [key for key in every if key not in out][:pool]
        single = without_doubles({key: self._chunks[key].text for key in ranked})
        return [self._chunks[key] for key in single[:k]]

    def rankings(self, query: str, vector: Any, pool: int) -> tuple[list[str], list[str]]:
        """Keys by BM25, which share a word with the query, and by cosine (without a vector none; by static
        vectors those of English texts, since elsewhere they rank worse than words alone)."""
        by_words = [key for key, _ in self._by_words(query)[:pool]]
        if vector is None:
            return by_words, []
        sources = sorted({chunk.source for chunk in self._chunks.values()})
        mine = {"source": {"$in": sources}} if self._shared else None
        with self._kept.using():
            found = self._kept.collection.query([vector], n_results=pool, where=mine, include=["distances"])
        near = zip(found["distances"][0], found["ids"][0], strict=True)
        ranked = sorted((round(distance, 6), key) for distance, key in near)
        told = dict(zip(self._chunks, self._lexicon.languages, strict=True))
        every = self._embedder is not STATIC
        return by_words, [key for _, key in ranked if key in told and (every or told[key] == ENGLISH)]

    def alike(self, text: str) -> list[tuple[str, float]]:
        """(id, score by BM25) of the passages that share words with a text, the best first."""
        return [(self._chunks[key].id, score) for key, score in self._by_words(text)]

    def _by_words(self, query: str) -> list[tuple[str, float]]:
        import numpy as np

        keys, scores = list(self._chunks), np.asarray(self._lexicon.scores(query))
        best = np.argsort(-scores, kind="stable")
        return [(keys[row], float(scores[row])) for row in best if scores[row] > 0]

    @cached_property
    def _lexicon(self) -> Lexicon:
        chunks = self._chunks.values()
        texts = [searchable(chunk) for chunk in chunks]
        return Lexicon(texts, languages_of(texts, [chunk.source for chunk in chunks]))


def searchable(chunk: Chunk) -> str:
    """What is embedded and ranked: the passage under its headings."""
    return f"{chunk.heading}\n{chunk.text}"


def _key(chunk: Chunk) -> str:
    """Its id in the collection; the headings count too, for they are embedded."""
    return f"{chunk.id}~{digest_text(searchable(chunk))[:16]}"
