"""Candidates as wished, in the tables of `index.py`: how many, which, and what else might be wished.

A wish is what is wanted → value: a facet, `leaf`, `cell`, `search`, `check` (one that found fault; of
`rubric` any sentence), `passed` (a check), `misses` (number of a clause), `code` and `by` (of a reason). All
but `search` are answered by the kinds of candidates alone."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

FACETS = ("state", "part", "label", "difficulty", "grade", "reason")
_MOST = 60
"""Values of a facet that are told."""
_SHORTEST = 3
"""Characters of a search that the index of words answers; what is shorter is looked for text by text."""


class Kind(NamedTuple):
    """What many candidates share: there are far fewer kinds than candidates."""

    state: str
    part: str
    cell: str
    leaf: str
    label: str
    difficulty: str
    grade: str
    """Of an accepted row."""
    reason: str
    """Codes of the reasons."""
    passed: frozenset[str]
    fault: frozenset[str]
    """Checks that found fault."""
    reasons: frozenset[tuple[str, str]]
    """(code, check)."""
    kept: frozenset[int]
    """Clauses that an accepted row keeps, by number."""
    missed: frozenset[int]


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


@dataclass(frozen=True, slots=True)
class Tables:
    """The index as it stands."""

    connection: sqlite3.Connection
    kinds: Sequence[Kind]
    """By the number that `rows` gives them."""
    counts: Mapping[int, int]
    """Number of a kind → its candidates."""
    words: bool
    """Whether the index of words is complete."""


def find(tables: Tables, wish: Mapping[str, str], order: str, at: int, most: int) -> Found:
    """The candidates that are as wished, from the one at `at` on. `order`: a column, with `-` before it the
    other way round."""
    among = _among(tables, wish)
    counts = tables.counts
    if among:
        counts = dict(tables.connection.execute(f"select kind, count(*) from rows where {among} group by 1"))
    kinds = {number: tables.kinds[number] for number in counts}
    mine = [number for number, kind in kinds.items() if _is(kind, wish)]
    numbers = list(_numbers(tables, among, {one: counts[one] for one in mine}, order, at, most))
    rows = tables.connection.execute(
        f"select number, id, kind, text from rows join texts using (number) where {_in('number', numbers)}"
    )
    by_number = {
        number: {"number": number, "id": id, "text": text, **tables.kinds[kind]._asdict()}
        for number, id, kind, text in rows
    }
    return Found(
        sum(counts[kind] for kind in mine),
        [by_number[number] for number in numbers],
        {facet: _values(facet, kinds, counts, wish) for facet in FACETS},
    )


def beside(tables: Tables, number: int, wish: Mapping[str, str]) -> tuple[str, str]:
    """Ids of the candidates before and after one among those as wished; empty: there is none."""
    where = _where(
        tables, _among(tables, wish), [one for one in tables.counts if _is(tables.kinds[one], wish)]
    )
    pair = []
    for sign, way in (("<", "desc"), (">", "asc")):
        sql = f"select id from rows where number {sign} ? and {where} order by number {way} limit 1"
        found = tables.connection.execute(sql, (number,)).fetchone()
        pair.append(found[0] if found else "")
    return pair[0], pair[1]


def _numbers(
    tables: Tables, among: str, counts: Mapping[int, int], order: str, at: int, most: int
) -> Iterator[int]:
    """Those of the candidates wanted, in order. `counts`: number of each kind that is wanted → its
    candidates."""
    column, way = order.removeprefix("-"), "desc" if order.startswith("-") else "asc"
    groups: Iterable[list[int]] = [list(counts)]
    if column in (*FACETS, "cell"):

        def value(kind: int) -> str:
            return str(getattr(tables.kinds[kind], column))

        # Whole groups of kinds are stepped over by their counts.
        groups = (list(some) for _, some in groupby(sorted(counts, key=value, reverse=way == "desc"), value))
        by = "number"
    else:
        by = f"{'id' if column == 'id' else 'number'} {way}"
    for group in groups:
        here = sum(counts[kind] for kind in group)
        if at < here and most:
            where = _where(tables, among, group)
            sql = f"select number from rows where {where} order by {by} limit ? offset ?"
            found = [number for (number,) in tables.connection.execute(sql, (most, at))]
            yield from found
            most -= len(found)
        at = max(at - here, 0)


def _among(tables: Tables, wish: Mapping[str, str]) -> str:
    """The condition of a search; empty: none is wished."""
    if not (search := wish.get("search", "")):
        return ""
    folded, c = search.casefold(), tables.connection
    c.execute("create temp table found(number integer primary key)")
    if tables.words and len(folded) >= _SHORTEST and "\0" not in folded:  # there a phrase would end
        phrase = '"' + folded.replace('"', '""') + '"'
        c.execute("insert into found select rowid from words where words match ?", (phrase,))
    else:
        c.execute("insert into found select number from said where instr(folded, ?)", (folded.encode(),))
    ids = "insert or ignore into found select number from rows where id >= :it and id < :it || '~'"
    c.execute(ids, {"it": folded})
    return "number in (select number from found)"


def _where(tables: Tables, among: str, kinds: Sequence[int]) -> str:
    """The condition of a search and of kinds. What isn't needed is left out, so that an index can serve."""
    of_kinds = _in("kind", kinds) if len(kinds) < len(tables.counts) else ""
    return " and ".join(filter(None, (among, of_kinds))) or "true"


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
