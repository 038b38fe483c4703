"""Opening a store's SQLite file: settings, migrations, and what is said when it can't be read."""

import json
import os
import sqlite3
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy import URL, Connection, Engine, create_engine, event, insert, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from seedbed.memory.errors import UserFault
from seedbed.memory.spec import Spec
from seedbed.memory.store import tables as t
from seedbed.memory.store.digests import DIGESTS, digests
from seedbed.memory.store.shape import doctored
from seedbed.memory.store.sql import SqlStore

_TABLES = frozenset(t.metadata.tables)
_VERSION = select(t.meta.c.value).where(t.meta.c.key == "schema")


class OlderStore(UserFault):
    """A store that this version can read once it has been migrated."""


@lru_cache(maxsize=16)
def _sqlite(path: Path, *, write: bool) -> Engine:
    """An engine without a pool: what is kept, and used by whoever opens the file next, are its compiled
    statements."""
    url, settings = URL.create("sqlite", database=str(path)), {"timeout": 30, "check_same_thread": False}
    engine = create_engine(url, poolclass=NullPool, connect_args=settings)

    @event.listens_for(engine, "connect")
    def _settings(raw: Any, _record: Any) -> None:
        for setting in ("journal_mode=WAL", "synchronous=NORMAL", "trusted_schema=OFF"):
            if write or not setting.startswith("journal_mode"):
                raw.execute(f"PRAGMA {setting}")
        if not write:
            raw.execute("PRAGMA query_only=ON")

    return engine


def _copy(connection: Connection, to: Path) -> None:
    """Keep a store as it was before it is brought up to date; a copy that is there stays."""
    if not to.exists():
        with closing(sqlite3.connect(to)) as copy:
            raw: Any = connection.connection.driver_connection
            raw.backup(copy)
        connection.rollback()


def _tell_again(connection: Connection) -> None:
    """The hashes of tables that a migration gave another shape, kept anew."""
    kept = connection.scalar(select(t.meta.c.value).where(t.meta.c.key == DIGESTS))
    if kept not in (None, "{}"):
        now = digests(connection)
        mine = json.dumps({**json.loads(kept), **{table.name: now[table.name] for table in t.RESHAPED}})
        connection.execute(t.meta.update().where(t.meta.c.key == DIGESTS).values(value=mine))


def _strange(connection: Connection) -> str:
    """What in an older run's spec this version doesn't know; empty: nothing."""
    for kept in connection.scalars(select(t.meta.c.value).where(t.meta.c.key.in_(("spec", "given_spec")))):
        try:
            Spec.model_validate_json(kept)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return ""


def open_store(path: Path, *, write: bool = True, migrate: bool = False) -> SqlStore:
    """The store in a SQLite file; made if it isn't there and `write` is set.

    Raises:
        UserFault: the file is not a store, is damaged or doctored, or is of another version and `migrate`
            isn't set.
    """
    existed = path.exists()

    def wrong(what: str, step: str = "") -> UserFault:
        rows = path.with_name("dataset.jsonl")
        saved = f"; the rows last written are in {rows}" if rows.is_file() and rows.stat().st_size else ""
        anew = f"restore it from a copy, or build into a new folder{saved}"
        return UserFault(what, where=str(path), next_step=step or anew)

    if not existed and not write:
        raise wrong("there is no store", "is this a run folder?")
    engine = _sqlite(path.absolute(), write=write)
    try:
        connection = engine.connect()
        if existed and (strange := doctored(lambda sql: connection.exec_driver_sql(sql), _TABLES)):
            raise wrong(f"the store holds what no build makes: {strange}")
        said = str((existed and connection.scalar(_VERSION)) or "")
        had = int(said) if said.isdigit() else 0
        newest = len(t.MIGRATIONS)
        if existed and had == 0:
            what = "this is no store, or one whose making was cut short before anything was in it"
            raise wrong(what, "remove the folder, and build again")
        if 0 < had < newest and (why := _strange(connection)):
            what = f"the version that made this run had other specs ({why})"
            raise wrong(what, "use the seedbed that made it, or build anew")
        if existed and had != newest and not (migrate and 0 < had < newest):
            what = f"the store has schema version {had}, this program writes {newest}"
            if had > newest:
                raise wrong(what, "use the seedbed that made it")
            step = f"`seedbed resume {path.parent}` brings it up to date; what is finished stays as it is"
            raise OlderStore(what, where=str(path), next_step=step)
        if had and had != newest:
            _copy(connection, path.with_name(f"{path.stem}.schema-{had}{path.suffix}"))
        for migration in t.MIGRATIONS[had:]:
            migration(connection)
        if had != newest:
            connection.execute(t.meta.delete().where(t.meta.c.key == "schema"))
            connection.execute(insert(t.meta), {"key": "schema", "value": str(newest)})
        if 0 < had < newest:
            _tell_again(connection)
        connection.commit()
    except DatabaseError as error:
        if not os.access(path.parent, os.W_OK):  # SQLite keeps a file of its own beside a store that is read
            step = "copy the run to a folder that you may write, and use the copy"
            raise wrong(
                f"the store can't be opened where nothing can be written ({error.orig})", step
            ) from error
        raise wrong(f"the store can't be read: {error.orig}") from error
    return SqlStore(connection)
