"""Real tasks with the embedded model: what the program's rows teach, against rule and open at equal tokens.

    python -m benchmarks.steering.real --seeds 5 --rows 60 --out FILE

The program gets the names of labels, a topic and a kind of text, and no documents. Where it refuses that, it
gets as many examples per label as its refusal asks for, drawn from the train split by the seed, the same for
all arms. Students of each arm's rows are scored on the real test rows (`students.py`). Arms other than closed
may spend as many tokens as closed did with the same seed, exam, probes and rejected candidates included.
Finished runs are kept in FILE.runs.jsonl; the same command goes on where it was interrupted.
"""

import argparse
import asyncio
import hashlib
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.steering.arms import CLOSED, find
from benchmarks.steering.carry import Kept
from benchmarks.steering.jobs import ROOT, code
from benchmarks.steering.students import STUDENTS, Row, paired, teach
from seedbed.agent.offline.labels import SURE
from seedbed.agent.work import Bench, Work
from seedbed.memory.errors import UserFault
from seedbed.memory.randomness import rng
from seedbed.memory.spec import Spec

Json = dict[str, Any]
DATA = ROOT.parent / "shared" / "data"
OPEN, RULE = "open", "rule"
ARMS = (CLOSED, OPEN, RULE)
"""In the order in which they run: closed's tokens are the others' budget."""
EXAMPLES = 3
"""Per label, where the program asks for any: the least that it takes."""
_LEAST_TOKENS = 25
"""A row costs more than so many tokens; open asks for as many rows as the budget would pay for."""


@dataclass(frozen=True, slots=True)
class Task:
    """One real task."""

    folder: str
    """Of its data."""
    part: Json
    """What the spec says of it."""
    examples: int = 0
    """Per label."""


TASKS = {
    "film": Task(
        "sst2",
        {
            "topic": "films",
            "text_kind": "film review",
            "about": "sentiment",
            "labels": ["positive", "negative"],
        },
    ),
    "news": Task(
        "ag_news",
        {
            "topic": "news",
            "text_kind": "news article",
            "about": "topic",
            "labels": ["World", "Sports", "Business", "Sci/Tech"],
        },
        EXAMPLES,
    ),
}


def read_rows(path: Path) -> list[dict[str, str]]:
    """{`text`, `label`} of a file of real rows."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def draw(rows: Sequence[Row], per_label: int, seed: int, purpose: str) -> list[Row]:
    """So many rows of each label, by the seed."""
    found: list[Row] = []
    for label in sorted({row["label"] for row in rows}):
        mine = [row for row in rows if row["label"] == label]
        found += rng(seed, purpose, label).sample(mine, min(per_label, len(mine)))
    return found


async def _unread(work: Work, bench: Bench) -> Work:
    """No check at all: the row is taken for what was ordered."""
    return replace(work, assigned=(work.brief.cell.key,))


def make_spec(
    task: Task, arm: str, rows: int, seed: int, budget: int | None, examples: Sequence[str]
) -> Spec:
    """The order. Open keeps every row but exact copies and asks for more than the budget pays for."""
    if arm == OPEN and budget:
        rows = max(rows, budget // _LEAST_TOKENS)
    rest = {
        "rows": rows,
        "seed": seed,
        "examples": tuple(examples),
        "budget": {"tokens": budget},
        "accept": {"near_duplicate": 1.0 if arm == OPEN else 0.7},
        "max_concurrent": 2,  # what the embedded model's server takes
    }
    return Spec.model_validate({"task": "classification", **task.part, **rest})


# one run ----------------------------------------------------------------------------------------------


async def build(task: Task, arm: str, rows: int, seed: int, budget: int | None, home: Path) -> Json:
    """The program's run with the embedded model; how it ended, and its rows in the order of their briefs.

    Raises:
        UserFault: the program refuses the order.
        KeyboardInterrupt: a person stopped it.
    """
    from benchmarks.marks import Marks
    from seedbed.agent.models.places import Flags
    from seedbed.agent.models.settings import resolve
    from seedbed.graphs.lifecycle import Wish
    from seedbed.graphs.lifecycle import build as make

    named: list[str] = []
    if task.examples:
        chosen = draw(read_rows(DATA / task.folder / "train.jsonl"), task.examples, seed, "examples")
        file = home / "examples.jsonl"
        file.write_text("".join(json.dumps(row) + "\n" for row in chosen), encoding="utf-8")
        named = [str(file)]
    wish = Wish(
        resolve({}, Flags(), {}, home),
        spec=make_spec(task, arm, rows, seed, budget, named),
        policy=find(arm).policy,
    )
    if arm == OPEN:
        wish = replace(wish, methods=(replace(SURE, verify=_unread, judge=None),))
    outcome = await make(home / "run", wish, Marks())
    if outcome.exit_code == 130:  # it ended in good order, but half a run is no result
        raise KeyboardInterrupt
    dataset = home / "run" / "dataset.jsonl"
    status = outcome.status
    return {
        "exit_code": outcome.exit_code,
        "stopped_because": outcome.stopped_because,
        "tokens": status["tokens"]["prompt"] + status["tokens"]["completion"],
        **{
            key: status[key] for key in ("requested", "accepted", "candidates", "rejected", "failed", "calls")
        },
        "probes": status["planted"],
        "faithfulness": status["faithfulness"],
        "sha256": hashlib.sha256(dataset.read_bytes()).hexdigest(),
        "rows_made": _in_order(home / "run"),
        "refused": _reasons(home / "run"),
    }


def _in_order(run: Path) -> list[Row]:
    rows = {row["id"]: row for row in map(json.loads, (run / "dataset.jsonl").read_text().splitlines())}
    lines = map(json.loads, (run / "provenance.jsonl").read_text().splitlines())
    made = sorted((line["brief"]["number"], line["id"]) for line in lines)
    return [{"text": rows[name]["text"], "label": rows[name]["label"]} for _, name in made]


def _reasons(run: Path) -> dict[str, int]:
    """Reason → candidates that weren't accepted for it, the first of each."""
    lines = map(json.loads, (run / "rejected.jsonl").read_text().splitlines())
    found = Counter(f"{r['code']} ({r['by']})" for line in lines for r in line["reasons"][:1])
    return dict(found.most_common())


def carry_out(name: str, arm: str, rows: int, seed: int, closed: Json | None) -> Json:
    """One run and its students' scores.

    Args:
        closed: The run of closed with the same seed, whose tokens are the budget; None: this is closed.
    """
    task, began = TASKS[name], time.perf_counter()
    budget = closed["tokens"] if closed else None
    with tempfile.TemporaryDirectory() as home:
        found = asyncio.run(build(task, arm, rows, seed, budget, Path(home)))
    test = read_rows(DATA / task.folder / "test.jsonl")
    made = found.pop("rows_made")
    result = {
        "key": key(name, arm, rows, seed),
        "code": code(),
        "task": name,
        "arm": arm,
        "seed": seed,
        "rows": rows,
        "budget": budget,
        **found,
        "labels": dict(Counter(row["label"] for row in made)),
        "macro_f1": teach(made, test),
    }
    if closed:
        result["first_rows"] = teach(made[: closed["accepted"]], test)  # as many as closed delivered
    else:
        result["references"] = references(task, result["accepted"], seed, test)
    return {**result, "seconds": round(time.perf_counter() - began, 1)}


def references(task: Task, rows: int, seed: int, test: Sequence[Row]) -> Json:
    """What students learn from real rows: as many as closed delivered (one of each label at least), and the
    examples alone."""
    train, labels = read_rows(DATA / task.folder / "train.jsonl"), len(task.part["labels"])
    found = {"real_rows": teach(draw(train, max(1, round(rows / labels)), seed, "real rows"), test)}
    if task.examples:
        found["examples"] = teach(draw(train, task.examples, seed, "examples"), test)
    return found


def key(name: str, arm: str, rows: int, seed: int) -> str:
    """What names a run."""
    return f"{name}/{arm}/seed {seed}/{rows} rows"


def refusal(name: str) -> str:
    """What the program says to the task without any examples; empty: it takes it."""
    with tempfile.TemporaryDirectory() as home:
        try:
            asyncio.run(build(replace(TASKS[name], examples=0), CLOSED, 4, 0, 1_000, Path(home)))
        except UserFault as fault:
            return str(fault)
    return ""


# figures ----------------------------------------------------------------------------------------------


def summarise(runs: Sequence[Json]) -> Json:
    """Task → means of each arm, and closed minus each other, student by student."""
    found: Json = {}
    for name in dict.fromkeys(run["task"] for run in runs):
        by_arm = {arm: {r["seed"]: r for r in runs if r["task"] == name and r["arm"] == arm} for arm in ARMS}
        closed = by_arm[CLOSED]
        entry: Json = {"arms": {arm: _means(list(of.values())) for arm, of in by_arm.items() if of}}
        for arm in (OPEN, RULE):
            theirs = by_arm[arm]
            both = sorted(closed.keys() & theirs.keys())
            entry[f"closed_minus_{arm}"] = {
                student: {
                    "equal_tokens": _difference(closed, theirs, "macro_f1", student),
                    "equal_rows": _difference(closed, theirs, "first_rows", student),
                }
                for student in STUDENTS
            }
            entry[f"same_dataset_as_{arm}"] = sum(closed[s]["sha256"] == theirs[s]["sha256"] for s in both)
        entry["references"] = _references(list(closed.values()))
        found[name] = entry
    return found


def _difference(closed: dict[int, Json], theirs: dict[int, Json], of: str, student: str) -> Json:
    return paired(
        {seed: run["macro_f1"][student] for seed, run in closed.items()},
        {seed: run[of][student] for seed, run in theirs.items()},
    )


def _means(runs: Sequence[Json]) -> Json:
    plain = ("accepted", "candidates", "tokens", "probes", "seconds")
    return {
        "runs": len(runs),
        **{figure: statistics.fmean(run[figure] for run in runs) for figure in plain},
        "macro_f1": {s: statistics.fmean(run["macro_f1"][s] for run in runs) for s in STUDENTS},
    }


def _references(runs: Sequence[Json]) -> Json:
    names = sorted({name for run in runs for name in run["references"]})
    return {n: {s: statistics.fmean(r["references"][n][s] for r in runs) for s in STUDENTS} for n in names}


# command line -----------------------------------------------------------------------------------------


def arguments(said: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.steering.real",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--out", type=Path, required=True, metavar="FILE", help="the figures, as JSON")
    add("--seeds", type=int, default=5)
    add("--rows", type=int, default=60, help="that closed and rule are asked for")
    add("--tasks", default=",".join(TASKS), metavar="TASK,…")
    add("--arms", default=",".join(ARMS), metavar="ARM,…", help="closed is always among them")
    given = parser.parse_args(said)
    given.tasks, given.arms = given.tasks.split(","), [CLOSED, *given.arms.split(",")]
    if unknown := [n for n in given.tasks if n not in TASKS] + [n for n in given.arms if n not in ARMS]:
        parser.error(f"no task or arm {unknown[0]!r}; there are {', '.join((*TASKS, *ARMS))}")
    return given


def figures(given: argparse.Namespace, kept: Kept) -> Json:
    """What goes into the file: of all finished runs with as many rows."""
    runs = [run for run in kept.results.values() if "arm" in run and run["rows"] == given.rows]
    return {
        "tasks": summarise(runs),
        "refusals": {run["task"]: run["refusal"] for run in kept.results.values() if "refusal" in run},
        "rows": given.rows,
        "code": code(),
        "machine": {"system": platform.platform(), "cores": os.cpu_count()},
        "runs": runs,
    }


def main() -> None:
    """Measure what was asked for and isn't there yet, one run at a time."""
    given = arguments()
    kept = Kept(Path(f"{given.out}.runs.jsonl"), code()).read()
    for name in given.tasks:
        if f"{name}/refusal" not in kept.results:
            kept.add({"key": f"{name}/refusal", "code": code(), "task": name, "refusal": refusal(name)})
    for arm in (arm for arm in ARMS if arm in given.arms):
        for name, seed in ((name, seed) for name in given.tasks for seed in range(given.seeds)):
            mine = key(name, arm, given.rows, seed)
            if mine in kept.results:
                continue
            closed = None if arm == CLOSED else kept.results[key(name, CLOSED, given.rows, seed)]
            kept.add(result := carry_out(name, arm, given.rows, seed, closed))
            scores = ", ".join(f"{student} {score:.3f}" for student, score in result["macro_f1"].items())
            made = f"{result['accepted']} of {result['candidates']} candidates, {result['tokens']} tokens"
            print(f"{mine}: {made}, {scores}, {result['seconds']:.0f} s", file=sys.stderr, flush=True)
            given.out.write_text(json.dumps(figures(given, kept), indent=1) + "\n", encoding="utf-8")
    found = figures(given, kept)
    given.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(json.dumps({name: value for name, value in found.items() if name != "runs"}, indent=1))


if __name__ == "__main__":
    main()
