"""Faithfulness by people's decisions: matched by id and text, with the judge's scores beside them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from seedbed.agent.critic.faith import gold_estimate, judge_scores, matched
from seedbed.memory.brief import Brief, Cell, Seat
from seedbed.memory.candidate import Classification, Draft, Evidence, Judgement, Verdict
from seedbed.memory.store.opening import open_store
from seedbed.memory.store.protocol import Commit, Store
from seedbed.tools.evaluation.downstream.real_rows import Decision

CELL = Cell(part="rows", leaf="all", label="a", difficulty="any")


def evidence(number: int) -> tuple[Evidence, ...]:
    """Odd rows were judged, even ones classified; every tenth badly."""
    high = number % 10 != 0
    if number % 2:
        score = 4 if high else 2
        return (Judgement(ok=True, by="m", rubric="r", score=score, scale=(1, 5), reason=""),)
    return (Classification(ok=True, by="n", label="a", probability=0.9 if high else 0.5),)


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
        draft = Draft(row={"text": text, "label": "a"}, evidence=evidence(n), text=text, form="strong")
        verdict = Verdict(state="rejected" if n == 81 else "accepted", cell=CELL.key)
        found.commit(Commit(number=n, row_id=brief.row_id, verdict=verdict, draft=draft))
    yield found
    found.close()


def test_scores_are_the_judges_or_the_probability(store: Store) -> None:
    scores = list(judge_scores(store).values())
    assert len(scores) == 80
    assert scores[:2] == [0.75, 0.9] and scores[9] == 0.5


def test_rows_are_matched_by_id_and_by_text(store: Store) -> None:
    first, second = list(judge_scores(store))[:2]
    gold = [
        Decision(True, first),
        Decision(False, "", "text number 2"),
        Decision(False, "", "text number 81"),
    ]
    assert matched(store, gold) == {first: True, second: False}
    assert matched(store, [*gold, Decision(False, "", "text number 1")])[first] is False


def test_an_estimate_needs_fifty_delivered_rows(store: Store) -> None:
    scores = judge_scores(store)
    gold = [Decision(n >= 6, id) for n, id in enumerate(scores)]
    assert gold_estimate(store, [], scores) is None
    few = gold_estimate(store, [*gold[:49], Decision(True, "f" * 16)], scores)
    assert few is not None and few.estimate is few.low is None
    assert few.basis == "49 of 50 rows decided by people (1 decisions are about no delivered row)"
    found = gold_estimate(store, gold[:60], scores)
    assert found is not None and found.estimate is not None and found.low is not None
    assert 0.85 < found.low < found.estimate < 0.95
    assert "60 random rows of 80 decided by people, 54 right" in found.basis
    assert "taken to be a random sample" in found.basis
