"""The tables of a run's store, and the numbered migrations that make them.

Migrations are append-only; a store says in `meta.schema` the number of the last that it has had. Values that
are structures are canonical JSON texts: nothing in here is ever unpickled."""

import hashlib
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeEngine

metadata = sa.MetaData()
_SERVER = "postgresql"
Integer = sa.Integer().with_variant(sa.BigInteger(), _SERVER)
"""64 bits, as SQLite has them."""
String = sa.String().with_variant(sa.String(collation="C"), _SERVER)
"""In the order of its code points, as SQLite has it: ranges of keys and what is listed are the same."""
_Kind = TypeEngine[Any] | type[TypeEngine[Any]]


def _of(kind: _Kind, *names: str) -> list[sa.Column[Any]]:
    """Columns that always have a value."""
    return [sa.Column(name, kind, nullable=False) for name in names]


def _key(name: str, kind: _Kind = String, *, counts: bool = False) -> sa.Column[Any]:
    """The primary key; `counts`: the database gives its values."""
    return sa.Column(name, kind, primary_key=True, autoincrement=counts)


def _found_by(name: str) -> sa.Column[Any]:
    return sa.Column(name, String, nullable=False, index=True)


meta = sa.Table("meta", metadata, _key("key"), *_of(sa.Text, "value"))

journal = sa.Table("journal", metadata, _key("key"), *_of(String, "kind"), *_of(sa.Text, "value"))

answers = sa.Table(
    "answers",
    metadata,
    _key("slot"),
    _found_by("brief"),
    *_of(String, "role", "step"),
    *_of(Integer, "attempt", "draw"),
    *_of(String, "request", "model"),
    *_of(sa.Text, "content"),
    *_of(sa.Float, "time"),
)

_ELSEWHERE = sa.text("stage != 'sample'")
ledger = sa.Table(
    "ledger",
    metadata,
    _key("id", Integer, counts=True),
    *_of(String, "slot", "model", "role", "stage", "cell", "method", "state"),
    *_of(Integer, "reserved_tokens"),
    *_of(sa.Float, "reserved_usd"),
    *_of(Integer, "prompt_tokens", "completion_tokens"),
    *_of(sa.Float, "usd", "seconds"),
    _found_by("brief"),
    *_of(String, "step", "request"),
    *_of(Integer, "attempt", "draw"),
    *_of(sa.Float, "time"),
    sa.Index("ledger_elsewhere", "stage", sqlite_where=_ELSEWHERE, postgresql_where=_ELSEWHERE),
)
"""One row a delivery; `time` is when it began."""

requests = sa.Table("requests", metadata, _key("hash"), *_of(String, "base"), *_of(sa.LargeBinary, "body"))
"""Bodies that went out, packed by `sent.py`; `base`: the hash of the body that one is packed against."""

failures = sa.Table(
    "failures",
    metadata,
    _key("id", Integer, counts=True),
    *_of(String, "slot"),
    _found_by("brief"),
    *_of(String, "model", "code"),
    *_of(sa.Text, "detail", "raw"),
    *_of(sa.Float, "time"),
    sa.Column("charge", Integer),
)
"""`charge`: the delivery in the ledger that failed; NULL: an answer came, and can't be used."""

seats = sa.Table(
    "seats",
    metadata,
    _key("number", Integer),
    _found_by("cell"),
    *_of(sa.Text, "content"),
    *_of(String, "state"),
    sa.Column("candidate", Integer),
)

briefs = sa.Table(
    "briefs",
    metadata,
    _key("number", Integer),
    *_of(String, "id", "cell", "method"),
    *_of(sa.Text, "content"),
    sa.Column("seat", Integer, index=True),
)
"""A number for which nothing was needed has the id and content '', and no seat."""

candidates = sa.Table(
    "candidates",
    metadata,
    _key("number", Integer),
    _found_by("row_id"),
    _found_by("state"),
    *_of(String, "cell"),
    sa.Column("seat", Integer),
    *_of(sa.Text, "verdict", "draft"),
)

bands = sa.Table("bands", metadata, _key("key", Integer), _key("number", Integer), sqlite_with_rowid=False)
"""What rows are filed under, so that copies are found: numbers (`band`) in one tree, for a row has dozens."""


newest_bands = sa.Table("newest_bands", metadata, _key("number", Integer), *_of(sa.LargeBinary, "keys"))
"""The same of the newest rows, a row each until they are brought there (`filed.py`): 64 bits a key."""


@lru_cache(maxsize=256)  # a row is looked for, then filed
def band(key: str) -> int:
    """The number that stands for a key: 64 bits of its hash, for a band only proposes."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), signed=True)


events = sa.Table(
    "events",
    metadata,
    _key("seq", Integer),
    *_of(sa.Float, "time"),
    *_of(String, "actor", "kind"),
    sa.Column("parent", Integer),
    *_of(sa.Text, "data"),
)

commands = sa.Table(
    "commands",
    metadata,
    _key("id", Integer, counts=True),
    *_of(String, "name"),
    *_of(sa.Text, "arguments"),
    *_of(sa.Float, "time"),
    *_of(Integer, "taken"),
)


spent = sa.Table(
    "spent",
    metadata,
    _key("id", Integer),
    *_of(Integer, "calls", "prompt_tokens", "completion_tokens", "open_tokens"),
    *_of(sa.Float, "usd", "open_usd"),
    sa.Column("fits", Integer, sa.CheckConstraint("fits = 1"), nullable=False),
)
"""One row, once several connections reserve (`Store.share`): the ledger's sums, kept as it is written. A
reservation that passes a cap would make `fits` 0, so its whole transaction is refused."""


MIGRATIONS: Mapping[int, Callable[[sa.Connection], None]] = {4: metadata.create_all}
"""Number → migration, in their order. The first makes the tables of a new store as they are now, so whatever
follows finds them so; stores below it are of versions that were never released. One that changes what is
hashed (`digests.py`) keeps the hashes anew."""
