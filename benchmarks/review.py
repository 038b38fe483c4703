"""How many errors of a dataset a person finds, by how many rows are read and in which order.

    python -m benchmarks.review --out FILE

Runs with planted errors that passed their checks: labelled messages by the simulated endpoint
(`--defects`) whose judge is right in 7 of 10 answers, and notes of its world 3, whose errors neither
words nor evidence show. What is wrong is told by `GET /truth`. The reviewer is simulated, too: right in
9 of 10 decisions. For each order the share of the errors in the dataset that is left once 5, 10 and 20 %
of the rows were shown; rows that were shown count whatever they were shown for.
"""

import asyncio
import json
import os
import statistics
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

from benchmarks.command import command, measured_on
from seedbed.memory.exact.randomness import rng
from seedbed.memory.files.run_folder import open_for_reading
from seedbed.memory.review import Decided, Stream
from seedbed.tools.evaluation.review.order import TURNS, upcoming
from seedbed.tools.evaluation.review.signals import RANKS, WEIGHTS, Pool, read_pool
from tests.e2e.program import Program
from tests.e2e.runs import MESSAGES
from tests.simulator.launch import simulator
from tests.simulator.world.steering_texts import record_hash

SHARES = (0.05, 0.1, 0.2)
RIGHT = 0.9
"""Share of the reviewer's decisions that are right."""
EVIDENCE = ("split", "thin", "first")
_DOUBT: tuple[Stream, ...] = ("doubt",)
STRATEGIES: Mapping[str, tuple[Sequence[str], Sequence[Stream]]] = {
    "random": ((), ("drawn",)),
    "as shown (doubtful, drawn and refused in turn)": ([*WEIGHTS], TURNS),
    "doubtful alone": ([*WEIGHTS], _DOUBT),
    "doubtful by words alone": (RANKS, _DOUBT),
    "doubtful by evidence alone": (EVIDENCE, _DOUBT),
}
"""Name → the figures that count, and the streams that rows come from."""


def messages(folder: Path, rows: int, seed: int) -> Mapping[str, Any]:
    """A run of labelled messages in a folder; hash of a text → what the endpoint says of it."""
    rubric = ["A real person could have written it on a real occasion."]
    part = {**MESSAGES, "rows": rows, "recipe": {**MESSAGES["recipe"], "rubric": rubric}}
    with simulator(defects=0.2, seed=seed) as endpoint:
        program = Program(folder, endpoint.base_url)
        models = {
            name: {"model": f"sim-{profile}", "base_url": endpoint.base_url}
            for name, profile in (("default", "strong"), ("poor", "weak"))
        }
        about: dict[str, Any] = {"models": models, "roles": {"judge": "poor"}, "seed": seed}
        spec = program.spec(parts=[part], look_ahead=16, critique_every=60, **about)
        done = program("build", spec, "--skip-exam", "--yes", "--quiet", "-o", "run")
        if done.code not in (0, 1):
            raise RuntimeError(done.err)
        return {one["hash"]: one for one in endpoint.truth()}


def notes(folder: Path, rows: int, seed: int) -> Mapping[str, Any]:
    """The same of notes of world 3."""
    from benchmarks.steering.child import _build
    from benchmarks.steering.jobs import Job

    os.environ["SEEDBED_CACHE"] = str(folder / "cache")
    with simulator(world=3, seed=seed) as endpoint:
        asyncio.run(_build(Job("closed", 3, seed, rows), endpoint, folder))
        return {one["hash"]: one for one in endpoint.truth()}


def errors(path: Path, truth: Mapping[str, Any]) -> tuple[Pool, set[int], int]:
    """(the run's candidates, those that are wrong, the run's seed)."""
    with closing(open_for_reading(path).open_store()) as store:
        seed = int((store.meta("spec") or {})["seed"])
        pool, wrong = read_pool(store, seed), set[int]()
        for number in pool.rows:
            candidate = store.candidate(number)
            assert candidate is not None and candidate.draft.row is not None
            text = sha256(str(candidate.draft.row["text"]).encode()).hexdigest()
            told = truth.get(text) or truth[record_hash(candidate.draft.row)]
            if told["defect"] or told["wrong_axis"]:
                wrong.add(number)
        return pool, wrong, seed


def left(pool: Pool, wrong: set[int], turns: Sequence[Stream], seed: int, reviewer: int) -> list[float]:
    """The share of the errors that is left after each of `SHARES`."""
    there = {one.number for one in pool.delivered}
    rows, wrong_there = len(there), wrong & there
    draw, made, found = rng(reviewer, "reviewer"), list[Decided](), set[int]()
    shares = []
    for shown in range(1, round(max(SHARES) * rows) + 1):
        if (item := next(upcoming(pool, made, {}, "simulated", seed, turns), None)) is None:
            break
        says_bad = (item.number in wrong) == (draw.random() < RIGHT)
        found |= {item.number} if says_bad else set()
        decision = "reject" if says_bad else "accept"
        one = {"row": item.id, "number": item.number, "reviewer": "simulated", "stream": item.stream}
        made.append(Decided.model_validate({**one, "decision": decision, "changed": True}))
        shares += [1 - len(found & wrong_there) / len(wrong_there)] * [round(s * rows) for s in SHARES].count(
            shown
        )
    return shares


def measured(name: str, rows: int, seeds: Sequence[int], reviewers: int) -> list[dict[str, Any]]:
    """Each run of a kind, with what each strategy leaves, the mean over reviewers."""
    runs = []
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder:
            truth = (messages if name == "messages" else notes)(Path(folder), rows, seed)
            pool, wrong, own = errors(Path(folder) / "run", truth)
        told: dict[str, Any] = {}
        for called, (figures, turns) in STRATEGIES.items():
            some = Pool(pool.rows, {name: WEIGHTS[name] for name in figures})
            each = [left(some, wrong, turns, own, reviewer) for reviewer in range(reviewers)]
            told[called] = [round(statistics.fmean(some), 4) for some in zip(*each, strict=True)]
        delivered = sum(1 for _ in pool.delivered)
        wrong_there = sum(one.number in wrong for one in pool.delivered)
        runs.append({"run": name, "seed": seed, "rows": delivered, "errors": wrong_there, "left": told})
        print(json.dumps(runs[-1]), flush=True)
    return runs


def measure(rows: int, seeds: int, reviewers: int) -> dict[str, Any]:
    """All runs, and the means over those of a kind."""
    runs = [
        one
        for name in ("messages", "notes of world 3")
        for one in measured(name, rows, range(seeds), reviewers)
    ]
    means = {
        name: {
            called: [
                round(statistics.fmean(one["left"][called][n] for one in runs if one["run"] == name), 3)
                for n in range(len(SHARES))
            ]
            for called in STRATEGIES
        }
        for name in dict.fromkeys(one["run"] for one in runs)
    }
    about = {**measured_on("seedbed"), "shares": SHARES, "reviewer_right": RIGHT}
    return {**about, "left": means, "runs": runs}


if __name__ == "__main__":
    command(measure, __doc__, raw=("runs",), rows=400, seeds=3, reviewers=10)
