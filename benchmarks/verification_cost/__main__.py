"""What checking costs where it is earned off, against checking every row in full.

    python -m benchmarks.verification_cost --out FILE

Builds of a quiz (`quiz.yaml`: one writing; blind answers, read values, level, concept, rubric) by the real
program over the wire, against a simulated writer of which 0, 2, 10 or 30 % of the rows are wrong, or 2 % in
the first half and 30 % in the second; `--seeds` are those of the adaptive builds, since full ones hardly
differ. Tokens are all that the run spent. Whether the interval of faithfulness holds the truth where rows are
drawn is replayed without the program (`replay.py`).
"""

import asyncio
import json
import os
import platform
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from statistics import fmean
from typing import Any

from benchmarks.command import command, in_process
from benchmarks.verification_cost.replay import replay
from tests.simulator.launch import Running, simulator

RATES: dict[str, dict[str, float]] = {
    "2": {"defects": 0.02},
    "drift": {"defects": 0.02, "worse": 0.3},
    "0": {},
    "10": {"defects": 0.1},
    "30": {"defects": 0.3},
}
_RECIPE = Path(__file__).with_name("quiz.yaml")


def run(rate: str, way: str, rows: int, seed: int) -> dict[str, Any]:
    """One build and what it delivered, by what the simulator knows of each writing."""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        os.environ["SEEDBED_CACHE"] = str(home / "cache")
        after = {"after": rows // 2} if rate == "drift" else {}
        with simulator(seed=seed, **RATES[rate], **after) as endpoint:
            status = asyncio.run(_build(home, endpoint, way, rows, seed))
            wrong = {entry["hash"] for entry in endpoint.truth() if entry["defect"]}
        lines = (home / "run" / "dataset.jsonl").read_text(encoding="utf-8").splitlines()
        delivered = [json.loads(line) for line in lines]
        told = (home / "run" / "provenance.jsonl").read_text(encoding="utf-8").splitlines()
        spared = sum(any(one["by"] == "record" for one in json.loads(line)["evidence"]) for line in told)
    bad = sum(_hash(row) in wrong for row in delivered)
    tokens = status["tokens"]["prompt"] + status["tokens"]["completion"]
    return {
        "rate": rate,
        "way": way,
        "seed": seed,
        "rows": len(delivered),
        "wrong": bad,
        "spared": spared,
        "tokens": tokens,
        "per_right_row": tokens / (len(delivered) - bad),
        "faithfulness": status["faithfulness"],
        "seconds": round(time.perf_counter() - began, 1),
    }


def _hash(row: dict[str, Any]) -> str:
    """As the simulator names a writing: by its longest text."""
    return sha256(max((str(row["question"]), str(row["answer"])), key=len).encode()).hexdigest()


async def _build(home: Path, endpoint: Running, way: str, rows: int, seed: int) -> dict[str, Any]:
    from benchmarks.marks import Marks, built
    from seedbed.memory.spec import Spec

    said = {"recipe": str(_RECIPE), "topic": "a museum of technology", "rows": rows, "verification": way}
    spec = Spec.model_validate({**said, "seed": seed, "max_concurrent": 8})
    outcome = await built(home / "run", endpoint.base_url, Marks(), model=endpoint.model, spec=spec)
    return dict(outcome.status)


def summarise(runs: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Per error rate the cost of adaptive checking by that of full, and the share of wrong rows delivered:
    means over the seeds, and each seed's."""
    found = {}
    for rate in RATES:
        full, *_ = (one for one in runs if (one["rate"], one["way"]) == (rate, "full"))
        some = [one for one in runs if (one["rate"], one["way"]) == (rate, "adaptive")]
        costs = [one["per_right_row"] / full["per_right_row"] for one in some]
        wrong = [one["wrong"] / one["rows"] for one in some]
        found[rate] = {
            "cost_ratio": round(fmean(costs), 4),
            "wrong_share": round(fmean(wrong), 4),
            "wrong_share_full": round(full["wrong"] / full["rows"], 4),
            "cost_ratios": [round(one, 4) for one in costs],
            "wrong_shares": [round(one, 4) for one in wrong],
        }
    return found


def _apart(job: tuple[str, str, int, int]) -> dict[str, Any]:
    """A build in a process of its own."""
    found = in_process("benchmarks.verification_cost", *job)
    print(json.dumps(found), file=sys.stderr, flush=True)
    return found


def measure(rows: int, replays: int, seed: int, seeds: int, at_once: int) -> dict[str, Any]:
    """All builds and replays."""
    from seedbed.agent.planner.scheduling.trust import BOUND

    began = time.perf_counter()
    jobs = [(rate, "full", rows, seed) for rate in RATES]
    jobs += [(rate, "adaptive", rows, one) for rate in RATES for one in range(seed, seed + seeds)]
    with ThreadPoolExecutor(at_once) as pool:
        runs = list(pool.map(_apart, jobs))
    replayed = replay(replays, seed)
    return {
        "bound": BOUND,
        "at": summarise(runs),
        "interval_holds": replayed["interval_holds"],
        "replays": replayed,
        "runs": runs,
        "rows": rows,
        "seed": seed,
        "seeds": seeds,
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        "seconds": round(time.perf_counter() - began, 1),
    }


if __name__ == "__main__":
    command(measure, __doc__, alone=run, rows=1200, replays=500, seed=0, seeds=3, at_once=2)
