"""Passages found again: dense vectors and BM25 fused by reciprocal rank, without near-copies, diversified.

Chroma keeps the passages and grows by content hash: what is there is not embedded twice. They are ranked in
memory, exactly: an approximate neighbour graph answers differently by what else lies in it and the order in
which it came. An index in a run holds that run's passages; a shared one holds many runs' and shows each only
what it added itself. It decides nothing about a dataset; whoever uses what it returns journals it.
"""

import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seedbed.memory.canonical import digest_text
from seedbed.tools.knowledge import embedder
from seedbed.tools.knowledge.chunks import Chunk
from seedbed.tools.knowledge.collection import Opened, at_server, in_folder, is_server
from seedbed.tools.knowledge.fusion import DENSE_WEIGHT, Scored, diversified, fused, without_doubles
from seedbed.tools.knowledge.lexical import Lexicon

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

COLLECTION = "passages"
BATCH = 2_000
"""Passages per request; Chroma takes at most 5,461 at once."""
POOL = 50
"""How many of each ranking are fused, and of the fused ones diversified, at least."""


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


@dataclass(frozen=True, slots=True)
class Added:
    """What one call of `add` did."""

    new: int
    unchanged: int


class KnowledgeIndex:
    """The passages of one run. Open it with `open_index` or `open_shared`, and close it."""

    def __init__(self, opened: Opened, *, shared: bool) -> None:
        self._opened = opened
        self._own: dict[str, Chunk] | None = {} if shared else None
        """In a shared collection: key → what this run added or found there; None: all of it is its own."""
        self._loaded: _Passages | None = None
        self._turn = threading.Lock()  # LangChain calls tools in threads

    @property
    def where(self) -> str:
        """The folder or address."""
        return self._opened.where

    def add(self, chunks: Iterable[Chunk]) -> Added:
        """Index the chunks that aren't there yet.

        Raises:
            UserFault: the collection can't be read or written.
        """
        wanted = {self._key(chunk): chunk for chunk in chunks}
        with self._opened.asked():
            present = self._present(list(wanted))
            new = {key: chunk for key, chunk in wanted.items() if key not in present}
            for batch in _batches(list(new)):
                self._write({key: new[key] for key in batch})
        if self._own is not None:
            self._own.update(wanted)
        if new or self._own is not None:
            self._loaded = None
        return Added(len(new), len(wanted) - len(new))

    def keep_only(self, sources: Iterable[str]) -> int:
        """Drop the passages of every source whose hash isn't named; returns how many were dropped.

        In a shared collection this run no longer sees them, and they stay for the others.

        Raises:
            UserFault: the collection can't be read or written.
        """
        kept = set(sources)
        if self._own is not None:
            gone = [key for key, chunk in self._own.items() if chunk.source not in kept]
            for key in gone:
                del self._own[key]
        else:
            with self._opened.asked():
                rows = self._opened.collection.get(include=["metadatas"])
                pairs = zip(rows["ids"], rows["metadatas"], strict=True)
                gone = [key for key, about in pairs if about["source"] not in kept]
                for batch in _batches(gone):
                    self._opened.collection.delete(ids=batch)
        if gone:
            self._loaded = None
        return len(gone)

    def __len__(self) -> int:
        if self._own is not None:
            return len(self._own)
        with self._opened.asked():
            return int(self._opened.collection.count())

    def search(
        self, query: str, k: int = 5, *, among: Collection[str] | None = None, spread: bool = True
    ) -> list[Hit]:
        """The k best passages, the best first, ties by id.

        Args:
            among: Ids of the chunks to search in, such as a concept's (`Shelf.passages`); None: all.
            spread: Without near-copies, each next one chosen for what it adds (`fusion.diversified`); else
                the k best ranked.

        Raises:
            UserFault: the collection can't be read.
        """
        with self._turn:
            if k < 1 or not query.strip():
                return []
            passages = self._passages()
            pool = max(POOL, 4 * k)
            ranked = passages.ranked(query, pool, None if among is None else frozenset(among))
            if spread:
                ranked = without_doubles(ranked[:pool], passages.texts(ranked[:pool]))
                ranked = diversified(ranked, passages.vectors_of(ranked), k)
            return [passages.hit(key, score) for key, score in ranked[:k]]

    def passage(self, chunk: str) -> Hit | None:
        """One passage by its id, score 0; None if there is none.

        Raises:
            UserFault: the collection can't be read.
        """
        with self._turn:
            return self._passages().hits.get(chunk)

    def close(self) -> None:
        """Give files, connection and lock back."""
        self._opened.close()

    # the collection --------------------------------------------------------------------------------

    def _key(self, chunk: Chunk) -> str:
        """Its id in the collection; in a shared one the headings count too, for they are embedded."""
        if self._own is None:
            return chunk.id
        return f"{chunk.id}~{digest_text(_searchable(_heading(chunk), chunk.text))[:16]}"

    def _write(self, chunks: Mapping[str, Chunk]) -> None:
        self._opened.collection.add(
            ids=list(chunks),
            documents=[chunk.text for chunk in chunks.values()],
            embeddings=embedder.embed(
                [_searchable(_heading(chunk), chunk.text) for chunk in chunks.values()]
            ),
            metadatas=[_metadata(chunk) for chunk in chunks.values()],
        )

    def _present(self, keys: Sequence[str]) -> set[str]:
        present: set[str] = set()
        for batch in _batches(keys):
            present.update(self._opened.collection.get(ids=list(batch), include=[])["ids"])
        return present

    def _passages(self) -> "_Passages":
        if self._loaded is None:
            with self._opened.asked():
                self._loaded = self._all() if self._own is None else self._owned(self._own)
        return self._loaded

    def _all(self) -> "_Passages":
        rows = self._opened.collection.get(include=["documents", "metadatas", "embeddings"])
        hits = [
            Hit(key, 0.0, text, **{**about, "start": int(about["start"]), "end": int(about["end"])})
            for key, text, about in zip(rows["ids"], rows["documents"], rows["metadatas"], strict=True)
        ]
        return _Passages(hits, rows["embeddings"])

    def _owned(self, own: Mapping[str, Chunk]) -> "_Passages":
        """This run's passages as it knows them, with their vectors from the collection."""
        vectors: dict[str, Any] = {}
        for batch in _batches(list(own)):
            rows = self._opened.collection.get(ids=list(batch), include=["embeddings"])
            vectors.update(zip(rows["ids"], rows["embeddings"], strict=True))
        for batch in _batches([key for key in own if key not in vectors]):  # somebody deleted them meanwhile
            texts = [_searchable(_heading(own[key]), own[key].text) for key in batch]
            vectors.update(zip(batch, embedder.embed(texts), strict=True))
        hits = [Hit(chunk.id, 0.0, chunk.text, **_metadata(chunk)) for chunk in own.values()]
        return _Passages(hits, [vectors[key] for key in own])


def open_index(folder: Path) -> KnowledgeIndex:
    """The index in a run's `folder`, made if it isn't there; whoever holds the run may open it.

    Raises:
        UserFault: another embedder filled it, or its files can't be read.
    """
    mend = "delete this folder; it is made anew from sources/"
    return KnowledgeIndex(in_folder(folder, COLLECTION, embedder.NAME, mend, hold=False), shared=False)


def open_shared(place: str, *, egress: bool = False) -> KnowledgeIndex:
    """The index that runs share: a folder, or a Chroma server's address.

    Its collection is named by the embedder. It shows what was added since it was opened; what others added
    stays theirs, though equal passages are embedded once.

    Args:
        egress: Whether the server may be on another machine: the documents' text goes there.

    Raises:
        UserFault: another process holds the folder, the server isn't there or may not be used, another
            embedder filled the collection, or it can't be read.
    """
    name = f"seedbed-{embedder.NAME}"
    if is_server(place):
        return KnowledgeIndex(at_server(place, name, embedder.NAME, egress=egress), shared=True)
    mend = "move this folder away; runs make it anew from their sources"
    return KnowledgeIndex(in_folder(Path(place), name, embedder.NAME, mend, hold=True), shared=True)


class _Passages:
    """Passages in memory in the order of ids, with what ranks them."""

    def __init__(self, hits: Sequence[Hit], vectors: Any) -> None:
        import numpy as np

        order = sorted(range(len(hits)), key=lambda i: hits[i].chunk)
        self.hits = {hits[i].chunk: hits[i] for i in order}
        self._ids = list(self.hits)
        self._row = {key: row for row, key in enumerate(self._ids)}
        table = np.asarray(vectors, dtype=np.float32).reshape(len(hits), embedder.DIMENSIONS)
        self._vectors: NDArray[np.float32] = table[order]
        self._lexicon = (
            Lexicon([_searchable(hit.heading, hit.text) for hit in self.hits.values()]) if hits else None
        )

    def ranked(self, query: str, pool: int, among: frozenset[str] | None) -> list[Scored]:
        """What is best by words or by meaning, fused."""
        by_words, by_meaning = self.rankings(query, pool, among)
        return fused([(1.0, by_words), (DENSE_WEIGHT, by_meaning)])

    def rankings(self, query: str, pool: int, among: frozenset[str] | None) -> tuple[list[str], list[str]]:
        """The best by BM25, which share a word with the query, and the best by cosine; ties by id."""
        import numpy as np

        rows = np.asarray([self._row[key] for key in self._ids if among is None or key in among], dtype=int)
        if self._lexicon is None or not len(rows):
            return [], []
        words = np.asarray(self._lexicon.scores(query))[rows]
        meaning = np.round((self._vectors @ embedder.embed([query])[0])[rows].astype(float), 6)
        by_words = [row for row in np.argsort(-words, kind="stable")[:pool] if words[row] > 0]
        by_meaning = np.argsort(-meaning, kind="stable")[:pool]
        return [self._ids[rows[row]] for row in by_words], [self._ids[rows[row]] for row in by_meaning]

    def hit(self, key: str, score: float) -> Hit:
        return replace(self.hits[key], score=round(score, 6))

    def texts(self, ranked: Sequence[Scored]) -> dict[str, str]:
        return {key: self.hits[key].text for key, _ in ranked}

    def vectors_of(self, ranked: Sequence[Scored]) -> "dict[str, NDArray[np.float32]]":
        return {key: self._vectors[self._row[key]] for key, _ in ranked}


def _batches(keys: Sequence[str]) -> Iterator[list[str]]:
    return (list(keys[at : at + BATCH]) for at in range(0, len(keys), BATCH))


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
