"""What a check costs in a worker, beside the same call in this process; starts, restarts and memory.

    python -m benchmarks.verification.speed --rounds 20 --out FILE

The mixed set holds the example of every function that the calculator knows, sums as tasks in words bring
them, and pairs of answers, a third of them in LaTeX. Times are on the clock, one check after the other, warm.
In this process the same calls are timed twice: as they come (sympy then remembers the answers of the round
before, which a worker never does) and with sympy's memory emptied before each.
"""

import argparse
import json
import os
import platform
import signal
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from seedbed.tools.verification.algebra.functions import FUNCTIONS_TOLD
from seedbed.tools.verification.syntax import ExpressionFault
from seedbed.tools.verification.workers.pool import Pool, cores
from seedbed.tools.verification.workers.wire import Checked

_JOBS = "seedbed.tools.verification.workers.jobs"
_SUMS = (
    "48/2",
    "48+24",
    "15% of 240 + 3*12.50",
    "(12 - 4)*7/3",
    "1200*1.05^10",
    "sqrt(3^2 + 4^2)",
    "1/3 + 1/4 + 1/5",
    "2.5 kg + 300 g",
    "convert(90 km/h, m/s)",
    "7*24*60",
)
_ENDLESS = "diff(x^x^x^x^x^x^x, x, 20)"
_PAIRS = (
    ("1/2", "0.5"),
    ("24", "25"),
    ("1,200", "1200"),
    (r"\frac{\sqrt{2}}{2}", r"\frac{1}{\sqrt{2}}"),
    (r"\frac{3}{4}", "0.75"),
    (r"x^2-1", "(x-1)(x+1)"),
    (r"(x+1)^3", "x^3+3x^2+3x+1"),
    (r"\left(-\infty, 3\right]", "x <= 3"),
    (r"\{1,2,3\}", "3, 2, 1"),
    ("(1, 2)", "(2, 1)"),
    ("3 cm", "30 mm"),
    (r"90^\circ", "90"),
    (r"2\pi", "6.28"),
    (r"\begin{pmatrix}1\\2\end{pmatrix}", r"\begin{pmatrix}1\\3\end{pmatrix}"),
    ("x = 1 or x = 2", "x = 2 or x = 1"),
)
CALLS: tuple[tuple[str, ...], ...] = (
    *(("compute", info.example) for info in FUNCTIONS_TOLD),
    *(("compute", text) for text in _SUMS),
    *(("equivalent", *pair) for pair in _PAIRS),
)


def measure(rounds: int) -> dict[str, Any]:
    """Every figure; times in milliseconds."""
    load = os.getloadavg()[0]
    pool = Pool(_JOBS)
    try:
        start = _timed(lambda: pool.run("compute", "1+1"))
        verdicts = [pool.run(*call) for call in CALLS]
        cpu = _cpu(pool)
        by_call = [[_timed(partial(pool.run, *call)) for call in CALLS] for _ in range(rounds)]
        cpu = (_cpu(pool) - cpu) / (rounds * len(CALLS))
        figures: dict[str, Any] = {
            "start": round(start, 1),
            "worker": _spread([took for times in by_call for took in times]),
            "worker_with_pauses": _spread([_timed(partial(pool.run, *call), pause=0.02) for call in CALLS]),
            "worker_cpu_mean": round(cpu, 2),
            "slowest": _slowest(list(zip(*by_call, strict=True))),
            "checks_per_second_all_lanes": _throughput(pool, rounds),
            "next_after_one_out_of_time": _after_limit(pool),
            "memory_mb": _memory(pool),
            "next_after_the_zygote_was_killed": round(_after_kill(pool), 1),
        }
    finally:
        pool.close()
    figures |= _in_process(rounds)
    figures["ratio_of_medians"] = {
        kind: round(figures["worker"]["median"] / figures[kind]["median"], 2)
        for kind in ("in_process", "in_process_forgetful")
    }
    return figures | {
        "checks": len(CALLS),
        "rounds": rounds,
        "states": dict(Counter(verdict.state for verdict in verdicts)),
        "not_done": _not_done(verdicts),
        "machine": {
            "system": platform.platform(),
            "python": platform.python_version(),
            "cores": cores(),
            "load_before_and_after": [round(load, 2), round(os.getloadavg()[0], 2)],
        },
        "versions": {name: version(name) for name in ("seedbed", "sympy", "lark", "pint")},
    }


def _cpu(pool: Pool) -> float:
    """Milliseconds of CPU that the pool's processes have used, ended ones too; nought without /proc."""
    ticks = 0
    for process in _processes(pool):
        told = (process / "stat").read_text(encoding="ascii")
        ticks += sum(map(int, told.rpartition(")")[2].split()[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK") * 1000


def _processes(pool: Pool) -> list[Path]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(ProcessLookupError):
            if os.getpgid(int(process.name)) == pool.processes:
                found.append(process)
    return found


def _timed(call: Callable[[], object], pause: float = 0.0) -> float:
    time.sleep(pause)
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000


def _spread(times: Sequence[float]) -> dict[str, float]:
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    found = {"median": cuts[49], "p95": cuts[94], "p99": cuts[98], "mean": statistics.fmean(times)}
    return {name: round(value, 3) for name, value in found.items()}


def _slowest(by_call: Sequence[Sequence[float]]) -> list[list[Any]]:
    medians = [(statistics.median(times), call) for times, call in zip(by_call, CALLS, strict=True)]
    return [[round(took, 1), *call] for took, call in sorted(medians, reverse=True)[:8]]


def _not_done(verdicts: Sequence[Checked]) -> list[list[str]]:
    both = zip(CALLS, verdicts, strict=True)
    return [[*call, verdict.state, verdict.reason] for call, verdict in both if verdict.state != "done"]


def _throughput(pool: Pool, rounds: int) -> float:
    """As many threads as lanes, no pause: forks are part of it."""
    calls = CALLS * max(1, rounds // 4)
    with ThreadPoolExecutor(cores()) as threads:
        took = _timed(lambda: list(threads.map(lambda call: pool.run(*call), calls)))
    return round(len(calls) / took * 1000, 1)


def _after_limit(pool: Pool) -> float:
    """The next check on the lane whose process was ended: every lane is ended, then asked."""
    times = []
    for _ in range(10):
        for _ in range(cores()):
            ended = pool.run("compute", _ENDLESS, limit=0.002)
            if ended.state != "time":
                raise RuntimeError(f"{_ENDLESS} was to run out of time, but: {ended}")
        times.append(_timed(lambda: pool.run("compute", "1+1")))
    return round(statistics.median(times), 3)


def _after_kill(pool: Pool) -> float:
    group = pool.processes
    assert group is not None
    os.killpg(group, signal.SIGKILL)
    return _timed(lambda: pool.run("compute", "1+1"))


def _memory(pool: Pool) -> dict[str, float]:
    """Proportional set size: what is shared counts once. Nothing where /proc doesn't tell."""
    sizes = []
    for process in _processes(pool):
        told = (process / "smaps_rollup").read_text(encoding="ascii")
        sizes.append(
            next(int(line.split()[1]) for line in told.splitlines() if line.startswith("Pss:")) / 1024
        )
    return {"processes": len(sizes), "together": round(sum(sizes), 1)}


def _in_process(rounds: int) -> dict[str, Any]:
    from sympy.core.cache import clear_cache

    from seedbed.tools.verification.workers import jobs

    def one(call: tuple[str, ...]) -> None:
        try:
            jobs.JOBS[call[0]](*call[1:])
        except ExpressionFault:
            return

    jobs.warm()
    found: dict[str, Any] = {}
    for name, prepare in (("in_process", bool), ("in_process_forgetful", clear_cache)):
        times, cpu = [], time.process_time()
        for _ in range(rounds):
            for call in CALLS:
                prepare()
                times.append(_timed(partial(one, call)))
        cpu = (time.process_time() - cpu) / len(times) * 1000
        found[name] = _spread(times) | {"cpu_mean": round(cpu, 2)}
    return found


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    figures = measure(given.rounds)
    given.out.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(
        json.dumps(
            {name: figures[name] for name in ("start", "worker", "worker_with_pauses", "ratio_of_medians")}
        )
    )


if __name__ == "__main__":
    main()
