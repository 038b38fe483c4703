"""What a critique reads off a schedule: coverage against the approved plan, copies, difficulty."""

import pytest

from seedbed.agent.critic.critique import Critique, read
from seedbed.agent.critic.state import CriticState, fresh_state
from seedbed.agent.planner.scheduling.answer import answer
from seedbed.agent.planner.scheduling.directives import Expand
from seedbed.agent.planner.scheduling.schedule import Schedule
from seedbed.memory.tree import Concept
from tests.agent.critic.grounds import PLAN, SPEC, UNMEASURED
from tests.agent.planner.schedules import PART, cell, commit, schedule

WHY = "figures"


def reading(here: Schedule, mind: CriticState | None = None) -> Critique:
    return read(7, here, PLAN, mind or fresh_state(SPEC, {}), UNMEASURED)


def test_what_came_of_the_candidates_is_counted() -> None:
    here = schedule(4)
    ends = ((), (), ("duplicate",), ("off concept",), ("wrong answer",), ("surplus",))
    for number, codes in enumerate(ends, 1):
        commit(here, number, cell(), *codes)  # type: ignore[arg-type]
    commit(here, 7, cell("cars"), to=cell("boats"))
    found = reading(here)
    assert found.candidates == 7
    assert (found.accepted, found.missing, found.duplicate_share) == (3, 17, 1 / 7)


def test_coverage_counts_rows_where_they_were_planned_and_no_more() -> None:
    here = schedule({"bikes": 6, "cars": 2, "boats": 4, "ships": 4, "rafts": 4})  # two seats went to bikes
    for number in range(1, 7):
        commit(here, number, cell("bikes"))
    commit(here, 7, cell("cars"))
    assert reading(here).coverage == pytest.approx(5 / 20)


def test_rows_of_a_concept_that_was_made_out_of_a_planned_one_count_for_it() -> None:
    here = schedule(4)
    commit(here, 1, cell("bikes"))
    children = tuple(Concept(id=f"bikes.{n}", name=n, parents=("bikes",)) for n in ("new", "old"))
    answer(Expand(part=PART, leaf="bikes", because=WHY, concepts=children), here)
    for number, leaf in enumerate(("bikes.new", "bikes.old", "bikes.new"), 2):
        commit(here, number, cell(leaf))
    assert reading(here).coverage == pytest.approx(4 / 20)


def test_difficulty_is_reported_as_measured() -> None:
    mind = fresh_state(SPEC, {})
    mind.levels[PART, "hard"] = [3, 2.0]
    mind.levels[PART, "easy"] = [4, 4.0]
    mind.levels[PART, "medium"] = [0, 0.0]
    found = reading(schedule(4), mind=mind).difficulty
    assert [(one.difficulty, one.readings, one.right) for one in found] == [
        ("easy", 4, 1.0),
        ("hard", 3, 0.6667),
    ]
