"""Statements that are built once, run on the database's driver itself: SQLAlchemy writes the SQL of each the
first time and isn't asked again, which saves three quarters of what a short statement costs."""

import os
from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

T = TypeVar("T")
Values = Mapping[str, Any]
THEN = "then"
"""Execution option of a statement: SQL that both databases know, and SQLAlchemy's own `insert` doesn't."""


@dataclass(frozen=True, slots=True)
class _Written:
    """A statement as the driver takes it."""

    sql: str
    places: tuple[str, ...]
    """The names of its values, in order."""
    given: Values
    """Values that the statement itself holds."""
    row: Callable[[Sequence[Any]], Any]


class Prepared:
    """One connection's statements; transactions among them are the driver's own."""

    def __init__(self, connection: sa.Connection) -> None:
        """Args:
        connection: Its own queries end their transaction before a statement is run here."""
        self._connection = connection
        self._driver: Any = connection.connection.dbapi_connection
        self._dialect, self._file = connection.dialect, connection.engine.url.database
        self._fault: type[Exception] = connection.dialect.loaded_dbapi.Error
        self._at_once = False

    def patient(self, seconds: float, told: Callable[[str, bool], None]) -> None:
        """As `protocol.Store` has it: a file doesn't go away."""

    def close(self) -> None:
        self._connection.close()

    def read(self, asked: Callable[[sa.Connection], T]) -> T:
        """What is asked of SQLAlchemy itself; the read transaction that it began is ended."""
        try:
            return asked(self._connection)
        finally:
            if not self._at_once:
                self._connection.rollback()

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Within, all that is read is of one moment, and nothing is written."""
        self._begin_reading()
        self._at_once = True
        try:
            yield
        finally:
            self._at_once = False
            with suppress(self._fault, DBAPIError):  # one that was lost is told where it is missed
                self._connection.rollback()
                self._driver.rollback()

    def _begin_reading(self) -> None:
        self._driver.execute("BEGIN")

    @contextmanager
    def transaction(self) -> Iterator["Prepared"]:
        """What is run within is kept as a whole, or not at all."""
        try:
            yield self
            self._driver.commit()
        except BaseException as fault:
            self._driver.rollback()
            if isinstance(fault, (self._fault, DBAPIError)):
                with suppress(self._fault):  # a log that can't grow begins anew: how it ended is to be noted
                    self._driver.execute("PRAGMA wal_checkpoint")
            if isinstance(fault, self._fault):
                raise self._told("COMMIT", fault) from fault
            raise

    def sync(self) -> None:
        """As `protocol.Store` has it."""
        with suppress(FileNotFoundError):  # no log: what it held is in the file, where SQLite has synced it
            log = os.open(f"{self._file}-wal", os.O_RDONLY)
            try:
                os.fsync(log)
            finally:
                os.close(log)

    def rows(self, statement: sa.SelectBase | sa.TextClause, **values: Any) -> list[Any]:
        """What a query finds, by name or by place."""
        written = written_for(statement, tuple(values), self._dialect)
        try:
            return list(map(written.row, self._run(written, values).fetchall()))
        except self._fault as fault:
            raise self._told(written.sql, fault) from fault

    def execute(self, statement: Any, values: Values | None = None) -> Any:
        """Insert, change or delete; what knows its `lastrowid` once the transaction is over."""
        return self._run(written_for(statement, tuple(values or {}), self._dialect), values or {})

    def execute_each(self, statement: Any, values: Sequence[Values]) -> None:
        """The same with each of some values, which have the same names."""
        if values:
            written = written_for(statement, tuple(values[0]), self._dialect)
            try:
                self._driver.cursor().executemany(written.sql, [placed(written, one) for one in values])
            except self._fault as fault:
                raise self._told(written.sql, fault) from fault

    def _run(self, written: _Written, values: Values) -> Any:
        cursor = self._driver.cursor()
        try:
            cursor.execute(written.sql, placed(written, values))
        except self._fault as fault:
            raise self._told(written.sql, fault) from fault
        return cursor

    def _told(self, sql: str, fault: Exception) -> BaseException:
        """A fault of the driver, as SQLAlchemy tells it."""
        return DBAPIError.instance(sql, None, fault, self._fault, dialect=self._dialect)


@lru_cache(maxsize=1000)
def written_for(statement: Any, names: tuple[str, ...], dialect: sa.Dialect) -> _Written:
    """Kept for whoever opens the same file next. `names`: of its values."""
    compiled = statement.compile(dialect=dialect, column_keys=names or None)
    columns = statement.selected_columns.keys() if isinstance(statement, sa.SelectBase) else ()
    row: Any = namedtuple("Row", columns, rename=True)  # type: ignore[misc]
    sql = f"{compiled}{statement.get_execution_options().get(THEN, '')}"
    return _Written(sql, tuple(compiled.positiontup or ()), compiled.params, row._make if columns else tuple)


def placed(written: _Written, values: Values) -> list[Any]:
    """A statement's values in the order of their places."""
    given = written.given
    return [values[name] if name in values else given[name] for name in written.places]
