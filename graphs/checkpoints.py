"""The build graph's positions on disk, for the time of one process.

A build begins at the graph's start whatever an earlier process left: every node takes its position from the
store. So a file that is there is removed unread; the serializer constructs nothing all the same, where the
default one runs code from a doctored file."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiosqlite
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from seedbed.memory.errors import UserFault

THREAD: RunnableConfig = {"configurable": {"thread_id": "build"}}
"""Under which the build graph's positions are kept."""


@asynccontextmanager
async def checkpointer(path: Path) -> AsyncIterator[AsyncSqliteSaver]:
    """A saver on a new `checkpoints.sqlite`. Raises UserFault: the database can't be used."""
    for end in ("", "-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    serializer = JsonPlusSerializer(pickle_fallback=False, allowed_msgpack_modules=[])
    try:
        async with aiosqlite.connect(path) as connection:
            yield AsyncSqliteSaver(connection, serde=serializer)
    except sqlite3.DatabaseError as error:
        step = "`seedbed resume` makes this file anew: the run goes on from its store"
        raise UserFault(f"the graph's positions: {error}", where=str(path), next_step=step) from error
