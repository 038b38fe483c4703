"""What of each candidate is looked up: tables beside the run's store, in a temporary file, kept up by its
events. Pages answer from it, so that a hundred thousand rows are listed, filtered and counted at once."""

import shutil
import sqlite3
import threading
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from filelock import FileLock

from seedbed.app.viewer.counts import Counted, Counts
from seedbed.app.viewer.finding import Found, Kind, Tables, beside, find
from seedbed.memory.brief import split_key
from seedbed.memory.clauses import keeps, numbered_clauses
from seedbed.memory.files.disk import locked_folder
from seedbed.memory.spec import Part, Spec
from seedbed.memory.store.protocol import Candidate, Store
from seedbed.tools.evaluation.report.reading import told
from seedbed.tools.trace.making import DECIDED

_TABLES = """
create table rows(number integer primary key, id text, kind integer, tokens integer);
create index rows_by_id on rows(id);
create index rows_by_kind on rows(kind, tokens);
create table texts(number integer primary key, text text);
create table said(number integer primary key, folded blob);
create virtual table words using fts5(folded, content=said, content_rowid=number, tokenize=trigram);
create table indexed(until integer);
insert into indexed values (-1);
create trigger came after insert on said when new.number <= (select until from indexed) begin
    insert into words(rowid, folded) values (new.number, new.folded);
end;
create trigger went after delete on said when old.number <= (select until from indexed) begin
    insert into words(words, rowid, folded) values ('delete', old.number, old.folded);
end;
"""
"""`said` is what is searched, as bytes; `words` finds three characters and more in it, up to `indexed`."""
_BY_NUMBER = ("rows", "texts", "said")
_CHANGES = {*DECIDED, "promoted", "row withdrawn", "row restored", "decided", "decision taken back"}
"""Kinds of events after which a candidate isn't what it was."""
_BATCH = 500
_EVERY = 2**62
"""Above all numbers of candidates."""
_SHOWN = 300
"""Characters of a text that a table shows at most."""


def _removed(folder: Path, lock: FileLock) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    lock.release()


class RowIndex:
    """The candidates of one run. Filled by one thread, read by any."""

    def __init__(self) -> None:
        folder, lock = locked_folder("seedbed-view-")
        self._remove = weakref.finalize(self, _removed, folder, lock)
        self._path = folder / "rows.sqlite"
        self._seq = -1
        self._kinds: dict[Kind, int] = {}
        self._listed: list[Kind] = []
        self._counts = -1, Counts({})
        self._filling, self._spelling = threading.Lock(), threading.Lock()
        self._words = False
        with self._open() as connection:
            connection.execute("pragma journal_mode=wal")
            connection.executescript(_TABLES)

    def close(self) -> None:
        """Remove the file."""
        self._remove()

    @property
    def whole(self) -> bool:
        """Whether all candidates of the store have been read once."""
        return self._seq >= 0

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path, timeout=30)) as connection:
            connection.execute("pragma synchronous=off")
            yield connection

    @property
    def counts(self) -> Counts:
        """The candidates of each kind; counted again only once there is something new."""
        seq, found = self._counts
        if not self.whole or seq != self._seq:
            seq = self._seq
            sql = "select kind, count(*), sum(tokens), max(number) from rows group by 1"
            with self._open() as connection:
                rows = connection.execute(sql).fetchall()
            found = Counts({kind: (self._listed[kind], Counted(*row)) for kind, *row in rows})
            self._counts = seq, found
        return found

    @contextmanager
    def _tables(self) -> Iterator[Tables]:
        counts = {number: counted.candidates for number, (_, counted) in self.counts.kinds.items()}
        with self._open() as connection:
            yield Tables(connection, self._listed, counts, self._words)

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

    def spell(self) -> None:
        """Index the words of what has been taken in, batch by batch; done once, later texts follow by
        themselves. Until then searches look text by text. Returns at once where another does."""
        if self._words or not self.whole or not self._spelling.acquire(blocking=False):
            return
        try:
            while not self._words:
                with self._filling, self._open() as connection:
                    until = connection.execute("select until from indexed").fetchone()[0]
                    batch = "select number, folded from said where number > ? order by number limit ?"
                    last, this = f"select max(number) from ({batch})", (until, 2 * _BATCH)
                    reached = connection.execute(last, this).fetchone()[0]
                    connection.execute(f"insert into words(rowid, folded) {batch}", this)
                    connection.execute("update indexed set until = coalesce(?, ?)", (reached, _EVERY))
                    connection.commit()
                    self._words = reached is None
        finally:
            self._spelling.release()

    def _take(self, candidates: Iterator[Candidate], spec: Spec) -> None:
        clauses = numbered_clauses(spec)
        with self._open() as connection:
            last = connection.execute("select coalesce(max(number), 0) from rows").fetchone()[0]
            while batch := list(islice(candidates, _BATCH)):
                known = [(one.number,) for one in batch if one.number <= last]
                for table in _BY_NUMBER if known else ():
                    connection.executemany(f"delete from {table} where number = ?", known)
                lines = [self._told(candidate, spec, clauses) for candidate in batch]
                for table, rows in zip(_BY_NUMBER, zip(*lines, strict=True), strict=True):
                    marks = ",".join("?" * len(rows[0]))
                    connection.executemany(f"insert into {table} values ({marks})", rows)
                connection.commit()

    def _told(
        self, candidate: Candidate, spec: Spec, clauses: Sequence[tuple[Part, str, tuple[str, ...]]]
    ) -> tuple[tuple[Any, ...], ...]:
        """A candidate's line of each table."""
        number, draft = candidate.number, candidate.draft
        part = candidate.verdict.cell.partition("/")[0]
        _, first, claims = told(draft.row or {}, spec.part(part))
        text = " · ".join(filter(None, (first, *(said for _, said in claims))))
        kind = _kind(candidate, clauses)
        if kind not in self._kinds:
            self._listed.append(kind)  # before its number is told to anyone
            self._kinds[kind] = len(self._kinds)
        row = number, candidate.row_id, self._kinds[kind], draft.tokens
        return row, (number, text[:_SHOWN]), (number, text.casefold().encode())

    def find(self, wish: Mapping[str, str], order: str, at: int, most: int) -> Found:
        """The candidates that are as wished, from the one at `at` on (`finding.py`)."""
        with self._tables() as tables:
            return find(tables, wish, order, at, most)

    def beside(self, number: int, wish: Mapping[str, str]) -> tuple[str, str]:
        """Ids of the candidates before and after one among those as wished; empty: there is none."""
        with self._tables() as tables:
            return beside(tables, number, wish)

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

    def ids(self, numbers: Sequence[int]) -> dict[int, str]:
        """Number of a candidate → its id, of those that are here."""
        marks = ",".join("?" * len(numbers))
        with self._open() as connection:
            rows = connection.execute(f"select number, id from rows where number in ({marks})", numbers)
            return dict(map(tuple, rows))


def _kind(candidate: Candidate, clauses: Sequence[tuple[Part, str, tuple[str, ...]]]) -> Kind:
    """What a candidate shares with others."""
    verdict, evidence = candidate.verdict, candidate.draft.evidence
    part, leaf, label, difficulty = split_key(verdict.cell)
    accepted = verdict.state == "accepted"
    mine = [(n, some, of) for n, (of, _, some) in enumerate(clauses) if of.name == part and accepted]
    each = [(n, keeps(some, candidate, of)) for n, some, of in mine]
    return Kind(
        verdict.state,
        part,
        verdict.cell,
        leaf,
        label,
        difficulty,
        verdict.grade if accepted else "",
        ", ".join(dict.fromkeys(one.code for one in verdict.reasons)),
        passed=frozenset(one.by for one in evidence if one.ok),
        fault=frozenset([*(one.by for one in evidence if not one.ok), *(one.by for one in verdict.reasons)]),
        reasons=frozenset((one.code, one.by) for one in verdict.reasons),
        kept=frozenset(n for n, kept in each if kept),
        missed=frozenset(n for n, kept in each if kept is False),
    )
