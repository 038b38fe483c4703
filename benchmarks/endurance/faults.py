"""A build under faults of every kind against one without, alternately; and one that may have more calls out
than the endpoint takes."""

import statistics
import time
from dataclasses import replace
from typing import Any

from benchmarks.endurance.building import Size, programs, read, told, words
from tests.simulator.launch import simulator

FAULTS = {"errors": 0.05, "malformed": 0.02, "hangs": 0.01, "truncated": 0.01}
LIMIT = 16
"""Calls that the endpoint takes at once, under the ceiling."""


def measure(size: Size) -> dict[str, Any]:
    """`rows`: the fewest that a build under faults delivered; `wall_ratio`: of the medians of `seconds`;
    `whole_ratio`: of the whole processes."""
    raw: list[dict[str, Any]] = []
    with programs(size) as program:
        for number in range(size.number):
            pair = {}
            for name, faults in (("without", {}), ("with", FAULTS)):
                with simulator(latency=size.latency, seed=size.seed + number, **faults) as endpoint:
                    here, began = replace(program, base_url=endpoint.base_url), time.monotonic()
                    run = f"{name}-{number}"
                    done = here(*words(size, run))
                    pair[name] = told(done, began) | read(program.folder / run) | {"stats": endpoint.stats()}
            raw.append(pair)

    def ratio(figure: str) -> float:
        under, alone = (statistics.median(pair[name][figure] for pair in raw) for name in ("with", "without"))
        return round(float(under / alone), 3)

    return {
        "shares": FAULTS,
        "asked": size.rows,
        "rows": min(pair["with"]["rows"] for pair in raw),
        "wall_ratio": ratio("seconds"),
        "whole_ratio": ratio("process_seconds"),
        "runs": raw,
    }


def ceiling(size: Size) -> dict[str, Any]:
    """`share`: calls a second, the critic's among them, by those that the ceiling allows; `refused`: 429s by
    all calls."""
    raw: list[dict[str, Any]] = []
    with programs(size) as program:
        for number in range(size.number):
            with simulator(latency=size.latency, rate_limit=LIMIT, seed=size.seed + number) as endpoint:
                here, began, run = replace(program, base_url=endpoint.base_url), time.monotonic(), f"{number}"
                done = here(*words(size, run))
                raw.append(told(done, began) | read(program.folder / run) | {"stats": endpoint.stats()})
    allowed = LIMIT / size.latency * 1000
    stats = [run["stats"] for run in raw]
    return {
        "limit": LIMIT,
        "asked": size.rows,
        "rows": min(run["rows"] for run in raw),
        "share": round(statistics.median(run["of_all"] for run in raw) / allowed, 3),
        "share_of_whole": round(
            statistics.median(run["calls_for_rows"] / run["seconds"] for run in raw) / allowed, 3
        ),
        "refused": round(max(one["rate_limited"] / one["requests"] for one in stats), 4),
        "runs": raw,
    }
