"""From the results of runs to the figures that the benchmark gives. Pure functions of results."""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from benchmarks.steering.arms import ABLATED, ARMS, CLOSED, OTHERS
from benchmarks.steering.jobs import REPLAY, SCALES, SMOKE_SEEDS
from benchmarks.steering.world import COMBINATIONS

Json = dict[str, Any]
FIGURES = ("coverage", "true_rows_per_ktok", "wrong_share", "tokens")


def summarise(runs: Sequence[Json], seeds: int) -> Json:
    """All figures for which there are runs.

    Args:
        seeds: Seeds of main and worlds; runs with others (of the smoke test) are in neither.
    """
    own = [run for run in runs if run["arm"] != REPLAY and run["seed"] < seeds]
    usual = [run for run in own if run["scale"] == 1 and run["combinations"] == 4]
    first = [run for run in usual if run["world"] == 1 and not run["off"]]
    closed = [run for run in own if run["arm"] == CLOSED and not run["off"]]
    arms = by_arm(first)
    smoke = [run for run in runs if run["arm"] == CLOSED and run["seed"] >= SMOKE_SEEDS]
    replays = {str(run["world"]): run["replay"] for run in runs if run["arm"] == REPLAY}
    return {
        "arms": arms,
        "ratios": ratios(arms, first),
        "sweep": sweep([run for run in own if run["world"] == 1 and not run["off"]]),
        "worlds": {str(n): world([r for r in closed if r["world"] == n]) for n in (2, 3)},
        "interval_holds": replays.get("2", {}).get("interval_holds"),
        "smoke": interval(smoke),
        "critic": critic([run for run in [*closed, *smoke] if run["world"] == 2]),
        "ablation": ablation([run for run in usual if run["world"] == 1 and run["arm"] == CLOSED]),
        "exact": exactness([run for run in runs if run["arm"] != REPLAY]),
        "replay": replays,
    }


def by_arm(runs: Iterable[Json]) -> Json:
    """Means over the seeds, arm by arm."""
    found: dict[str, list[Json]] = {}
    for run in runs:
        found.setdefault(run["arm"], []).append(run)
    return {arm.name: means(found[arm.name]) for arm in ARMS if arm.name in found}


def means(runs: Sequence[Json]) -> Json:
    """The four figures, and over how many runs; of an arm that built to the budget also those of as many rows
    as the others were asked for, the first ones that it delivered."""
    found: Json = {figure: _mean(run[figure] for run in runs) for figure in FIGURES} | {"runs": len(runs)}
    if all(run.get("first") for run in runs):
        found["delivered"] = _mean(run["delivered"] for run in runs)
        found["first_rows"] = {
            figure: _mean(run["first"][figure] for run in runs) for figure in ("coverage", "wrong_share")
        }
    return found


def ratios(arms: Mapping[str, Json], runs: Sequence[Json]) -> Json:
    """Closed's true rows per token by those of each other arm, the best one named; the means' ratio, and the
    least of the seeds' own."""
    if CLOSED not in arms or any(name not in arms for name in OTHERS):
        return {}  # a ratio to some arms only would be shown alone
    own = arms[CLOSED]["true_rows_per_ktok"]
    best = max(OTHERS, key=lambda name: arms[name]["true_rows_per_ktok"])
    to = {name: _by(own, arms[name]["true_rows_per_ktok"]) for name in OTHERS}
    paired = {run["seed"]: run["true_rows_per_ktok"] for run in runs if run["arm"] == CLOSED}
    seeds = [
        _by(paired[run["seed"]], run["true_rows_per_ktok"])
        for run in runs
        if run["arm"] == best and run["seed"] in paired
    ]
    return {"best_other": best, "closed_to_best_other": to[best], "closed_to": to, "by_seed": seeds}


def sweep(runs: Sequence[Json]) -> list[Json]:
    """One entry for each scale and number of combinations at which all arms have run."""
    found: list[Json] = []
    for scale in SCALES:
        for number in COMBINATIONS:
            here = [r for r in runs if r["scale"] == scale and r["combinations"] == number]
            shared = _shared_seeds(here)
            arms = by_arm(run for run in here if run["seed"] in shared)
            if not shared:
                continue
            best = max(arms, key=lambda name: arms[name]["true_rows_per_ktok"])
            entry = {"scale": scale, "combinations": number, "seeds": sorted(shared), "arms": arms}
            behind = _by(arms[CLOSED]["true_rows_per_ktok"], arms[best]["true_rows_per_ktok"])
            found.append({**entry, "best": best, "closed_to_best": behind})
    return found


def _shared_seeds(runs: Sequence[Json]) -> set[int]:
    """Seeds with which every arm has run."""
    names = {arm.name for arm in ARMS}
    seeds = {run["seed"] for run in runs}
    return {seed for seed in seeds if {r["arm"] for r in runs if r["seed"] == seed} == names}


def world(runs: Sequence[Json]) -> Json:
    """Worlds 2 and 3: the program alone, and what it says of itself beside the truth."""
    if not runs:
        return {}
    return {
        **means(runs),
        "coverage_reported": _mean(run["coverage_reported"] for run in runs),
        "coverage_placed": _mean(run["coverage_placed"] for run in runs),
        "coverage_off": max(abs(run["coverage_reported"] - run["coverage_placed"]) for run in runs),
        "faithful": _mean(1 - run["defective_share"] for run in runs),
        "faithfulness": [run["status"]["faithfulness"] for run in runs],
        **interval(runs),
        "critic": critic(runs),
    }


def interval(runs: Sequence[Json]) -> Json:
    """Of whole runs: how many gave an interval of faithfulness, and how many of these hold the truth."""
    given = [run for run in runs if run["status"]["faithfulness"].get("low") is not None]
    held = [
        run
        for run in given
        if run["status"]["faithfulness"]["low"]
        <= 1 - run["defective_share"]
        <= run["status"]["faithfulness"]["high"]
    ]
    return {"whole_runs": len(runs), "calibrated": len(given), "interval_held": len(held)}


def critic(runs: Sequence[Json]) -> Json:
    """Recall and false alarms as the program's probes have them, and as they truly were on natural texts;
    pooled over runs."""

    def share(of: str, side: str) -> float | None:
        every = sum(run[of][side] for run in runs)
        return sum(run[of][f"{side}_refused"] for run in runs) / every if every else None

    return {
        "recall": share("probes", "bad"),
        "recall_true": share("checks", "bad"),
        "false_alarm": share("probes", "good"),
        "false_alarm_true": share("checks", "good"),
        "probes": sum(run["probes"]["bad"] + run["probes"]["good"] for run in runs),
        "natural": sum(run["checks"]["bad"] + run["checks"]["good"] for run in runs),
    }


def ablation(runs: Sequence[Json]) -> Json:
    """The program without a mechanism, beside itself with the same seeds and tokens."""
    found: Json = {}
    for name in ABLATED:
        without = [run for run in runs if run["off"] == name]
        seeds = {run["seed"] for run in without}
        whole = [run for run in runs if not run["off"] and run["seed"] in seeds]
        if without and len(whole) == len(without):
            here, there = means(without), means(whole)
            found[name] = {
                **here,
                "closed_to_this": _by(there["true_rows_per_ktok"], here["true_rows_per_ktok"]),
                "coverage_lost": there["coverage"] - here["coverage"],
            }
    return found


def exactness(runs: Sequence[Json]) -> Json:
    """Runs with exit code 0, and those of them whose counts are exact; the others by name."""
    whole = [run for run in runs if run["exit_code"] == 0]
    off = [run["key"] for run in whole if not run["margins"]["exact"]]
    return {"runs": len(whole), "exact": len(whole) - len(off), "inexact": off}


def _by(own: float, other: float) -> float | None:
    return own / other if other else None


def _mean(values: Iterable[float]) -> float:
    return statistics.fmean(values)
