"""An existing Chroma collection as documents: `--from chroma:DIR#COLLECTION`.

Read-only: Chroma opens a copy of the collection's database, never the folder itself, for opening alone writes
to it. Whatever embedder filled it counts for nothing; only its documents are read."""

import json
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from seedbed.memory.errors import UserFault
from seedbed.memory.exact.canonical import digest_text
from seedbed.tools.knowledge.formats.characters import unix_lines
from seedbed.tools.knowledge.sources import Reading, Skipped, Source

PREFIX = "chroma:"
_DATABASE = "chroma.sqlite3"
_PAGE = 1_000
_TITLES = ("title", "name", "heading")
"""Metadata that may hold what a person calls a document, in the order in which they are tried."""


def is_collection(place: str) -> bool:
    """Whether a source names a Chroma collection rather than a path."""
    return place.startswith(PREFIX)


def read_collection(place: str) -> Reading:
    """The documents of a collection, in the order of their ids; what has no text, or another's, is skipped.
    `place`: `chroma:DIR#COLLECTION`; without `#COLLECTION` the folder must hold only one. Raises UserFault:
    there is no collection of that name, it can't be read, or it holds no text."""
    folder, _, name = place.removeprefix(PREFIX).partition("#")
    database = Path(folder) / _DATABASE
    if not database.is_file():
        step = f"name the folder that holds {_DATABASE}: chroma:DIR#COLLECTION"
        raise UserFault("there is no Chroma database", where=place, next_step=step)
    import chromadb
    from chromadb.config import Settings
    from chromadb.errors import ChromaError

    address = f"file:{quote(str(database.absolute()))}?mode=ro"
    try:
        with tempfile.TemporaryDirectory() as copy:
            new = Path(copy) / _DATABASE
            with closing(sqlite3.connect(address, uri=True)) as old, closing(sqlite3.connect(new)) as mine:
                old.backup(mine)
            client: Any = chromadb.PersistentClient(copy, settings=Settings(anonymized_telemetry=False))
            with closing(client):
                collection = client.get_collection(_named(client, name, place), embedding_function=None)
                rows = sorted(_rows(collection), key=lambda row: row[0])
    except (sqlite3.Error, ChromaError) as fault:
        what = f"the Chroma database can't be read ({fault})"
        raise UserFault(what, where=place, next_step="check the folder") from fault
    found: dict[str, Source] = {}
    skipped: list[Skipped] = []
    for key, text, about in rows:
        called = f"{collection.name}/{key}"
        path = f"{PREFIX}{folder}#{called}"
        if not (text and text.strip()):
            skipped.append(Skipped(path, "holds no text"))
            continue
        source = _source(path, called, text, about or {})
        if (first := found.setdefault(source.sha256, source)) is not source:
            skipped.append(Skipped(path, f"same text as {first.path}"))
    if not found:
        raise UserFault("the collection holds no text", where=place, next_step="name another collection")
    return Reading(tuple(found.values()), tuple(skipped))


def _rows(collection: Any) -> Iterator[tuple[str, str | None, dict[str, Any] | None]]:
    for at in range(0, collection.count(), _PAGE):
        page = collection.get(limit=_PAGE, offset=at, include=["documents", "metadatas"])
        yield from zip(page["ids"], page["documents"], page["metadatas"], strict=True)


def _named(client: Any, name: str, place: str) -> str:
    names = sorted(collection.name for collection in client.list_collections())
    if name in names or (not name and len(names) == 1):
        return name or names[0]
    step = f"name one of its collections behind #: {', '.join(names[:8]) or 'none'}"
    what = f"there is no collection {name!r}" if name else "the folder holds several collections, or none"
    raise UserFault(what, where=place, next_step=step)


def _source(path: str, name: str, text: str, about: dict[str, Any]) -> Source:
    plain = unix_lines(text)
    titles = (about[key] for key in _TITLES if isinstance(about.get(key), str) and about[key].strip())
    original = json.dumps([text, about], sort_keys=True, ensure_ascii=False)
    return Source(path, name, digest_text(plain), digest_text(original), plain, str(next(titles, "")).strip())
