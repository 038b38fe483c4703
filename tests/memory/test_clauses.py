"""Clauses: of how many rows the evidence says that they keep one, and what isn't measured isn't."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from seedbed.memory.candidate import Agreement, Draft, Judgement, Verdict
from seedbed.memory.clauses import clauses
from seedbed.memory.spec import Part, Spec
from seedbed.memory.store.protocol import Candidate

CELL = "rows/root/any/any"


@dataclass
class Rows:
    """The part of a store that is read."""

    found: Sequence[Candidate]

    def candidates(self, state: str) -> Sequence[Candidate]:
        return self.found


def row(number: int, *evidence: Any, assigned: tuple[str, ...] = ()) -> Candidate:
    draft = Draft(row={"text": "words"}, evidence=evidence, assigned=assigned)
    verdict = Verdict(state="accepted", cell=CELL, seat=number)
    return Candidate(number=number, row_id=f"{number:016x}", verdict=verdict, draft=draft)


def reads(ok: bool) -> Agreement:
    return Agreement(ok=ok, by="axis.mood", question="axis mood", answers=("calm",), share=float(ok))


def says(number: int, ok: bool) -> Judgement:
    return Judgement(ok=ok, by=f"rubric.{number}", rubric="", score=float(ok), scale=(0.0, 1.0), reason="")


def measured(binders: Any, *rows: Candidate, asked: int = 4, **bound: tuple[str, ...]) -> dict[str, Any]:
    part = Part(
        recipe="some", topic="t", rows=asked, clauses={"words": binders},
        bound={name.replace("_", " "): ids for name, ids in bound.items()},
    )  # fmt: skip
    (found,) = clauses(Rows(rows), Spec(parts=(part,)))  # type: ignore[arg-type]  # what is read of a store
    return found


def test_rows_are_counted_against_what_was_asked() -> None:
    assert measured("rows", row(1), row(2))["share"] == 0.5
    assert measured("rows", *map(row, range(4)))["share"] == 1.0


@pytest.mark.parametrize(("evidence", "share"), [((True, True), 1.0), ((True, False), 0.5)])
def test_an_axis_is_kept_where_it_was_read(evidence: tuple[bool, bool], share: float) -> None:
    rows = [row(n, reads(ok)) for n, ok in enumerate(evidence)]
    assert measured("axis mood", *rows, axis_mood=("axis.mood",))["share"] == share


def test_a_sentence_for_some_seats_counts_where_it_was_asked() -> None:
    found = measured("rubric 1", row(1, says(1, True)), row(2), row(3, says(1, False)))
    assert (found["rows"], found["of"]) == (1, 2)


def test_all_binders_must_hold() -> None:
    found = measured(["rubric 1", "rubric 2"], row(1, says(1, True), says(2, False)))
    assert found["share"] == 0.0


def test_a_check_without_evidence_is_not_kept() -> None:
    assert measured("holds 1", row(1), holds_1=("same.clear",))["share"] == 0.0


def test_the_concept_is_kept_by_a_row_that_was_read_so() -> None:
    rows = row(1, assigned=(CELL,)), row(2, assigned=("rows/other/any/any",))
    assert measured("check concept", *rows)["share"] == 0.5


def test_what_nothing_keeps_has_no_share_and_its_reason() -> None:
    found = measured("not kept: purpose", row(1))
    assert found["share"] is None
    assert found["not_kept"] == "purpose"
    assert found["kept_by"] == []


def test_a_clause_kept_in_part_says_both() -> None:
    found = measured(["rubric 1", "not kept: nobody counts"], row(1, says(1, True)))
    assert found["share"] == 1.0
    assert found["not_kept"] == "nobody counts"


def test_of_how_many_rows_a_sentence_was_asked_is_said() -> None:
    found = measured("rubric 1", row(1, says(1, True)), row(2), row(3, says(1, True)))
    assert (found["rows"], found["of"], found["share"]) == (2, 2, 1.0)
    assert "of 2 of 3 rows" in found["basis"]
    assert "of 1 of" not in measured("rubric 1", row(1, says(1, True)))["basis"]
