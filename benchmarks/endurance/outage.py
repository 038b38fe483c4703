"""An endpoint that is gone for a while in the middle of a build."""

import time
from dataclasses import replace
from typing import Any

from benchmarks.endurance.building import Size, hashes, programs, read, told, words
from benchmarks.endurance.gate import gate
from tests.e2e.program import count, row_answers, until
from tests.simulator.launch import simulator


def measure(size: Size) -> dict[str, Any]:
    """`same`: as a build that nobody disturbed; `repeated` by the endpoint, against those `in_flight`;
    `said`: what a person was told of it; `idle_seconds`: from its return to the next answer."""
    with programs(size) as program:
        with simulator(latency=size.latency, seed=size.seed) as endpoint:
            calm = replace(program, base_url=endpoint.base_url)
            began = time.monotonic()
            whole = told(calm(*words(size, "calm")), began) | read(program.folder / "calm")
        run = program.folder / "rough"
        with simulator(latency=size.latency, seed=size.seed) as endpoint, gate(endpoint.base_url) as way:
            began = time.monotonic()
            process = replace(program, base_url=way.base_url).start(*words(size, "rough"))
            until(process, lambda: row_answers(run) >= whole["calls_for_rows"] // 2)
            way.shut()
            gone, in_flight = time.monotonic(), _open(run)
            until(process, lambda: time.monotonic() - gone >= size.seconds)
            alone = row_answers(run)
            way.open()
            back = time.monotonic()
            until(process, lambda: row_answers(run) > alone)
            idle = time.monotonic() - back
            _, err = process.communicate()
            rough: dict[str, Any] = {
                "exit_code": process.returncode,
                "process_seconds": round(time.monotonic() - began, 2),
            }
            rough |= read(run) | {"stats": endpoint.stats()}
        files = {name: hashes(program.folder / name) for name in ("calm", "rough")}
    return {
        "asked": size.rows,
        "rows": rough["rows"],
        "down_seconds": size.seconds,
        "idle_seconds": round(idle, 2),
        "same": files["calm"] == files["rough"],
        "repeated": rough["stats"]["repeated"],
        "in_flight": in_flight,
        "said": [line for line in err.splitlines() if "answers" in line],
        "files": files,
        "runs": [{"calm": whole, "rough": rough}],
    }


def _open(run: Any) -> int:
    return count(run, "SELECT count(*) FROM ledger WHERE state = 'open'")
