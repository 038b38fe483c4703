"""Passages found again: Chroma's dense vectors and BM25, fused by reciprocal rank.

The collection lies in the run and grows by content hash: what is there is not embedded twice. One process
owns it (the run's lock sees to that: a second one would silently miss what the first writes). It decides
nothing about a dataset; whoever uses what it returns journals it.
"""

import re
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seedbed.memory.errors import UserFault
from seedbed.tools.knowledge import embedder
from seedbed.tools.knowledge.chunks import Chunk

COLLECTION = "passages"
BATCH = 5_000
"""Chroma takes at most 5,461 at once."""
RRF_K = 60
"""Constant of reciprocal-rank fusion (Cormack, Clarke and Büttcher 2009)."""
POOL = 50
"""How many of each ranking are fused, at least."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that answers a query."""

    chunk: str
    """The chunk's id."""
    score: float
    """Sum of reciprocal ranks; comparable within one search only."""
    text: str
    source: str
    """SHA-256 of the source's text."""
    name: str
    """The source's name."""
    heading: str
    """Headings above the passage, joined by " > "."""
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Added:
    """What one call of `add` did."""

    new: int
    unchanged: int


class KnowledgeIndex:
    """The passages of one run. Open it with `open_index`, and close it."""

    def __init__(self, client: Any, collection: Any) -> None:
        self._client, self._collection = client, collection
        self._lexical: _Lexical | None = None
        self._turn = threading.Lock()  # LangChain calls tools in threads

    def add(self, chunks: Iterable[Chunk]) -> Added:
        """Index the chunks that aren't there yet."""
        wanted = {chunk.id: chunk for chunk in chunks}
        present = self._present(list(wanted))
        new = [chunk for key, chunk in wanted.items() if key not in present]
        for at in range(0, len(new), BATCH):
            batch = new[at : at + BATCH]
            self._collection.add(
                ids=[chunk.id for chunk in batch],
                documents=[chunk.text for chunk in batch],
                embeddings=embedder.embed([_searchable(_heading(chunk), chunk.text) for chunk in batch]),
                metadatas=[_metadata(chunk) for chunk in batch],
            )
        if new:
            self._lexical = None
        return Added(len(new), len(present))

    def keep_only(self, sources: Iterable[str]) -> int:
        """Drop the passages of every source whose hash isn't named; returns how many were dropped."""
        kept = set(sources)
        rows = self._collection.get(include=["metadatas"])
        gone = [
            key
            for key, about in zip(rows["ids"], rows["metadatas"], strict=True)
            if about["source"] not in kept
        ]
        for at in range(0, len(gone), BATCH):
            self._collection.delete(ids=gone[at : at + BATCH])
        if gone:
            self._lexical = None
        return len(gone)

    def __len__(self) -> int:
        return int(self._collection.count())

    def search(self, query: str, k: int = 5, where: Mapping[str, Any] | None = None) -> list[Hit]:
        """The k best passages, best first, ties by id.

        `where` is Chroma's filter over `source`, `name` and `heading`, e.g. {"source": sha256}.
        """
        with self._turn:
            return self._search(query, k, where)

    def _search(self, query: str, k: int, where: Mapping[str, Any] | None) -> list[Hit]:
        if k < 1 or not query.strip() or not len(self):
            return []
        lexical = self._lexical or _Lexical(self._collection.get(include=["documents", "metadatas"]))
        self._lexical = lexical
        allowed = None
        if where:
            allowed = frozenset(self._collection.get(where=dict(where), include=[])["ids"])
            if not allowed:
                return []
        pool = max(POOL, 4 * k)
        scores: dict[str, float] = {}
        for ranking in (self._dense(query, pool, where), lexical.ranked(query, pool, allowed)):
            for rank, key in enumerate(ranking, 1):
                scores[key] = scores.get(key, 0.0) + 1 / (RRF_K + rank)
        best = sorted(scores, key=lambda key: (-scores[key], key))[:k]
        return [lexical.hit(key, scores[key]) for key in best]

    def passage(self, chunk: str) -> Hit | None:
        """One passage by its id, score 0; None if there is none."""
        rows = self._collection.get(ids=[chunk], include=["documents", "metadatas"])
        return _Lexical(rows).hit(chunk, 0.0) if rows["ids"] else None

    def close(self) -> None:
        """Give the files back."""
        self._client.close()

    def _present(self, ids: Sequence[str]) -> set[str]:
        present: set[str] = set()
        for at in range(0, len(ids), BATCH):
            present.update(self._collection.get(ids=list(ids[at : at + BATCH]), include=[])["ids"])
        return present

    def _dense(self, query: str, pool: int, where: Mapping[str, Any] | None) -> list[str]:
        found = self._collection.query(
            query_embeddings=embedder.embed([query]),
            n_results=min(pool, len(self)),
            where=dict(where) if where else None,
            include=["distances"],
        )
        pairs = zip(found["distances"][0], found["ids"][0], strict=True)
        return [key for _, key in sorted((round(distance, 6), key) for distance, key in pairs)]


def open_index(folder: Path) -> KnowledgeIndex:
    """The index in `folder`, made if it isn't there.

    Raises:
        UserFault: another embedder filled it, or its files can't be read.
    """
    import chromadb
    from chromadb.config import Settings
    from chromadb.errors import ChromaError

    folder.mkdir(parents=True, exist_ok=True)
    try:
        client = chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))
        collection = client.get_or_create_collection(
            COLLECTION,
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine", "ef_search": 200, "num_threads": 1}},
            metadata={"embedder": embedder.NAME},
        )
    except ChromaError as fault:
        raise UserFault(
            f"the knowledge index can't be opened ({fault})",
            where=str(folder),
            next_step="delete this folder; it is made anew from sources/",
        ) from fault
    made_by = (collection.metadata or {}).get("embedder")
    if made_by != embedder.NAME:
        raise UserFault(
            f"the knowledge index was filled by the embedder {made_by}, not {embedder.NAME}",
            where=str(folder),
            next_step="delete this folder; it is made anew from sources/",
        )
    return KnowledgeIndex(client, collection)


class _Lexical:
    """BM25 over all passages, in memory, in the order of ids."""

    def __init__(self, rows: Mapping[str, Any]) -> None:
        order = sorted(range(len(rows["ids"])), key=lambda i: rows["ids"][i])
        self._ids: list[str] = [rows["ids"][i] for i in order]
        self._rows = {rows["ids"][i]: (rows["documents"][i], rows["metadatas"][i]) for i in order}
        self._bm25: Any = None

    def ranked(self, query: str, pool: int, allowed: frozenset[str] | None) -> list[str]:
        """Ids of the passages that share a word with the query, best first, ties by id."""
        scores = self._scores(_words(query))
        pairs = ((-score, key) for score, key in zip(scores, self._ids, strict=True) if score > 0)
        return [key for _, key in sorted(pair for pair in pairs if allowed is None or pair[1] in allowed)][
            :pool
        ]

    def hit(self, key: str, score: float) -> Hit:
        text, about = self._rows[key]
        place = (about["source"], about["name"], about["heading"], int(about["start"]), int(about["end"]))
        return Hit(key, round(score, 6), text, *place)

    def _scores(self, words: list[str]) -> list[float]:
        if self._bm25 is None:
            import bm25s

            corpus = [
                _words(_searchable(about["heading"], text)) or [""] for text, about in self._rows.values()
            ]
            self._bm25 = bm25s.BM25()
            self._bm25.index(corpus, show_progress=False)
        known = [word for word in words if word in self._bm25.vocab_dict]
        if not known:
            return [0.0] * len(self._ids)
        return [float(score) for score in self._bm25.get_scores(known)]


def _words(text: str) -> list[str]:
    """Lower-case words without a plural s."""
    return [
        w[:-1] if len(w) > 3 and w[-1] == "s" and w[-2] != "s" else w for w in _WORD.findall(text.lower())
    ]


def _heading(chunk: Chunk) -> str:
    return " > ".join(chunk.heading_path)


def _searchable(heading: str, text: str) -> str:
    """What is embedded and ranked: the passage under its headings."""
    return f"{heading}\n{text}"


def _metadata(chunk: Chunk) -> dict[str, Any]:
    return {
        "source": chunk.source,
        "name": chunk.name,
        "heading": _heading(chunk),
        "start": chunk.start,
        "end": chunk.end,
    }
