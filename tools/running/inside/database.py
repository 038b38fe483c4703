"""Makes SQLite databases in memory, fills them anew, asks them, compares answers.

Executed inside the sandbox as a program whose functions are called (`Sandbox.call`); never imported by
seedbed. Standard library only. The sandbox shuts off all but memory and its own folder; a query may read, and
script and query are bounded in steps and in the length of any value. No second database can be attached.

That queries are compared over several fills is the test-suite accuracy of Zhong, Yu and Klein ("Semantic
Evaluation for Text-to-SQL with Distilled Test Suites", 2020): on one database other queries often agree."""

import datetime
import itertools
import operator
import random
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from typing import Any

STEPS, MOST_STEPS = 1000, 20_000
"""Instructions of SQLite's machine between two looks; looks that a script or a query may take."""
LONGEST_VALUE, LONGEST_SCRIPT = 1_000_000, 400_000
MOST_ROWS, MOST_CHARACTERS = 1000, 200_000
"""Of an answer."""
MOST_EXACT = (1 << 53) - 1
"""A greater whole number is text: not every reader of JSON keeps its digits."""
NEW_ROWS = (12, 30)
"""Rows of a table that is filled anew: at least, at most."""
WORDS = ("alder", "birch", "cedar", "elm", "fir", "hazel", "larch", "maple", "oak", "pine", "rowan", "yew")
LITERAL = re.compile(r"'((?:[^']|''){0,200})'|(?<![\w.])(\d{1,14}(?:\.\d+)?)(?![\w.])")
ROWID = re.compile(r"\b(?:_rowid_|rowid|oid)\b", re.IGNORECASE)

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
        self.guarded(self.connection.executescript, script)
        if self.connection.in_transaction:  # of a BEGIN without its end; no copy could be made
            self.guarded(self.connection.execute, "COMMIT")
        if self.own("SELECT 1 FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%'"):
            raise Refused("CREATE VIRTUAL TABLE isn't allowed here")

    def guarded(self, how: Any, text: str) -> Any:
        """Executes a text within bounds. Raises Refused."""
        looks = itertools.count(1)
        self.connection.set_progress_handler(lambda: next(looks) > MOST_STEPS, STEPS)
        try:
            return how(text)
        except (sqlite3.Error, sqlite3.Warning, ValueError, OverflowError) as fault:
            said = "it takes too many steps" if next(looks) > MOST_STEPS else str(fault)
            raise Refused(" ".join(said.split())[:300]) from fault
        finally:
            self.connection.set_progress_handler(None, 0)

    def own(self, sql: str, *values: Any) -> list[Any]:
        """A statement of ours."""
        return self.connection.execute(sql, values).fetchall()

    def turned(self) -> "Database":
        """The same rows, but every table gives them from the other end: what an answer mustn't hang on.

        (`PRAGMA reverse_unordered_selects` doesn't turn what is sorted by something with ties.)"""
        other = Database("")
        self.connection.backup(other.connection)
        other.own("PRAGMA legacy_alter_table = ON")
        other.drop_triggers()
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

    def both_ways(self, *queries: str) -> tuple["Database", "Database"]:
        """This one and another, on which whatever hangs on an order gives something else. Where a query asks
        for what `turned` hasn't got (names of tables, numbers of rows), SQLite's own switch has to do."""
        if not any(map(self.sees_through, queries)):
            return self, self.turned()
        other = Database("")
        self.connection.backup(other.connection)
        other.own("PRAGMA reverse_unordered_selects = ON")
        return self, other

    def sees_through(self, query: str) -> bool:
        """Whether a query reads which tables or columns there are, or names a `rowid`; one that can't be run
        doesn't."""
        read = [ROWID.search(query) is not None]

        def note(action: int, first: str | None, *_more: str | None) -> int:
            read.append(action == sqlite3.SQLITE_PRAGMA or str(first).startswith("sqlite_"))
            return sqlite3.SQLITE_OK

        self.connection.set_authorizer(note)
        try:
            self.guarded(self.connection.execute, f"EXPLAIN {query}")
        except Refused:
            return False
        finally:
            self.connection.set_authorizer(None)
        return any(read)

    def tables(self) -> dict[str, str]:
        """Names of the tables, and what made them."""
        made = self.own("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql IS NOT NULL")
        return {name: sql for name, sql in made if not name.startswith("sqlite_")}

    def drop_triggers(self) -> None:
        """They would act on rows of ours."""
        for (trigger,) in self.own("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            self.own(f"DROP TRIGGER {_name(trigger)}")

    def ask(self, query: str) -> tuple[list[str], list[list[Any]]]:
        """The columns and rows of an answer. Raises Refused."""

        def answered(text: str) -> tuple[list[str], list[list[Any]]]:
            cursor = self.connection.execute(text)
            names = [column[0] for column in cursor.description or ()]
            return names, [[_plain(cell) for cell in row] for row in cursor.fetchmany(MOST_ROWS + 1)]

        self.own("PRAGMA query_only = ON")
        names, rows = self.guarded(answered, query)
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
        _, again = database.both_ways(query)[1].ask(query)
        settled = Counter(_keys(rows)) == Counter(_keys(again))
    except Refused as fault:
        return {"columns": [], "rows": [], "settled": False, "said": str(fault)}
    return {"columns": names, "rows": rows, "settled": settled, "said": ""}


def compared(
    script: str, base: str, others: list[str], fills: int, seed: int, ordered: bool
) -> dict[str, Any]:
    """How the answers of other queries compare with those of `base`, over the script's data and new fills.

    Answers `said` (why the script or the base can't be run; empty: they can) and `others`: for each a text a
    database: `same`, `differs`, `empty` (both are), `unsettled` (the base's own answer hangs on the order of
    a table), or `fails: …`."""
    try:
        databases = [Database(script)]
        tables = columns_of(databases[0], " ".join([base, *others]))
        databases += [filled(script, tables, random.Random(f"{seed} {number}")) for number in range(fills)]
        pairs = [one.both_ways(base, *others) for one in databases]
        bases = [[_keys(one.ask(base)[1]) for one in pair] for pair in pairs]
    except Refused as fault:
        return {"said": str(fault), "others": []}
    both = list(zip(pairs, bases, strict=True))
    told = [[_against(pair, other, mine, ordered) for pair, mine in both] for other in others]
    return {"said": "", "others": told}


def _against(pair: tuple[Database, Database], other: str, base: list[Rows], ordered: bool) -> str:
    try:
        answers = [_keys(one.ask(other)[1]) for one in pair]
    except Refused as fault:
        return f"fails: {fault}"
    rows = Counter(base[0])
    if rows != Counter(base[1]):
        return "unsettled"
    if not (base[0] or answers[0] or answers[1]):
        return "empty"
    alike = all(Counter(one) == rows and (not ordered or _in_order(one, *base)) for one in answers)
    return "same" if alike else "differs"


def _in_order(answer: Rows, first: Rows, second: Rows) -> bool:
    """Whether rows stand as the base has them; two that it has in either order may stand in either."""
    if answer in (first, second):
        return True
    if first == second:
        return False
    places = [{row: at for at, row in enumerate(_numbered(one))} for one in (first, second)]
    spots = [[place[row] for place in places] for row in _numbered(answer)]
    return all(any(map(operator.lt, *pair)) for pair in itertools.combinations(spots, 2))


def _numbered(rows: Rows) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Rows, each with how many of its like stand so far: two alike have places of their own."""
    seen = Counter[tuple[str, ...]]()
    for row in rows:
        seen[row] += 1
        yield seen[row], row


def _plain(cell: Any) -> Any:
    """A cell as JSON has it."""
    if isinstance(cell, bytes):
        return f"x'{cell.hex()}'"
    if isinstance(cell, float) and (cell in (float("inf"), float("-inf")) or cell != cell):
        return str(cell)
    if isinstance(cell, int) and abs(cell) > MOST_EXACT:
        return str(cell)
    return cell


def _keys(rows: list[list[Any]]) -> Rows:
    """Rows by which they are compared: 1.0 is 1, and sums in another order are the same."""
    return [tuple(_key(cell) for cell in row) for row in rows]


def _key(cell: Any) -> str:
    if isinstance(cell, float):
        whole = cell.is_integer() and abs(cell) < 1e15
        return f"n{int(cell)}" if whole else f"n{cell:.12g}"
    return f"n{cell}" if isinstance(cell, int) else f"t{cell}" if isinstance(cell, str) else ""


# new rows ------------------------------------------------------------------------------------------------


class Column:
    """A column that is filled anew: with its own values, what the queries name, and what is near these."""

    def __init__(self, about: tuple[Any, ...], values: list[Any], literals: list[Any]) -> None:
        self.name, declared = str(about[1]), str(about[2] or "TEXT").upper()
        self.nullable = not about[3] and not about[5]
        self.parent: tuple[str, str] | None = None
        """Table and column that it refers to."""
        self.values: list[Any] = [value for value in values if isinstance(value, (int, float, str))]
        texts = [value for value in self.values if isinstance(value, str)]
        self.values = texts or self.values
        self.kind: Any = str
        if self.values and not texts:
            self.kind = float if any(isinstance(value, float) for value in self.values) else int
        elif not texts and not any(word in declared for word in ("CHAR", "TEXT", "DATE", "TIME")):
            self.kind = int if "INT" in declared or "BOOL" in declared else float
        self.named: list[Any] = [
            self.kind(one) for one in literals if isinstance(one, str) == (self.kind is str)
        ]
        if all(map(_day, texts)) if texts else "DATE" in declared or "TIME" in declared:
            self.named = [one for one in self.named if _day(one)]
            self.values = self.values or ["2024-03-01", "2024-03-02"]

    def draw(self, dice: random.Random, taken: list[Any]) -> Any:
        """A new value; `taken` are those of the column that it refers to."""
        if self.nullable and dice.random() < 0.12:
            return None
        if self.parent:
            return dice.choice(taken) if taken else None
        known: list[Any] = self.named if self.named and dice.random() < 0.45 else self.values or self.named
        start = dice.choice(known or (list(WORDS) if self.kind is str else [dice.randint(0, 20)]))
        if self.kind is not str:
            every = [*self.values, *self.named]
            if every and dice.random() < 0.3:
                start = dice.uniform(min(every), max(every))
            steps = (-1, 0, 0, 0, 1) if self.kind is int else (0, 0, 0, -0.01, 0.01, -1, 1)
            return self.kind(round(start + dice.choice(steps), 2))
        if day := _day(start):
            days = dice.choice((0, 0, 0, -1, 1, dice.randint(-400, 400)))
            return (day + datetime.timedelta(days=days)).date().isoformat() + start[10:]
        word = dice.choice(WORDS)
        return dice.choice((*[start] * 8, word, f"{start} {word}", f"{word} {start}", start.upper()))


def _day(text: str) -> datetime.datetime | None:
    try:
        return datetime.datetime.fromisoformat(text) if text[4:5] == "-" else None
    except ValueError:
        return None


def columns_of(database: Database, queries: str) -> dict[str, list[Column]]:
    """The columns of every table that are to be filled; SQLite numbers an INTEGER PRIMARY KEY by itself."""
    tables: dict[str, list[Column]] = {}
    for table, sql in database.tables().items():
        literals: list[Any] = [
            float(number) if number else text.replace("''", "'").replace("%", "").replace("_", "x")
            for text, number in LITERAL.findall(f"{sql} {queries}")[:300]
        ]
        abouts = database.own(f"PRAGMA table_xinfo({_name(table)})")
        keys = sum(bool(about[5]) for about in abouts)
        tables[table] = []
        for about in abouts:
            if about[6] in (2, 3) or (keys == 1 and about[5] and str(about[2]).upper() == "INTEGER"):
                continue
            values = database.own(f"SELECT {_name(about[1])} FROM {_name(table)} LIMIT 500")
            tables[table].append(Column(about, [value for (value,) in values], literals))
        for key in database.own(f"PRAGMA foreign_key_list({_name(table)})"):
            theirs = [about[1] for about in database.own(f"PRAGMA table_info({_name(key[2])})") if about[5]]
            for column in tables[table]:
                if column.name.lower() == str(key[3]).lower() and (key[4] or theirs):
                    column.parent = (key[2], key[4] or theirs[0])
    return tables


def filled(script: str, tables: dict[str, list[Column]], dice: random.Random) -> Database:
    """A database of the schema with other rows; those that a table doesn't take are left out."""
    database = Database(script)
    database.drop_triggers()
    database.own("PRAGMA foreign_keys = OFF")
    for table in tables:
        database.own(f"DELETE FROM {_name(table)}")
    parents = {name: {c.parent[0] for c in tables[name] if c.parent} - {name} for name in tables}
    try:
        turn = [table for table in TopologicalSorter(parents).static_order() if table in tables]
    except CycleError:
        turn = list(tables)
    for table in turn:
        columns = tables[table]
        names = ", ".join(_name(column.name) for column in columns)
        how = f"({names}) VALUES ({', '.join('?' * len(columns))})" if columns else "DEFAULT VALUES"
        for _ in range(dice.randint(*NEW_ROWS)):
            for _attempt in range(4):
                try:
                    values = [column.draw(dice, _taken(database, column)) for column in columns]
                    database.own(f"INSERT INTO {_name(table)} {how}", *values)
                except (sqlite3.Error, OverflowError):  # it may not be; or no such day
                    continue
                break
    return database


def _taken(database: Database, column: Column) -> list[Any]:
    """The values that a column may refer to."""
    if not column.parent:
        return []
    table, name = map(_name, column.parent)
    try:
        rows = database.own(f"SELECT {table}.{name} FROM {table} WHERE {name} IS NOT NULL")
    except sqlite3.Error:
        return []
    return [value for (value,) in rows]


def _name(name: str) -> str:
    return '"' + str(name).replace('"', '""') + '"'
