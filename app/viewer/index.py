"""What of each candidate is looked up: tables beside the run's store, in a temporary file, kept up by its
events. Pages answer from it, so that a hundred thousand rows are listed, filtered and counted at once.
"""

import sqlite3
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from seedbed.app.viewer.finding import Found, beside, find
from seedbed.memory.clauses import keeps, numbered_clauses
from seedbed.memory.spec import Part, Spec
from seedbed.memory.store.protocol import Candidate, Store
from seedbed.tools.evaluation.report.reading import told

_TABLES = """
create table kinds(
    kind integer primary key, state text, part text, cell text, leaf text, label text, difficulty text,
    grade text, reason text);
create table rows(number integer primary key, id text, kind integer, tokens integer);
create table texts(number integer primary key, text text);
create table words(number integer primary key, folded blob);
create table checks(
    name text, ok integer, part text, number integer, primary key(name, ok, part, number)) without rowid;
create table kept(
    clause integer, kept integer, number integer, primary key(clause, kept, number)) without rowid;
create table reasons(code text, by text, number integer, primary key(code, by, number)) without rowid;
create index rows_by_id on rows(id);
create index rows_by_kind on rows(kind);
"""
"""A kind is all that many candidates share: there are far fewer of them, and each is looked at instead of its
candidates. `words` are what is searched, as bytes."""
_BY_NUMBER = ("rows", "texts", "words", "reasons", "checks", "kept")
_CHANGES = frozenset(
    (
        "accepted",
        "rejected",
        "failed",
        "promoted",
        "row withdrawn",
        "row restored",
        "decided",
        "decision taken back",
    )
)
"""Kinds of events after which a candidate isn't what it was."""
_BATCH = 500
_SHOWN = 300
"""Characters of a text that a table shows at most."""


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
            kinds = {tuple(row)[1:]: row["kind"] for row in connection.execute("select * from kinds")}
            last = connection.execute("select coalesce(max(number), 0) from rows").fetchone()[0]
            while batch := list(islice(candidates, _BATCH)):
                known = [(one.number,) for one in batch if one.number <= last]
                for table in _BY_NUMBER if known else ():
                    connection.executemany(f"delete from {table} where number = ?", known)
                lines: dict[str, list[tuple[Any, ...]]] = {table: [] for table in ("kinds", *_BY_NUMBER)}
                for candidate in batch:
                    _tell(lines, candidate, spec, clauses, kinds)
                for table, rows in lines.items():
                    if rows:
                        marks = ",".join("?" * len(rows[0]))
                        connection.executemany(f"insert into {table} values ({marks})", rows)
                connection.commit()

    def find(self, wish: Mapping[str, str], order: str, at: int, most: int) -> Found:
        """The candidates that are as wished, from the one at `at` on (`finding.py`)."""
        with self._open() as connection:
            return find(connection, wish, order, at, most)

    def beside(self, number: int, wish: Mapping[str, str]) -> tuple[str, str]:
        """Ids of the candidates before and after one among those as wished; empty: there is none."""
        with self._open() as connection:
            return beside(connection, number, wish)

    def failed_checks(self) -> list[tuple[str, int]]:
        """Checks that found fault, with how many candidates each."""
        sql = "select name, count(*) from checks where ok = 0 group by 1 order by 2 desc"
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
        sql = (
            "select cell, state, reason, count(*) from rows join kinds using (kind) "
            "where part = ? group by kind"
        )
        return [tuple(row) for row in self._counted(sql, part)]

    def refusals(self) -> list[sqlite3.Row]:
        """Reasons by `state`, `code` and check (`by`), the commonest first: how many `candidates`, the
        `tokens` of their answers, and the `number` of the last."""
        return self._counted(
            "select state, code, by, count(*) candidates, sum(tokens) tokens, max(number) number "
            "from reasons join rows using (number) join kinds using (kind) "
            "group by 1, 2, 3 order by 4 desc, 1, 2, 3"
        )

    def grades(self) -> dict[str, int]:
        """Accepted rows by grade."""
        return self._accepted("grade")

    def reached(self, commits: Iterable[int]) -> dict[int, tuple[int, int]]:
        """Commit → how many candidates there were by then, and tokens of the answers they were made with."""
        sql = "select count(*), coalesce(sum(tokens), 0) from rows where number > ? and number <= ?"
        found: dict[int, tuple[int, int]] = {}
        last = candidates = tokens = 0
        with self._open() as connection:
            for commit in sorted(commits):
                more, cost = connection.execute(sql, (last, commit)).fetchone()
                last, candidates, tokens = commit, candidates + more, tokens + cost
                found[commit] = (candidates, tokens)
        return found

    def states(self) -> dict[str, int]:
        """Candidates by state."""
        return dict(self._counted("select state, count(*) from kinds join rows using (kind) group by 1"))

    def delivered(self) -> dict[str, int]:
        """Part → its accepted rows."""
        return self._accepted("part")

    def _accepted(self, by: str) -> dict[str, int]:
        sql = f"select {by}, count(*) from rows join kinds using (kind) where state = 'accepted' group by 1"
        return dict(self._counted(sql))

    def ids(self, numbers: Sequence[int]) -> dict[int, str]:
        """Number of a candidate → its id, of those that are here."""
        marks = ",".join("?" * len(numbers))
        with self._open() as connection:
            rows = connection.execute(f"select number, id from rows where number in ({marks})", numbers)
            return dict(map(tuple, rows))


def _tell(
    lines: dict[str, list[tuple[Any, ...]]],
    candidate: Candidate,
    spec: Spec,
    clauses: Sequence[tuple[Part, str, tuple[str, ...]]],
    kinds: dict[tuple[Any, ...], int],
) -> None:
    """Add a candidate to the lines of each table."""
    number, verdict, draft = candidate.number, candidate.verdict, candidate.draft
    part, leaf, label, difficulty = verdict.cell.split("/", 3)
    _, first, claims = told(draft.row or {}, spec.part(part))
    text = " · ".join(filter(None, (first, *(said for _, said in claims))))
    reason = ", ".join(dict.fromkeys(one.code for one in verdict.reasons))
    grade = verdict.grade if verdict.state == "accepted" else ""
    shared = (verdict.state, part, verdict.cell, leaf, label, difficulty, grade, reason)
    if shared not in kinds:
        kinds[shared] = len(kinds) + 1
        lines["kinds"].append((kinds[shared], *shared))
    lines["rows"].append((number, candidate.row_id, kinds[shared], draft.tokens))
    lines["texts"].append((number, text[:_SHOWN]))
    lines["words"].append((number, text.casefold().encode()))
    lines["reasons"] += dict.fromkeys((one.code, one.by, number) for one in verdict.reasons)
    said = {(one.by, one.ok) for one in draft.evidence} | {(one.by, False) for one in verdict.reasons}
    lines["checks"] += [(by, int(ok), part, number) for by, ok in said]
    if verdict.state == "accepted":
        each = ((n, keeps(some, candidate, of)) for n, (of, _, some) in enumerate(clauses) if of.name == part)
        lines["kept"] += [(n, int(one), number) for n, one in each if one is not None]
