"""Opening a store, a SQLite file or a schema in PostgreSQL: settings, migrations, and what is said when it
can't be read."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, insert, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from seedbed.memory.errors import UserFault
from seedbed.memory.files.disk import AGAIN, NOTE, machine_fault, typed, write_atomic
from seedbed.memory.files.row_file import read_text
from seedbed.memory.store import tables as t
from seedbed.memory.store.damage import anew, doctored, lacking
from seedbed.memory.store.postgres.place import (
    READ_ONLY,
    Place,
    engine,
    place_of,
    read_note,
    remember,
    see_named,
)
from seedbed.memory.store.prepared import Prepared
from seedbed.memory.store.sql import SqlStore

_SETTING = "current_setting('server_encoding')"
_IS_TABLE = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
_VERSION = select(t.meta.c.value).where(t.meta.c.key == "schema")


class OlderStore(UserFault):
    """A store that this version can read once it has been migrated."""


class Missing(UserFault):
    """A database that can be reached, and hasn't the run."""


@lru_cache(maxsize=16)
def _sqlite(path: Path, *, write: bool, still: bool) -> Engine:
    """An engine without a pool: what is kept, and used by whoever opens the file next, are its compiled
    statements. `still`: nobody can write the file, nor make what SQLite keeps beside one that somebody
    may."""
    url, settings = URL.create("sqlite", database=str(path)), {"timeout": 30, "check_same_thread": False}
    if still:
        url = URL.create("sqlite", database=path.as_uri(), query={"immutable": "1", "uri": "true"})
    engine = create_engine(url, poolclass=NullPool, connect_args=settings)

    @event.listens_for(engine, "connect")
    def _settings(raw: Any, _record: Any) -> None:
        # A log of 32 MB: the pages that every commit changes are brought into the file an eighth as often.
        mine = ("journal_mode=WAL", "wal_autocheckpoint=8000") if write else ("query_only=ON",)
        for setting in (*mine, "synchronous=NORMAL", "trusted_schema=OFF"):
            raw.execute(f"PRAGMA {setting}")

    return engine


def _copy(connection: Connection, to: Path) -> None:
    """Keep a store as it was before it is brought up to date; a copy that is there stays."""
    if not to.exists():
        with closing(sqlite3.connect(to)) as copy:
            raw: Any = connection.connection.driver_connection
            raw.backup(copy)
        connection.rollback()


def open_store(path: Path, *, write: bool = True, migrate: bool = False, hold: bool = False) -> SqlStore:
    """The store in a SQLite file, made if it isn't there and `write` is set; or, where the path is a note
    (`postgres/place.py`), in PostgreSQL.

    Args:
        hold: As the one process that works on the run. Of a SQLite file the folder's lock sees to that.

    Raises:
        UserFault: the file is not a store, is damaged or doctored, or is of another version and `migrate`
            isn't set; the database can't be reached, hasn't the run, or another process holds it."""
    if path.name == NOTE:
        return _remote(_noted(path), path, write=write, migrate=migrate, hold=hold)
    existed = path.exists()

    def wrong(what: str, step: str = "") -> UserFault:
        return UserFault(what, where=str(path), next_step=step or anew(path))

    if not existed and not write:
        raise wrong("there is no store", "is this a run folder?")
    try:
        still = (
            existed
            and not os.access(path.parent, os.W_OK)
            and not path.with_name(f"{path.name}-wal").exists()
        )
        connection = _sqlite(path.absolute(), write=write, still=still).connect()
        if existed and (strange := doctored(connection)):
            known = connection.exec_driver_sql(_IS_TABLE, (t.meta.name,)).first()
            if known and (had := _version(connection)) not in (0, *t.MIGRATIONS):  # it may have other tables
                raise _foreign(had, wrong)
            raise wrong(f"the store holds what no build makes: {strange}")
        _up_to_date(connection, path, existed=existed, migrate=migrate, wrong=wrong)
        if existed and (gone := lacking(connection)):
            raise wrong(f"the store isn't as builds make it: {gone}")
    except DatabaseError as error:
        if not os.access(path, os.R_OK):
            raise wrong("there is no right to read it", "have its owner give you one") from error
        if not os.access(path.parent, os.W_OK):  # SQLite keeps a file of its own beside a store that is read
            step = "copy the run to a folder that you may write, and use the copy"
            raise wrong(
                f"the store can't be opened where nothing can be written ({error.orig})", step
            ) from error
        if why := machine_fault(error):
            raise UserFault(why + AGAIN, where=str(path)) from error
        raise wrong(f"the store can't be read: {error.orig}") from error
    return SqlStore(Prepared(connection), str(path.absolute()))


def _version(connection: Connection) -> int:
    """The number of the last migration that a store has had; 0: nothing says."""
    said = str(connection.scalar(_VERSION) or "")
    return int(said) if said.isdigit() else 0


def _foreign(had: int, wrong: Callable[..., UserFault]) -> UserFault:
    what = f"the store has schema version {had}, this program writes {max(t.MIGRATIONS)}"
    return wrong(what, "use the seedbed that made it")


def _up_to_date(
    connection: Connection, path: Path, *, existed: bool, migrate: bool, wrong: Callable[..., UserFault]
) -> None:
    """See that a store has this program's schema; make it, or migrate it. Raises UserFault: it is no store,
    or of another version and `migrate` isn't set."""
    had, newest = _version(connection) if existed else 0, max(t.MIGRATIONS)
    if existed and had == 0:
        what = "this is no store, or one whose making was cut short before anything was in it"
        raise wrong(what, "remove the folder, and build again")
    if existed and had not in t.MIGRATIONS:
        raise _foreign(had, wrong)
    if existed and had != newest and not migrate:
        what = f"the store has schema version {had}, this program writes {newest}"
        step = f"`seedbed resume {typed(path.parent)}` brings it up to date; what is finished stays as it is"
        raise OlderStore(what, where=str(path), next_step=step)
    if had and had != newest and connection.dialect.name == "sqlite":
        _copy(connection, path.with_name(f"{path.stem}.schema-{had}{path.suffix}"))
    for migration in (one for number, one in t.MIGRATIONS.items() if number > had):
        migration(connection)
    if had != newest:
        connection.execute(t.meta.delete().where(t.meta.c.key == "schema"))
        connection.execute(insert(t.meta), {"key": "schema", "value": str(newest)})
    connection.commit()


def open_worker(place: str, fence: int) -> SqlStore:
    """The store of a run that another process works on, for a worker beside it, on any machine that reaches
    it: to look up and write answers, charges and failed calls. Rows, events and the run's own values are the
    holder's to write. The holder calls `SqlStore.share` first, so that reservations (a `Ledger` over this
    store) keep under the caps of the run whoever makes them.

    Args:
        place, fence: The holder's `SqlStore.place` and `SqlStore.fence`. A path, or the note of a schema in
            PostgreSQL: no password stands in it, so PGPASSWORD or PGPASSFILE must be known to the worker.

    Raises:
        UserFault: the store isn't there.
        Paused: another process has taken the run over."""
    if not place.startswith("{"):
        store = open_store(Path(place))
    else:
        store = _remote(read_note(place, "the worker's store"), None, fence=fence)
    store.shared = True
    return store


def _noted(note: Path) -> Place:
    see_named(place := _read(note), note)
    return place


def _read(note: Path) -> Place:
    return read_note(read_text(note, "the note", 100_000), str(note))


def worked_on(note: Path) -> str:
    """Who works on a run, as the database knows that its note names; empty: nobody. Raises UserFault: it
    can't be asked."""
    try:
        store = open_store(note, write=False)
    except Missing:
        return ""
    with closing(store):
        remote: Any = store._prepared
        return str(remote.holder())


def begun(note: Path) -> bool:
    """Whether the store that a note names, if it can be reached, has what was asked for."""
    try:
        with closing(open_store(note, write=False)) as store:
            return store.meta("request") is not None
    except Missing:
        return False
    except UserFault:
        return True


def move_store(note: Path, url: str) -> None:
    """The database of a run's schema has another address, or its password is told, from here on. Raises
    UserFault: the schema isn't there, or the run's store is a file."""
    if note.name != NOTE:
        step = "leave out --store: it is for a new run, or one whose store lies in a database"
        raise UserFault("the run's store is a file of its folder", where=str(note), next_step=step)
    place = Place(place_of(url).database, _read(note).schema)
    remember(place)
    _remote(place, note, write=False).close()
    write_atomic(note, place.note)


def remove_store(path: Path) -> None:
    """Remove the schema that a note names, if it can be; nothing where the path is none."""
    if path.name == NOTE:
        with suppress(UserFault, OSError, DatabaseError):
            place = _noted(path)
            with engine(place, write=True).connect() as connection:
                connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {place.schema} CASCADE")


def _remote(
    place: Place,
    path: Path | None,
    *,
    write: bool = True,
    migrate: bool = False,
    hold: bool = False,
    fence: int = 0,
) -> SqlStore:
    from psycopg import Error

    from seedbed.memory.store.postgres.connection import MAKE, Remote

    def wrong(what: str, step: str = "") -> UserFault:
        return place.fault(what, step or "restore the database from a copy, or build into a new folder")

    try:
        connection = engine(place, write=write).connect()
    except DatabaseError as error:
        raise place.unreached(str(error.orig)) from error
    existed = False
    try:
        named = connection.exec_driver_sql(
            f"SELECT to_regnamespace('{place.schema}') IS NOT NULL, {_SETTING}"
        )
        existed, encoding = named.one()
        if not existed and not hold:
            step = "is that the database of the run? Its note is " + str(path or "the holder's")
            raise Missing(f"the database has no run {place.schema}", where=str(place), next_step=step)
        if encoding != "UTF8":
            raise wrong(
                f"the database keeps texts as {encoding}", "name one that was made with ENCODING 'UTF8'"
            )
        connection.exec_driver_sql("BEGIN")
        if not existed:
            connection.exec_driver_sql(f"CREATE SCHEMA {place.schema}")
        _up_to_date(connection, path or Path(), existed=existed, migrate=migrate, wrong=wrong)
        for statement in MAKE if not existed else ():
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql("COMMIT")
        remote = Remote(connection, place)
        if hold:
            fence = remote.take_over()
        elif fence:
            remote.join(fence)
    except (DatabaseError, Error) as error:
        connection.close()
        fault: Any = error.orig if isinstance(error, DatabaseError) else error
        state = getattr(fault, "sqlstate", None) or ""
        step = "see that this user may connect and make a schema there: GRANT CREATE ON DATABASE"
        if existed or state == READ_ONLY:
            step = place.mended(state) or "see what the server's log says of it"
        raise wrong(str(fault), step) from error
    except BaseException:
        connection.close()
        raise
    return SqlStore(remote, place.note, fence)
