"""Hashes of a store's tables, by which an audit tells whether somebody wrote in them since the build did.

Kept in the store itself at each orderly end, so they tell accidents and edits, not a forger who makes them
anew; against that one stands the hash that the build printed."""

import hashlib
import json

from sqlalchemy import Connection, select, tuple_

from seedbed.memory.store import tables as t

_TABLES = (
    t.answers, t.requests, t.journal, t.ledger, t.failures, t.seats, t.briefs, t.candidates, t.bands,
    t.events,
)  # fmt: skip
DIGESTS = "digests"
"""The key in `meta` under which they are kept."""
_line = json.JSONEncoder(ensure_ascii=False, default=bytes.hex).encode
_OWN = frozenset({DIGESTS, "schema", "fence"})


def digests(connection: Connection) -> dict[str, str]:
    """Table → SHA-256 over its rows in the order of their keys, as JSON lines. Commands to the run aren't
    hashed: they are left by other processes."""
    found = {}
    for table in (t.meta, *_TABLES):
        whole = hashlib.sha256()
        keys = table.primary_key.columns.values()
        query = rest = select(table).order_by(*keys).limit(500)
        while rows := connection.execute(rest).fetchall():
            rest = query.where(tuple_(*keys) > tuple_(*(rows[-1]._mapping[key] for key in keys)))
            for row in rows:
                if table is not t.meta or row.key not in _OWN:
                    whole.update(_line(list(row)).encode() + b"\n")
        found[table.name] = whole.hexdigest()
    return found
