"""Clauses: of how many rows the evidence says that they keep one, and what isn't measured isn't."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest

from seedbed.memory.brief import Cell, Seat
from seedbed.memory.candidate import Agreement, Draft, Evidence, Human, Judgement, Verdict
from seedbed.memory.clauses import clauses, told
from seedbed.memory.spec import Part, Spec
from seedbed.memory.store.protocol import Candidate

CELL = "rows/root/any/any"


@dataclass
class Rows:
    """The part of a store that is read."""

    found: Sequence[Candidate]
    open: Sequence[Seat] = ()
    filled: Sequence[Seat] = ()

    def candidates(self, state: str) -> Sequence[Candidate]:
        return self.found

    def meta(self, name: str) -> str:
        return "short" if self.open else "done"

    def seats(self) -> Sequence[tuple[Seat, str, int | None]]:
        filled = [(seat, "filled", seat.number) for seat in self.filled]
        return [*((seat, "open", None) for seat in self.open), *filled]


def row(number: int, *evidence: Any, assigned: tuple[str, ...] = ()) -> Candidate:
    draft = Draft(row={"text": "words"}, evidence=evidence, assigned=assigned)
    verdict = Verdict(state="accepted", cell=CELL, seat=number)
    return Candidate(number=number, row_id=f"{number:016x}", verdict=verdict, draft=draft)


def reads(ok: bool) -> Agreement:
    return Agreement(ok=ok, by="axis.mood", question="axis mood", answers=("calm",), share=float(ok))


def says(number: int, ok: bool) -> Judgement:
    return Judgement(ok=ok, by=f"rubric.{number}", rubric="", score=float(ok), scale=(0.0, 1.0), reason="")


def measured(
    binders: Any,
    *rows: Candidate,
    missing: Sequence[Seat] = (),
    filled: Sequence[Seat] = (),
    among: Sequence[Candidate] | None = None,
    **bound: tuple[str, ...],
) -> dict[str, Any]:
    part = Part(
        recipe="some", topic="t", rows=4, clauses={"words": binders},
        bound={name.replace("_", " "): ids for name, ids in bound.items()},
    )  # fmt: skip
    store: Any = Rows(rows, missing, filled)  # what is read of one
    (found,) = clauses(store, Spec(parts=(part,)), among)
    return found


@pytest.mark.parametrize(
    ("binders", "rows", "bound", "share"),
    [
        ("rows", [row(1), row(2)], {}, 0.5),
        ("rows", [*map(row, range(4))], {}, 1.0),
        ("axis mood", [row(1, reads(True)), row(2, reads(True))], {"axis_mood": ("axis.mood",)}, 1.0),
        ("axis mood", [row(1, reads(True)), row(2, reads(False))], {"axis_mood": ("axis.mood",)}, 0.5),
        (["rubric 1", "rubric 2"], [row(1, says(1, True), says(2, False))], {}, 0.0),
        ("holds 1", [row(1)], {"holds_1": ("same.clear",)}, None),  # its check said nothing
        ("field text", [row(1)], {}, 1.0),
        ("field why", [row(1)], {}, None),  # null where the recipe lets it be: nothing to keep
        ("check concept", [row(1, assigned=(CELL,)), row(2, assigned=("rows/other/any/any",))], {}, 0.5),
    ],
)
def test_the_share_of_the_rows_whose_evidence_keeps_it(
    binders: Any, rows: list[Candidate], bound: dict[str, Any], share: float
) -> None:
    assert measured(binders, *rows, **bound)["share"] == share


def test_a_sentence_for_some_seats_counts_where_it_was_asked_and_that_is_said() -> None:
    found = measured("rubric 1", row(1, says(1, True)), row(2), row(3, says(1, False)))
    assert (found["rows"], found["of"], found["share"]) == (1, 2, 0.5)
    assert "of 2 of 3 rows" in found["basis"]
    assert "of 1 of" not in measured("rubric 1", row(1, says(1, True)))["basis"]


def test_a_row_without_what_a_check_is_of_counts_neither_way() -> None:
    without = row(1)
    none = replace(without, draft=without.draft.model_copy(update={"row": {"text": "words", "reply": None}}))
    list_ = without.draft.model_copy(update={"notes": {"kept": {"list": None}}})
    covered = row(3, Agreement(ok=True, by="covers.reply", question="", answers=("yes",), share=1.0))
    found = measured("holds 1", none, covered, row(4), holds_1=("covers.reply",))
    assert (found["rows"], found["of"]) == (1, 1), "one has it, and its check said nothing"
    assert measured("holds 1", replace(without, draft=list_), holds_1=("follows.list",))["share"] is None
    empty = without.draft.model_copy(update={"row": {"items": []}})
    some = without.draft.model_copy(update={"row": {"items": ["a"]}})
    found = measured("field items", replace(without, draft=empty), replace(without, draft=some))
    assert (found["rows"], found["of"]) == (1, 1)


OWN = Human(ok=True, by="examples", decision="given", reviewer="the person")


@pytest.mark.parametrize(
    ("binders", "counted"),
    [
        ("rubric 1", (2, 2)),
        (["rubric 1", "field text"], (2, 2)),
        (["check concept", "check language", "axis mood", "source"], (0, 2)),
        ("field text", (3, 3)),
    ],
)
def test_rows_that_a_person_gave_count_where_they_were_read(binders: Any, counted: tuple[int, int]) -> None:
    found = measured(binders, row(1, says(1, True)), row(2, OWN), row(3, says(1, True)))
    assert (found["rows"], found["of"]) == counted
    assert ("; 1 is yours)" in found["basis"]) == (counted[1] < 3)


def test_a_row_that_was_spared_one_of_a_demands_checks_is_not_told_as_keeping_it() -> None:
    spared = replace(row(2), draft=Draft(row={"text": "words"}, spared=("rubric.1",)))
    assert measured(["rubric 1", "field text"], row(1, says(1, True)), spared)["of"] == 1


def test_values_are_counted_in_all_rows_of_the_part() -> None:
    said: tuple[Evidence, ...] = reads(True), OWN
    rows = [replace(row(n), draft=Draft(row={"mood": "a"}, evidence=(one,))) for n, one in enumerate(said)]
    basis = measured("axis mood", *rows)["basis"]
    assert (
        basis
        == "mood read blind from each row (of 1 of 2 rows: those of which it was asked; 1 is yours): a 2"
    )


def test_a_demand_that_an_axis_keeps_says_how_many_rows_have_which_value() -> None:
    rows = [
        replace(row(n), draft=Draft(row={"mood": mood}, evidence=(reads(True),)))
        for n, mood in enumerate("aab")
    ]
    assert measured("axis mood", *rows)["basis"] == "mood read blind from each row: a 2, b 1"
    rude = [replace(row(n), draft=Draft(row={"mood": n > 0}, evidence=(reads(True),))) for n in range(3)]
    assert measured("axis mood", *rude)["basis"].endswith(": no 1, yes 2")
    many = [replace(row(n), draft=Draft(row={"mood": str(n)}, evidence=(reads(True),))) for n in range(9)]
    assert measured("axis mood", *many)["basis"] == "mood read blind from each row"


@pytest.mark.parametrize(
    ("binder", "axis", "told"),
    [
        ("axis mood", "mood", "mood read blind from each row"),
        ("check language", "language", "checked: language"),
    ],
)
def test_what_was_dealt_and_is_no_field_of_a_row_is_counted_by_the_seats(
    binder: str, axis: str, told: str
) -> None:
    by = "axis.mood" if axis == "mood" else "language"
    rows = [row(n, reads(True).model_copy(update={"by": by})) for n in range(3)]
    cell = Cell(part="rows", leaf="root", label="of another axis", difficulty="any")
    dealt = [
        Seat(number=n, cell=cell, attributes={axis: value}) for n, value in enumerate(("de", "en", "de"))
    ]
    more: dict[str, Any] = {"filled": dealt, binder.replace(" ", "_"): (by,)}
    assert measured(binder, *rows, **more)["basis"] == f"{told}: de 2, en 1"
    assert measured(binder, *rows, among=rows[:1], **more)["basis"] == f"{told}: de 1"
    among_others = measured([binder, "field text"], *rows, **more)["basis"]
    assert among_others.endswith(": de 2, en 1") == (axis == "mood"), "a field may be in another language"
    lacking = [Seat(number=9, cell=cell, attributes={axis: "en"})]
    assert measured(binder, *rows, missing=lacking, **more)["basis"] == f"{told}: de 2, en 1 of 2"
    assert (
        measured("check language", *rows, filled=[Seat(number=0, cell=cell)], check_language=(by,))["basis"]
        == f"checked: {by}"
    )  # all rows are in one


@pytest.mark.parametrize(
    ("label", "attributes"), [("false", {}), ("any", {"mood": False}), ("other", {"mood": False, "size": 2})]
)
def test_of_a_build_that_ended_short_rows_that_lack_count_against_the_axis_that_they_were_dealt(
    label: str, attributes: dict[str, Any]
) -> None:
    there = [replace(row(n), draft=Draft(row={"mood": True}, evidence=(reads(True),))) for n in range(3)]
    cell = Cell(part="rows", leaf="root", label=label, difficulty="any")
    missing = [Seat(number=9, cell=cell, attributes=attributes)]
    found = measured(["axis mood", "rows"], *there, missing=missing)
    assert (found["rows"], found["of"], found["share"]) == (3, 4, 0.75)
    assert found["basis"].endswith(": no 0 of 1, yes 3")
    assert measured("rubric 1", row(1, says(1, True)), missing=missing)["share"] == 1.0


def test_seats_to_which_an_axis_is_not_dealt_lack_no_value_of_it() -> None:
    cell = Cell(part="rows", leaf="root", label="booking", difficulty="any")
    missing = [Seat(number=9, cell=cell, attributes={"mood": None})]
    found = measured(
        "axis mood",
        replace(row(1, reads(True)), draft=Draft(row={"mood": "calm"}, evidence=(reads(True),))),
        missing=missing,
    )
    assert (found["rows"], found["of"]) == (1, 1) and found["basis"].endswith(": calm 1")


def test_of_very_many_rows_one_that_misses_a_demand_shows_in_its_share() -> None:
    spec = Spec(parts=(Part(name="a", offline="labels", topic="x", rows=9, clauses={"calm": ("rubric 1",)}),))
    (found,) = told(spec, {0: (99_999, 100_000)}, {"a": 100_000})
    assert found["share"] < 1


def test_near_copies_are_kept_by_all_rows_that_are_there_and_the_threshold_is_told() -> None:
    found = measured("check near-copies", row(1), row(2))
    assert (found["rows"], found["of"], found["share"]) == (2, 2, 1.0)
    assert found["basis"] == "compared with all rows and yours: near-copies refused (ROUGE-L 0.7)"
    partly = measured(["rubric 1", "check near-copies"], row(1, says(1, True)), row(2, says(1, False)))
    assert (partly["rows"], partly["of"]) == (1, 2)


def test_what_nothing_keeps_has_no_share_and_its_reason() -> None:
    found = measured("not kept: purpose", row(1))
    assert (found["share"], found["not_kept"], found["kept_by"]) == (None, "purpose", [])
    partly = measured(["rubric 1", "not kept: nobody counts"], row(1, says(1, True)))
    assert (partly["share"], partly["not_kept"]) == (1.0, "nobody counts")
