"""The build graph's positions on disk, read with a serializer that constructs nothing.

The default one runs code from a doctored file (findings.md, design.md §4). Whatever can't be read costs a
pending approval at most, so the message says to delete the file."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import aiosqlite
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from seedbed.memory.errors import UserFault
from seedbed.memory.store.damage import doctored

THREAD: RunnableConfig = {"configurable": {"thread_id": "build"}}
"""Under which the build graph's positions are kept."""
_PLAIN = frozenset({"msgpack", "null", "bytes"})
"""Encodings that the graph writes; `json` and `pickle` can name classes to construct."""


@asynccontextmanager
async def checkpointer(path: Path) -> AsyncIterator[AsyncSqliteSaver]:
    """A saver on `checkpoints.sqlite`. Raises UserFault: the file isn't a checkpoint database, or holds what
    no build writes."""
    serializer = JsonPlusSerializer(pickle_fallback=False, allowed_msgpack_modules=[])
    try:
        _refuse_doctored(path)
        async with aiosqlite.connect(path) as connection:
            await connection.execute("PRAGMA trusted_schema=OFF")
            saver = AsyncSqliteSaver(connection, serde=serializer)
            await saver.setup()
            await _read(saver, path)
            yield saver
    except sqlite3.DatabaseError as error:
        raise _unreadable(path, str(error)) from error


def _refuse_doctored(path: Path) -> None:
    if not path.exists():
        return
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA trusted_schema=OFF")
        if strange := doctored(connection.execute, {"checkpoints", "writes"}):
            raise _unreadable(path, f"no build makes {strange}")
        if connection.execute("SELECT count(*) FROM sqlite_master WHERE type = 'table'").fetchone()[0] < 2:
            return
        query = "SELECT type FROM checkpoints UNION SELECT type FROM writes"
        found = {str(kind) for (kind,) in connection.execute(query)}
        if strange_kinds := sorted(found - _PLAIN):
            raise _unreadable(path, f"no build writes values of type {strange_kinds[0]!r}")


async def _read(saver: AsyncSqliteSaver, path: Path) -> None:
    """Read the last position once, so that one that can't be read is named here."""
    try:
        last = await saver.aget_tuple(THREAD)
        values = last.checkpoint["channel_values"] if last else {}
        plain = all(isinstance(value, str | int | dict | None) for value in values.values())
    except (ValueError, TypeError, KeyError, AttributeError, NotImplementedError) as error:
        raise _unreadable(path, str(error)) from error
    if not plain:
        raise _unreadable(path, "the last position holds more than names and counters")


def _unreadable(path: Path, why: str) -> UserFault:
    return UserFault(
        f"the graph's positions can't be read: {why}",
        where=str(path),
        next_step="delete this file: the run goes on from its store, and only a pending approval is lost",
    )
