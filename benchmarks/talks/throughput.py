"""What the dialogue graph costs: 64 talks of 8 turns at an endpoint that takes 200 ms a call.

    python -m benchmarks.talks.throughput --out talks_throughput.json

Ideal is calls × latency / concurrency, as if nothing but the endpoint took time; the ratio is ideal by
measured. `graph`: the talks alone, through a real desk over the wire, checks of each turn included. `build`:
a whole build of as many dialogues through the entry of the command line, plan of each talk, judge and
committer included, from the beginning of production to the last answer. `bare`: the openai client, as many
chains of as many calls, without anything around them: what machine and endpoint give. Each run is a process
of its own.
"""

import argparse
import asyncio
import gc
import json
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.simulator.launch import simulator

TALKS, TURNS = 64, 8
CONCURRENCY = (16, 64)
_WORDS = 400
"""Words of the bare client's prompts: about as long as a role's are."""
_SPEC = {
    "task": "dialogues",
    "topic": "a bike-rental firm",
    "rows": TALKS,
    "turns": [TURNS, TURNS],
    "seed": 1,
}


def measure(runs: int, latency: int) -> dict[str, Any]:
    """Every raw figure, and the medians of the ratios."""
    raw: dict[str, list[dict[str, Any]]] = {}
    with simulator(latency=latency) as endpoint:
        for number in range(runs + 1):
            for concurrency in CONCURRENCY:
                for side in ("bare", "graph", "build"):
                    one = _child(side, endpoint.base_url, str(concurrency), str(number))
                    one["ideal"] = one["calls"] * latency / 1000 / concurrency
                    one["ratio"] = round(one["ideal"] / one["seconds"], 3)
                    if number:  # the first round warms the caches
                        raw.setdefault(f"{side} {concurrency}", []).append(one)
    return {
        "ratios": {name: statistics.median(one["ratio"] for one in mine) for name, mine in raw.items()},
        "talks": TALKS,
        "turns": TURNS,
        "latency_ms": latency,
        "machine": {"system": platform.platform(), "python": platform.python_version()},
        "versions": {name: version(name) for name in ("seedbed", "openai", "langchain-openai", "langgraph")},
        "runs": raw,
    }


def _child(*arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.talks.throughput", "--child", *arguments]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


# a bare client -----------------------------------------------------------------------------------------


async def _bare(base_url: str, concurrency: int, seed: int) -> dict[str, Any]:
    """Chains of calls, each call after the answer to the one before it."""
    from openai import AsyncOpenAI

    client, gate = AsyncOpenAI(base_url=base_url, api_key="k", max_retries=2), asyncio.Semaphore(concurrency)

    async def chain(number: int) -> None:
        for turn in range(TURNS):
            text = f"{'word ' * _WORDS}{seed}/{number}/{turn}"
            async with gate:
                answer = await client.chat.completions.create(
                    model="sim-strong", messages=[{"role": "user", "content": text}], max_tokens=400
                )
            assert answer.choices[0].message.content

    await chain(-1)  # opens a connection
    began, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(chain(number) for number in range(TALKS)))
    seconds, used = time.perf_counter() - began, time.process_time() - cpu
    await client.close()
    calls = TALKS * TURNS
    return {
        "calls": calls,
        "seconds": round(seconds, 3),
        "cpu_ms_per_call": round(used * 1000 / calls, 2),
    }


# the talks alone ---------------------------------------------------------------------------------------


async def held(base_url: str, concurrency: int, seed: int, talks: int = TALKS) -> dict[str, Any]:
    """All talks at once; the desk lets so many calls out as it may."""
    from benchmarks.talks.held import bench_at, ordered, play_of
    from seedbed.graphs.dialogue import role_play

    play, first = play_of(TURNS, {"name": "Ann"}), 1000 * seed
    with tempfile.TemporaryDirectory() as folder:
        async with bench_at(Path(folder), base_url, concurrency) as bench:
            await role_play(ordered(first), play, bench)  # opens connections, compiles graph and prompts
            before, began, cpu = bench.desk.ledger.calls, time.perf_counter(), time.process_time()
            works = [ordered(first + number) for number in range(1, talks + 1)]
            stages = await asyncio.gather(*(role_play(work, play, bench) for work in works))
            seconds, used = time.perf_counter() - began, time.process_time() - cpu
            calls = bench.desk.ledger.calls - before
    failed = [stage.work.reasons for stage in stages if stage.over == "failed"]
    return {
        "calls": calls,
        "turns": sum(stage.turns for stage in stages),
        "failed": len(failed),
        "why": str(failed[0])[:300] if failed else "",
        "seconds": round(seconds, 3),
        "cpu_ms_per_call": round(used * 1000 / calls, 2),
    }


# a whole build -----------------------------------------------------------------------------------------


async def _build(base_url: str, concurrency: int, seed: int) -> dict[str, Any]:
    """A build of dialogues, timed from the beginning of production to the last answer."""
    from benchmarks.engine import answer_times
    from benchmarks.marks import Marks
    from seedbed.agent.models.places import Flags
    from seedbed.agent.models.settings import resolve
    from seedbed.graphs.lifecycle import Wish, build
    from seedbed.memory.spec import Spec

    spec = Spec.model_validate({**_SPEC, "seed": seed, "max_concurrent": concurrency})
    marks = Marks()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "run"
        flags = Flags(model="sim-strong", base_url=base_url)
        settings = resolve({}, flags, {"SEEDBED_API_KEY": "k"}, Path(folder))
        outcome = await build(path, Wish(settings, spec=spec), marks)
        if outcome.exit_code:
            raise SystemExit(f"the build ended with {outcome.exit_code}: {outcome.stopped_because}")
        times = answer_times(path / "run.sqlite", marks.began)
    return {
        "calls": len(times),
        "seconds": round(times[-1] - marks.began, 3),
        "cpu_ms_per_call": round(marks.cpu * 1000 / len(times), 2),
    }


def main() -> None:
    """Measure, or be a child that does one run."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--latency", type=int, default=200, help="milliseconds a call takes")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--child", nargs=4, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        import uvloop

        side, base_url, concurrency, seed = given.child
        uvloop.install()  # this and the rarer collections as the command line has them
        gc.freeze()
        gc.set_threshold(20_000, 50, 100)
        run = {"bare": _bare, "graph": held, "build": _build}[side]
        print(json.dumps(asyncio.run(run(base_url, int(concurrency), int(seed)))))
        return
    figures = measure(given.runs, given.latency)
    if given.out:
        given.out.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    print(json.dumps({name: value for name, value in figures.items() if name != "runs"}, indent=1))


if __name__ == "__main__":
    main()
