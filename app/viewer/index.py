"""What of each candidate is looked up: a table beside the run's store, in a temporary file, kept up by its
events. Pages answer from it, so that a hundred thousand rows are listed, filtered and counted at once.
"""

import sqlite3
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from seedbed.memory.clauses import keeps, numbered_clauses
from seedbed.memory.spec import Spec
from seedbed.memory.store.protocol import Candidate, Store
from seedbed.tools.evaluation.report.reading import read

_TABLES = """
create table rows(
    number integer primary key, id text, state text, part text, cell text, leaf text, label text,
    difficulty text, grade text, reason text, text text, tokens integer);
create table checks(number integer, name text, ok integer, part text);
create table kept(number integer, clause integer, kept integer);
create table reasons(number integer, code text, by text, state text, tokens integer);
create index rows_by_id on rows(id);
create index rows_by_state on rows(state, grade, part);
create index rows_by_tokens on rows(number, tokens);
create index rows_by_cell on rows(cell, state, reason);
create index checks_by_number on checks(number);
create index checks_by_name on checks(name, ok);
create index checks_by_part on checks(part, name, ok);
create index kept_by_number on kept(number);
create index kept_by_clause on kept(clause, kept);
create index reasons_by_number on reasons(number);
create index reasons_by_code on reasons(code, by, state, tokens, number);
"""
_CHANGES = frozenset({"accepted", "rejected", "failed", "promoted", "row withdrawn"})
"""Kinds of events after which a candidate isn't what it was."""
FACETS = ("state", "part", "label", "difficulty", "grade", "reason")
_BATCH = 500


class RowIndex:
    """The candidates of one run. Filled by one thread, read by any."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="seedbed-view-", ignore_cleanup_errors=True)
        self._path = Path(self._folder.name) / "rows.sqlite"
        self._seq = -1
        self._counts: dict[tuple[int, str, tuple[str, ...]], list[Any]] = {}
        self._filling = threading.Lock()
        with self._open() as connection:
            connection.execute("pragma journal_mode=wal")
            connection.executescript(_TABLES)

    def close(self) -> None:
        """Remove the file."""
        self._folder.cleanup()

    @property
    def whole(self) -> bool:
        """Whether all candidates of the store have been read once."""
        return self._seq >= 0

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path, timeout=30)) as connection:
            connection.execute("pragma synchronous=off")
            connection.row_factory = sqlite3.Row
            yield connection

    def _counted(self, sql: str, *values: str) -> list[Any]:
        """What a query over all candidates gives; asked again only once there is something new."""
        key = (self._seq, sql, values)
        if (found := self._counts.get(key)) is None:
            with self._open() as connection:
                found = connection.execute(sql, values).fetchall()
            if self.whole:
                self._counts = {k: v for k, v in self._counts.items() if k[0] == key[0]} | {key: found}
        return found

    def refresh(self, store: Store, spec: Spec) -> None:
        """Take in what the store has committed since the last time; returns at once where another does."""
        if not self._filling.acquire(blocking=False):
            return
        try:
            last = store.last_seq()
            if last == self._seq:
                return
            if not self.whole:
                self._take(store.candidates(), spec)
            else:
                events = (one for one in store.events(self._seq) if one.kind in _CHANGES)
                numbers = dict.fromkeys(int(one.data["number"]) for one in events)
                self._take(filter(None, map(store.candidate, numbers)), spec)
            self._seq = last
        finally:
            self._filling.release()

    def _take(self, candidates: Iterator[Candidate], spec: Spec) -> None:
        clauses = numbered_clauses(spec)
        with self._open() as connection:
            for taken, candidate in enumerate(candidates, 1):
                self._put(connection, candidate, spec, clauses)
                if taken % _BATCH == 0:
                    connection.commit()
            connection.commit()

    def _put(self, c: sqlite3.Connection, candidate: Candidate, spec: Spec, clauses: Sequence[Any]) -> None:
        number, verdict = candidate.number, candidate.verdict
        part, leaf, label, difficulty = verdict.cell.split("/", 3)
        told = read(candidate, spec.part(part))
        text = " · ".join(filter(None, (told.text, *(said for _, said in told.claims))))
        reason = ", ".join(dict.fromkeys(one.code for one in verdict.reasons))
        grade = verdict.grade if verdict.state == "accepted" else ""
        values = (number, candidate.row_id, verdict.state, part, verdict.cell, leaf, label, difficulty)
        for table in ("rows", "checks", "kept", "reasons"):
            c.execute(f"delete from {table} where number = ?", (number,))
        told_of = (grade, reason, text, candidate.draft.tokens)
        c.execute("insert into rows values (?,?,?,?,?,?,?,?,?,?,?,?)", (*values, *told_of))
        last = (verdict.state, candidate.draft.tokens)
        whys = dict.fromkeys((number, one.code, one.by, *last) for one in verdict.reasons)
        c.executemany("insert into reasons values (?,?,?,?,?)", whys)
        said = {(one.by, one.ok) for one in candidate.draft.evidence}
        said |= {(one.by, False) for one in verdict.reasons}
        c.executemany("insert into checks values (?,?,?,?)", ((number, by, int(ok), part) for by, ok in said))
        if verdict.state == "accepted":
            each = (
                (n, keeps(some, candidate, of)) for n, (of, _, some) in enumerate(clauses) if of.name == part
            )
            kept = [(number, n, int(one)) for n, one in each if one is not None]
            c.executemany("insert into kept values (?,?,?)", kept)

    def find(self, wish: Mapping[str, str], order: str, at: int, most: int) -> tuple[int, list[sqlite3.Row]]:
        """How many candidates are as wished, and those from the one at `at` on.

        Args:
            wish: What is wanted → value: a facet, `leaf`, `cell`, `search`, `check` (one that found fault),
                `passed` (a check), `misses` (number of a clause), `code` and `by` (of a reason).
            order: A column, with `-` before it the other way round.
        """
        where, values = _where(wish)
        column = order.removeprefix("-")
        if column not in ("number", "id", *FACETS, "cell"):
            column = "number"
        way = "desc" if order.startswith("-") else "asc"
        with self._open() as connection:
            (total,) = connection.execute(f"select count(*) from rows {where}", values).fetchone()
            sql = f"select * from rows {where} order by {column} {way}, number limit ? offset ?"
            return total, connection.execute(sql, (*values, most, at)).fetchall()

    def facets(self, wish: Mapping[str, str]) -> dict[str, list[tuple[str, int]]]:
        """Facet → its values with how many candidates have them, were it alone left open."""
        found = {}
        with self._open() as connection:
            for facet in FACETS:
                where, values = _where({name: one for name, one in wish.items() if name != facet})
                sql = f"select {facet}, count(*) from rows {where} group by 1 order by 2 desc, 1 limit 60"
                found[facet] = [(one, n) for one, n in map(tuple, connection.execute(sql, values)) if one]
        return found

    def failed_checks(self) -> list[tuple[str, int]]:
        """Checks that found fault, with how many candidates each."""
        sql = "select name, count(distinct number) from checks where ok = 0 group by 1 order by 2 desc"
        return [(name, n) for name, n in self._counted(sql)]

    def checks(self, part: str) -> dict[str, dict[int, int]]:
        """What checked candidates of a part → 1: passed, 0: found fault → how many."""
        sql = "select name, ok, count(*) from checks where part = ? group by 1, 2"
        found: dict[str, dict[int, int]] = {}
        for name, ok, n in self._counted(sql, part):
            found.setdefault(name, {})[ok] = n
        return found

    def clauses(self) -> dict[int, tuple[int, int]]:
        """Number of a clause → (rows that keep it, rows of which it was asked)."""
        rows = self._counted("select clause, sum(kept), count(*) from kept group by 1")
        return {clause: (kept, asked) for clause, kept, asked in map(tuple, rows)}

    def tallies(self, part: str) -> list[tuple[str, str, str, int]]:
        """(cell, state, reason codes, candidates) of a part."""
        # «0» is what comes after «/».
        sql = "select cell, state, reason, count(*) from rows where cell > ? and cell < ? group by 1, 2, 3"
        return [tuple(row) for row in self._counted(sql, f"{part}/", f"{part}0")]

    def refusals(self) -> list[sqlite3.Row]:
        """Reasons by `state`, `code` and check (`by`), the commonest first: how many `candidates`, the
        `tokens` of their answers, and the `number` of the last."""
        return self._counted(
            "select state, code, by, count(*) candidates, sum(tokens) tokens, max(number) number "
            "from reasons group by code, by, state order by 4 desc, 1, 2, 3"
        )

    def spent(self, after: int, until: int) -> int:
        """Tokens of the answers that the candidates after one number and until another were made with."""
        sql = "select coalesce(sum(tokens), 0) from rows indexed by rows_by_tokens"
        with self._open() as connection:
            found = connection.execute(f"{sql} where number > ? and number <= ?", (after, until))
            return int(found.fetchone()[0])

    def grades(self) -> dict[str, int]:
        """Accepted rows by grade."""
        return dict(self._counted("select grade, count(*) from rows where state = 'accepted' group by 1"))

    def delivered(self) -> dict[str, int]:
        """Part → its accepted rows."""
        return dict(self._counted("select part, count(*) from rows where state = 'accepted' group by 1"))

    def ids(self, numbers: Sequence[int]) -> dict[int, str]:
        """Number of a candidate → its id, of those that are here."""
        marks = ",".join("?" * len(numbers))
        with self._open() as connection:
            rows = connection.execute(f"select number, id from rows where number in ({marks})", numbers)
            return dict(map(tuple, rows))

    def beside(self, number: int, wish: Mapping[str, str]) -> tuple[str, str]:
        """Ids of the candidates before and after one among those as wished; empty: there is none."""
        where, values = _where(wish)
        also = "and" if where else "where"
        with self._open() as connection:
            pair = [
                connection.execute(
                    f"select id from rows {where} {also} number {sign} ? order by number {way} limit 1",
                    (*values, number),
                ).fetchone()
                for sign, way in (("<", "desc"), (">", "asc"))
            ]
        before, after = (row[0] if row else "" for row in pair)
        return before, after


def _where(wish: Mapping[str, str]) -> tuple[str, list[Any]]:
    """The condition of a wish, and its values."""
    tests: list[str] = []
    values: list[Any] = []
    for name, value in wish.items():
        if not value:
            continue
        if name in FACETS or name in ("leaf", "cell"):
            tests.append(f"{name} = ?")
            values.append(value)
        elif name == "search":
            tests.append("(text like ? escape '\\' or id like ? escape '\\')")
            plain = value.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
            values += [f"%{plain}%", f"{plain}%"]
        elif name in ("check", "passed"):
            tests.append("number in (select number from checks where name = ? and ok = ?)")
            values += [value, int(name == "passed")]
        elif name in ("code", "by"):
            tests.append(f"number in (select number from reasons where {name} = ?)")
            values.append(value)
        elif name == "misses":
            tests.append("number in (select number from kept where clause = cast(? as integer) and kept = 0)")
            values.append(value)
    return (f"where {' and '.join(tests)}" if tests else ""), values
