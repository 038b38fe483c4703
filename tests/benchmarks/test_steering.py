"""The benchmark of steering: arms and orders are valid, figures are there, it goes on where it stopped."""

import asyncio
import json
import math
from pathlib import Path
from typing import Any

import pytest

from benchmarks.steering.__main__ import arguments, figures, wanted
from benchmarks.steering.arms import ABLATED, ARMS, CLOSED, OTHERS, find
from benchmarks.steering.carry import Json, Kept, RunFailed, carry_out
from benchmarks.steering.child import carry_out as one_run
from benchmarks.steering.jobs import MODES, REPLAY, Job, jobs_of
from benchmarks.steering.replay import replay
from benchmarks.steering.world import COMBINATIONS, attributes, make_plan, make_spec
from seedbed.agent.planner.scheduling.policy import EVERYTHING
from seedbed.agent.recipes.expand import expand
from seedbed.agent.recipes.load import merged
from seedbed.memory.files.plan_file import check_plan


def test_the_program_is_the_first_arm_and_has_everything_but_what_is_switched_off() -> None:
    assert [arm.name for arm in ARMS] == ["closed", "open", "rejection", "quota", "planned"]
    assert ARMS[0].policy == EVERYTHING
    assert find(CLOSED).methods is not find("open").methods
    assert all(m.judge is None for m in find("open").methods if not m.offline)
    assert find("quota").policy.by_need and not find("rejection").policy.by_need
    assert all(getattr(find(CLOSED, name).policy, name) is False for name in ABLATED)
    with pytest.raises(ValueError, match="no mechanism 'luck'"):
        find(CLOSED, "luck")


@pytest.mark.parametrize("world", [1, 2, 3])
@pytest.mark.parametrize("combinations", COMBINATIONS)
def test_specs_and_plans_are_valid(world: int, combinations: int) -> None:
    spec = make_spec(world, 1_200, 3, combinations=combinations, tokens=1_000_000)
    plan = make_plan(spec)
    check_plan(plan, spec)
    assert [*plan.parts[0].quotas.values()] == [10] * 120
    recipe = spec.parts[0].recipe
    assert isinstance(recipe, dict) and expand(merged(recipe), rows=1_200).row
    assert math.prod(len(axis) for axis in recipe["vary"].values()) == combinations
    with pytest.raises(ValueError, match="5 combinations"):
        attributes(5)


def test_modes_name_their_runs_share_them_and_all_have_what_closed_spent() -> None:
    with pytest.raises(SystemExit):
        arguments(["--out", "x.json", "--only", "luck"])
    assert arguments(["--out", "x.json"]).only == list(MODES)
    main = jobs_of("main", 5, 1_200, 1, 20, 500)
    assert len(main) == 25
    assert len(jobs_of("sweep", 5, 1_200, 1, 20, 500)) == 4 * 3 * 5
    assert len(jobs_of("smoke", 5, 1_200, 1, 20, 500)) == 20
    assert {job.arm for job in jobs_of("replay", 5, 1_200, 1, 20, 500)} == {REPLAY}
    ablation = jobs_of("ablation", 5, 1_200, 3, 20, 500)
    assert len(ablation) == 3 * (len(ABLATED) + 1)
    assert {job.key for job in ablation if not job.off} < {job.key for job in main}
    with pytest.raises(ValueError, match="no mode"):
        jobs_of("luck", 5, 1_200, 3, 20, 500)
    assert Job(CLOSED, 1, 0, 10).measure is None
    assert Job("quota", 1, 0, 10, budget=5).measure == Job(CLOSED, 1, 0, 10)
    assert Job(CLOSED, 1, 0, 10, off="probes").measure == Job(CLOSED, 1, 0, 10)


def result(job: Job, **more: Any) -> Json:
    """What a run would have come to."""
    made = {"key": job.key, **job.as_json(), "code": "now", "seconds": 1.0}
    if job.arm == REPLAY:
        return {**made, "replay": {"interval_holds": 0.95}}
    return {
        **made,
        "exit_code": 0,
        "coverage": 0.9,
        "coverage_reported": 0.95,
        "coverage_placed": 0.94,
        "wrong_share": 0.1,
        "defective_share": 0.05,
        "true_rows_per_ktok": 1.2 if job.arm == CLOSED else 1.0,
        "tokens": 1000 + job.seed,
        "delivered": 10,
        "first": None,
        "margins": {"exact": True},
        "checks": {"bad": 10, "bad_refused": 8, "good": 10, "good_refused": 1},
        "probes": {"bad": 20, "bad_refused": 15, "good": 10, "good_refused": 1},
        "status": {"faithfulness": {"estimate": 0.94, "low": 0.9, "high": 0.97, "basis": "probes"}},
        **more,
    }


class Runs:
    """Stands for the child processes; keeps what was asked of it."""

    def __init__(self, stop_after: int = 10**6, broken: str = "") -> None:
        self.asked: list[Job] = []
        self._stop_after, self._broken = stop_after, broken

    async def __call__(self, job: Job) -> Json:
        if len(self.asked) == self._stop_after:
            raise KeyboardInterrupt
        self.asked.append(job)
        await asyncio.sleep(0)
        if job.key == self._broken:
            raise RunFailed("ended with 1")
        return result(job)


def test_closed_comes_first_and_its_tokens_are_the_others_budget(tmp_path: Path) -> None:
    runs = Runs()
    kept = Kept(tmp_path / "runs.jsonl", "now")
    assert asyncio.run(carry_out(reversed(jobs_of("main", 2, 120, 1, 0, 0)), kept, 2, runs)) == []
    assert len(runs.asked) == 10
    for job in runs.asked:
        assert job.budget == (None if job.arm == CLOSED else 1000 + job.seed)
        assert job.arm == CLOSED or CLOSED in {j.arm for j in runs.asked[: runs.asked.index(job)]}


def test_an_interrupted_benchmark_goes_on_with_what_the_same_sources_gave(tmp_path: Path) -> None:
    path = tmp_path / "runs.jsonl"
    jobs = jobs_of("main", 2, 120, 1, 0, 0)
    first = Runs(stop_after=5)
    with pytest.raises(KeyboardInterrupt):
        asyncio.run(carry_out(jobs, Kept(path, "now"), 1, first))
    done = {json.loads(line)["key"] for line in path.read_text().splitlines()}
    assert done and done <= {job.key for job in first.asked}
    with path.open("a") as file:
        file.write('{"key": "torn')
    second = Runs()
    kept = Kept(path, "now").read()
    assert asyncio.run(carry_out(jobs, kept, 1, second)) == []
    assert {job.key for job in second.asked} == {job.key for job in jobs} - done
    assert set(Kept(path, "now").read().results) == {job.key for job in jobs}
    later = Kept(path, "later").read()
    assert (later.results, later.other) == ({}, len(jobs))


def test_a_run_that_fails_leaves_the_others(tmp_path: Path) -> None:
    jobs = jobs_of("main", 2, 120, 1, 0, 0)
    broken = Job(CLOSED, 1, 0, 120).key
    kept = Kept(tmp_path / "runs.jsonl", "now")
    failed = asyncio.run(carry_out(jobs, kept, 2, Runs(broken=broken)))
    assert len(failed) == 5
    assert {job["seed"] for job in kept.results.values()} == {1}


def test_the_figures_have_the_keys_of_the_issue() -> None:
    given = arguments(["--out", "x.json", "--seeds", "2", "--rows", "120", "--smoke", "3"])
    found = figures(given, {job.key: result(job) for job in wanted(given)}, [])
    for arm in found["arms"].values():
        assert {"coverage", "true_rows_per_ktok", "wrong_share", "tokens"} <= arm.keys()
    assert found["arms"].keys() == {CLOSED, *OTHERS}
    assert len(found["sweep"]) == 12
    assert all(entry["closed_to_best"] == 1 for entry in found["sweep"])
    assert found["worlds"].keys() == {"2", "3"}
    assert found["worlds"]["2"]["coverage_off"] == pytest.approx(0.01)
    assert found["interval_holds"] == 0.95
    assert found["smoke"] == {"whole_runs": 3, "calibrated": 3, "interval_held": 3}
    assert found["critic"]["recall"] == 0.75
    assert found["critic"]["recall_true"] == 0.8
    assert found["critic"]["false_alarm"] == found["critic"]["false_alarm_true"] == 0.1
    assert found["ablation"].keys() == set(ABLATED)
    assert found["ablation"]["probes"]["closed_to_this"] == 1
    assert found["exact"]["inexact"] == []
    json.dumps(found, allow_nan=False)


def test_ratios_are_never_shown_for_some_arms_alone() -> None:
    given = arguments(["--out", "x.json", "--seeds", "1", "--only", "main"])
    runs = {job.key: result(job) for job in wanted(given)}
    whole = figures(given, runs, [])["ratios"]
    assert whole["closed_to"].keys() == set(OTHERS)
    assert whole["closed_to_best_other"] == pytest.approx(1.2)
    some = {key: run for key, run in runs.items() if run["arm"] in (CLOSED, "open", "rejection")}
    assert figures(given, some, [])["ratios"] == {}


def test_what_is_not_measured_is_missing_not_invented() -> None:
    given = arguments(["--out", "x.json", "--only", "worlds", "--seeds", "1"])
    found = figures(given, {}, ["closed: ended with 1"])
    assert (found["arms"], found["sweep"], found["interval_holds"]) == ({}, [], None)
    assert found["failed"]
    unread = result(Job(CLOSED, 2, 0, 1_200), status={"faithfulness": {"low": None, "high": None}})
    assert figures(given, {unread["key"]: unread}, [])["worlds"]["2"]["calibrated"] == 0


@pytest.mark.parametrize("arm", ["closed", "open"])
def test_one_run_through_the_real_program(arm: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEEDBED_CACHE", str(tmp_path))  # a run sets its own; this one is put back
    budget = None if arm == CLOSED else 60_000
    found = one_run(Job(arm, 1, 7, 24, budget=budget))
    assert found["wrong"]["unknown"] == 0
    assert found["delivered"] == found["status"]["accepted"] > 0
    assert found["tokens"] > 0
    if arm == CLOSED:
        assert 0 < found["coverage"] <= 1
        assert found["exit_code"] == 0
        assert found["margins"]["exact"]
    else:
        assert found["exit_code"] == 3
        assert found["tokens"] <= 60_000
        assert found["asked"] > 24


# the replay of the statistics, in small -----------------------------------------------------------------


def test_intervals_hold_the_truth_and_natural_defects_are_overlooked() -> None:
    found = replay(5, seed=0, world=2, rows=600, probe_share=0.25)
    assert found["not_calibrated"] <= 1
    assert found["interval_holds"] >= 0.90
    assert found["decisions_hold"] >= 0.95
    assert found["judge_accused"] == 0
    assert abs(found["bias"]) < 0.02
    untold = replay(3, 0, world=3, rows=600, probe_share=0.25)  # no probe imitates them
    assert untold["bias"] > found["bias"] + 0.02


def test_the_same_seed_gives_the_same_figures_and_world_1_is_refused() -> None:
    assert replay(2, 5, 2, 200, 0.4) == replay(2, 5, 2, 200, 0.4)
    with pytest.raises(ValueError, match="world 1"):
        replay(1, 0, 1)
