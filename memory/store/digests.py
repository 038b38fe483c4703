"""Hashes of a store's tables, by which an audit tells whether somebody wrote in them since the build did.

Kept in the store itself at each orderly end, so they tell accidents and edits, not a forger who makes them
anew; against that one stands the hash that the build printed.
"""

import hashlib
import json

from sqlalchemy import Connection, select

from seedbed.memory.store import tables as t

_TABLES = (
    t.answers,
    t.requests,
    t.journal,
    t.ledger,
    t.failures,
    t.seats,
    t.briefs,
    t.candidates,
    t.bands,
    t.events,
)
DIGESTS = "digests"
"""The key in `meta` under which they are kept."""
_OWN = frozenset({DIGESTS, "schema", "fence"})


def digests(connection: Connection) -> dict[str, str]:
    """Table → SHA-256 over its rows in the order of their keys, as JSON lines.

    Commands to the run aren't hashed: they are left by other processes.
    """
    found = {}
    for table in (t.meta, *_TABLES):
        whole = hashlib.sha256()
        query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=500)
        for row in connection.execute(query):
            if table is t.meta and row.key in _OWN:
                continue
            whole.update(json.dumps(list(row), ensure_ascii=False, default=bytes.hex).encode() + b"\n")
        found[table.name] = whole.hexdigest()
    return found
