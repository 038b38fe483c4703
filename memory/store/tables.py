"""The tables of a run's store, and the numbered migrations that make them.

Migrations are append-only; a store says in `meta.schema` how many it has had. Values that are structures
are canonical JSON texts: nothing in here is ever unpickled.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Column, Connection, Float, Index, Integer, MetaData, String, Table, Text
from sqlalchemy.types import TypeEngine

metadata = MetaData()


def _of(kind: type[TypeEngine[Any]], *names: str) -> list[Column[Any]]:
    """Columns that always have a value."""
    return [Column(name, kind, nullable=False) for name in names]


def _key(name: str, kind: type[TypeEngine[Any]] = String, *, counts: bool = False) -> Column[Any]:
    """The primary key; `counts`: the database gives its values."""
    return Column(name, kind, primary_key=True, autoincrement=counts)


def _found_by(name: str) -> Column[Any]:
    return Column(name, String, nullable=False, index=True)


meta = Table("meta", metadata, _key("key"), *_of(Text, "value"))

journal = Table("journal", metadata, _key("key"), *_of(String, "kind"), *_of(Text, "value"))

answers = Table(
    "answers",
    metadata,
    _key("slot"),
    _found_by("brief"),
    *_of(String, "role", "step"),
    *_of(Integer, "attempt", "draw"),
    *_of(String, "request", "model"),
    *_of(Text, "content"),
    *_of(Float, "time"),
)

ledger = Table(
    "ledger",
    metadata,
    _key("id", Integer, counts=True),
    *_of(String, "slot", "model", "role", "stage", "cell", "method", "state"),
    *_of(Integer, "reserved_tokens"),
    *_of(Float, "reserved_usd"),
    *(Column(name, Integer, nullable=False, default=0) for name in ("prompt_tokens", "completion_tokens")),
    *(Column(name, Float, nullable=False, default=0.0) for name in ("usd", "seconds")),
)

failures = Table(
    "failures",
    metadata,
    _key("id", Integer, counts=True),
    *_of(String, "slot", "brief", "model", "code"),
    *_of(Text, "detail", "raw"),
    *_of(Float, "time"),
)

seats = Table(
    "seats",
    metadata,
    _key("number", Integer),
    _found_by("cell"),
    *_of(Text, "content"),
    *_of(String, "state"),
    Column("candidate", Integer),
)

briefs = Table(
    "briefs", metadata, _key("number", Integer), *_of(String, "id", "cell", "method"), *_of(Text, "content")
)
"""A number for which nothing was needed has the id and content ''."""

candidates = Table(
    "candidates",
    metadata,
    _key("number", Integer),
    _found_by("row_id"),
    _found_by("state"),
    *_of(String, "cell"),
    Column("seat", Integer),
    *_of(Text, "verdict", "draft"),
)

bands = Table(
    "bands",
    metadata,
    _key("id", Integer, counts=True),
    *_of(String, "key"),
    *_of(Integer, "number"),
    Index("bands_by_key", "key"),
)

events = Table(
    "events",
    metadata,
    _key("seq", Integer),
    *_of(Float, "time"),
    *_of(String, "actor", "kind"),
    Column("parent", Integer),
    *_of(Text, "data"),
)

commands = Table(
    "commands",
    metadata,
    _key("id", Integer, counts=True),
    *_of(String, "name"),
    *_of(Text, "arguments"),
    *_of(Float, "time"),
    *_of(Integer, "taken"),
)


def _m001_initial(connection: Connection) -> None:
    metadata.create_all(connection)


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (_m001_initial,)
