"""What of each candidate is looked up: tables in a temporary file of SQLite's own, which has no name and is
gone with the process, kept up by the run's events. Pages answer from it, so that a hundred thousand rows are
listed, filtered and counted at once.

A wish is what is wanted → value: a facet, `leaf`, `cell`, `search`, `check` (one that found fault; of
`rubric` any sentence), `passed` (a check), `misses` (number of a clause), `code` and `by` (of a reason). All
but `search` are answered by the kinds of candidates alone."""

import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from seedbed.app.viewer.counts import Counted, Counts, Kind
from seedbed.memory.brief import split_key
from seedbed.memory.clauses import keeps, numbered_clauses
from seedbed.memory.spec import Part, Spec
from seedbed.memory.store.protocol import Candidate, Store
from seedbed.tools.evaluation.report.reading import told
from seedbed.tools.trace.making import DECIDED

FACETS = ("state", "part", "label", "difficulty", "grade", "reason")
_SORTED = (*FACETS, "cell")
"""What of a kind a list is sorted by."""
_MOST = 60
"""Values of a facet that are told."""
_TABLES = f"""
create table rows(number integer primary key, id text, kind integer, tokens integer, text text, folded blob);
create index rows_by_id on rows(id);
create index rows_by_kind on rows(kind, tokens);
create table kinds(kind integer primary key, {", ".join(_SORTED)});
create temp table found(number integer primary key, kind integer);
"""
"""`folded` is what is searched, as bytes; `found` the last search."""
_CHANGES = {*DECIDED, "promoted", "row withdrawn", "row restored", "decided", "decision taken back"}
"""Kinds of events after which a candidate isn't what it was."""
_BATCH = 500
_SHOWN = 300
"""Characters of a text that a table shows at most."""
_TESTS: Mapping[str, Callable[[Kind, str], bool]] = {
    "check": lambda kind, value: any(f"{by}.".startswith(f"{value}.") for by in kind.fault),
    "passed": lambda kind, value: value in kind.passed,
    "misses": lambda kind, value: value in map(str, kind.missed),
    "code": lambda kind, value: any(value == code for code, _ in kind.reasons),
    "by": lambda kind, value: any(value == by for _, by in kind.reasons),
}


@dataclass(frozen=True, slots=True)
class Found:
    """What was found."""

    total: int
    rows: list[dict[str, Any]]
    """Some of them: `number`, `id`, `text` and what their kind says."""
    facets: Mapping[str, list[tuple[str, int]]]
    """Facet → its values with how many candidates have them, were it alone left open."""


class RowIndex:
    """The candidates of one run, for any thread."""

    def __init__(self) -> None:
        self._file = sqlite3.connect("", check_same_thread=False)
        self._file.executescript(_TABLES)
        self._using, self._filling = threading.RLock(), threading.Lock()
        self._seq = -1
        self._kinds: dict[Kind, int] = {}
        self._listed: list[Kind] = []
        self._counts = -1, Counts({})

    def close(self) -> None:
        """Remove the file."""
        with self._using:
            self._file.close()

    @property
    def whole(self) -> bool:
        """Whether all candidates of the store have been read once."""
        return self._seq >= 0

    @property
    def counts(self) -> Counts:
        """The candidates of each kind; counted again only once there is something new."""
        seq, found = self._counts
        if not self.whole or seq != self._seq:
            seq = self._seq
            sql = "select kind, count(*), sum(tokens), max(number) from rows group by 1"
            with self._using:
                rows = self._file.execute(sql).fetchall()
            found = Counts({kind: (self._listed[kind], Counted(*row)) for kind, *row in rows})
            self._counts = seq, found
        return found

    # taking in -------------------------------------------------------------------------------------

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
        while batch := list(islice(candidates, _BATCH)):
            lines = [self._told(candidate, spec, clauses) for candidate in batch]
            mine = {n: self._listed[n] for _, _, n, *_ in lines}
            kinds = [(n, *(getattr(kind, name) for name in _SORTED)) for n, kind in mine.items()]
            with self._using, self._file:
                for table, rows in (("rows", lines), ("kinds", kinds)):
                    marks = ",".join("?" * len(rows[0]))
                    self._file.executemany(f"insert or replace into {table} values ({marks})", rows)

    def _told(
        self, candidate: Candidate, spec: Spec, clauses: Sequence[tuple[Part, str, tuple[str, ...]]]
    ) -> tuple[Any, ...]:
        number, draft = candidate.number, candidate.draft
        part = candidate.verdict.cell.partition("/")[0]
        _, first, claims = told(draft.row or {}, spec.part(part))
        text = " · ".join(filter(None, (first, *(said for _, said in claims))))
        kind = _kind(candidate, clauses)
        if kind not in self._kinds:
            self._listed.append(kind)  # before its number is told to anyone
            self._kinds[kind] = len(self._kinds)
        said = text[:_SHOWN], text.casefold().encode()
        return number, candidate.row_id, self._kinds[kind], draft.tokens, *said

    # finding ---------------------------------------------------------------------------------------

    def find(self, wish: Mapping[str, str], order: str, at: int, most: int) -> Found:
        """The candidates that are as wished, from the one at `at` on. `order`: a column, with `-` before it
        the other way round."""
        with self._using:
            among, counts = self._among(wish)
            kinds = {number: self._listed[number] for number in counts}
            mine = [number for number, kind in kinds.items() if _is(kind, wish)]
            total = sum(counts[kind] for kind in mine)
            numbers = self._numbers(f"{among} and {_in('kind', mine)}", order, at, most) if at < total else []
            sql = f"select number, id, kind, text from rows where {_in('number', numbers)}"
            rows = self._file.execute(sql).fetchall()
        by_number = {
            number: {"number": number, "id": id, "text": text, **self._listed[kind]._asdict()}
            for number, id, kind, text in rows
        }
        return Found(
            total,
            [by_number[number] for number in numbers],
            {facet: _values(facet, kinds, counts, wish) for facet in FACETS},
        )

    def beside(self, number: int, wish: Mapping[str, str]) -> tuple[str, str]:
        """Ids of the candidates before and after one among those as wished; empty: there is none."""
        with self._using:
            among, counts = self._among(wish)
            mine = _in("kind", [one for one in counts if _is(self._listed[one], wish)])
            pair = []
            for sign, way in (("<", "desc"), (">", "asc")):
                where = f"number {sign} ? and {among} and {mine}"
                sql = f"select id from rows where {where} order by number {way} limit 1"
                found = self._file.execute(sql, (number,)).fetchone()
                pair.append(found[0] if found else "")
        return pair[0], pair[1]

    def _among(self, wish: Mapping[str, str]) -> tuple[str, Mapping[int, int]]:
        """(The condition of a search, number of each kind → its candidates that are as searched)."""
        if not (search := wish.get("search", "")):
            return "true", {number: counted.candidates for number, (_, counted) in self.counts.kinds.items()}
        sought, run = search.casefold().encode(errors="surrogatepass"), self._file.execute
        run("delete from found")
        run("insert into found select number, kind from rows where instr(folded, ?)", (sought,))
        ids = "insert or ignore into found select number, kind from rows where id >= :it and id < :it || '~'"
        run(ids, {"it": sought.decode(errors="replace")})
        counts = dict(run("select kind, count(*) from found group by 1").fetchall())
        return "number in (select number from found)", counts

    def _numbers(self, where: str, order: str, at: int, most: int) -> list[int]:
        column, way = order.removeprefix("-"), "desc" if order.startswith("-") else "asc"
        by = column if column in (*_SORTED, "id") else "number"
        sql = f"select number from rows join kinds using (kind) where {where} order by {by} {way}, number"
        return [number for (number,) in self._file.execute(f"{sql} limit ? offset ?", (most, at))]

    def reached(self, commits: Iterable[int]) -> dict[int, tuple[int, int]]:
        """Commit → how many candidates there were by then, and tokens of the answers they were made with."""
        sql = "select count(*), coalesce(sum(tokens), 0) from rows where number > ? and number <= ?"
        found: dict[int, tuple[int, int]] = {}
        last = candidates = tokens = 0
        with self._using:
            for commit in sorted(commits):
                more, cost = self._file.execute(sql, (last, commit)).fetchone()
                last, candidates, tokens = commit, candidates + more, tokens + cost
                found[commit] = (candidates, tokens)
        return found

    def ids(self, numbers: Sequence[int]) -> dict[int, str]:
        """Number of a candidate → its id, of those that are here."""
        with self._using:
            rows = self._file.execute(f"select number, id from rows where {_in('number', numbers)}")
            return dict(map(tuple, rows))


def _is(kind: Kind, wish: Mapping[str, str], but: str = "") -> bool:
    return all(
        _TESTS[name](kind, value) if name in _TESTS else getattr(kind, name) == value
        for name, value in wish.items()
        if name not in ("search", but)
    )


def _values(
    facet: str, kinds: Mapping[int, Kind], counts: Mapping[int, int], wish: Mapping[str, str]
) -> list[tuple[str, int]]:
    found = Counter[str]()
    for number, kind in kinds.items():
        if _is(kind, wish, facet):
            found[getattr(kind, facet)] += counts[number]
    ranked = sorted(found.items(), key=lambda one: (-one[1], one[0]))
    return [(value, n) for value, n in ranked if value][:_MOST]


def _in(column: str, numbers: Iterable[int]) -> str:
    return f"{column} in ({','.join(map(str, map(int, numbers)))})"


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
