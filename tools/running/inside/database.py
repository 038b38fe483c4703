"""Makes SQLite databases in memory, fills them anew, asks them, compares answers.

Executed inside the sandbox as a program whose functions are called (`Sandbox.call`); never imported by
seedbed. Standard library only. The script may make and fill tables and nothing else: no ATTACH, no PRAGMA, no
virtual tables; a query may read. Both are bounded in steps and in the length of any value.

That queries are compared over several fills is the test-suite accuracy of Zhong, Yu and Klein ("Semantic
Evaluation for Text-to-SQL with Distilled Test Suites", 2020): on one database other queries often agree.
"""

import random
import sqlite3
from collections import Counter
from typing import Any

from seedbed.tools.running.inside.columns import Column, literals_of

STEPS, MOST_STEPS = 1000, 20_000
"""Instructions of SQLite's machine between two looks; looks that a script or a query may take."""
LONGEST_VALUE, LONGEST_SCRIPT = 1_000_000, 400_000
MOST_ROWS, MOST_CHARACTERS = 1000, 200_000
"""Of an answer."""
NEW_ROWS = (12, 30)
"""Rows of a table that is filled anew: at least, at most."""
REFUSED = {
    sqlite3.SQLITE_ATTACH: "ATTACH",
    sqlite3.SQLITE_DETACH: "DETACH",
    sqlite3.SQLITE_PRAGMA: "PRAGMA",
    sqlite3.SQLITE_CREATE_VTABLE: "CREATE VIRTUAL TABLE",
    sqlite3.SQLITE_DROP_VTABLE: "DROP TABLE of a virtual table",
}
READING = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}


Rows = list[tuple[str, ...]]


class Refused(Exception):
    """A script or query that may not run, or doesn't."""


class Database:
    """One database in memory."""

    def __init__(self, script: str) -> None:
        self.connection = sqlite3.connect(":memory:", isolation_level=None)
        self.connection.text_factory = lambda data: data.decode("utf-8", "replace")
        limits = {
            sqlite3.SQLITE_LIMIT_LENGTH: LONGEST_VALUE,
            sqlite3.SQLITE_LIMIT_SQL_LENGTH: LONGEST_SCRIPT,
            sqlite3.SQLITE_LIMIT_ATTACHED: 0,
            sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 200,
            sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 100,
            sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 10,
        }
        for kind, most in limits.items():
            self.connection.setlimit(kind, most)
        self.own("PRAGMA temp_store = MEMORY")
        self.own("PRAGMA max_page_count = 20000")
        self.denied, self.looks = "", 0
        self.guarded(self.connection.executescript, script, lambda *what: self.may_make(*what))

    def may_make(self, action: int, first: str | None, second: str | None, *_: Any) -> int:
        """What a script may do."""
        if action in REFUSED:
            self.denied = f"{REFUSED[action]} isn't allowed here"
        elif action == sqlite3.SQLITE_FUNCTION and (second or "").lower() == "load_extension":
            self.denied = "load_extension isn't allowed here"
        else:
            return sqlite3.SQLITE_OK
        return sqlite3.SQLITE_DENY

    def may_read(self, action: int, first: str | None, second: str | None, *_: Any) -> int:
        """What a query may do."""
        if action in READING:
            return self.may_make(action, first, second)
        self.denied = self.denied or REFUSED.get(action, "anything but reading") + " isn't allowed in a query"
        return sqlite3.SQLITE_DENY

    def guarded(self, how: Any, text: str, guard: Any) -> Any:
        """Executes a text under a guard and within bounds. Raises Refused."""

        def look() -> int:
            self.looks += 1
            return self.looks > MOST_STEPS

        self.denied, self.looks = "", 0
        self.connection.set_authorizer(guard)
        self.connection.set_progress_handler(look, STEPS)
        try:
            return how(text)
        except (sqlite3.Error, sqlite3.Warning, ValueError, OverflowError) as fault:
            said = self.denied or str(fault)
            if self.looks > MOST_STEPS:
                said = "it takes too many steps"
            raise Refused(" ".join(said.split())[:300]) from fault
        finally:
            self.connection.set_authorizer(None)
            self.connection.set_progress_handler(None, 0)

    def own(self, sql: str, *values: Any) -> list[Any]:
        """A statement of ours."""
        return self.connection.execute(sql, values).fetchall()

    def turned(self) -> "Database":
        """The same rows, but every table gives them from the other end: what an answer mustn't hang on.

        (`PRAGMA reverse_unordered_selects` doesn't turn what is sorted by something with ties.)
        """
        other = Database("")
        self.connection.backup(other.connection)
        other.own("PRAGMA legacy_alter_table = ON")
        for (trigger,) in other.own("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            other.own(f"DROP TRIGGER {_name(trigger)}")
        for table in other.tables():
            keys = [about for about in other.own(f"PRAGMA table_info({_name(table)})") if about[5]]
            order = ", ".join(f"{_name(about[1])} DESC" for about in keys)
            aside = _name(f"seedbed {table}")
            other.own(f"ALTER TABLE {_name(table)} RENAME TO {aside}")
            try:
                other.own(f"SELECT rowid FROM {aside} LIMIT 0")
                order = "rowid DESC"
            except sqlite3.Error:
                pass  # a table WITHOUT ROWID lies in the order of its key
            # Without the limit SQLite may leave the order out.
            other.own(f"CREATE VIEW {_name(table)} AS SELECT * FROM {aside} ORDER BY {order} LIMIT -1")
        return other

    def tables(self) -> list[str]:
        """Names of the tables."""
        made = self.own("SELECT name FROM sqlite_master WHERE type = 'table' AND sql IS NOT NULL")
        return [name for (name,) in made if not name.startswith("sqlite_")]

    def ask(self, query: str) -> tuple[list[str], list[list[Any]]]:
        """The columns and rows of an answer. Raises Refused."""

        def answered(text: str) -> tuple[list[str], list[list[Any]]]:
            cursor = self.connection.execute(text)
            names = [column[0] for column in cursor.description or ()]
            return names, [[_plain(cell) for cell in row] for row in cursor.fetchmany(MOST_ROWS + 1)]

        names, rows = self.guarded(answered, query, lambda *what: self.may_read(*what))
        if not names:
            raise Refused("it is no query")
        if len(rows) > MOST_ROWS:
            raise Refused(f"it gives more than {MOST_ROWS} rows")
        if sum(len(str(cell)) for row in rows for cell in row) > MOST_CHARACTERS:
            raise Refused(f"it gives more than {MOST_CHARACTERS} characters")
        return names, rows


def ask(script: str, query: str) -> dict[str, Any]:
    """The query's `columns` and `rows`; `settled`: they don't hang on the order of a table's rows."""
    try:
        database = Database(script)
        names, rows = database.ask(query)
        _, again = database.turned().ask(query)
    except Refused as fault:
        return {"columns": [], "rows": [], "settled": False, "said": str(fault)}
    return {"columns": names, "rows": rows, "settled": _bag(rows) == _bag(again), "said": ""}


def compared(
    script: str, base: str, others: list[str], fills: int, seed: int, ordered: bool
) -> dict[str, Any]:
    """How the answers of other queries compare with those of `base`, over the script's data and new fills.

    Answers `said` (why the script or the base can't be run; empty: they can) and `others`: for each a text a
    database: `same`, `differs`, `empty` (both are), `unsettled` (the base's own answer hangs on the order of
    a table), or `fails: …`.
    """
    try:
        databases = [Database(script)]
        plan = Plan(databases[0], [script, base, *others])
        databases += [plan.filled(script, random.Random(f"{seed} {number}")) for number in range(fills)]
        pairs = [(one, one.turned()) for one in databases]
        bases = [[_keys(one.ask(base)[1]) for one in pair] for pair in pairs]
    except Refused as fault:
        return {"said": str(fault), "others": []}
    return {
        "said": "",
        "others": [
            [_against(pair, other, mine, ordered) for pair, mine in zip(pairs, bases, strict=True)]
            for other in others
        ],
    }


def _against(pair: tuple[Database, Database], other: str, base: list[Rows], ordered: bool) -> str:
    try:
        answers = [_keys(one.ask(other)[1]) for one in pair]
    except Refused as fault:
        return f"fails: {fault}"
    bags = [Counter(one) for one in base]
    if bags[0] != bags[1]:
        return "unsettled"
    if not (base[0] or answers[0] or answers[1]):
        return "empty"
    if any(Counter(one) != bags[0] for one in answers):
        return "differs"
    if ordered and any(not _in_order(one, *base) for one in answers):
        return "differs"
    return "same"


def _in_order(answer: Rows, first: Rows, second: Rows) -> bool:
    """Whether rows stand as the base has them; two that it has in either order may stand in either."""
    if answer in (first, second):
        return True
    if first == second:
        return False
    places = [{row: at for at, row in enumerate(one)} for one in (first, second)]
    for at, row in enumerate(answer):
        for later in answer[at + 1 :]:
            if all(place[later] < place[row] for place in places):
                return False
    return True


def _plain(cell: Any) -> Any:
    """A cell as JSON has it."""
    if isinstance(cell, bytes):
        return f"x'{cell.hex()}'"
    if isinstance(cell, float) and (cell in (float("inf"), float("-inf")) or cell != cell):
        return str(cell)
    return cell


def _bag(rows: list[list[Any]]) -> Counter[tuple[str, ...]]:
    return Counter(_keys(rows))


def _keys(rows: list[list[Any]]) -> Rows:
    """Rows by which they are compared: 1.0 is 1, and sums in another order are the same."""
    return [tuple(_key(cell) for cell in row) for row in rows]


def _key(cell: Any) -> str:
    if isinstance(cell, float):
        whole = cell.is_integer() and abs(cell) < 1e15
        return f"n{int(cell)}" if whole else f"n{cell:.9g}"
    return f"n{cell}" if isinstance(cell, int) else f"t{cell}" if isinstance(cell, str) else ""


class Plan:
    """The tables of a schema, and how they are filled anew."""

    def __init__(self, database: Database, texts: list[str]) -> None:
        literals: list[Any] = []
        for text in texts[1:]:
            literals += literals_of(text)
        self.tables: dict[str, list[Column]] = {}
        for table in database.tables():
            ((sql,),) = database.own("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", table)
            self.tables[table] = _columns(database, table, [*literals, *literals_of(sql)])

    def filled(self, script: str, dice: random.Random) -> Database:
        """A database of the schema with other rows."""
        database = Database(script)
        for (trigger,) in database.own("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            database.own(f"DROP TRIGGER {_name(trigger)}")
        database.own("PRAGMA foreign_keys = OFF")
        for table in self.tables:
            database.own(f"DELETE FROM {_name(table)}")
        for table in self._in_turn():
            columns = [column for column in self.tables[table] if not column.hidden]
            for number in range(dice.randint(*NEW_ROWS)):
                self._insert(database, table, columns, number, dice)
        return database

    def _insert(
        self, database: Database, table: str, columns: list[Column], number: int, dice: random.Random
    ) -> None:
        names = ", ".join(_name(column.name) for column in columns)
        marks = ", ".join("?" * len(columns))
        alone = sum(bool(column.key) for column in columns) == 1
        for attempt in range(4):
            values = []
            for column in columns:
                if ((column.key and alone) or attempt > 1) and not column.parent:
                    plain = column.kind == "whole" and column.key
                    values.append(number + 1 if plain else column.other(number + 50 * attempt))
                else:
                    values.append(column.draw(dice, self._taken(database, column)))
            try:
                database.own(f"INSERT INTO {_name(table)} ({names}) VALUES ({marks})", *values)
            except (sqlite3.Error, OverflowError):
                continue
            return

    def _taken(self, database: Database, column: Column) -> list[Any]:
        if not column.parent:
            return []
        table, name = column.parent
        found = database.own(f"SELECT {_name(name)} FROM {_name(table)} WHERE {_name(name)} IS NOT NULL")
        return [value for (value,) in found]

    def _in_turn(self) -> list[str]:
        """Tables, each after those it refers to, as far as that can be."""
        turn: list[str] = []
        left = list(self.tables)
        while left:
            free = [
                table
                for table in left
                if not any(
                    c.parent and c.parent[0] in left and c.parent[0] != table for c in self.tables[table]
                )
            ]
            turn += free or left[:1]
            left = [table for table in left if table not in turn]
        return turn


def _columns(database: Database, table: str, literals: list[Any]) -> list[Column]:
    columns = []
    for about in database.own(f"PRAGMA table_xinfo({_name(table)})"):
        values = database.own(f"SELECT {_name(about[1])} FROM {_name(table)} LIMIT 500")
        columns.append(Column(about, [value for (value,) in values], literals))
    for key in database.own(f"PRAGMA foreign_key_list({_name(table)})"):
        parent, own, theirs = key[2], key[3], key[4]
        if theirs is None:
            keys = [about[1] for about in database.own(f"PRAGMA table_info({_name(parent)})") if about[5]]
            theirs = keys[0] if len(keys) == 1 else None
        known = {about[1].lower() for about in database.own(f"PRAGMA table_info({_name(parent)})")}
        for column in columns:
            if column.name.lower() == str(own).lower() and str(theirs).lower() in known:
                column.parent = (parent, theirs)
    return columns


def _name(name: str) -> str:
    return '"' + str(name).replace('"', '""') + '"'
