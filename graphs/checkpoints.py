"""The build graph's positions on disk, read with a serializer that constructs nothing.

The default one runs code from a doctored file. What can't be read is set aside:
the run goes on from its store, and loses nothing."""

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, closing
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
_OF_THE_PLACE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
}
"""Faults that say nothing about what a file holds."""


class Unreadable(Exception):
    """What is wrong with a file of positions."""


@asynccontextmanager
async def checkpointer(path: Path, said: Callable[[str], None]) -> AsyncIterator[AsyncSqliteSaver]:
    """A saver on `checkpoints.sqlite`; a file that is no checkpoint database, or holds what no build writes,
    is set aside, which `said` hears. Raises UserFault: the database can't be used."""
    try:
        async with AsyncExitStack() as stack:
            try:
                saver = await _saver(stack, path)
            except (Unreadable, sqlite3.DatabaseError) as error:
                if getattr(error, "sqlite_errorcode", 0) & 0xFF in _OF_THE_PLACE:
                    raise
                await stack.aclose()
                aside = f"{path.name}.damaged"
                for end in ("", "-wal", "-shm"):
                    if (old := path.with_name(path.name + end)).exists():
                        old.replace(path.with_name(aside + end))
                said(f"the graph's positions couldn't be read ({error}): {aside} keeps them, nothing is lost")
                saver = await _saver(stack, path)
            yield saver
    except sqlite3.DatabaseError as error:
        step = "move this file elsewhere, if it is damaged: the run goes on from its store"
        raise UserFault(f"the graph's positions: {error}", where=str(path), next_step=step) from error


async def _saver(stack: AsyncExitStack, path: Path) -> AsyncSqliteSaver:
    """A saver whose last position was read. Raises Unreadable, sqlite3.DatabaseError: it can't be."""
    _refuse_doctored(path)
    connection = await stack.enter_async_context(aiosqlite.connect(path))
    await connection.execute("PRAGMA trusted_schema=OFF")
    serializer = JsonPlusSerializer(pickle_fallback=False, allowed_msgpack_modules=[])
    saver = AsyncSqliteSaver(connection, serde=serializer)
    await saver.setup()
    await _read(saver)
    return saver


def _refuse_doctored(path: Path) -> None:
    if not path.exists():
        return
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA trusted_schema=OFF")
        if strange := doctored(connection.execute, {"checkpoints", "writes"}):
            raise Unreadable(f"no build makes {strange}")
        if connection.execute("SELECT count(*) FROM sqlite_master WHERE type = 'table'").fetchone()[0] < 2:
            return
        query = "SELECT type FROM checkpoints UNION SELECT type FROM writes"
        found = {str(kind) for (kind,) in connection.execute(query)}
        if strange_kinds := sorted(found - _PLAIN):
            raise Unreadable(f"no build writes values of type {strange_kinds[0]!r}")


async def _read(saver: AsyncSqliteSaver) -> None:
    """Read the last position once, so that one that can't be read is named here."""
    try:
        last = await saver.aget_tuple(THREAD)
        values = last.checkpoint["channel_values"] if last else {}
        plain = all(isinstance(value, str | int | dict | None) for value in values.values())
    except (ValueError, TypeError, KeyError, AttributeError, NotImplementedError) as error:
        raise Unreadable(str(error)) from error
    if not plain:
        raise Unreadable("the last position holds more than names and counters")
