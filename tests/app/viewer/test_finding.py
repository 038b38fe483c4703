"""The viewer's index finds what a look at every candidate finds."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from seedbed.app.viewer.index import RowIndex
from seedbed.app.viewer.runs import spec_of
from seedbed.memory.store.protocol import Candidate
from seedbed.memory.store.sql import SqlStore
from seedbed.tools.evaluation.report.reading import told
from tests.runs import make_run


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    found = make_run(tmp_path / "run").open_store(write=True)
    yield found
    found.close()


@pytest.fixture
def index(store: SqlStore) -> Iterator[RowIndex]:
    made = RowIndex()
    made.refresh(store, spec_of(store))
    yield made
    made.close()


def _text(candidate: Candidate, store: SqlStore) -> str:
    part = spec_of(store).part(candidate.verdict.cell.partition("/")[0])
    _, first, claims = told(candidate.draft.row or {}, part)
    return " · ".join(filter(None, (first, *(said for _, said in claims)))).casefold()


def _numbers(index: RowIndex, order: str = "number", **wish: str) -> list[int]:
    found = index.find(wish, order, 0, 1000)
    assert found.total == len(found.rows)
    return [row["number"] for row in found.rows]


def test_a_search_finds_each_text_that_holds_it(store: SqlStore, index: RowIndex) -> None:
    every = list(store.candidates())
    texts = {one.number: _text(one, store) for one in every}
    whole = "".join(texts.values())
    searches = {whole[at : at + size] for at in range(0, len(whole) - 9, 7) for size in (1, 2, 3, 8)}
    for search in sorted(one.strip() for one in searches | {'"', '"" OR x', "ZZZZ", "*", "a\x00b"}):
        if search and not any(one.row_id.startswith(search) for one in every):
            assert _numbers(index, search=search) == [
                n for n, text in texts.items() if search.casefold() in text
            ]
    assert _numbers(index, search=every[1].row_id[:9].upper()) == [every[1].number]


WISHES: dict[str, Callable[[Candidate, str], bool]] = {
    "state": lambda one, value: one.verdict.state == value,
    "leaf": lambda one, value: one.verdict.cell.split("/")[1] == value,
    "check": lambda one, value: value in _faults(one),
    "passed": lambda one, value: value in {piece.by for piece in one.draft.evidence if piece.ok},
    "code": lambda one, value: value in {reason.code for reason in one.verdict.reasons},
    "by": lambda one, value: value in {reason.by for reason in one.verdict.reasons},
}


def _faults(one: Candidate) -> set[str]:
    return {e.by for e in one.draft.evidence if not e.ok} | {reason.by for reason in one.verdict.reasons}


def test_a_filter_finds_each_candidate_that_is_so(store: SqlStore, index: RowIndex) -> None:
    every = list(store.candidates())
    values: dict[str, set[str]] = {
        "state": {one.verdict.state for one in every},
        "leaf": {one.verdict.cell.split("/")[1] for one in every},
        "check": {by for one in every for by in _faults(one)},
        "passed": {piece.by for one in every for piece in one.draft.evidence},
        "code": {reason.code for one in every for reason in one.verdict.reasons},
        "by": {reason.by for one in every for reason in one.verdict.reasons},
    }
    for name, holds in WISHES.items():
        assert values[name], name
        for value in values[name]:
            assert _numbers(index, **{name: value}) == [one.number for one in every if holds(one, value)]


def test_a_rubric_is_each_of_its_sentences(store: SqlStore, index: RowIndex) -> None:
    one = next(store.candidates("rejected"))
    said = one.draft.evidence[0].model_copy(update={"by": "rubric.12"})
    draft = one.draft.model_copy(update={"evidence": (said,)})
    index._take(iter([replace(one, draft=draft)]), spec_of(store))
    assert [_numbers(index, check=f"rubric{more}") for more in ("", ".12", ".1")] == [[one.number]] * 2 + [[]]


def test_pages_of_every_order_hold_each_candidate_once(index: RowIndex, store: SqlStore) -> None:
    every = {one.number for one in store.candidates()}
    for column in ("number", "id", "state", "label", "grade", "reason", "cell", "nonsense"):
        for way in ("", "-"):
            pages = [index.find({}, way + column, at, 3).rows for at in range(0, len(every), 3)]
            rows = [row for page in pages for row in page]
            assert len(rows) == len(every) and {row["number"] for row in rows} == every
            keys = [row.get(column, row["number"]) for row in rows]
            assert keys == sorted(keys, reverse=way == "-"), column


def test_the_candidates_beside_one_are_those_of_the_list(index: RowIndex) -> None:
    wishes: list[dict[str, str]] = [{}, {"state": "accepted"}, {"search": "e"}]
    for wish in wishes:
        ids = ["", *(row["id"] for row in index.find(wish, "number", 0, 1000).rows), ""]
        for before, one, after in zip(ids, ids[1:], ids[2:], strict=False):
            (number,) = _numbers(index, search=one)
            assert index.beside(number, wish) == (before, after)


def test_a_candidate_that_changed_is_found_by_what_it_is_now(store: SqlStore, index: RowIndex) -> None:
    one = next(one for one in store.candidates("accepted") if "text" in (one.draft.row or {}))
    was = _text(one, store)
    said = one.draft.model_copy(update={"row": {**(one.draft.row or {}), "text": "A zebra crossing."}})
    index._take(iter([replace(one, draft=said)]), spec_of(store))
    assert _numbers(index, search="zebra c") == [one.number]
    assert one.number not in _numbers(index, search=was)
    assert sum(index.counts.states().values()) == len(list(store.candidates()))
