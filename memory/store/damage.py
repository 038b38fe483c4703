"""A store that can't be read as what it should hold, damaged or doctored: it is named, in one line."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from json import JSONDecodeError
from pathlib import Path
from sqlite3 import SQLITE_CORRUPT, SQLITE_NOTADB
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from seedbed.memory.errors import UserFault
from seedbed.memory.files.disk import AGAIN, machine_fault, typed
from seedbed.memory.plan import Plan
from seedbed.memory.spec import Spec
from seedbed.memory.store.protocol import Store
from seedbed.memory.store.tables import metadata

_BROKEN = (SQLITE_CORRUPT, SQLITE_NOTADB)
"""What SQLite itself says of a file that is damaged."""


@contextmanager
def decoding(path: Path) -> Iterator[None]:
    """What a store's own functions, or the models of its values, say of a damaged one becomes one line; any
    other fault is the caller's own and stays what it is. Raises UserFault: the store is damaged, or the disk
    takes nothing."""
    try:
        yield
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"])) or "a value"
        raise damaged(path, f"{error.title}: {place}: {first['msg']}") from error
    except JSONDecodeError as error:
        raise damaged(path, error) from error
    except DatabaseError as error:
        if why := machine_fault(error):
            raise UserFault(why + AGAIN, where=str(path)) from error
        if getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in _BROKEN:
            what = f"the run's store is damaged ({error.orig})"
            raise UserFault(what, where=str(path), next_step=anew(path)) from error
        raise damaged(path, str(error.orig)) from error


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Whatever is wrong with a store's values while it is read becomes one line. Raises UserFault: the store
    is damaged."""
    try:
        with decoding(path):
            yield
    except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError, RecursionError) as error:
        raise damaged(path, error) from error


def read_through(store: Store, path: Path, told: Callable[[int, int], None]) -> None:
    """Read every value that a build takes up, once, before it is used: then none is met half-way. `told`: how
    many candidates were read, of how many. Raises UserFault: one isn't what a build writes."""
    with reading(path):
        whole = store.committed()
        for key, shape in (("spec", Spec), ("given_spec", Spec), ("plan", Plan), ("given_plan", Plan)):
            if (value := store.meta(key)) is not None:
                shape.model_validate(value)
        for values in _map(store.meta("asked")).values():
            _map(values)
        counts = ("look_ahead", "widest_ahead", "critique_every", "requested", "cached_calls", "seconds")
        for name in counts:
            float(store.meta(name) or 0)
        for seat, _, _ in store.seats():
            seat.cell.key.split("/", 3)
        for _, value in store.journal_entries("critique"):
            _map(value)
        decided = (candidate.number for candidate in store.candidates())
        of = next(decided, None)
        for number, brief in store.briefs():
            told(number, whole)
            if brief is not None and number == of:
                of = next(decided, None)
            for _, stored in store.answers_of(brief.id) if brief else ():
                _map(_map(stored.content["choices"][0]).get("message"))
        if of is not None:
            raise ValueError(f"candidate {of} has no brief")


def _map(value: Any) -> dict[str, Any]:
    if value is not None and not isinstance(value, dict):
        raise TypeError(f"a map is wanted, not {str(value)[:60]!r}")
    return dict(value or {})


def damaged(path: Path, what: Exception | str) -> UserFault:
    """What is said of a damaged store. `what`: what went wrong as it was read."""
    said = " ".join((what if isinstance(what, str) else f"{type(what).__name__}: {what}").split())
    return UserFault(
        f"the run's store holds what this version doesn't write ({said[:300]})",
        where=str(path),
        next_step=f"use the seedbed that made it; a damaged one: {anew(path)}",
    )


def anew(store: Path) -> str:
    """What there is to do about a store that is gone or damaged. `store`: its file, or the run's folder."""
    folder = store if store.is_dir() else store.parent
    rows, spec = folder / "dataset.jsonl", folder / "spec.yaml"
    by_spec = f"make its rows again: seedbed build {typed(spec)} -o NEW"
    again = by_spec if spec.is_file() else "build into a new folder"
    saved = f"; the rows last written are in {rows}" if rows.is_file() and rows.stat().st_size else ""
    return f"restore it from a copy, or {again}{saved}"


def doctored(connection: Connection) -> str:
    """What a SQLite file holds besides this program's tables and indexes, in words; empty: nothing. A trigger
    writes what nobody asked for, a view or a computed column shows what nobody wrote, and no build makes
    any."""
    found = connection.exec_driver_sql("SELECT type, name FROM sqlite_master")
    for kind, name in sorted((str(row[0]), str(row[1])) for row in found):
        if kind not in ("table", "index") or (kind == "table" and name not in metadata.tables):
            return f"the {kind} {name!r}"
    for table, column, hidden in connection.exec_driver_sql(
        "SELECT m.name, c.name, c.hidden FROM sqlite_master AS m, pragma_table_xinfo(m.name) AS c "
        "WHERE m.type = 'table'"
    ):
        if hidden:
            return f"the computed column {column!r} of {table!r}"
    return ""


def lacking(connection: Connection) -> str:
    """What a SQLite file with this program's schema has otherwise than its tables say; empty: nothing."""
    found = {
        (table, name): (kind, bool(must), bool(key))
        for table, name, kind, must, key in connection.exec_driver_sql(
            'SELECT m.name, c.name, c.type, c."notnull", c.pk '
            "FROM sqlite_master AS m, pragma_table_info(m.name) AS c WHERE m.type = 'table'"
        )
    }
    for table in metadata.sorted_tables:
        for one in table.columns:
            kind = one.type.compile(dialect=connection.dialect)
            if found.get((table.name, one.name)) != (kind, not one.nullable, one.primary_key):
                return f"the column {one.name!r} of {table.name!r} is gone or another"
    return ""
