"""What is built, by the real program in a process of its own, and what is read of it."""

import hashlib
import os
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from tests.e2e.program import Done, Program, lines
from tests.e2e.runs import MESSAGES

FILES = ("dataset.jsonl", "provenance.jsonl", "rejected.jsonl")


@dataclass(frozen=True, slots=True)
class Size:
    """How large the builds are."""

    rows: int
    latency: int
    """Milliseconds a call takes."""
    concurrency: int
    number: int
    """Pairs of runs, kills, builds: whatever is done so often."""
    seconds: float
    """That an outage lasts."""
    seed: int


@contextmanager
def programs(size: Size, **spec: Any) -> Iterator[Program]:
    """The program in an empty folder with `spec.yaml`; its address is to be given."""
    with (
        tempfile.TemporaryDirectory(prefix="endurance-") as folder,
        patch.dict(os.environ, XDG_CONFIG_HOME=f"{folder}/home/.config"),  # for who looks on
    ):
        program = Program(Path(folder))
        recipe = {key: MESSAGES[key] for key in ("recipe", "topic")} | {"rows": size.rows}
        program.spec(**{**({} if "parts" in spec else recipe), "seed": size.seed, **spec})
        yield program


def words(size: Size, run: str, *more: str) -> tuple[str, ...]:
    """The command that builds."""
    flags = ("--skip-exam", "--yes", "-o", run, "--max-concurrent", str(size.concurrency))
    return ("build", "spec.yaml", *flags, *more)


def told(done: Done, began: float, *, whole: bool = True) -> dict[str, Any]:
    """How a process ended, with the machine's load.

    Raises:
        AssertionError: it was to end with all rows (`whole`), and didn't.
    """
    assert not whole or done.code == 0, f"exit code {done.code}: {done.err[-2000:]}"
    took = round(time.monotonic() - began, 2)
    return {"exit_code": done.code, "process_seconds": took, "load": round(os.getloadavg()[0], 1)}


def read(run: Path) -> dict[str, Any]:
    """Rows, calls and their time. `seconds` are from the first call for a row to the last answer;
    `calls_per_second` is taken between the first and the last tenth of those answers, `of_all` of every call
    answered meanwhile (the critic's among them)."""
    query = "SELECT time, time + seconds FROM ledger WHERE stage = 'sample' AND state = 'settled'"
    every = (
        "SELECT count(*) FROM ledger WHERE state = 'settled' AND time + seconds > ? AND time + seconds <= ?"
    )
    with closing(sqlite3.connect(run / "run.sqlite")) as store:
        went, came = zip(*store.execute(query), strict=True)
        ends = sorted(came)
        low, high = len(ends) // 10, len(ends) - len(ends) // 10 - 1
        among = store.execute(every, (ends[low], ends[high])).fetchone()[0]
        codes = store.execute("SELECT code, count(*) FROM failures GROUP BY code ORDER BY code").fetchall()
    return {
        "rows": len(lines(run / "dataset.jsonl")),
        "calls_for_rows": len(ends),
        "seconds": round(ends[-1] - min(went), 2),
        "calls_per_second": round((high - low) / (ends[high] - ends[low]), 2),
        "of_all": round(among / (ends[high] - ends[low]), 2),
        "failures": dict(codes),
    }


def hashes(run: Path) -> dict[str, str]:
    """Of the files that must be the same bytes."""
    return {name: hashlib.sha256((run / name).read_bytes()).hexdigest() for name in FILES}


def since(after: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """What an endpoint's figures grew by."""
    return {key: after[key] - before[key] for key in after if isinstance(after[key], int)} | {
        "tokens": sum(after["tokens"].values()) - sum(before["tokens"].values())
    }
