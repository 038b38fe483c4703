"""What tracing costs: the same build without keeping what is sent, with it, and followed by a collector.

    python -m benchmarks.tracing --rows 300 --out tracing.json

Each build is a process of its own against the simulated endpoint (200 ms a call), in rounds that begin with
another of the three each time. `kept` and `sent` are medians over the rounds of throughput (answers a second
in steady state) and of CPU a call, each by that of the build of its round without bodies, with the least and
the most; the CPU of the process that follows is told apart. `bytes_per_row` is what bodies take in the store.
"""

import argparse
import asyncio
import json
import platform
import resource
import sqlite3
import statistics
import subprocess
import sys
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

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
            common = [str(rows), endpoint.base_url, str(concurrency), str(number), collecting.url]
            turn = [VARIANTS[(number + n) % 3] for n in range(3)]
            found = {variant: _child(variant, *common) for variant in turn}
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
        "machine": {"system": platform.platform(), "python": platform.python_version()},
        "versions": {name: version(name) for name in ("seedbed", "zstandard", "opentelemetry-sdk")},
        "rounds": raw,
    }


_FIGURES = ("calls_per_second", "cpu_us_per_call")


def _ratio(raw: list[dict[str, Any]], variant: str, figure: str) -> dict[str, float]:
    found = [one[variant][figure] / one["off"][figure] for one in raw]
    told = {"median": statistics.median(found), "least": min(found), "most": max(found)}
    return {name: round(value, 3) for name, value in told.items()}


def _child(*arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.tracing", "--child", *arguments]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _build(variant: str, rows: int, base_url: str, concurrency: int, seed: int, url: str) -> dict[str, Any]:
    from seedbed.agent.models.delivery import call
    from seedbed.app.tracing import followed

    if variant == "off":
        whole: Any = vars(call)["Charge"]
        vars(call)["Charge"] = lambda **told: replace(whole(**told), sent="")
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


def main() -> None:
    """Measure, or be a child that does one build."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--latency", type=int, default=200, help="milliseconds a call takes")
    parser.add_argument("--concurrency", type=int, default=64)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--child", nargs=6, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        import uvloop

        uvloop.install()
        variant, rows, base_url, concurrency, seed, url = given.child
        print(json.dumps(_build(variant, int(rows), base_url, int(concurrency), int(seed), url)))
        return
    figures = measure(given.rows, given.rounds, given.latency, given.concurrency)
    if given.out:
        given.out.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    print(json.dumps({k: v for k, v in figures.items() if k != "rounds"}, indent=1))


if __name__ == "__main__":
    main()
