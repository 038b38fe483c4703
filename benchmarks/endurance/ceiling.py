"""A build that may have more calls out than the endpoint takes."""

import statistics
import time
from dataclasses import replace
from typing import Any

from benchmarks.endurance.building import Size, programs, read, told, words
from tests.simulator.launch import simulator

LIMIT = 16


def measure(size: Size) -> dict[str, Any]:
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
