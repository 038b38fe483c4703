"""Which brief goes out next: no more than are expected to be needed, the neediest first."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedbed.agent.models.ask import Client
from seedbed.agent.planner.scheduling.order import Orderer
from seedbed.agent.planner.scheduling.policy import Policy
from seedbed.agent.planner.scheduling.schedule import GIVE_UP, TRIES, CellState, Schedule
from seedbed.agent.work import Choice, Chosen, Env, Method
from seedbed.memory.brief import Brief, together
from seedbed.memory.candidate import Verdict
from tests.agent.planner.schedules import (
    KIND,
    LEAVES,
    METHOD,
    PART,
    brief,
    cell,
    commit,
    draft,
    env,
    rejected,
    schedule,
)
from tests.agent.scenes import recipe_part


def _nothing(choice: Choice, env: Env) -> Chosen | None:
    return None


A = METHOD
B = replace(A, name="n")
ONCE = replace(A, name="s", attempts=1)


def orderer(*methods: Method, policy: Policy | None = None, guidance: tuple[str, ...] = ()) -> Orderer:
    part = KIND.model_copy(update={"guidance": guidance})
    return Orderer(env(cast(Client, None), part, seed=5), methods or (A,), policy or Policy())


def _rows(numbers: Sequence[int]) -> tuple[dict[str, Any], ...]:
    return ()


def next_of(one: Orderer, here: Schedule, number: int = 1) -> Brief:
    found = one.next(here, number, _rows)
    assert found is not None
    return found


def flood(one: Orderer, here: Schedule, number: int = 1) -> list[Brief]:
    """Every brief that would go out if none came back."""
    out: list[Brief] = []
    while (found := one.next(here, number + len(out), _rows)) is not None:
        here.order(found.number, found)
        out.append(found)
        assert len(out) < 2000
    return out


# how many ---------------------------------------------------------------------------------------------


@given(
    st.lists(
        st.tuples(st.sampled_from(LEAVES), st.sampled_from(("", "duplicate", "off concept", "wrong answer"))),
        max_size=40,
    )
)
def test_open_briefs_never_exceed_what_is_expected_to_be_needed(commits: list[tuple[str, str]]) -> None:
    here = schedule(3)
    for number, (leaf, code) in enumerate(commits, 1):
        if here.cells[cell(leaf).key].open:
            commit(here, number, cell(leaf), *([code] if code else []))  # type: ignore[arg-type]

    def lacks(state: CellState) -> float:  # a look at every cell, where the schedule keeps what it found
        short = len(state.open) - here.coming(state)
        return short / state.quota if short >= 0.5 else 0.0

    one = orderer()
    number = len(commits) + 1
    while (found := one.next(here, number, _rows)) is not None:
        here.order(number, found)
        number += 1
        state = here.cells[found.cell.key]
        assert state.in_flight <= math.ceil(len(state.open) / max(0.05, here.beliefs.fill(state.cell)))
        assert list(here.wanting()) == sorted(filter(lacks, here.cells.values()), key=lacks, reverse=True)
    for state in here.cells.values():
        assert state.given_up or state.in_flight >= len(state.open)  # nor fewer
        assert not state.given_up or not state.in_flight


def test_more_are_ordered_where_fewer_are_accepted_but_not_without_bound() -> None:
    easy, hard = schedule({"bikes": 4}), schedule({"bikes": 4})
    for number in range(1, 60):
        commit(hard, number, cell(), "wrong answer")
        easy.beliefs.fills[cell().key].good += 1
    assert len(flood(orderer(), easy)) == 4
    assert 30 <= len(flood(orderer(), hard, 100)) <= 70  # a right row in twenty, and four seats


@pytest.mark.parametrize("seats", [1, 2, 3])
def test_cells_of_few_seats_are_not_paid_for_twice_before_anything_is_known(seats: int) -> None:
    here = schedule(dict.fromkeys(LEAVES, seats))
    assert len(flood(orderer(), here, 100)) == seats * len(LEAVES)


def test_nothing_is_ordered_for_a_cell_that_was_given_up() -> None:
    here = schedule({"bikes": 4})
    for number in range(1, GIVE_UP):
        commit(here, number, cell(), "wrong answer")
    assert orderer().next(here, 100, _rows) is not None
    commit(here, 100, cell(), "wrong answer")
    assert orderer().next(here, 101, _rows) is None
    closed = schedule({"bikes": 4})
    closed.cells[cell().key].closed = True
    assert orderer().next(closed, 1, _rows) is None


# for what ---------------------------------------------------------------------------------------------


def test_the_cell_that_lacks_most_of_its_quota_comes_first() -> None:
    here = schedule({"bikes": 10, "cars": 4, "boats": 6})
    for number in range(1, 7):
        commit(here, number, cell("bikes"))  # lacks 4 of 10
    commit(here, 7, cell("cars"))  # 3 of 4
    for number in range(8, 11):
        commit(here, number, cell("boats"))  # 3 of 6
    assert next_of(orderer(), here, 20).cell.leaf == "cars"
    here.order(20, brief(here, 20, cell("cars")))
    here.order(21, brief(here, 21, cell("cars")))
    assert next_of(orderer(), here, 22).cell.leaf == "boats"


def test_cells_of_which_nothing_comes_wait_for_those_that_bring_rows() -> None:
    here = schedule({"bikes": 4, "cars": 4, "boats": 4})

    def first() -> str:
        return next(here.wanting()).cell.leaf

    commit(here, 1, cell("boats"))
    for number in range(2, TRIES + 1):
        commit(here, number, cell(), "wrong answer")
    assert first() == "bikes"
    commit(here, TRIES + 1, cell(), "wrong answer")
    assert [one.cell.leaf for one in here.wanting()] == ["boats", "cars", "bikes"], "of cars nothing came yet"
    commit(here, TRIES + 2, cell("boats"))
    assert first() == "cars"
    for number in range(TRIES + 3, 2 * TRIES + 3):
        commit(here, number, cell("boats"), "wrong answer")
    assert (here.dry, here.lost) == (TRIES, TRIES) and first() == "cars"


def test_rows_that_read_as_another_cell_s_keep_no_cell_alive() -> None:
    here = schedule({"bikes": 4, "cars": 4})
    for number in range(1, GIVE_UP + 1):
        commit(here, number, cell(), "surplus", to=cell("cars"))
    assert here.cells[cell().key].given_up and here.dry == GIVE_UP and not here.lost
    assert here.cells[cell().key].tally.outcomes["accepted"] == GIVE_UP, "as rows they are right"
    own = schedule({"bikes": 4})
    commit(own, 1, cell(), "surplus")
    assert own.cells[cell().key].brings and not own.dry


def test_a_brief_says_how_many_rows_of_its_concept_are_being_made() -> None:
    """With whatever label: of three queries on hoses, graded otherwise each, two would be the same."""
    here = schedule({"bikes": 2, "cars": 1}, labels=("x", "y"))
    there = [(one.cell.leaf, one.beside) for one in flood(orderer(), here)]
    assert [n for leaf, n in there if leaf == "bikes"][:4] == [0, 1, 2, 3]
    assert [n for leaf, n in there if leaf == "cars"][:2] == [0, 1]


def test_off_every_cell_is_served_in_turn_filled_or_not() -> None:
    here = schedule({"bikes": 1, "cars": 3})
    commit(here, 1, cell("bikes"))
    one = orderer(policy=Policy(by_need=False))
    leaves = [next_of(one, here, number).cell.leaf for number in range(2, 6)]
    assert leaves == ["bikes", "cars", "bikes", "cars"]


def test_attribute_values_that_were_written_least_come_first() -> None:
    here = schedule({"bikes": 6}, tones=("calm", "loud", "dry"))
    for number in range(1, 4):  # «calm» came out three times, each rejected, and «loud» once
        commit(here, number, cell(), "duplicate")
    here.order(4, brief(here, 4, seat=here.cells[cell().key].open[1]))
    here.apply(4, rejected(cell(), "duplicate"), None, draft())
    assert next_of(orderer(), here, 5).attributes == {"tone": "dry"}
    assert [b.attributes["tone"] for b in flood(orderer(), here, 5)[:4]] == ["dry", "loud", "dry", "loud"]


def test_passages_dealt_together_are_used_and_spoilt_where_nothing_came_of_them() -> None:
    passages = [{"source": f"{name}.md", "start": 7, "end": 9, "quote": "…"} for name in "ab"]
    here, pair = schedule({"bikes": 3}), together(PART, ("b.md", 7), ("a.md", 7))
    right = Verdict(state="accepted", cell=cell().key, seat=here.cells[cell().key].open[0])
    for number, verdict in ((1, right), (2, rejected(cell(), "off concept"))):
        ordered = brief(here, number).model_copy(update={"grounding": {"picked": {"places": passages}}})
        here.order(number, ordered)
        here.apply(number, verdict, verdict.seat, draft())
        assert (here.used[pair], here.spoilt.get(pair, 0)) == (number, number - 1)


# how --------------------------------------------------------------------------------------------------


def test_a_method_with_nothing_left_gives_way_and_the_cell_is_exhausted_when_all_have() -> None:
    empty = replace(A, choose=_nothing)
    here = schedule({"bikes": 2, "cars": 2})
    assert next_of(orderer(empty, ONCE), here).method == "s"
    here.order(1, brief(here, 1, cell("cars")))
    orderer(empty).mark_exhausted(here, 2, _rows)
    assert here.cells[cell().key].exhausted
    assert not here.cells[cell("cars").key].exhausted  # something is still out for it
    orderer(A).mark_exhausted(here, 3, _rows)
    assert not here.cells[cell().key].exhausted


def test_a_method_that_a_directive_named_comes_before_what_was_learnt() -> None:
    here = schedule({"bikes": 3, "cars": 3})
    here.beliefs.defects[PART, "bikes", "n"].bad += 300
    assert {next_of(orderer(A, B), here, number).method for number in range(1, 20)} == {"m"}
    here.preferred[cell("cars").key] = "n"
    here.preferred[cell("bikes").key] = "s"
    out = flood(orderer(A, B, ONCE), here)
    assert {(b.cell.leaf, b.method) for b in out} == {("cars", "n"), ("bikes", "s")}


def test_a_brief_carries_what_the_spec_the_part_and_the_leaf_are_told() -> None:
    here = schedule({"bikes": 2, "cars": 1})
    here.guidance = {(PART, leaf): {leaf or "all": ""} for leaf in ("", "bikes", "cars")}
    told = {b.cell.leaf: b.guidance for b in flood(orderer(guidance=("spec",)), here)}
    assert told == {"bikes": ("spec", "all", "bikes"), "cars": ("spec", "all", "cars")}


def test_guidance_under_a_condition_reaches_the_rows_it_is_for() -> None:
    notes = {
        "recipe": "notes",
        "about": "A note",
        "row": {"text": "string 5..500"},
        "vary": {"tone": ["calm", "loud"]},
        "write": "A {{ tone }} note about {{ leaf }}.",
    }
    here = schedule({"bikes": 2, "cars": 2}, labels=("any",), tones=("calm", "loud"))
    said = {"no swearing": "tone == 'loud'", "of no row": "pitch == 'high'", "short": ""}
    here.guidance = {(PART, ""): said, (PART, "cars"): {"no horns": "tone == 'loud'"}}
    part = recipe_part(notes, topic="vehicles", name=PART)
    one = Orderer(env(cast(Client, None), part, seed=5), (replace(A, offline=""),))
    told = {(b.cell.leaf, b.attributes["tone"]): b.guidance for b in flood(one, here)}
    loud = ("no swearing", "short")
    assert told == {
        ("bikes", "calm"): ("short",),
        ("bikes", "loud"): loud,
        ("cars", "calm"): ("short",),
        ("cars", "loud"): (*loud, "no horns"),
    }


# what isn't worth reading -----------------------------------------------------------------------------


def seldom_mistaken(here: Schedule, *leaves: str) -> Schedule:
    for leaf in leaves:
        here.beliefs.misread[leaf].good = 50
    return here


def test_full_are_leaves_without_a_free_seat_of_which_readings_are_seldom_mistaken() -> None:
    here = seldom_mistaken(schedule({"bikes": 2, "boats": 1, "rafts": 1}), *LEAVES)
    here.order(1, brief(here, 1, cell("boats")))  # its only seat is leased
    here.beliefs.misread["ships"].bad = 90
    found = next_of(orderer(), here, 2)
    assert found.cell.leaf in ("bikes", "rafts")
    assert set(found.full) == {"cars", "boats"}
    assert next_of(orderer(policy=Policy(spare_checks=False)), here, 2).full == ()


def test_full_is_meant_for_the_brief_s_label_and_difficulty() -> None:
    here = seldom_mistaken(schedule({"bikes": 1, "cars": 1}, labels=("x", "y")), *LEAVES)
    commit(here, 1, cell("cars", "y"))
    first: dict[str, Brief] = {}
    for found in flood(orderer(), here, 2):
        if found.cell.leaf == "bikes":
            first.setdefault(found.cell.label, found)
    assert "cars" in first["y"].full and "cars" not in first["x"].full


def test_of_documents_without_a_row_one_is_asked_whether_it_has_something_left() -> None:
    asked: list[str] = []

    def choose(choice: Choice, env: Env) -> Chosen | None:
        asked.append(choice.cell.leaf)
        return Chosen() if choice.cell.leaf != "cars" else None

    notes = {
        "recipe": "notes",
        "about": "A note",
        "row": {"note": "string"},
        "make": {
            "item": {"pick": "passages", "n": 1, "whole": "document"},
            "note": "What does {{ item }} tell?",
        },
    }
    part = recipe_part(notes, name=PART)
    method = replace(A, choose=choose, offline="")
    one = Orderer(env(cast(Client, None), part), (method,), Policy())
    here = schedule({"bikes": 1, "cars": 1, "boats": 1, "ships": 1, "rafts": 1})
    commit(here, 1, cell("cars"), "wrong answer")
    one.mark_exhausted(here, 2, _rows)
    assert asked == ["bikes", "cars"]
    assert [state.cell.leaf for state in here.cells.values() if state.exhausted] == ["cars"]
