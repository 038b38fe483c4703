"""Rows that are spared paid checks: the same after a kill, with a record that the audit counts again."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from seedbed.graphs.candidate.remaking import remade
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.plan import Plan
from seedbed.memory.spec import Spec
from tests.e2e.program import Program, count, lines, until
from tests.e2e.runs import PLAIN
from tests.simulator.launch import simulator

KEYS: dict[str, Any] = {
    "recipe": PLAIN,
    "topic": "a bike-rental firm",
    "rows": 84,
    "look_ahead": 8,
    "critique_every": 60,
    "seed": 5,
}


def test_killed_and_audited(tmp_path: Path) -> None:
    run = tmp_path / "run"
    with simulator(errors=0.02) as endpoint:
        program = Program(tmp_path, endpoint.base_url)
        process = program.start("build", program.spec(**KEYS), "--skip-exam", "--yes", "-o", "run")
        until(process, lambda: count(run, "SELECT count(*) FROM candidates") >= 70)
        process.kill()
        process.communicate()
        done = program("resume", "run", "--yes")
    assert done.code == 0, done.err
    told = [{one["by"]: one for one in row["evidence"]} for row in lines(run / "provenance.jsonl")]
    spared = [row for row in told if "record" in row]
    assert len(spared) > 8 and all("rows examined" in one["record"]["answers"][0] for one in spared)
    clean = program("audit", "run")
    assert clean.code == 0, clean.out + clean.err
    _forged(RunFolder(run))


def _forged(folder: RunFolder) -> None:
    """A record that doesn't stand where its rows were ordered is named."""
    store = folder.open_store()
    spec, plan = Spec.model_validate(store.meta("spec")), Plan.model_validate(store.meta("plan"))
    assert not any(remade(folder, spec, plan, store).values())
    store.close()
    with closing(sqlite3.connect(folder.store)) as raw, raw:  # as if ordered on what came earlier
        raw.execute("UPDATE meta SET value = '1' WHERE key = 'look_ahead'")
    store = folder.open_store()
    found = remade(folder, spec, plan, store)
    store.close()
    assert any("the record that stands for its checks" in line for said in found.values() for line in said)
