"""What the critic asks for: each kind of directive in a situation made for it, and not otherwise."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from seedbed.agent.critic.critique import Critique, Faithfulness, read
from seedbed.agent.critic.state import CriticState, fresh_state
from seedbed.agent.critic.wants import STILL, TRIES, Grounds, short_cells, wants
from seedbed.agent.planner.scheduling.answer import answer
from seedbed.agent.planner.scheduling.directives import (
    AddValues,
    Directive,
    Expand,
    Prune,
    Retire,
    Reweight,
    Show,
    Stop,
)
from seedbed.agent.planner.scheduling.policy import Policy
from seedbed.agent.planner.scheduling.schedule import GIVE_UP, Schedule
from seedbed.agent.work import Choice, Chosen, Env, Method, Work
from seedbed.memory.candidate import ReasonCode
from seedbed.memory.plan import PartPlan, Plan
from seedbed.memory.spec import Label, Part, Spec
from tests.agent.planner.schedules import LEAVES, PART, TREE, brief, cell, commit, schedule

SPEC = Spec(
    parts=(
        Part(name=PART, task="classification", topic="t", rows=9, labels=(Label(name="x"), Label(name="y"))),
    )
)
PLAN = Plan(parts=(PartPlan(part=PART, tree=TREE, quotas={cell(leaf).key: 4 for leaf in LEAVES}),))
UNMEASURED = Faithfulness(estimate=None, low=None, high=None, basis="nothing")


async def _same(work: Work, env: Env) -> Work:
    return work


def _choose(choice: Choice, env: Env) -> Chosen | None:
    return Chosen()


STRONG = Method("m", "strong", "supported", {}, _choose, _same, _same, offline="labels")
SURE = replace(STRONG, name="s", form="sure")


@dataclass
class Build:
    """What a critic has before it."""

    schedule: Schedule = field(default_factory=lambda: schedule(4, tones=("calm", "loud")))
    usable: tuple[Method, ...] = (STRONG,)
    policy: Policy = field(default_factory=Policy)
    varies: tuple[str, ...] = ()
    grows: bool = False
    shows: bool = True
    judge_fault: str | None = None
    out_of_reach: str | None = None
    critic: CriticState = field(default_factory=lambda: fresh_state(SPEC, {}))
    past: list[Critique] = field(default_factory=list)
    at: int = 0

    def add(self, *codes: ReasonCode, times: int = 1, leaf: str = "bikes", label: str = "x") -> "Build":
        for _ in range(times):
            self.at += 1
            commit(self.schedule, self.at, cell(leaf, label), *codes)
        if "duplicate" in codes:
            self.critic.copies[cell(leaf, label).key] += times
        return self

    def read(self) -> Critique:
        return read(self.at, self.schedule, PLAN, self.critic, UNMEASURED)

    def asked(self) -> tuple[Directive, ...]:
        grounds = Grounds(
            schedule=self.schedule,
            critic=self.critic,
            usable={PART: self.usable},
            policy=self.policy,
            varies=lambda part: self.varies,
            grows=lambda part: self.grows,
            shows=lambda part: self.shows,
            past=self.past,
            judge_fault=self.judge_fault,
            out_of_reach=self.out_of_reach,
        )
        found = wants(self.read(), grounds)
        self.past.append(self.read().model_copy(update={"directives": found}))
        return found

    def kinds(self) -> list[str]:
        return [directive.kind for directive in self.asked()]


def only(found: Sequence[Directive]) -> Any:
    (one,) = found
    return one


# nothing ----------------------------------------------------------------------------------------------


def test_a_build_that_goes_well_is_left_alone() -> None:
    build = Build()
    assert build.kinds() == []
    build.add(times=2).add("duplicate").add("wrong answer", leaf="cars").add(times=2, leaf="cars")
    assert build.kinds() == []


# a cell of which nothing comes ------------------------------------------------------------------------


def test_after_enough_tries_a_cell_s_seats_go_to_its_siblings() -> None:
    build = Build().add("malformed", times=TRIES - 1)
    build.policy = Policy(guidance=False)
    assert build.kinds() == []
    build.add("malformed")
    assert only(build.asked()) == Reweight(
        cell=cell().key, because=f"none of the last {TRIES} candidates was accepted"
    )


def test_another_form_is_tried_first() -> None:
    build = Build(usable=(STRONG, SURE), policy=Policy(guidance=False)).add("malformed", times=TRIES)
    assert only(build.asked()).model_dump(include={"cell", "method"}) == {"cell": cell().key, "method": "s"}
    build.schedule.preferred[cell().key] = "s"  # tried as well
    assert build.kinds() == ["reweight"]
    alike = Build(usable=(STRONG, replace(STRONG, name="n")), policy=Policy(guidance=False))
    assert alike.add("malformed", times=TRIES).kinds() == ["reweight"]  # methods of one form are learnt of


def test_a_cell_without_material_moves_at_once_and_only_where_it_is_allowed() -> None:
    build = Build(usable=(STRONG, SURE))
    build.schedule.cells[cell().key].exhausted = True
    assert only(build.asked()) == Reweight(cell=cell().key, because="no material is left")
    build.policy = Policy(reweight=False)
    assert build.kinds() == []


def test_seats_stay_where_no_sibling_can_take_them() -> None:
    build = Build(schedule({"bikes": 4, "boats": 4}), policy=Policy(guidance=False))
    assert build.add("malformed", times=TRIES).kinds() == []


def test_a_leaf_of_which_no_cell_gives_anything_is_pruned_in_one() -> None:
    def emptied(*labels: str) -> tuple[Directive, ...]:
        build = Build(schedule(4, labels=("x", "y")), policy=Policy(guidance=False))
        for label in labels:
            build.add("malformed", times=TRIES, label=label)
        return build.asked()

    assert only(emptied("x")).kind == "reweight"
    found = only(emptied("x", "y"))
    assert isinstance(found, Prune) and (found.leaf, "2 open cells" in found.because) == ("bikes", True)


# near-copies ------------------------------------------------------------------------------------------


def repeating(policy: Policy | None = None, seats: int = 4) -> Build:
    """A build of one cell, with a model that can propose."""
    here = schedule({"bikes": seats + 1}, tones=("calm", "loud"))
    return Build(here, varies=("tone",), grows=True, policy=policy or Policy()).add()


def test_a_cell_that_repeats_itself_gets_new_values_of_the_narrowest_attribute() -> None:
    build = repeating().add("duplicate", times=6)
    for number, seat in build.schedule.seats.items():
        build.schedule.seats[number] = seat.model_copy(
            update={"attributes": {"place": str(number), **seat.attributes}}
        )
    found = only(build.asked())
    assert isinstance(found, AddValues)
    assert (found.cell, found.attribute, found.values) == (cell().key, "tone", ())
    assert "6 near-copies so far" in found.because


@pytest.mark.parametrize(
    "otherwise",
    [
        lambda b: setattr(b, "varies", ()),
        lambda b: setattr(b, "policy", Policy(values="off")),
        lambda b: setattr(b.schedule.cells[cell().key], "closed", True),
        lambda b: b.add(times=3),  # a single open seat
    ],
)
def test_no_values_where_nobody_could_propose_or_heed_them(otherwise: Callable[[Build], Any]) -> None:
    build = repeating().add("duplicate", times=6)
    otherwise(build)
    assert "add values" not in build.kinds()


def test_before_anything_was_repeated_no_cell_gets_new_values() -> None:
    assert repeating().kinds() == []


def test_new_values_for_defects_do_not_keep_a_cell_from_being_mended() -> None:
    build = Build(schedule(4, tones=("calm",)), usable=(STRONG, SURE), varies=("tone",), grows=True)
    for _ in range(TRIES // 4):
        for directive in build.add("malformed", times=4).asked():
            answer(directive, build.schedule)  # each round of new values is a new beginning for the cell
    assert "change method" in {directive.kind for directive in build.past[-1].directives}


def test_defects_and_drift_call_for_no_values() -> None:
    for code in ("wrong answer", "off concept", "malformed"):
        build = repeating(Policy(guidance=False)).add(times=2).add(code, times=9)
        assert build.kinds() == []


def test_by_the_simple_rule_each_third_copy_adds_a_value() -> None:
    build = repeating(Policy(values="rule")).add("duplicate", times=2)
    assert build.kinds() == []
    assert build.add("duplicate").kinds() == ["add values"]
    assert build.add("duplicate", times=2).kinds() == []
    assert build.add("duplicate").kinds() == ["add values"]


def test_a_leaf_is_split_where_new_values_have_not_helped() -> None:
    build = repeating(seats=9)
    kinds = []
    for _ in range(3):
        build.add("duplicate", times=8).add()
        kinds.append(build.kinds())
    assert kinds == [["add values"], ["add values"], ["expand"]]
    found = build.past[-1].directives[0]
    assert isinstance(found, Expand) and found.leaf == "bikes" and "after 2 rounds" in found.because


def test_without_concepts_of_its_own_no_leaf_is_split_and_without_a_free_attribute_at_once() -> None:
    build = repeating(seats=9)
    build.grows = False
    kinds = [build.add("duplicate", times=8).add().kinds() for _ in range(3)]
    assert kinds == [["add values"]] * 3
    build.varies, build.grows = (), True
    assert build.kinds() == ["expand"]
    build.grows = False
    assert build.kinds() == []


def test_a_leaf_is_split_once_though_several_of_its_cells_want_it() -> None:
    build = Build(
        schedule({"bikes": 9}, labels=("x", "y"), tones=("calm", "loud")), varies=("tone",), grows=True
    )
    for _ in range(3):
        for label in ("x", "y"):
            build.add("duplicate", times=8, label=label).add(label=label)
        found = build.asked()
    assert [d.kind for d in found] == ["expand"]


# demonstrations ---------------------------------------------------------------------------------------


def test_a_demonstration_whose_rows_fail_is_retired_once() -> None:
    build = Build().add(times=3).add("malformed", times=3)
    build.critic.shown["hash"], build.critic.where["hash"] = [12, 0], cell().key
    build.critic.shown["young"], build.critic.where["young"] = [7, 0], cell().key
    build.critic.shown["good"], build.critic.where["good"] = [6, 6], cell().key
    found = only(build.asked())
    assert isinstance(found, Retire) and found.text == "hash" and "12 of 12 rows" in found.because
    build.schedule.retired.add("hash")
    assert build.kinds() == []


def test_where_all_fail_no_demonstration_is_to_blame() -> None:
    build = Build().add(times=1).add("malformed", times=11)
    build.critic.shown["hash"], build.critic.where["hash"] = [10, 1], cell().key
    assert "retire" not in build.kinds()


def test_a_right_row_is_shown_where_candidates_are_defective() -> None:
    build = Build().add().add("malformed", times=6)
    found = only(build.asked())
    assert isinstance(found, Show) and (found.cell, found.number) == (cell().key, 1)
    build.schedule.shown[cell().key] = [1]
    assert build.kinds() == []


@pytest.mark.parametrize("code", ["duplicate", "off concept"])
def test_no_row_is_shown_for_copies_or_drift(code: ReasonCode) -> None:
    assert "show" not in Build().add().add(code, times=6).kinds()


def test_no_made_row_is_shown_beside_none_of_the_user_s() -> None:
    assert Build(shows=False).add().add("malformed", times=6).kinds() == []


def test_without_guidance_nothing_is_said_or_shown() -> None:
    build = Build(policy=Policy(guidance=False)).add().add("malformed", times=9)
    build.critic.shown["hash"], build.critic.where["hash"] = [12, 0], cell().key
    assert build.kinds() == []


# the end ----------------------------------------------------------------------------------------------


def stop(build: Build) -> Stop:
    found = only(build.asked())
    assert isinstance(found, Stop)
    return found


def test_a_full_dataset_ends_the_build_whatever_else() -> None:
    build = Build(schedule({"bikes": 2}), judge_fault="always yes").add(times=2)
    assert stop(build).why == "filled"


def test_a_judge_that_can_t_judge_and_faithfulness_out_of_reach_end_it_alone() -> None:
    build = Build(judge_fault="it says yes to everything", out_of_reach="at most 0.7")
    build.add("malformed", times=TRIES)
    assert (stop(build).why, stop(build).because) == ("judge", "it says yes to everything")
    build.judge_fault = None
    assert (stop(build).why, stop(build).because) == ("faithfulness", "at most 0.7")
    build.out_of_reach = None
    assert build.asked() and "stop" not in build.kinds()


def test_exhausted_names_the_cells_that_stay_short_and_why() -> None:
    build = Build(
        schedule({"bikes": 4, "boats": 3, "ships": 2}), policy=Policy(reweight=False, guidance=False)
    )
    build.add("duplicate", times=GIVE_UP)
    for leaf in ("boats", "ships"):
        build.schedule.cells[cell(leaf).key].exhausted = True
    build.add(leaf="ships")
    found = stop(build)
    assert found.why == "exhausted"
    for words in (
        "3 cells stay short",
        f"{cell().key} lacks 4 ({GIVE_UP} of {GIVE_UP} candidates duplicates)",
        f"{cell('boats').key} lacks 3 (no material is left)",
    ):
        assert words in found.because


def test_a_build_is_not_exhausted_while_something_is_out_or_might_help() -> None:
    build = Build(schedule({"bikes": 2, "cars": 2}), policy=Policy(guidance=False))
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
    said = short_cells([state for state in here.cells.values() if state.open])
    assert said.startswith("5 cells stay short: rows/cars/x/any lacks 5 (no candidate was made)")
    assert said.endswith("and 2 more") and "bikes" not in said


def still(critiques: int, between: int) -> Build:
    """A build with so many critiques behind it, candidates between each, none accepted after the first."""
    here = schedule({"bikes": 30, "cars": 3, "boats": 3})
    build = Build(here, policy=Policy(guidance=False, reweight=False)).add()
    for _ in range(critiques):
        build.asked()
        build.add("malformed", times=between)
    return build


def test_saturated_only_after_critiques_without_gain_and_enough_candidates() -> None:
    assert still(STILL, 5).kinds() == []  # hardly anything was tried
    assert still(STILL - 1, GIVE_UP).add(leaf="cars").kinds() == []  # too few critiques, and a gain
    build = still(STILL, GIVE_UP // STILL)
    found = stop(build)
    assert found.why == "saturated"
    assert f"{STILL} critiques ({GIVE_UP} candidates)" in found.because
    assert f"{cell().key} lacks 29" in found.because


def test_a_single_row_gained_keeps_a_build_going() -> None:
    build = still(STILL + 2, GIVE_UP).add(leaf="boats")
    assert "stop" not in build.kinds()


def test_critiques_before_a_gain_do_not_count_after_rows_were_taken_back() -> None:
    build = Build(schedule(30), policy=Policy(guidance=False, reweight=False)).add()
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
