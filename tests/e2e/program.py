"""The real program in processes of its own, as a user has it: empty HOME, no terminal."""

import json
import os
import signal
import sqlite3
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from tests.warm import PROGRAM, ROOT, Warm

_SOURCE = ROOT / "src"


@dataclass(frozen=True, slots=True)
class Done:
    """A process that ended."""

    code: int
    out: str
    err: str

    def json(self) -> dict[str, Any]:
        """The one object on standard output."""
        found: dict[str, Any] = json.loads(self.out)
        return found


@dataclass(frozen=True, slots=True)
class Program:
    """Starts `seedbed` in a folder."""

    folder: Path
    """Working directory; HOME lies in it."""
    base_url: str = ""
    model: str = "sim-strong"

    def environment(self) -> dict[str, str]:
        """What the program sees of the outside."""
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        mine = {"HOME": str(home), "SEEDBED_API_KEY": "k", "PYTHONPATH": str(_SOURCE)}
        if self.base_url:
            mine |= {"SEEDBED_BASE_URL": self.base_url, "SEEDBED_MODEL": self.model}
        return {"PATH": os.environ["PATH"], "NO_PROXY": "127.0.0.1,localhost", **mine}

    def start(self, *words: str) -> "subprocess.Popen[str]":
        """A process that goes on; its output is piped."""
        return Warm(PROGRAM, words, self.folder, self.environment())

    def __call__(self, *words: str) -> Done:
        """A process to its end."""
        process = self.start(*words)
        try:
            out, err = process.communicate()
        finally:
            process.kill()  # does nothing to one that has ended
            process.wait()
        return Done(process.returncode, out, err)

    def killed(self, kills: Sequence[int], *words: str) -> Done:
        """A build of `run`, killed each time that its journal holds so many answers, to its end."""
        for kill in kills:
            process = self.start(*words)
            until(process, partial(lambda least: answers(self.folder / "run") >= least, kill))
            process.send_signal(signal.SIGKILL)
            process.communicate()
            words = ("resume", "run", "--yes")
        return self(*words)

    def spec(self, name: str = "spec.yaml", **keys: Any) -> str:
        """A spec file in the folder; its name."""
        (self.folder / name).write_text(yaml.safe_dump(keys, sort_keys=False), encoding="utf-8")
        return name


def count(run: Path, query: str) -> int:
    """A number from a run's store; 0 before there is one."""
    try:
        with closing(sqlite3.connect(f"file:{run / 'run.sqlite'}?mode=ro", uri=True)) as connection:
            return int(connection.execute(query).fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def answers(run: Path) -> int:
    """Answers in a run's journal so far."""
    return count(run, "SELECT count(*) FROM answers")


def paid_again(run: Path) -> int:
    """Answered deliveries that went out although the journal had an answer.

    A late call that was sent twice is none: both went out before the first was answered."""
    kept = "SELECT count(*) FROM ledger JOIN answers USING (slot) WHERE state = 'settled'"
    return count(run, f"{kept} AND ledger.time > answers.time")


def row_answers(run: Path) -> int:
    """Answers for rows that were ordered, without those of exam, planner, dry run and probes."""
    return count(run, "SELECT count(*) FROM ledger WHERE stage = 'sample' AND state = 'settled'")


def ended(process: "subprocess.Popen[str]") -> bool:
    """Whether a process has ended; leaves it the processor for a moment if not."""
    with suppress(subprocess.TimeoutExpired):
        process.wait(0.01)
    return process.returncode is not None


def until(process: "subprocess.Popen[str]", seen: Callable[[], bool]) -> None:
    """Waits until something is seen of a process that goes on.

    Raises:
        AssertionError: it ended before.
    """
    while not seen():
        if ended(process):
            out, err = process.communicate()
            raise AssertionError(f"it ended with {process.returncode} before: {out}{err}")


def below(process: int) -> dict[int, str]:
    """Number → title of each living process that a process has started, and those have."""
    parents, titles = dict[int, int](), dict[int, str]()
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            number, state = (
                int(place.name),
                (place / "stat").read_text("utf-8", "replace").rpartition(")")[2].split(),
            )
            if state[0] != "Z":
                parents[number] = int(state[1])
                titles[number] = (
                    (place / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
                )
    found = {process}
    while more := {one for one, parent in parents.items() if parent in found} - found:
        found |= more
    return {one: titles[one] for one in found - {process}}


def lines(path: Path) -> list[Mapping[str, Any]]:
    """A JSONL file."""
    return [json.loads(line) for line in path.read_bytes().split(b"\n") if line]
