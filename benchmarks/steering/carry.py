"""Carrying out jobs: each once, closed before those that have its tokens as budget, some at a time.

A finished run is kept at once, so that a benchmark that was interrupted goes on where it stopped. A run that
fails is said and left out, with those that wait for it; the next call tries it again.
"""

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from benchmarks.steering.jobs import ROOT, Job

Json = dict[str, Any]
Carry = Callable[[Job], Awaitable[Json]]


class RunFailed(RuntimeError):
    """A run ended without a result; the message says how."""


@dataclass(slots=True)
class Kept:
    """Results of finished runs, in a file of one JSON object a line."""

    path: Path
    code: str
    """Hash of the sources; results of other sources aren't taken over."""
    results: dict[str, Json] = field(default_factory=dict)
    other: int = 0
    """Results of other sources in the file."""

    def read(self) -> "Kept":
        """Take up what the file has; a torn last line is owed again."""
        if self.path.exists():
            for line in self.path.read_text(encoding="utf-8").splitlines():
                try:
                    result = json.loads(line)
                except ValueError:
                    continue
                if result["code"] == self.code:
                    self.results[result["key"]] = result
                else:
                    self.other += 1
        return self

    def add(self, result: Json) -> None:
        """Keep one more result."""
        self.results[result["key"]] = result
        torn = self.path.exists() and not self.path.read_bytes().endswith(b"\n") and self.path.stat().st_size
        with self.path.open("a", encoding="utf-8") as file:
            file.write(("\n" if torn else "") + json.dumps(result) + "\n")


async def carry_out(jobs: Iterable[Job], kept: Kept, at_once: int, carry: Carry) -> list[str]:
    """Do every job that has no result yet, in this order; those that failed, in words."""
    wanted = list(dict.fromkeys(jobs))
    queue = iter(wanted)
    running: dict[str, asyncio.Task[Json]] = {}
    failed: list[str] = []

    def begun(job: Job) -> "asyncio.Task[Json]":
        if job.key not in running:
            running[job.key] = asyncio.create_task(one(job))
        return running[job.key]

    async def one(job: Job) -> Json:
        if job.key in kept.results:
            return kept.results[job.key]
        if measure := job.measure:
            job = replace(job, budget=int((await begun(measure))["tokens"]))
        result = await carry(job)
        kept.add(result)
        left = sum(1 for other in wanted if other.key not in kept.results)
        print(f"{_line(result)} · {left} to go", file=sys.stderr, flush=True)
        return result

    async def work() -> None:
        for job in queue:
            try:
                await begun(job)
            except RunFailed as error:
                failed.append(f"{job.key}: {error}")

    await asyncio.gather(*(work() for _ in range(at_once)))
    return failed


def _line(result: Json) -> str:
    if "coverage" not in result:
        return f"{result['key']}: {result['seconds']:.0f} s"
    return (
        f"{result['key']}: coverage {result['coverage']:.3f}, wrong {result['wrong_share']:.3f}, "
        f"{result['true_rows_per_ktok']:.3f} true rows/ktok, {result['tokens'] / 1e6:.2f} Mtok, "
        f"exit {result['exit_code']}, {result['seconds']:.0f} s"
    )


async def in_child(job: Job) -> Json:
    """The job in a process of its own.

    Raises:
        RunFailed: the process ended without a result.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "benchmarks.steering.child",
        json.dumps(job.as_json()),
        cwd=ROOT,
        # the program of this tree, whatever the interpreter has installed
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT)))},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        limit=2**24,
    )
    try:
        said, complained = await process.communicate()
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
    if process.returncode:
        last = complained.decode(errors="replace").strip().splitlines()[-3:]
        raise RunFailed(f"ended with {process.returncode}: {' | '.join(last)[-600:]}")
    result: Json = json.loads(said.splitlines()[-1])
    return result
