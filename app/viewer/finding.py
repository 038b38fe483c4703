"""Candidates as wished, in the tables of `index.py`: how many, which, and what else might be wished.

A wish is what is wanted → value: a facet, `leaf`, `cell`, `search`, `check` (one that found fault), `passed`
(a check), `misses` (number of a clause), `code` and `by` (of a reason).
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

FACETS = ("state", "part", "label", "difficulty", "grade", "reason")
_SHARED = (*FACETS, "leaf", "cell")
"""What candidates of a kind share."""
_MOST = 60
"""Values of a facet that are told."""
_TESTS = {
    "search": "number in (select number from words where instr(folded, cast(:it as blob)) union all "
    "select number from rows where id >= :it and id < :it || '~')",
    "check": "number in (select number from checks where name = :it and ok = 0)",
    "passed": "number in (select number from checks where name = :it and ok = 1)",
    "code": "number in (select number from reasons where code = :it)",
    "by": "number in (select number from reasons where by = :it)",
    "misses": "number in (select number from kept where clause = cast(:it as integer) and kept = 0)",
}
"""What a candidate is asked by itself."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found."""

    total: int
    rows: list[sqlite3.Row]
    """Some of them."""
    facets: Mapping[str, list[tuple[str, int]]]
    """Facet → its values with how many candidates have them, were it alone left open."""


def find(c: sqlite3.Connection, wish: Mapping[str, str], order: str, at: int, most: int) -> Found:
    """The candidates that are as wished, from the one at `at` on.

    Args:
        order: A column, with `-` before it the other way round.
    """
    among = _among(c, wish)
    counts = dict(map(tuple, c.execute(f"select kind, count(*) from {among} group by 1")))
    kinds = [row for row in c.execute("select * from kinds") if row["kind"] in counts]
    mine = [row["kind"] for row in kinds if _is(row, wish)]
    column = order.removeprefix("-")
    by = {"id": "id", **{name: f"kinds.{name}" for name in (*FACETS, "cell")}}.get(column, "number")
    way = "desc" if order.startswith("-") else "asc"
    # What isn't needed is left out, so that an index can give the order.
    join = "join kinds using (kind)" if by.startswith("kinds.") else ""
    where = f"where kind in ({_listed(mine)})" if len(mine) < len(kinds) else ""
    sql = f"select number from {among} {join} {where} order by {by} {way}, number limit ? offset ?"
    numbers = [number for (number,) in c.execute(sql, (most, at))]
    rows = c.execute(
        "select * from rows join kinds using (kind) join texts using (number) "
        f"where number in ({_listed(numbers)})"
    )
    by_number = {row["number"]: row for row in rows}
    return Found(
        sum(counts[kind] for kind in mine),
        [by_number[number] for number in numbers],
        {facet: _values(facet, kinds, counts, wish) for facet in FACETS},
    )


def beside(c: sqlite3.Connection, number: int, wish: Mapping[str, str]) -> tuple[str, str]:
    """Ids of the candidates before and after one among those as wished; empty: there is none."""
    kinds = _listed(row["kind"] for row in c.execute("select * from kinds") if _is(row, wish))
    among = _among(c, wish)
    pair = []
    for sign, way in (("<", "desc"), (">", "asc")):
        where = f"where number {sign} ? and kind in ({kinds})"
        sql = f"select number from {among} {where} order by number {way} limit 1"
        found = c.execute(sql, (number,)).fetchone()
        pair.append(c.execute("select id from rows where number = ?", found).fetchone()[0] if found else "")
    return pair[0], pair[1]


def _among(c: sqlite3.Connection, wish: Mapping[str, str]) -> str:
    """The table of the candidates (number, id, kind) that are as wished but for what their kinds say."""
    among = "rows"
    for name, value in wish.items():
        if name in _TESTS:
            made = f"found_{name}"
            given = {"it": value.casefold() if name == "search" else value}
            sql = f"create temp table {made} as select number, id, kind from {among} where {_TESTS[name]}"
            c.execute(sql, given)
            among = made
    return among


def _is(kind: sqlite3.Row, wish: Mapping[str, str], but: str = "") -> bool:
    return all(kind[name] == value for name, value in wish.items() if name in _SHARED and name != but)


def _values(
    facet: str, kinds: Iterable[sqlite3.Row], counts: Mapping[int, int], wish: Mapping[str, str]
) -> list[tuple[str, int]]:
    found = Counter[str]()
    for kind in kinds:
        if _is(kind, wish, facet):
            found[kind[facet]] += counts[kind["kind"]]
    return [(value, n) for value, n in sorted(found.items(), key=lambda one: (-one[1], one[0])) if value][
        :_MOST
    ]


def _listed(numbers: Iterable[Any]) -> str:
    return ",".join(map(str, map(int, numbers)))
