"""What tracing costs: the same build without keeping what is sent, with it, and followed by a collector.

    python -m benchmarks.tracing --rows 300 --out tracing.json

Each build is a process of its own against the simulated endpoint (200 ms a call), in rounds that begin with
another of the three each time. `kept` and `sent` are medians over the rounds of throughput (answers a second
in steady state) and of CPU a call, each by that of the build of its round without bodies, with the least and
the most; the CPU of the process that follows is told apart. `bytes_per_row` is what bodies take in the store.
"""

import asyncio
import json
import resource
import sqlite3
import statistics
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.command import command, in_process, measured_on
from benchmarks.engine import build_once
from tests.collector import collector
from tests.simulator.launch import simulator

VARIANTS = ("off", "kept", "sent")
"""Nothing of what is sent is kept; it is, as always; and the build is followed by `--trace`."""


def measure(rows: int, rounds: int, latency: int, concurrency: int) -> dict[str, Any]:
    """Builds in turn; every raw figure and the ratios of each round."""
    raw: list[dict[str, Any]] = []
    with simulator(latency=latency) as endpoint, collector() as collecting:
        for number in range(rounds + 1):
            common = [rows, endpoint.base_url, concurrency, number, collecting.url]
            turn = [VARIANTS[(number + n) % 3] for n in range(3)]
            found = {variant: in_process("benchmarks.tracing", variant, *common) for variant in turn}
            if number:  # the first round warms the caches
                raw.append(found)
    kept = [one["kept"] for one in raw]
    return {
        **{name: {figure: _ratio(raw, name, figure) for figure in _FIGURES} for name in ("kept", "sent")},
        "follower_cpu_us_per_call": statistics.median(one["sent"]["follower_cpu_us_per_call"] for one in raw),
        "bytes_per_row": round(statistics.median(one["body_bytes"] / rows for one in kept)),
        "raw_bytes_per_row": round(statistics.median(one["raw_bytes"] / rows for one in kept)),
        "store_bytes_per_row": round(statistics.median(one["store_bytes"] / rows for one in kept)),
        "rows": rows,
        "latency_ms": latency,
        "concurrency": concurrency,
        **measured_on("seedbed", "zstandard", "opentelemetry-sdk"),
        "rounds": raw,
    }


_FIGURES = ("calls_per_second", "cpu_us_per_call")


def _ratio(raw: list[dict[str, Any]], variant: str, figure: str) -> dict[str, float]:
    found = [one[variant][figure] / one["off"][figure] for one in raw]
    told = {"median": statistics.median(found), "least": min(found), "most": max(found)}
    return {name: round(value, 3) for name, value in told.items()}


def _build(variant: str, rows: int, base_url: str, concurrency: int, seed: int, url: str) -> dict[str, Any]:
    import uvloop

    from seedbed.app.tracing import followed
    from seedbed.memory.store.sql import SqlStore

    uvloop.install()
    if variant == "off":
        whole: Any = SqlStore.reserve
        setattr(SqlStore, "reserve", lambda at, one, *cap: whole(at, replace(one, sent=""), *cap))  # noqa: B010
    told: list[str] = []

    def around(path: Path) -> AbstractContextManager[object]:
        return followed(path, f"otlp:{url}", told.append) if variant == "sent" else nullcontext()

    found = asyncio.run(build_once(rows, base_url, concurrency, seed, around, _sizes))
    if told:
        raise SystemExit(f"not everything was sent: {told}")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    follower = (used.ru_utime + used.ru_stime) / found["calls"] * 1e6 if variant == "sent" else 0.0
    return {**found, "follower_cpu_us_per_call": round(follower, 1)}


def _sizes(run: Path) -> dict[str, Any]:
    """Bytes of the store, of the bodies in it, and of the bodies as they were sent."""
    from seedbed.memory.store.opening import open_store

    with closing(sqlite3.connect(run / "run.sqlite")) as raw:
        packed = raw.execute("SELECT coalesce(sum(length(body)), 0) FROM requests").fetchone()[0]
        hashes = [one for (one,) in raw.execute("SELECT hash FROM requests")]
        pages = raw.execute(
            "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
        ).fetchone()[0]
    with closing(open_store(run / "run.sqlite", write=False)) as store:
        sent = sum(len(json.dumps(store.sent(one), ensure_ascii=False).encode()) for one in hashes)
    return {"body_bytes": packed, "raw_bytes": sent, "store_bytes": pages}


if __name__ == "__main__":
    sizes = {"rows": 300, "rounds": 7, "latency": 200, "concurrency": 64}
    command(measure, __doc__, raw=("rounds",), alone=_build, **sizes)
