"""Opening a store's SQLite file: settings, migrations, and what is said when it can't be read."""

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, insert, select
from sqlalchemy.exc import DatabaseError

from seedbed.memory.errors import UserFault
from seedbed.memory.store import tables as t
from seedbed.memory.store.shape import doctored
from seedbed.memory.store.sql import SqlStore

_TABLES = frozenset(t.metadata.tables)
_VERSION = select(t.meta.c.value).where(t.meta.c.key == "schema")


def _sqlite(path: Path, *, write: bool) -> Engine:
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 30})

    @event.listens_for(engine, "connect")
    def _settings(raw: Any, _record: Any) -> None:
        for setting in ("journal_mode=WAL", "synchronous=NORMAL", "trusted_schema=OFF"):
            if write or not setting.startswith("journal_mode"):
                raw.execute(f"PRAGMA {setting}")
        if not write:
            raw.execute("PRAGMA query_only=ON")

    return engine


def open_store(path: Path, *, write: bool = True, migrate: bool = False) -> SqlStore:
    """The store in a SQLite file; made if it isn't there and `write` is set.

    Raises:
        UserFault: the file is not a store, is damaged or doctored, or is of another version and `migrate`
            isn't set.
    """
    existed = path.exists()

    def wrong(what: str, step: str = "restore it from a copy, or build into a new folder") -> UserFault:
        return UserFault(what, where=str(path), next_step=step)

    if not existed and not write:
        raise wrong("there is no store", "is this a run folder?")
    engine = _sqlite(path, write=write)
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
        if existed and had != newest and not (migrate and 0 < had < newest):
            step = "use the seedbed that made it; `seedbed resume` brings an older store up to date"
            raise wrong(f"the store has schema version {had}, this program writes {newest}", step)
        for migration in t.MIGRATIONS[had:]:
            migration(connection)
        if had != newest:
            connection.execute(t.meta.delete().where(t.meta.c.key == "schema"))
            connection.execute(insert(t.meta), {"key": "schema", "value": str(newest)})
        connection.commit()
    except DatabaseError as error:
        raise wrong(f"the store can't be read: {error.orig}") from error
    return SqlStore(engine, connection)
