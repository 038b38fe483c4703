"""What checking costs where it is earned off, against checking every row in full.

    python -m benchmarks.verification_cost --out FILE

Builds of a quiz (`quiz.yaml`: one writing; blind answers, read values, level, concept, rubric) by the real
program over the wire, against a simulated writer of which 0, 2, 10 or 30 % of the rows are wrong, or 2 % in
the first half and 30 % in the second. Tokens are all that the run spent. Whether the interval of faithfulness
holds the truth where rows are drawn is replayed without the program (`replay.py`).
"""

import argparse
import asyncio
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from statistics import fmean
from typing import Any

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


def _child(job: tuple[str, str, int, int]) -> dict[str, Any]:
    """A build in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.verification_cost", "--job", json.dumps(job)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(f"the build {job} failed")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(json.dumps(found), file=sys.stderr, flush=True)
    return found


def main() -> None:
    """Command line."""
    from seedbed.agent.planner.scheduling.trust import BOUND

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path)
    parser.add_argument("--rows", type=int, default=1200)
    parser.add_argument("--replays", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--seeds", type=int, default=3, help="of the adaptive builds; full ones hardly differ"
    )
    parser.add_argument("--at-once", type=int, default=2)
    parser.add_argument("--job", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.job:
        print(json.dumps(run(*json.loads(asked.job))))
        return
    began = time.perf_counter()
    seeds = range(asked.seed, asked.seed + asked.seeds)
    jobs = [(rate, "full", asked.rows, asked.seed) for rate in RATES]
    jobs += [(rate, "adaptive", asked.rows, seed) for rate in RATES for seed in seeds]
    with ThreadPoolExecutor(asked.at_once) as pool:
        runs = list(pool.map(_child, jobs))
    replays = replay(asked.replays, asked.seed)
    result = {
        "bound": BOUND,
        "at": summarise(runs),
        "interval_holds": replays["interval_holds"],
        "replays": replays,
        "runs": runs,
        "rows": asked.rows,
        "seed": asked.seed,
        "seeds": asked.seeds,
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        "seconds": round(time.perf_counter() - began, 1),
    }
    text = json.dumps(result, indent=1)
    if asked.out:
        asked.out.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
