"""The build graph's positions on disk, read with a serializer that constructs nothing.

The default one runs code from a doctored file (findings.md, design.md §4). Whatever can't be read costs a
pending approval at most, so the message says to delete the file.
"""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiosqlite
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from seedbed.memory.errors import UserFault


@asynccontextmanager
async def checkpointer(path: Path) -> AsyncIterator[AsyncSqliteSaver]:
    """A saver on `checkpoints.sqlite`.

    Raises:
        UserFault: the file isn't a checkpoint database.
    """
    serializer = JsonPlusSerializer(pickle_fallback=False, allowed_msgpack_modules=[])
    try:
        async with aiosqlite.connect(path) as connection:
            await connection.execute("PRAGMA trusted_schema=OFF")
            saver = AsyncSqliteSaver(connection, serde=serializer)
            await saver.setup()
            yield saver
    except sqlite3.DatabaseError as error:
        raise UserFault(
            f"the graph's positions can't be read: {error}",
            where=str(path),
            next_step="delete this file: the run goes on from its store, and only a pending approval is lost",
        ) from error
