"""What the engine costs: a build against a bare client that makes as many calls at the same endpoint.

    python -m benchmarks.engine [--rows N] [--runs N] [--short] [--out engine.json]

The endpoint is simulated (200 ms a call). Both sides run in processes of their own, alternately; rates are
taken in steady state, between the first and the last tenth of the answers, CPU over the whole time of
production without start-up. Ratios are medians: throughput of the build by that of the client, CPU per call
likewise. A row costs CPU besides its calls, and a build spares most rows their paid checks, so that they have
fewer calls: `every_check` are the same figures of a build that spares none. With `--store postgresql://…`
another side builds with its store there: `store` compares it with the first. Then comes what a build endures
(`benchmarks.endurance`: faults, a ceiling, kills; with `--short` small builds), in the same file.
"""

import asyncio
import json
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, closing, nullcontext
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.command import asked, in_process, measured_on
from tests.simulator.launch import simulator

SHORT: dict[str, dict[str, int]] = {
    "faults": {"rows": 100},
    "ceiling": {"rows": 100},
    "kills": {"rows": 60, "number": 5},
}
"""Sizes of what a build endures, where it is to be quick."""
_BODY_WORDS = 220
"""Words of the bare client's prompts: about as long as the build's are on average."""


def measure(rows: int, runs: int, latency: int, concurrency: int, store: str = "") -> dict[str, Any]:
    """Alternate builds and bare clients; every raw figure and the ratios of their medians."""
    raw: list[dict[str, Any]] = []
    child = partial(in_process, "benchmarks.engine")
    with simulator(latency=latency) as endpoint:
        for number in range(runs + 1):
            common = [rows, endpoint.base_url, concurrency, number]
            build = child("build", *common)
            bare = child("bare", build["calls"], *common[1:])
            far = {"store": child("build", *common, store)} if store else {}
            whole = child("every_check", *common)
            if number:  # the first pair warms the caches
                raw.append({"build": build, "bare": bare, "every_check": whole, **far})
    figures = ("calls_per_second", "cpu_us_per_call") if store else ()
    return {
        **({"store": {name: _ratio(raw, name, "store", "build") for name in figures}} if store else {}),
        **_speed(raw, "build", rows),
        "peak_mb": statistics.median(pair["build"]["peak_mb"] for pair in raw),
        "every_check": _speed(raw, "every_check", rows),
        "rows": rows,
        "latency_ms": latency,
        "concurrency": concurrency,
        **measured_on("seedbed", "openai", "langchain-openai", "langgraph"),
        "runs": raw,
    }


def _speed(raw: list[dict[str, Any]], side: str, rows: int) -> dict[str, float]:
    """What a build does, by what the client does; its calls a row and rows a second."""
    calls, seconds = (statistics.median(one[side][name] for one in raw) for name in ("calls", "seconds"))
    return {
        "throughput_ratio": _ratio(raw, "calls_per_second", side),
        "cpu_ratio": _ratio(raw, "cpu_us_per_call", side),
        "calls_a_row": round(calls / rows, 2),
        "rows_per_second": round(rows / seconds, 1),
    }


def _ratio(raw: list[dict[str, Any]], figure: str, side: str = "build", by: str = "bare") -> float:
    mine, other = (statistics.median(runs[one][figure] for runs in raw) for one in (side, by))
    return round(float(mine / other), 3)


def _run(kind: str, number: int, base_url: str, concurrency: int, seed: int, store: str = "") -> Any:
    """A run of one kind. `number`: calls of a bare client, rows of a build."""
    if kind == "bare":
        return asyncio.run(_bare(number, base_url, concurrency, seed))
    if not store:
        import uvloop

        uvloop.install()
    work = build_once(number, base_url, concurrency, seed, store=store, spare=kind == "build")
    return asyncio.run(work)


def _figures(times: list[float], began: float, cpu: float) -> dict[str, Any]:
    times.sort()
    low, high = len(times) // 10, len(times) - len(times) // 10 - 1
    return {
        "calls": len(times),
        "calls_per_second": round((high - low) / (times[high] - times[low]), 2),
        "seconds": round(times[-1] - began, 3),
        "cpu_us_per_call": round(cpu / len(times) * 1e6, 1),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }


async def _bare(calls: int, base_url: str, concurrency: int, seed: int) -> dict[str, Any]:
    """The openai client behind a semaphore, answers parsed."""
    from openai import AsyncOpenAI

    from seedbed.tools.checks.asked import object_of

    gate = asyncio.Semaphore(concurrency)
    client = AsyncOpenAI(base_url=base_url, api_key="k", max_retries=2)
    times: list[float] = []
    brief = {
        "job": "write_fields",
        "recipe": "texts",
        "targets": ["text"],
        "concept": {"name": "x"},
    }

    async def one(number: int) -> None:
        block = f"```brief\n{json.dumps({**brief, 'seed': seed * 1_000_000 + number})}\n```"
        async with gate:
            answer = await client.chat.completions.create(
                model="sim-strong",
                messages=[{"role": "user", "content": "word " * _BODY_WORDS + f"\n\n{block}"}],
                max_tokens=800,
                seed=number,
                response_format={
                    "type": "json_schema",
                    "json_schema": {
                        "name": "write_fields",
                        "strict": True,
                        "schema": object_of({"text": {"type": "string"}}),
                    },
                },
            )
        json.loads(answer.choices[0].message.content or "")
        times.append(time.time())

    began, cpu = time.time(), time.process_time()
    await asyncio.gather(*(one(number) for number in range(calls)))
    figures = _figures(times, began, time.process_time() - cpu)
    await client.close()
    return figures


def _alone(path: Path) -> AbstractContextManager[object]:
    return nullcontext()


async def build_once(
    rows: int,
    base_url: str,
    concurrency: int,
    seed: int,
    around: Callable[[Path], AbstractContextManager[object]] = _alone,
    also: Callable[[Path], dict[str, Any]] = lambda path: {},
    store: str = "",
    spare: bool = True,
) -> dict[str, Any]:
    """A classification build in strong form, through the same entry as the command line.

    Args:
        around: Given the run's folder, a context in which it is built.
        also: Given the finished run, more figures of it.
        spare: Whether rows are spared paid checks once their method has earned trust.
    """
    from benchmarks.marks import Marks, built
    from seedbed.agent.planner.scheduling.policy import Policy
    from seedbed.memory.spec import Spec

    labels = {"refund": "wants money back", "booking": "wants to book", "damage": "reports damage"}
    spec = Spec.model_validate(
        {
            "recipe": {
                "use": "labelled-text",
                "about": "A customer message with its intent",
                "params": {"kind": "customer message"},
                "row": {"text": "string 15..900", "label": [*labels]},
                "vary": {"label": dict.fromkeys(labels, "1/3"), "leaf": {"per": "label"}},
                "means": {"label": labels},
            },
            "topic": "a bike-rental firm",
            "rows": rows,
            "seed": seed,
            "max_concurrent": concurrency,
        }
    )
    marks, policy = Marks(), Policy(spare_checks=spare)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "run"
        with around(path):
            outcome = await built(path, base_url, marks, spec=spec, store=store, policy=policy)
        if outcome.exit_code:
            raise SystemExit(f"the build ended with {outcome.exit_code}: {outcome.stopped_because}")
        times = answer_times(path, marks.began)
        return _figures(times, marks.began, marks.cpu) | also(path)


def answer_times(run: Path, after: float) -> list[float]:
    """When each journaled answer came, of those after an instant."""
    from sqlalchemy import select

    from seedbed.memory.files.run_folder import RunFolder
    from seedbed.memory.store.tables import answers

    came = answers.c.time
    with closing(RunFolder(run).open_store()) as store:
        return [row.time for row in store._rows(select(came).where(came > after).order_by(came))]


def main() -> None:
    """Measure."""
    sizes = {"rows": 500, "runs": 5, "latency": 200, "concurrency": 64}
    given = asked(__doc__, _run, **sizes, out="", short=False, store="")
    figures = measure(given.rows, given.runs, given.latency, given.concurrency, given.store)
    from benchmarks.endurance.__main__ import brief, measured  # not in a child, whose memory counts

    print(json.dumps(brief(figures), indent=1), flush=True)
    for name in (*SHORT, ""):
        if given.out:  # as soon as it is there
            Path(given.out).write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
        if name:
            figures[name] = measured(name, **(SHORT[name] if given.short else {}))
            print(json.dumps({name: brief(figures[name])}), flush=True)


if __name__ == "__main__":
    main()
