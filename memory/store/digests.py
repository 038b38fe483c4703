"""Hashes of a store's tables, by which an audit tells whether somebody wrote in them since the build did.

Kept in the store itself at each orderly end, so they tell accidents and edits, not a forger who makes them
anew; against that one stands the hash that the build printed."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, select, tuple_

from seedbed.memory.store import tables as t

_TABLES = (
    t.answers, t.requests, t.journal, t.ledger, t.failures, t.seats, t.briefs, t.candidates, t.bands,
    t.newest_bands, t.events,
)  # fmt: skip
DIGESTS = "digests"
"""The key in `meta` under which they are kept."""
_BETWEEN = "\x00"
"""Stands for what is between two values until lines are told apart: nothing in a JSON text can be it."""
_page = json.JSONEncoder(ensure_ascii=False, default=bytes.hex, separators=(_BETWEEN, ":")).encode
_ROWS = 100
"""Of a page, which is encoded at once: singly takes ten times as long, 500 are no faster and take 4 MB."""
_OWN = frozenset({DIGESTS, "schema", "fence"})


def digests(connection: Connection, told: Callable[[int], None] = lambda _: None) -> dict[str, str]:
    """Table → SHA-256 over its rows in the order of their keys, as JSON lines. Commands to the run aren't
    hashed: they are left by other processes. `told`: how many rows were read."""
    found, read = {}, 0
    for table in (t.meta, *_TABLES):
        whole = hashlib.sha256()
        keys = table.primary_key.columns.values()
        query = rest = select(table).order_by(*keys).limit(_ROWS)
        while rows := connection.execute(rest).fetchall():
            rest = query.where(tuple_(*keys) > tuple_(*(rows[-1]._mapping[key] for key in keys)))
            read += len(rows)
            told(read)
            whole.update(_lines([list(row) for row in rows if table is not t.meta or row.key not in _OWN]))
        found[table.name] = whole.hexdigest()
    return found


def _lines(rows: list[list[Any]]) -> bytes:
    """Each row as a JSON list on a line of its own."""
    listed = _page(rows)[1:-1].replace(f"]{_BETWEEN}[", "]\n[").replace(_BETWEEN, ", ")
    return f"{listed}\n".encode() if rows else b""
