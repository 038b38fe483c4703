"""What the critic asks for: each kind of directive in a situation made for it, and not otherwise."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from seedbed.agent.critic.critique import Critique, read
from seedbed.agent.critic.state import CriticState, fresh_state
from seedbed.agent.critic.wants import HOPELESS, STILL, short_cells, wants
from seedbed.agent.planner.scheduling.directives import Directive, Prune, Reweight, Stop
from seedbed.agent.planner.scheduling.schedule import GIVE_UP, TRIES, Schedule
from seedbed.agent.work import Method
from seedbed.memory.candidate import ReasonCode
from tests.agent.critic.grounds import PLAN, SPEC, UNMEASURED, grounds
from tests.agent.planner.schedules import METHOD, PART, brief, cell, commit, schedule


@dataclass
class Build:
    """What a critic has before it."""

    schedule: Schedule = field(default_factory=lambda: schedule(4, tones=("calm", "loud")))
    usable: tuple[Method, ...] = (METHOD,)
    moves: bool = True
    ends: Stop | None = None
    critic: CriticState = field(default_factory=lambda: fresh_state(SPEC, {}))
    past: list[Critique] = field(default_factory=list)
    at: int = 0

    def add(self, *codes: ReasonCode, times: int = 1, leaf: str = "bikes", label: str = "x") -> "Build":
        for _ in range(times):
            self.at += 1
            commit(self.schedule, self.at, cell(leaf, label), *codes)
        return self

    def read(self) -> Critique:
        return read(self.at, self.schedule, PLAN, self.critic, UNMEASURED)

    def asked(self) -> tuple[Directive, ...]:
        on = grounds(
            self.schedule,
            self.critic,
            usable={PART: self.usable},
            moves=self.moves,
            past=self.past,
            ends=self.ends,
        )
        found = wants(self.read(), on)
        self.past.append(self.read().model_copy(update={"directives": found}))
        return found

    def kinds(self) -> list[str]:
        return [directive.kind for directive in self.asked()]


def only(found: Sequence[Directive]) -> Any:
    (one,) = found
    return one


# nothing, or one thing -------------------------------------------------------------------------------


def closed(build: Build) -> Build:
    for state in build.schedule.cells.values():
        state.closed = True
    return build


SITUATIONS: Mapping[str, tuple[Callable[[], Build], list[str]]] = {
    "it goes well": (lambda: Build().add(times=2).add("duplicate").add("wrong answer", leaf="cars"), []),
    "too few tries": (lambda: Build().add("malformed", times=TRIES - 1), []),
    "no sibling can take them": (
        lambda: Build(schedule({"bikes": 4, "boats": 4})).add("malformed", times=TRIES),
        [],
    ),
    "closed cells": (lambda: closed(Build().add("malformed", times=TRIES)), ["stop"]),
}


@pytest.mark.parametrize("name", SITUATIONS)
def test_what_is_asked_in_a_situation_and_no_more(name: str) -> None:
    build, kinds = SITUATIONS[name]
    assert build().kinds() == kinds


# a cell of which nothing comes ------------------------------------------------------------------------


def test_a_cell_of_which_nothing_comes_gives_its_seats_away_and_says_after_how_many() -> None:
    found = only(Build().add("malformed", times=TRIES).asked())
    assert found == Reweight(cell=cell().key, because=f"none of the last {TRIES} candidates was accepted")


def test_a_cell_without_material_moves_at_once_and_only_where_it_is_allowed() -> None:
    build = Build()
    build.schedule.cells[cell().key].exhausted = True
    assert only(build.asked()) == Reweight(cell=cell().key, because="no material is left")
    build.moves = False
    assert build.kinds() == []


def test_a_leaf_of_which_no_cell_gives_anything_is_pruned_in_one() -> None:
    build = Build(schedule(4, labels=("x", "y"))).add("malformed", times=TRIES)
    assert build.kinds() == ["reweight"]
    found = only(build.add("malformed", times=TRIES, label="y").asked())
    assert isinstance(found, Prune) and (found.leaf, "2 open cells" in found.because) == ("bikes", True)


# the end ----------------------------------------------------------------------------------------------


def stop(build: Build) -> Stop:
    found = only(build.asked())
    assert isinstance(found, Stop)
    return found


def test_a_full_dataset_ends_the_build_whatever_else() -> None:
    build = Build(schedule({"bikes": 2}), ends=Stop(why="judge", because="always yes")).add(times=2)
    assert stop(build).why == "filled"


def test_a_judge_that_can_t_judge_or_faithfulness_out_of_reach_ends_it_alone() -> None:
    build = Build(ends=Stop(why="judge", because="it says yes to everything"))
    build.add("malformed", times=TRIES)
    assert stop(build) == build.ends
    build.ends = None
    assert build.asked() and "stop" not in build.kinds()


def test_exhausted_names_the_cells_that_stay_short_and_why() -> None:
    build = Build(schedule({"bikes": 4, "boats": 3, "ships": 2}), moves=False)
    build.add("duplicate", times=GIVE_UP)
    for leaf in ("boats", "ships"):
        build.schedule.cells[cell(leaf).key].exhausted = True
    build.add(leaf="ships")
    found = stop(build)
    assert found.why == "exhausted"
    for words in (
        f"4 of 4 rows about “Land › Bikes”, labelled “x” are missing, because {GIVE_UP} of {GIVE_UP}",
        "3 of 3 rows about “Sea › Boats”, labelled “x” are missing, because no material is left",
    ):
        assert words in found.because


def test_a_build_is_not_exhausted_while_something_is_out_or_might_help() -> None:
    build = Build(schedule({"bikes": 2, "cars": 2}))
    for leaf in ("bikes", "cars"):
        build.schedule.cells[cell(leaf).key].exhausted = True
    order = brief(build.schedule, 1)
    build.schedule.order(1, order)
    assert build.kinds() == []
    build.schedule.briefs.clear()
    assert stop(build).why == "exhausted"
    build.schedule.cells[cell("cars").key].exhausted = False
    assert build.kinds() == ["reweight"]


def test_at_most_three_cells_are_named_the_shortest_first() -> None:
    here = schedule({"bikes": 1, "cars": 5, "boats": 4, "ships": 3, "rafts": 2})
    said = short_cells([state for state in here.cells.values() if state.open], here.trees)
    assert said.startswith(
        "5 of 5 rows about “Land › Cars”, labelled “x” are missing, because no candidate was made;"
    )
    assert said.endswith("and 3 more in 2 other places of the plan") and "Bikes" not in said


def test_rows_are_missing_for_one_true_cause() -> None:
    build = Build(schedule({"bikes": 4}), moves=False).add(times=2)
    state = build.schedule.cells[cell().key]
    for changed, said in (
        ({}, "because no other candidate was made"),
        ({"idle": True}, "because no material is left to make them from"),
        ({"closed": True}, "because their concept is dropped or split, and no other takes them"),
    ):
        state.closed = changed.get("closed", False)
        told = short_cells([state], build.schedule.trees, idle=changed.get("idle", False))
        assert told.endswith(f"are missing, {said}")


def test_rows_of_a_dropped_concept_that_no_other_takes_are_told_with_what_helps() -> None:
    build = Build(schedule({"bikes": 4}), moves=False).add(times=2)
    for state in build.schedule.of_leaf(PART, "bikes"):
        state.closed = True
    because = stop(build).because
    assert "2 of 4 rows about “Land › Bikes”" in because and "is dropped or split" in because
    assert "steer RUN --add" in because and "no way of writing" not in because


def still(critiques: int, between: int) -> Build:
    """A build with so many critiques behind it, candidates between each, none accepted after the first."""
    here = schedule({"bikes": 30, "cars": 3, "boats": 3})
    build = Build(here, moves=False).add()
    for _ in range(critiques):
        build.asked()
        build.add("malformed", times=between)
    return build


def test_saturated_only_after_critiques_without_gain_and_enough_candidates() -> None:
    assert still(STILL, 5).kinds() == []  # hardly anything was tried
    assert still(STILL - 1, GIVE_UP).add(leaf="cars").kinds() == []  # too few critiques, and a gain
    assert "stop" not in still(STILL + 2, GIVE_UP).add(leaf="boats").kinds()
    healthy = Build(schedule({"bikes": 30, "cars": 3}), moves=False).add(leaf="cars")
    for _ in range(STILL + 1):
        assert healthy.kinds() == [], "cars have seats, and brought a row"
        healthy.add("malformed", times=GIVE_UP // STILL)
    assert healthy.schedule.lost == 0 < GIVE_UP < healthy.schedule.dry
    build = still(STILL, GIVE_UP // STILL)
    found = stop(build)
    assert found.why == "saturated"
    assert f"the last {GIVE_UP} candidates brought no row more" in found.because
    assert "29 of 30 rows about “Land › Bikes”" in found.because


@pytest.mark.parametrize(("rows", "tried"), [(4, HOPELESS // 2), (20, 20), (500, HOPELESS)])
def test_a_build_of_which_no_row_is_accepted_ends_before_it_costs_what_it_was_estimated_at(
    rows: int, tried: int
) -> None:
    build = Build(schedule({"bikes": rows}), moves=False).add("malformed", times=tried - 1)
    assert build.kinds() == []
    found = stop(build.add("malformed"))
    assert (found.why, f"none of {tried} candidates was accepted" in found.because) == ("saturated", True)
    assert "--rejected` says why" in found.because
    assert Build(schedule(rows), moves=False).add().add("malformed", times=tried).kinds() == []


def test_a_build_whose_rows_people_took_back_is_not_hopeless() -> None:
    build = Build(schedule({"bikes": 40}), moves=False).add(times=2)
    build.add("malformed", times=HOPELESS)
    state = build.schedule.cells[cell().key]
    state.filled -= 2
    assert build.read().accepted == 0 and build.kinds() == []


def test_critiques_before_a_gain_do_not_count_after_rows_were_taken_back() -> None:
    build = Build(schedule(30), moves=False).add()
    for _ in range(STILL):
        build.asked()
        build.add("malformed", times=5)
    build.add(leaf="cars")
    build.asked()
    build.add("malformed", times=GIVE_UP)
    state = build.schedule.cells[cell("cars").key]  # a person takes the gained row back
    state.filled -= 1
    state.open.insert(0, state.open[0] - 1)
    assert "stop" not in build.kinds()


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("malformed", "failed a check"),
        ("wrong label", "were declined by their writer or read as something else"),
    ],
)
def test_material_that_went_into_refused_candidates_is_told_as_that(code: ReasonCode, told: str) -> None:
    build = Build(schedule({"bikes": 4}), moves=False)
    build.add(code, times=3)
    build.schedule.cells[cell("bikes").key].exhausted = True
    because = f"3 of 3 candidates ordered there {told}, and no material is left to make them from"
    assert because in stop(build).because
