"""Passages found again: dense vectors and BM25 fused by reciprocal rank, without near-copies, diversified.

Chroma keeps the passages and grows by content hash: what is there is not embedded twice. They are ranked in
memory, exactly: an approximate neighbour graph answers differently by what else lies in it and the order in
which it came. An index in a run holds that run's passages; a shared one holds many runs' and shows each only
what it added itself. It decides nothing about a dataset; whoever uses what it returns journals it.
"""

import re
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seedbed.memory.errors import UserFault
from seedbed.memory.exact.canonical import digest_text
from seedbed.tools.knowledge.chunks import Chunk
from seedbed.tools.knowledge.search.collection import Opened, at_server, in_folder, is_server
from seedbed.tools.knowledge.search.embedder import STATIC, Embedder
from seedbed.tools.knowledge.search.fusion import diversified, without_doubles
from seedbed.tools.knowledge.search.ranking import Hit, Passages

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

COLLECTION = "passages"
BATCH = 2_000
"""Passages per request; Chroma takes at most 5,461 at once."""
FILLED = 256
"""Passages that an embedder elsewhere is asked for before they are written."""
POOL = 50
"""How many of each ranking are fused, and of the fused ones diversified, at least."""


@dataclass(frozen=True, slots=True)
class Added:
    """What one call of `add` did."""

    new: int
    unchanged: int


class KnowledgeIndex:
    """The passages of one run. Open it with `open_index` or `open_shared`, and close it."""

    def __init__(self, opened: Opened, *, shared: bool, embedder: Embedder = STATIC) -> None:
        self._opened = opened
        self._embedder = embedder
        self._own: dict[str, Chunk] | None = {} if shared else None
        """In a shared collection: key → what this run added or found there; None: all of it is its own."""
        self._loaded: Passages | None = None
        self._turn = threading.Lock()  # LangChain calls tools in threads

    @property
    def where(self) -> str:
        """The folder or address."""
        return self._opened.where

    def add(self, chunks: Iterable[Chunk]) -> Added:
        """Index the chunks that aren't there yet, embedded on this machine.

        Raises:
            UserFault: the collection can't be read or written.
        """
        assert self._embedder.here is not None
        wanted = {self._key(chunk): chunk for chunk in chunks}
        new = self._new(wanted)
        for batch in _batches(list(new), BATCH):
            mine = {key: new[key] for key in batch}
            self._write(mine, self._embedder.here([searchable(chunk) for chunk in mine.values()]))
        return self._added(wanted, len(new))

    async def fill(self, chunks: Iterable[Chunk], told: Callable[[int, int], None] | None = None) -> Added:
        """As `add`, by an embedder elsewhere: what it answered is written before more is asked for.

        Args:
            told: Told how many passages are embedded, and of how many.

        Raises:
            UserFault: the collection can't be read or written.
            SeedbedError: what the embedder raises.
        """
        if self._embedder.elsewhere is None:
            return self.add(chunks)
        wanted = {self._key(chunk): chunk for chunk in chunks}
        new = self._new(wanted)
        done = 0
        for batch in _batches(list(new), FILLED):
            mine = {key: new[key] for key in batch}
            vectors = await self._embedder.elsewhere([searchable(chunk) for chunk in mine.values()])
            self._write(mine, vectors)
            done += len(mine)
            if told:
                told(done, len(new))
        return self._added(wanted, len(new))

    def missing(self, chunks: Iterable[Chunk]) -> tuple[Chunk, ...]:
        """The chunks that aren't there yet.

        Raises:
            UserFault: the collection can't be read.
        """
        return tuple(self._new({self._key(chunk): chunk for chunk in chunks}).values())

    def _new(self, wanted: Mapping[str, Chunk]) -> dict[str, Chunk]:
        with self._opened.asked():
            present = self._present(list(wanted))
        return {key: chunk for key, chunk in wanted.items() if key not in present}

    def _added(self, wanted: Mapping[str, Chunk], new: int) -> Added:
        if self._own is not None:
            self._own.update(wanted)
        if new or self._own is not None:
            self._loaded = None
        return Added(new, len(wanted) - new)

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
                for batch in _batches(gone, BATCH):
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
        """The k best passages, the best first, ties by id. With an embedder elsewhere ranked by words alone:
        `find` ranks by both.

        Args:
            among: Ids of the chunks to search in, such as a concept's (`Shelf.passages`); None: all.
            spread: Without near-copies, each next one chosen for what it adds (`fusion.diversified`); else
                the k best ranked.

        Raises:
            UserFault: the collection can't be read.
        """
        if k < 1 or not query.strip():
            return []
        vector = self._embedder.here([query])[0] if self._embedder.here else None
        return self._search(query, vector, k, among, spread)

    async def find(
        self, query: str, k: int = 5, *, among: Collection[str] | None = None, spread: bool = True
    ) -> list[Hit]:
        """As `search`, by words and by meaning wherever the embedder is.

        Raises:
            UserFault: the collection can't be read.
            SeedbedError: what the embedder raises.
        """
        if self._embedder.elsewhere is None or k < 1 or not query.strip():
            return self.search(query, k, among=among, spread=spread)
        vector = (await self._embedder.elsewhere([query]))[0]
        return self._search(query, vector, k, among, spread)

    def _search(
        self, query: str, vector: Any, k: int, among: Collection[str] | None, spread: bool
    ) -> list[Hit]:
        with self._turn:
            passages = self._passages()
            pool = max(POOL, 4 * k)
            ranked = passages.ranked(query, vector, pool, None if among is None else frozenset(among))
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
        return f"{chunk.id}~{digest_text(searchable(chunk))[:16]}"

    def _write(self, chunks: Mapping[str, Chunk], vectors: "NDArray[np.float32]") -> None:
        with self._opened.asked():
            self._opened.collection.add(
                ids=list(chunks),
                documents=[chunk.text for chunk in chunks.values()],
                embeddings=vectors,
                metadatas=[_metadata(chunk) for chunk in chunks.values()],
            )

    def _present(self, keys: Sequence[str]) -> set[str]:
        present: set[str] = set()
        for batch in _batches(keys, BATCH):
            present.update(self._opened.collection.get(ids=list(batch), include=[])["ids"])
        return present

    def _passages(self) -> "Passages":
        if self._loaded is None:
            with self._opened.asked():
                self._loaded = self._all() if self._own is None else self._owned(self._own)
        return self._loaded

    def _all(self) -> "Passages":
        rows = self._opened.collection.get(include=["documents", "metadatas", "embeddings"])
        hits = [
            Hit(key, 0.0, text, **{**about, "start": int(about["start"]), "end": int(about["end"])})
            for key, text, about in zip(rows["ids"], rows["documents"], rows["metadatas"], strict=True)
        ]
        return Passages(hits, rows["embeddings"])

    def _owned(self, own: Mapping[str, Chunk]) -> "Passages":
        """This run's passages as it knows them, with their vectors from the collection."""
        vectors: dict[str, Any] = {}
        for batch in _batches(list(own), BATCH):
            rows = self._opened.collection.get(ids=list(batch), include=["embeddings"])
            vectors.update(zip(rows["ids"], rows["embeddings"], strict=True))
        if gone := [key for key in own if key not in vectors]:  # somebody deleted them meanwhile
            if self._embedder.here is None:
                raise UserFault(
                    f"{len(gone)} passages of this run were deleted from the knowledge index",
                    where=self.where,
                    next_step="`seedbed resume` adds them again",
                )
            vectors.update(
                zip(gone, self._embedder.here([searchable(own[key]) for key in gone]), strict=True)
            )
        hits = [Hit(chunk.id, 0.0, chunk.text, **_metadata(chunk)) for chunk in own.values()]
        return Passages(hits, [vectors[key] for key in own])


def open_index(folder: Path, embedder: Embedder = STATIC) -> KnowledgeIndex:
    """The index in a run's `folder`, made if it isn't there; whoever holds the run may open it.

    Raises:
        UserFault: another embedder filled it, or its files can't be read.
    """
    mend = "delete this folder; it is made anew from sources/"
    opened = in_folder(folder, COLLECTION, embedder.name, mend, hold=False)
    return KnowledgeIndex(opened, shared=False, embedder=embedder)


def open_shared(place: str, *, egress: bool = False, embedder: Embedder = STATIC) -> KnowledgeIndex:
    """The index that runs share: a folder, or a Chroma server's address.

    Its collection is named by the embedder. It shows what was added since it was opened; what others added
    stays theirs, though equal passages are embedded once.

    Args:
        egress: Whether the server may be on another machine: the documents' text goes there.

    Raises:
        UserFault: another process holds the folder, the server isn't there or may not be used, another
            embedder filled the collection, or it can't be read.
    """
    name = f"seedbed-{_plain(embedder.name)}"
    if is_server(place):
        opened = at_server(place, name, embedder.name, egress=egress)
    else:
        mend = "move this folder away; runs make it anew from their sources"
        opened = in_folder(Path(place), name, embedder.name, mend, hold=True)
    return KnowledgeIndex(opened, shared=True, embedder=embedder)


def _plain(name: str) -> str:
    """An embedder's name as Chroma takes it for a collection."""
    if re.fullmatch(r"[a-zA-Z0-9._-]{0,80}[a-zA-Z0-9]", name):
        return name
    return f"{re.sub(r'[^a-zA-Z0-9._-]', '-', name)[:80]}-{digest_text(name)[:16]}"


def _batches(keys: Sequence[str], size: int) -> Iterator[list[str]]:
    return (list(keys[at : at + size]) for at in range(0, len(keys), size))


def _heading(chunk: Chunk) -> str:
    return " > ".join(chunk.heading_path)


def searchable(chunk: Chunk) -> str:
    """What is embedded and ranked: the passage under its headings."""
    return f"{_heading(chunk)}\n{chunk.text}"


def _metadata(chunk: Chunk) -> dict[str, Any]:
    return {
        "source": chunk.source,
        "name": chunk.name,
        "heading": _heading(chunk),
        "start": chunk.start,
        "end": chunk.end,
    }
