"""An existing Chroma collection as documents: `--from chroma:DIR#COLLECTION`.

Its database is SQLite; it is read as such, without Chroma, and never written to. Whatever embedder filled it
counts for nothing; only its documents are read.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from seedbed.memory.errors import UserFault
from seedbed.memory.exact.canonical import digest_text
from seedbed.tools.knowledge.formats.characters import unix_lines
from seedbed.tools.knowledge.sources import Source

PREFIX = "chroma:"
_DATABASE = "chroma.sqlite3"
_TITLES = ("title", "name", "heading")
"""Metadata that may hold what a person calls a document, in the order in which they are tried."""
_VALUES = """
    SELECT e.embedding_id, m.key, coalesce(m.string_value, m.int_value, m.float_value, m.bool_value)
    FROM collections c JOIN segments s ON s.collection = c.id AND s.scope = 'METADATA'
    JOIN embeddings e ON e.segment_id = s.id JOIN embedding_metadata m ON m.id = e.id
    WHERE c.name = ? ORDER BY e.embedding_id"""
_TEXT = "chroma:document"


def is_collection(place: str) -> bool:
    """Whether a source names a Chroma collection rather than a path."""
    return place.startswith(PREFIX)


def read_collection(place: str) -> tuple[Source, ...]:
    """The documents of a collection, in the order of their ids; those without text are left out.

    Args:
        place: `chroma:DIR#COLLECTION`; without `#COLLECTION` the folder must hold only one.

    Raises:
        UserFault: there is no collection of that name, it can't be read, or it holds no text.
    """
    folder, _, name = place.removeprefix(PREFIX).partition("#")
    database = Path(folder) / _DATABASE
    if not database.is_file():
        raise UserFault(
            "there is no Chroma database",
            where=place,
            next_step=f"name the folder that holds {_DATABASE}: chroma:DIR#COLLECTION",
        )
    try:
        address = f"file:{quote(str(database.absolute()))}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as opened:
            name = _named(opened, name, place)
            found: dict[str, Source] = {}
            for source in _documents(opened, name, folder):
                found.setdefault(source.sha256, source)
    except sqlite3.Error as fault:
        raise UserFault(
            f"the Chroma database can't be read ({fault})", where=place, next_step="check the folder"
        ) from fault
    if not found:
        raise UserFault("the collection holds no text", where=place, next_step="name another collection")
    return tuple(found.values())


def _named(opened: sqlite3.Connection, name: str, place: str) -> str:
    names = [str(row[0]) for row in opened.execute("SELECT name FROM collections ORDER BY name")]
    if name in names or (not name and len(names) == 1):
        return name or names[0]
    listed = ", ".join(names[:8]) or "none"
    raise UserFault(
        f"there is no collection {name!r}" if name else "the folder holds several collections, or none",
        where=place,
        next_step=f"name one of its collections behind #: {listed}",
    )


def _documents(opened: sqlite3.Connection, name: str, folder: str) -> Iterator[Source]:
    rows: dict[str, dict[str, Any]] = {}
    for key, what, value in opened.execute(_VALUES, (name,)):
        rows.setdefault(str(key), {})[what] = value
    for key, about in rows.items():
        text = about.pop(_TEXT, None)
        if isinstance(text, str) and text.strip():
            plain = unix_lines(text)
            titles = (str(about[one]).strip() for one in _TITLES if isinstance(about.get(one), str))
            original = digest_text(json.dumps([text, about], sort_keys=True, ensure_ascii=False))
            place, title = f"{name}/{key}", next(filter(None, titles), "")
            yield Source(f"{PREFIX}{folder}#{place}", place, digest_text(plain), original, plain, title)
