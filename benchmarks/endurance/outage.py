"""An endpoint, or the database with the run's store, that is gone for a while in the middle of a build."""

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from typing import Any

from benchmarks.endurance.building import Size, hashes, programs, read, told, words
from benchmarks.endurance.gate import gate
from seedbed.memory.files.run_folder import open_for_reading
from tests.cluster import MISSING, cluster
from tests.e2e.program import Program, until
from tests.simulator.launch import Running, simulator


def measure(size: Size) -> dict[str, Any]:
    """`same`: as a build that nobody disturbed; `repeated` by the endpoint, against those `in_flight`;
    `said`: what a person was told of it; `idle_seconds`: from its return to the next call."""
    with (
        programs(size) as program,
        simulator(latency=size.latency, seed=size.seed) as endpoint,
        gate(endpoint.base_url) as way,
    ):
        rough = replace(program, base_url=way.base_url)
        return _cut(size, rough, endpoint, way.shut, way.open)


def database(size: Size) -> dict[str, Any]:
    """As `measure`, of a PostgreSQL server that ends as if it had crashed."""
    if MISSING:
        return {"skipped": MISSING}
    with (
        programs(size) as program,
        simulator(latency=size.latency, seed=size.seed) as endpoint,
        cluster() as server,
    ):
        rough, flags = replace(program, base_url=endpoint.base_url), ("--store", server.database())
        return _cut(size, rough, endpoint, lambda: server.stop("immediate"), server.start, *flags)


def _cut(
    size: Size,
    program: Program,
    endpoint: Running,
    shut: Callable[[], None],
    opened: Callable[[], None],
    *flags: str,
) -> dict[str, Any]:
    with simulator(latency=size.latency, seed=size.seed) as other:
        began = time.monotonic()
        done = replace(program, base_url=other.base_url)(*words(size, "calm"))
        whole = told(done, began) | read(program.folder / "calm") | {"stats": other.stats()}

    def calls() -> int:
        return int(endpoint.stats()["requests"])

    began = time.monotonic()
    process = program.start(*words(size, "rough", *flags))
    until(process, lambda: calls() >= whole["stats"]["requests"] // 2)
    with closing(open_for_reading(program.folder / "rough").open_store()) as store:
        in_flight = len(store.under_way())
    shut()
    gone = time.monotonic()
    until(process, lambda: time.monotonic() - gone >= size.seconds)
    alone = calls()
    opened()
    back = time.monotonic()
    until(process, lambda: calls() > alone)
    idle = time.monotonic() - back
    _, err = process.communicate()
    took = round(time.monotonic() - began, 2)
    files = {name: hashes(program.folder / name) for name in ("calm", "rough")}
    return {
        "asked": size.rows,
        "rows": whole["rows"],
        "exit_code": process.returncode,
        "down_seconds": size.seconds,
        "idle_seconds": round(idle, 2),
        "same": files["calm"] == files["rough"],
        "repeated": endpoint.stats()["repeated"],
        "calls_more": calls() - whole["stats"]["requests"],
        "in_flight": in_flight,
        "said": [
            line
            for line in err.splitlines()
            if line.startswith("· ") and any(w in line for w in ("answers", "is away", "is back"))
        ],
        "files": files,
        "runs": [{"calm": whole, "rough": {"process_seconds": took, "stats": endpoint.stats()}}],
    }
