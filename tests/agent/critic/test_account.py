"""What the critic's directives have changed: which candidates are compared, and what is taken back."""

from collections.abc import Sequence

import pytest

from seedbed.agent.critic.account import Account, accounts, figure, taken_back
from seedbed.agent.critic.state import Line
from seedbed.agent.planner.scheduling.ahead import Ahead
from seedbed.agent.planner.scheduling.answer import answer
from seedbed.agent.planner.scheduling.directives import (
    AddValues,
    Aim,
    By,
    ChangeMethod,
    Directive,
    Guide,
    SetCheck,
    Unguide,
)
from seedbed.memory.candidate import Outcome
from seedbed.memory.spec import Part, Spec
from tests.agent.planner.schedules import METHOD, OTHER, PART, cell, schedule

WHY = "figures"
USABLE = {PART: (METHOD, OTHER)}
RIGHT: Outcome = "accepted"
NONE = Ahead(0, 0)
RECIPE = """\
recipe: notes
about: A note
row: {text: string 5..500}
vary: {tone: [calm, loud]}
write: "A {{ tone }} note."
"""
SPEC = Spec(parts=(Part(name=PART, topic="notes", rows=20, recipe=RECIPE),))


def lines(*outcomes: tuple[Outcome, int], leaf: str = "bikes", opening: str = "") -> list[Line]:
    """Candidates of a leaf in order, so many of each outcome; each with an opening of its own."""
    every = [outcome for outcome, number in outcomes for _ in range(number)]
    return [
        Line(n, cell(leaf).key, outcome, text=opening or f"opening {n}") for n, outcome in enumerate(every, 1)
    ]


def told(by: By = "critic", aims: Aim = "acceptance") -> Guide:
    return Guide(part=PART, leaf="bikes", say="Be brief.", because=WHY, by=by, aims=aims)


def only(given: Directive, found: Sequence[Line], commit: int, ahead: int = 0) -> Account:
    (one,) = accounts([(commit, given)], schedule(), found, Ahead(ahead, ahead), SPEC)
    return one


@pytest.mark.parametrize(
    ("since", "outcome"),
    [
        ([(RIGHT, 9)], "too early"),
        ([(RIGHT, 10)], "helped"),
        ([("wrong", 5), (RIGHT, 5)], "changed nothing"),
        ([("wrong", 10)], "did harm"),
    ],
)
def test_the_candidates_before_are_held_against_those_since(
    since: list[tuple[Outcome, int]], outcome: str
) -> None:
    before: list[tuple[Outcome, int]] = [("wrong", 10), (RIGHT, 10)]
    assert only(told(), lines(*before, *since), 20).outcome == outcome


@pytest.mark.parametrize("aim", ["", "acceptance", "openings", "wrong"])
def test_where_all_is_right_before_and_since_nothing_did_harm(aim: Aim) -> None:
    """Of 14, 16, 17, 26 … candidates rounding made harm (and of every strong model's guidance an end)."""
    found = {only(told("reader", aim), lines((RIGHT, 32 + n)), 32).outcome for n in range(10, 60)}
    assert found == {"did no harm"}


def test_what_was_in_flight_when_it_was_given_came_without_it() -> None:
    found = only(told(), lines(("wrong", 20), (RIGHT, 12)), 12, ahead=8)
    assert found.told == ("accepted 100% of 12 since, where by 20 before 0% were to be expected: it helped")


def test_other_concepts_say_nothing_of_it() -> None:
    elsewhere = lines((RIGHT, 40), leaf="cars")
    assert only(told(), elsewhere, 20).told == "too early to tell: 0 of those ordered since are decided"


def test_openings_are_compared_over_equally_many_texts() -> None:
    alike = lines((RIGHT, 12), opening="dear sir or")
    unlike = [Line(12 + n, cell().key, "accepted", text=f"opening {n}") for n in range(1, 41)]
    found = only(told("reader", "openings"), [*alike, *unlike], 12)
    assert found.told == (
        "accepted 100% of 40 since, where by 12 before 100% were to be expected; "
        "openings 100% before, 0% since: it helped"
    )
    assert figure("openings", []) == 0.0


def test_what_is_left_over_is_held_against_what_came_of_it_before() -> None:
    easy = [Line(n, cell("bikes", "x").key, "accepted") for n in range(1, 31)]
    hard = [Line(30 + n, cell("bikes", "y").key, "wrong") for n in range(1, 31)]
    since = [Line(60 + n, cell("bikes", "y").key, "wrong") for n in range(1, 31)]
    (found,) = accounts([(60, told())], schedule(labels=("x", "y")), [*easy, *hard, *since], NONE, SPEC)
    assert "before 6% were" in found.told and found.outcome == "changed nothing"


def test_what_raises_the_figure_it_aims_at_or_lowers_acceptance_did_harm() -> None:
    copied = lines((RIGHT, 20), (RIGHT, 8), ("near-copies", 8))
    assert only(told("reader", "near-copies"), copied, 20).outcome == "did harm"
    assert only(told("reader", ""), lines((RIGHT, 20)), 10).outcome == "did no harm"
    assert only(told("reader", ""), lines((RIGHT, 10), ("wrong", 10)), 10).outcome == "did harm"
    assert not accounts([(10, told("critic", ""))], schedule(), lines((RIGHT, 20)), NONE, SPEC)


def test_a_sentence_that_changed_nothing_is_taken_back_once() -> None:
    here, given, found = schedule(), told(), lines(("wrong", 30))
    answer(given, here)
    asked = taken_back(accounts([(12, given)], here, found, NONE, SPEC), [(12, given)], here, USABLE)
    (back,) = asked
    assert isinstance(back, Unguide) and back.say == "Be brief."
    assert "accepted 0% of 18 since" in back.because and "it changed nothing (given at 12)" in back.because
    answer(back, here)
    assert not taken_back(accounts([(12, given)], here, found, NONE, SPEC), [(12, given)], here, USABLE)


def test_what_came_after_it_was_taken_back_isn_t_counted() -> None:
    back = Unguide(part=PART, leaf="bikes", say="Be brief.", because=WHY)
    found = accounts(
        [(10, told()), (22, back)], schedule(), lines((RIGHT, 10), ("wrong", 40)), Ahead(2, 2), SPEC
    )
    assert "of 12 since" in found[0].told


@pytest.mark.parametrize("by", ["person", "downstream"])
def test_nobody_else_s_word_is_held_to_account(by: By) -> None:
    assert not accounts([(10, told(by))], schedule(), lines(("wrong", 40)), NONE, SPEC)


def test_a_method_and_a_check_that_did_harm_go_back_to_what_was() -> None:
    here = schedule()
    method = ChangeMethod(cell=cell().key, method="s", because=WHY, by="reader")
    check = SetCheck(part=PART, check="rubric.1", on=False, because=WHY, by="reader")
    values = AddValues(cell=cell().key, attribute="tone", values=("dry",), because=WHY, by="reader")
    given: list[tuple[int, Directive]] = [(20, method), (20, check), (20, values)]
    for _, directive in given:
        answer(directive, here)
    found = accounts(given, here, lines((RIGHT, 20), ("wrong", 20)), NONE, SPEC)
    assert {one.outcome for one in found} == {"did harm"}
    back = taken_back(found, given, here, USABLE)
    assert [one.kind for one in back] == ["change method", "set check"]  # new values stay
    for directive in back:
        answer(directive, here)
    assert here.preferred[cell().key] == "m" and not here.unasked[PART]
    assert not taken_back(found, given, here, USABLE)


def test_a_sentence_for_some_rows_is_held_to_account_by_those_alone() -> None:
    """It is for every fifth row: what became of them would be lost among all that changed nothing."""

    def rows(first: int, loud: Outcome) -> list[Line]:
        dealt = ("calm", "calm", "loud", "calm", "calm")
        return [
            Line(first + n, cell().key, loud if tone == "loud" else RIGHT, attributes={"tone": tone})
            for n, tone in enumerate(dealt * 10)
        ]

    given = told().model_copy(update={"when": "tone == 'loud'"})
    (found,) = accounts([(50, given)], schedule(), [*rows(1, "wrong"), *rows(51, RIGHT)], NONE, SPEC)
    assert found.outcome == "helped"
    assert found.told.startswith("accepted 100% of 10 since, where by 10 before 0% were to be expected")
