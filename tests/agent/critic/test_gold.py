"""Faithfulness by people's decisions: matched by id and text, a share of a finite dataset."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from seedbed.agent.critic.faith import gold_estimate, matched
from seedbed.memory.brief import Brief, Cell, Seat
from seedbed.memory.candidate import Draft, Verdict
from seedbed.memory.store.opening import open_store
from seedbed.memory.store.protocol import Commit, Store
from seedbed.tools.evaluation.downstream.real_rows import Decision

CELL = Cell(part="rows", leaf="all", label="a", difficulty="any")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """80 accepted rows, and one that was rejected."""
    found = open_store(tmp_path / "run.sqlite")
    briefs = [
        Brief(number=n, seat=n - 1, cell=CELL, method="classification/strong", form="strong", seed=n)
        for n in range(1, 82)
    ]
    found.start([Seat(number=b.seat, cell=CELL) for b in briefs], [(b.number, b) for b in briefs], [])
    for brief in briefs:
        n = brief.number
        text = f"text number {n}"
        draft = Draft(row={"text": text, "label": "a"}, text=text, form="strong")
        verdict = Verdict(state="rejected" if n == 81 else "accepted", cell=CELL.key)
        found.commit(Commit(number=n, row_id=brief.row_id, verdict=verdict, draft=draft))
    yield found
    found.close()


def ids(store: Store) -> list[str]:
    return [one.row_id for one in store.candidates("accepted")]


def test_rows_are_matched_by_id_and_by_text(store: Store) -> None:
    first, second = ids(store)[:2]
    gold = [
        Decision(True, first),
        Decision(False, "", "text number 2"),
        Decision(False, "", "text number 81"),
    ]
    assert matched(store, gold) == {first: True, second: False}
    assert matched(store, [*gold, Decision(False, "", "text number 1")])[first] is False


def test_an_estimate_needs_fifty_delivered_rows(store: Store) -> None:
    gold = [Decision(n >= 6, id) for n, id in enumerate(ids(store))]
    assert gold_estimate(store, []) is None
    few = gold_estimate(store, [*gold[:49], Decision(True, "f" * 16)])
    assert few is not None and few.estimate is few.low is None
    assert few.basis == "49 of 50 rows decided by people (1 decisions are about no delivered row)"
    found = gold_estimate(store, gold[:60])
    assert found is not None and found.estimate == 0.9 and found.low is not None
    assert 0.83 < found.low < 0.87
    assert "60 random rows of 80 decided by people, 54 right" in found.basis
    assert "taken to be a random sample" in found.basis


def test_all_decided_is_exact_and_all_right_still_has_a_width(store: Store) -> None:
    every = gold_estimate(store, [Decision(n > 3, id) for n, id in enumerate(ids(store))])
    assert every is not None and every.estimate == every.low == every.high == 0.95
    right = gold_estimate(store, [Decision(True, id) for id in ids(store)[:60]])
    assert right is not None and right.estimate == right.high == 1.0
    assert right.low is not None and 0.95 < right.low < 1.0
