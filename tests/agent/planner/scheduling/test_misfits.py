"""A value that doesn't go with the rest of its row: another seat has it, and every share stays as dealt."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from seedbed.agent.making.parts import recipe_of
from seedbed.agent.planner.scheduling.decide import Decision, decide
from seedbed.agent.planner.scheduling.schedule import Schedule
from seedbed.memory.brief import Brief, Seat
from seedbed.memory.candidate import MISFIT, Draft, Reason
from seedbed.memory.spec import Part, Spec
from tests.agent.planner.schedules import PART, TREE, brief, cell, draft
from tests.agent.scenes import recipe_part

RECIPE: dict[str, Any] = {
    "recipe": PART,
    "about": "A message",
    "row": {"message": "string 1..99 as prompt"},
    "vary": {
        "tone": {"calm": 0.5, "loud": 0.5},
        "shouts": {"of": {"yes": 0.5, "no": "rest"}, "when": "tone == 'loud'", "else": "no"},
        "by": {"ask": "who writes", "n": 2, "per": "tone"},
    },
    "make": {"message": "Write.\n{{ tone }} {{ shouts }} {{ by }}"},
}
CALM, LOUD = (
    {"tone": "calm", "shouts": "no", "by": "a clerk"},
    {"tone": "loud", "shouts": "yes", "by": "a cook"},
)


def seats(
    *values: Mapping[str, Any], leaves: Iterable[str] = ("bikes", "cars", "boats", "ships")
) -> Schedule:
    """A seat in each of these subtopics."""
    drawn = [
        Seat(number=n, cell=cell(leaf, "any"), attributes=dict(mine))
        for n, (leaf, mine) in enumerate(zip(leaves, values, strict=False))
    ]
    return Schedule(drawn, dict.fromkeys(one.cell for one in drawn), {PART: TREE})


def declined(here: Schedule, order: Brief, axis: str) -> Decision:
    """What becomes of an order whose writer says that the value of an axis doesn't go with the rest."""
    why = Reason(code="off concept", by="writer", detail=f"declined: {axis}: it doesn't go with that")
    made = draft(notes={MISFIT: axis}).model_copy(update={"row": None, "reasons": (why,)})
    here.order(order.number, order)

    def unasked(draft: Draft, part: str) -> Reason | None:
        raise AssertionError("there is no row")

    decision = decide(order, made, here, Spec(parts=(PLAIN,)), unasked, reassign=True)
    for seat in decision.seats:
        here.move(seat)
    here.apply(order.number, decision.verdict, None, made)
    return decision


PLAIN: Part = recipe_part(RECIPE).model_copy(update={"name": PART})


def shares(here: Schedule) -> Counter[tuple[str, Any]]:
    return Counter(item for seat in here.seats.values() for item in seat.attributes.items())


def test_the_value_goes_elsewhere_with_what_hangs_on_it_and_shares_stay() -> None:
    assert {one.name for one in recipe_of(PLAIN).dealt} == {"tone", "shouts", "by"}
    here = seats(CALM, LOUD)
    before = shares(here)
    decision = declined(here, brief(here, 1, cell("bikes", "any")), "tone")
    assert [seat.attributes for seat in decision.seats] == [LOUD, CALM]
    assert shares(here) == before and decision.verdict.state == "failed"
    assert decision.verdict.reasons[0].detail.endswith("it doesn't go with that — seat 1 has that value now")


def test_what_hangs_on_another_axis_is_exchanged_where_that_is_the_same() -> None:
    other = {**CALM, "by": "a nurse"}
    here = seats(CALM, LOUD, other)
    decision = declined(here, brief(here, 1, cell("bikes", "any")), "by")
    assert [(seat.number, seat.attributes) for seat in decision.seats] == [(0, other), (2, CALM)]


def test_what_was_declined_once_is_drawn_for_nobody_again() -> None:
    nurse, cook = {**CALM, "by": "a nurse"}, {**CALM, "by": "a cook"}
    here = seats(CALM, nurse, cook)
    declined(here, brief(here, 1, cell("bikes", "any")), "by")
    assert here.seats[0].attributes == nurse
    declined(here, brief(here, 2, cell("bikes", "any")), "by")
    assert here.seats[0].attributes == cook, "not the clerk's again, which was declined here"


def test_where_nobody_can_have_it_the_next_writer_is_not_asked() -> None:
    here = seats(CALM, CALM)
    order = brief(here, 1, cell("bikes", "any"))
    assert declined(here, order, "by").seats == ()
    assert here.refused.of(order.seat, here.seats.kind(order.seat)) == (1, False)


def test_nothing_is_taken_from_a_seat_that_is_being_written_for() -> None:
    here = seats(CALM, LOUD)
    here.order(2, brief(here, 2, cell("cars", "any")))
    assert declined(here, brief(here, 1, cell("bikes", "any")), "tone").seats == ()


def test_the_one_that_differs_most_gets_it() -> None:
    near, far = {**LOUD, "shouts": "no"}, LOUD
    here = seats(CALM, near, far, leaves=("bikes", "bikes", "cars"))
    assert [one.number for one in declined(here, brief(here, 1, cell("bikes", "any")), "tone").seats] == [
        0,
        2,
    ]


def test_who_finds_that_nothing_fits_is_asked_once_a_row() -> None:
    people = [{**CALM, "by": f"person {number}"} for number in range(80)]
    here, moved = seats(*people, leaves=["bikes", "cars"] * 40), []
    for number in range(1, 41):
        order = brief(here, number, cell("bikes", "any"), seat=2 * number - 2)
        moved.append(bool(declined(here, order, "by").seats))
    assert moved == [True] * 20 + [False] * 20
