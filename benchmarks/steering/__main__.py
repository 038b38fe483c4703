"""What the closed loop of critic and planner is worth, against rules and other ways of building.

    python -m benchmarks.steering --seeds 5 --out steering.json

Every run goes through the real program over the wire, against a simulated endpoint whose laws the program
doesn't know. Arms other than closed get as many tokens as closed spent in the same world with the same seed.
Results are kept in FILE.runs.jsonl as they come; the same command goes on where it was interrupted. Run it
from a clone that nobody edits: results of other sources are made anew.
"""

import argparse
import asyncio
import json
import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.steering.carry import Kept, carry_out, in_child
from benchmarks.steering.jobs import MODES, Job, code, jobs_of
from benchmarks.steering.summary import summarise


def arguments(said: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.steering",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--out", type=Path, required=True, metavar="FILE", help="the figures, as JSON")
    add("--seeds", type=int, default=5, help="of the five arms in world 1, and of closed in worlds 2 and 3")
    add("--rows", type=int, default=1_200)
    add("--sweep-seeds", type=int, default=1)
    add("--ablation-seeds", type=int, default=3)
    add("--smoke", type=int, default=20, metavar="N", help="whole runs in world 2 with other seeds")
    add("--replays", type=int, default=500, help="of the statistics alone, in each of the worlds 2 and 3")
    add("--only", default=",".join(MODES), metavar="MODE,…", help=f"of {', '.join(MODES)}")
    add("--at-once", type=int, default=2, help="runs at one time, each with two processes")
    given = parser.parse_args(said)
    given.only = [mode.strip() for mode in given.only.split(",")]
    if unknown := [mode for mode in given.only if mode not in MODES]:
        parser.error(f"no mode {unknown[0]!r}; there are {', '.join(MODES)}")
    return given


def wanted(given: argparse.Namespace) -> list[Job]:
    """Every run that was asked for, in the order in which they are begun: mode after mode, in each the runs
    first whose tokens are others' budget."""
    few = {"sweep": given.sweep_seeds, "ablation": given.ablation_seeds}
    found: list[Job] = []
    for mode in MODES:
        if mode in given.only:
            mine = jobs_of(mode, given.seeds, given.rows, few.get(mode, 0), given.smoke, given.replays)
            found += sorted(mine, key=lambda job: job.measure is not None)
    return found


def figures(given: argparse.Namespace, results: dict[str, Any], failed: list[str]) -> dict[str, Any]:
    """What goes into the file."""
    names = dict.fromkeys(key for job in wanted(given) for key in _with_measure(job))
    runs = [results[key] for key in names if key in results]
    return {
        **summarise(runs, max(given.seeds, given.sweep_seeds, given.ablation_seeds)),
        "rows": given.rows,
        "seeds": {"main": given.seeds, "sweep": given.sweep_seeds, "ablation": given.ablation_seeds},
        "failed": failed,
        "code": sorted({run["code"] for run in runs}),
        "machine": {
            "system": platform.platform(),
            "python": platform.python_version(),
            "cores": os.cpu_count(),
        },
        "versions": {name: version(name) for name in ("seedbed", "langgraph", "numpy")},
        "runs": runs,
    }


def _with_measure(job: Job) -> list[str]:
    return [job.measure.key, job.key] if job.measure else [job.key]


def main() -> None:
    """Measure what was asked for and isn't there yet; the figures are written even if some runs failed."""
    given = arguments()
    kept = Kept(Path(f"{given.out}.runs.jsonl"), code()).read()
    if kept.other:
        print(f"{kept.other} results in {kept.path} are of other sources: not taken over", file=sys.stderr)
    failed = asyncio.run(carry_out(wanted(given), kept, given.at_once, in_child))
    found = figures(given, kept.results, failed)
    given.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(json.dumps({key: value for key, value in found.items() if key != "runs"}, indent=1))
    if failed:
        raise SystemExit(f"{len(failed)} runs failed; the same command tries them again")


if __name__ == "__main__":
    main()
