"""One run, in a process of its own: a simulated endpoint, the real program against it, and what came of it.

    python -m benchmarks.steering.child JOB

JOB is a job as JSON; the last line on stdout is its result.
"""

import asyncio
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.steering import evidence
from benchmarks.steering.arms import find
from benchmarks.steering.jobs import REPLAY, Job, code
from benchmarks.steering.score import score
from benchmarks.steering.world import make_plan, make_spec, planned, write_examples
from seedbed.memory.errors import UserFault
from tests.simulator.launch import Running, simulator

_LEAST_TOKENS = 400
"""A row costs more than so many tokens; who builds to the budget asks for as many rows as that allows."""


def carry_out(job: Job) -> dict[str, Any]:
    """Do a job; its result as JSON."""
    began, cpu = time.perf_counter(), time.process_time()
    found = _replays(job) if job.arm == REPLAY else _run(job)
    seconds = {
        "seconds": round(time.perf_counter() - began, 2),
        "cpu_seconds": round(time.process_time() - cpu, 2),
    }
    return {"key": job.key, **job.as_json(), "code": code(), **found, **seconds}


def _replays(job: Job) -> dict[str, Any]:
    from benchmarks.steering.replay import replay

    return {"replay": replay(job.rows, job.seed, job.world)}


def _run(job: Job) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        os.environ["SEEDBED_CACHE"] = str(home / "cache")  # every run sits its own exam and pays for it
        options = {"world": job.world, "scale": job.scale, "seed": job.seed, "critic": job.critic}
        with simulator(**options) as endpoint:
            ended = asyncio.run(_build(job, endpoint, home))
            truth = {entry["hash"]: entry for entry in endpoint.truth()}
        return {**ended, **_read(job, home / "run", ended, truth)}


async def _build(job: Job, endpoint: Running, home: Path) -> dict[str, Any]:
    """The program's run, as the command line would make it; how it ended."""
    from benchmarks.marks import Marks, built
    from seedbed.memory.files.run_folder import RunFolder
    from seedbed.memory.store.status import read_status

    arm = find(job.arm, job.off)
    rows = job.rows
    if arm.to_the_budget and job.budget:
        rows = max(rows, job.budget // _LEAST_TOKENS)
    spec = make_spec(
        job.world,
        rows,
        job.seed,
        combinations=job.combinations,
        near_duplicate=arm.near_duplicate,
        tokens=job.budget,
        examples=write_examples(home / "examples.jsonl", job.world, job.seed),
    )
    wish = {"spec": spec, "plan": make_plan(spec), "policy": arm.policy, "methods": arm.methods}
    try:
        outcome = await built(home / "run", endpoint.base_url, Marks(), model=endpoint.model, **wish)
        exit_code, status = outcome.exit_code, outcome.status
    except UserFault as fault:  # such as a judge found to say always yes
        folder = RunFolder(home / "run")
        if not folder.dataset.exists():
            raise
        store = folder.open_store()
        exit_code, status = 2, {**read_status(store), "stopped_because": str(fault)}
        store.close()
    return {"exit_code": exit_code, "asked": rows, "status": status}


def _read(job: Job, path: Path, ended: dict[str, Any], truth: dict[str, Any]) -> dict[str, Any]:
    """The figures of a run that has ended."""
    from seedbed.memory.files.run_folder import RunFolder

    folder = RunFolder(path)
    status = ended["status"]
    plan = make_plan(make_spec(job.world, ended["asked"], job.seed))
    rows, quotas = evidence.delivered(folder, plan), planned(job.rows)
    found = score(rows, truth, quotas)
    first = score(rows[: job.rows], truth, quotas) if ended["asked"] > job.rows else None
    tokens = status["tokens"]["prompt"] + status["tokens"]["completion"]
    return {
        **found.as_json(),
        "first": first.as_json() if first else None,
        "tokens": tokens,
        "true_rows_per_ktok": 1000 * found.counted / tokens,
        "coverage_reported": status["coverage"],
        "margins": evidence.exactness(folder, ended["asked"]) if not ended["exit_code"] else None,
        "checks": evidence.checks(folder, truth),
        "probes": evidence.probes(folder),
        "spent": evidence.spent(folder),
        "methods": evidence.methods(folder),
        "directives": evidence.directives(folder),
        "report": evidence.report(folder),
    }


def main() -> None:
    """Command line."""
    import uvloop

    uvloop.install()
    job = Job(**json.loads(sys.argv[1]))
    print(json.dumps(carry_out(job)))


if __name__ == "__main__":
    main()
