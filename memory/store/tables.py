"""The tables of a run's store, and the numbered migrations that make them.

Migrations are append-only; a store says in `meta.schema` how many it has had. Values that are structures
are canonical JSON texts: nothing in here is ever unpickled.
"""

from collections.abc import Callable

from sqlalchemy import (
    Column,
    Connection,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData()

meta = Table("meta", metadata, Column("key", String, primary_key=True), Column("value", Text, nullable=False))

journal = Table(
    "journal",
    metadata,
    Column("key", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("value", Text, nullable=False),
)

answers = Table(
    "answers",
    metadata,
    Column("slot", String, primary_key=True),
    Column("brief", String, nullable=False, index=True),
    Column("role", String, nullable=False),
    Column("step", String, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("draw", Integer, nullable=False),
    Column("request", String, nullable=False),
    Column("model", String, nullable=False),
    Column("content", Text, nullable=False),
    Column("time", Float, nullable=False),
)

ledger = Table(
    "ledger",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("slot", String, nullable=False),
    Column("model", String, nullable=False),
    Column("role", String, nullable=False),
    Column("stage", String, nullable=False),
    Column("cell", String, nullable=False),
    Column("method", String, nullable=False),
    Column("state", String, nullable=False),
    Column("reserved_tokens", Integer, nullable=False),
    Column("reserved_usd", Float, nullable=False),
    Column("prompt_tokens", Integer, nullable=False, default=0),
    Column("completion_tokens", Integer, nullable=False, default=0),
    Column("usd", Float, nullable=False, default=0.0),
    Column("seconds", Float, nullable=False, default=0.0),
)

failures = Table(
    "failures",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("slot", String, nullable=False),
    Column("brief", String, nullable=False),
    Column("model", String, nullable=False),
    Column("code", String, nullable=False),
    Column("detail", Text, nullable=False),
    Column("raw", Text, nullable=False),
    Column("time", Float, nullable=False),
)

seats = Table(
    "seats",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("cell", String, nullable=False, index=True),
    Column("content", Text, nullable=False),
    Column("state", String, nullable=False),
    Column("candidate", Integer),
)

briefs = Table(
    "briefs",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("id", String, nullable=False),
    Column("cell", String, nullable=False),
    Column("method", String, nullable=False),
    Column("content", Text, nullable=False),
)
"""A number for which nothing was needed has the id and content ''."""

candidates = Table(
    "candidates",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("row_id", String, nullable=False, index=True),
    Column("state", String, nullable=False, index=True),
    Column("cell", String, nullable=False),
    Column("seat", Integer),
    Column("verdict", Text, nullable=False),
    Column("draft", Text, nullable=False),
)

bands = Table(
    "bands",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("key", String, nullable=False),
    Column("number", Integer, nullable=False),
    Index("bands_by_key", "key"),
)

events = Table(
    "events",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("time", Float, nullable=False),
    Column("actor", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("parent", Integer),
    Column("data", Text, nullable=False),
)

commands = Table(
    "commands",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("name", String, nullable=False),
    Column("arguments", Text, nullable=False),
    Column("time", Float, nullable=False),
    Column("taken", Integer, nullable=False, default=0),
)


def _m001_initial(connection: Connection) -> None:
    metadata.create_all(connection)


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (_m001_initial,)
