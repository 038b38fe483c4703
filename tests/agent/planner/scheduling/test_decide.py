"""What becomes of a finished candidate: each reason in its turn, the cell by its assignments, then a seat."""

import pytest

from seedbed.agent.planner.scheduling.decide import Decision, FindDouble, decide
from seedbed.agent.planner.scheduling.schedule import Schedule
from seedbed.memory.brief import Brief, Seat
from seedbed.memory.candidate import Draft, Reason
from seedbed.memory.spec import Acceptance, Spec
from tests.agent.planner.schedules import KIND, PART, TREE, brief, cell, commit, draft, schedule
from tests.agent.scenes import recipe_part

SPEC = Spec(parts=(KIND,))
HOME, THERE = cell().key, cell("cars").key
COPY = Reason(code="duplicate", by="test")


def unique(draft: Draft, part: str) -> Reason | None:
    return None


def double(draft: Draft, part: str) -> Reason | None:
    return COPY


def never(draft: Draft, part: str) -> Reason | None:
    raise AssertionError("what is rejected already isn't compared")


def decided(
    here: Schedule,
    order: Brief,
    made: Draft,
    spec: Spec = SPEC,
    find: FindDouble = unique,
    *,
    reassign: bool = True,
) -> Decision:
    return decide(order, made, here, spec, find, reassign=reassign)


def said(decision: Decision) -> tuple[str, ...]:
    return (decision.verdict.state, *(reason.code for reason in decision.verdict.reasons))


PROVEN = SPEC.model_copy(update={"accept": Acceptance(grade="proven")})
UNWRITTEN = draft("malformed").model_copy(update={"row": None})


@pytest.mark.parametrize(
    ("made", "spec", "ends"),
    [
        (UNWRITTEN, SPEC, ("failed", "malformed")),
        (draft("wrong answer", assigned=(THERE, THERE)), SPEC, ("rejected", "wrong answer")),
        (draft(), PROVEN, ("rejected", "policy")),
        (draft(assigned=(THERE,)), SPEC, ("rejected", "off concept")),
        (draft(assigned=(THERE, cell("boats").key)), SPEC, ("rejected", "off concept")),
        (draft(assigned=("rows/nowhere/x/any",) * 2), SPEC, ("rejected", "off concept")),
    ],
)
def test_what_is_refused_for_itself_is_compared_with_nothing(
    made: Draft, spec: Spec, ends: tuple[str, ...]
) -> None:
    here = schedule(2)
    decision = decided(here, brief(here, 1), made, spec, never)
    assert said(decision) == ends and decision.verdict.cell == HOME and decision.verdict.seat is None
    details = [one.detail for one in decision.verdict.reasons if one.code == "off concept"]
    assert all(one.startswith("it reads as «") and ", not as «" in one for one in details)


def test_a_proven_row_is_taken_where_proven_ones_are_demanded() -> None:
    here = schedule(2)
    assert said(decided(here, brief(here, 1), draft(grade="proven"), PROVEN)) == ("accepted",)


@pytest.mark.parametrize(
    ("assigned", "cell_key", "moved_from"),
    [
        ((), HOME, ""),
        ((HOME,), HOME, ""),
        ((THERE, HOME), HOME, ""),
        ((THERE, THERE), THERE, HOME),
        ((cell("boats").key, THERE, THERE), THERE, HOME),
    ],
)
def test_a_row_stays_if_one_assignment_confirms_it_and_moves_if_two_agree(
    assigned: tuple[str, ...], cell_key: str, moved_from: str
) -> None:
    here = schedule(2)
    verdict = decided(here, brief(here, 1), draft(assigned=assigned)).verdict
    assert (verdict.state, verdict.cell, verdict.moved_from) == ("accepted", cell_key, moved_from)
    assert verdict.seat in here.cells[cell_key].open


def test_without_reassignment_a_row_never_moves() -> None:
    here = schedule(2)
    made = draft(assigned=(THERE, THERE))
    assert said(decided(here, brief(here, 1), made, reassign=False)) == ("rejected", "off concept")
    assert said(decided(here, brief(here, 1), draft(assigned=(THERE, HOME)), reassign=False)) == ("accepted",)


def test_a_copy_counts_in_the_cell_where_it_belongs() -> None:
    here = schedule(2)
    decision = decided(here, brief(here, 1), draft(assigned=(THERE, THERE)), find=double)
    assert said(decision) == ("rejected", "duplicate") and decision.verdict.cell == THERE


# seats ------------------------------------------------------------------------------------------------


def test_a_row_takes_its_own_seat_though_it_is_leased() -> None:
    here = schedule(3)
    order = brief(here, 1, seat=here.cells[HOME].open[1])
    here.order(1, order)
    assert decided(here, order, draft()).verdict.seat == order.seat


def test_where_its_seat_is_taken_a_row_takes_another_of_its_cell_with_the_same_values() -> None:
    here = schedule({"bikes": 4, "cars": 1}, tones=("calm", "loud"))
    order = brief(here, 2)
    commit(here, 1)  # takes the seat that brief 2 is for
    decision = decided(here, order, draft())
    assert here.seats[decision.verdict.seat or 0].attributes == order.attributes == {"tone": "calm"}
    assert decision.seats == ()


def test_values_are_exchanged_so_that_each_stands_as_often_as_before() -> None:
    here = schedule({"bikes": 2, "cars": 1}, tones=("calm", "loud"))
    order = brief(here, 2)
    commit(here, 1)
    before = sorted(seat.attributes["tone"] for seat in here.seats.values())
    decision = decided(here, order, draft())
    assert said(decision) == ("accepted",) and len(decision.seats) == 2
    for seat in decision.seats:
        here.move(seat)
    assert here.seats[decision.verdict.seat or 0].attributes == order.attributes
    assert sorted(seat.attributes["tone"] for seat in here.seats.values()) == before


@pytest.mark.parametrize(("level", "ends"), [("hard", "accepted"), ("easy", "rejected")])
def test_values_that_hang_on_the_level_are_exchanged_within_it(level: str, ends: str) -> None:
    trap = {"of": ["sum", "sign"], "when": "level == 'hard' and tone == 'rude'"}
    recipe = {
        "recipe": PART,
        "about": "A sum",
        "row": {"sum": "string 1..99"},
        "levels": ["easy", "hard"],
        "vary": {"tone": ["kind", "rude"], "trap": trap},
        "write": "Write.\n{{ tone }} {{ trap }} {{ level }}",
    }
    plain, rude = {"tone": "kind", "trap": None}, {"tone": "rude", "trap": "sum"}
    seats = [
        Seat(number=0, cell=cell("bikes", "any", "hard"), attributes=plain),
        Seat(number=1, cell=cell("bikes", "any", "hard"), attributes=rude),
        Seat(number=2, cell=cell("cars", "any", level), attributes=plain),
    ]
    here = Schedule(seats, dict.fromkeys(one.cell for one in seats), {PART: TREE})
    order = brief(here, 2, seats[0].cell, seat=0)
    commit(here, 1, seats[0].cell)
    spec = Spec(parts=(recipe_part(recipe).model_copy(update={"name": PART}),))
    decision = decided(here, order, draft(assigned=(order.cell.key,)), spec)
    assert decision.verdict.state == ends and len(decision.seats) == (2 if ends == "accepted" else 0)


def test_values_are_not_taken_from_a_seat_that_a_brief_is_out_for() -> None:
    here = schedule({"bikes": 2, "cars": 1}, tones=("calm", "loud"))
    order = brief(here, 2)
    commit(here, 1)
    here.order(3, brief(here, 3, cell("cars")))
    assert said(decided(here, order, draft())) == ("rejected", "surplus")


@pytest.mark.parametrize(("added", "state"), [({("tone", "dry")}, "accepted"), (set(), "rejected")])
def test_a_seat_takes_over_values_that_a_directive_added_and_no_others(
    added: set[tuple[str, str]], state: str
) -> None:
    here = schedule({"bikes": 1, "cars": 2}, tones=("calm",))
    order = brief(here, 1, attributes={"tone": "dry"})
    here.added |= added
    decision = decided(here, order, draft(assigned=(THERE, THERE)))
    assert decision.verdict.state == state
    assert [seat.attributes for seat in decision.seats] == [{"tone": "dry"}] * (state == "accepted")


def test_a_row_that_moved_takes_no_seat_that_a_brief_is_out_for() -> None:
    here = schedule({"bikes": 2, "cars": 1})
    here.order(1, brief(here, 1, cell("cars")))
    decision = decided(here, brief(here, 2), draft(assigned=(THERE, THERE)))
    assert said(decision) == ("rejected", "surplus") and decision.verdict.cell == THERE


def test_a_row_without_an_open_seat_is_surplus() -> None:
    here = schedule({"bikes": 1, "cars": 1})
    order = brief(here, 2)
    commit(here, 1)
    decision = decided(here, order, draft())
    assert said(decision) == ("rejected", "surplus") and decision.verdict.seat is None
