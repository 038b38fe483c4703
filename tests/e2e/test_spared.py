"""Rows that are spared paid checks: the same after a kill, with a record that the audit counts again."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from seedbed.graphs.candidate.remaking import remade
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.plan import Plan
from seedbed.memory.spec import Spec
from tests.e2e.program import Program, answers, kill_after, lines
from tests.simulator.fixtures import Start, simulated

__all__ = ["simulated"]
KEYS: dict[str, Any] = {
    "recipe": "labelled-text",
    "topic": "a bike-rental firm",
    "rows": 96,
    "look_ahead": 12,
    "critique_every": 40,
    "seed": 5,
}


@pytest.mark.timeout(400)
def test_killed_and_audited(simulated: Start, tmp_path: Path) -> None:
    base = {"defects": 0.03, "errors": 0.02}
    for name in ("calm", "rough"):
        (tmp_path / name).mkdir()
    calm = Program(tmp_path / "calm", simulated(**base).base_url)
    spec = calm.spec(**KEYS)
    done = calm("build", spec, "--yes", "-o", "run", "--max-concurrent", "12")
    assert done.code == 0, done.err
    run = tmp_path / "calm" / "run"
    told = [{one["by"]: one for one in row["evidence"]} for row in lines(run / "provenance.jsonl")]
    spared = [row for row in told if "record" in row]
    assert len(spared) > 15 and all("rows examined" in one["record"]["answers"][0] for one in spared)
    clean = calm("audit", "run")
    assert clean.code == 0, clean.out + clean.err

    endpoint = simulated(**base)
    pieces = Program(tmp_path / "rough", endpoint.base_url)
    pieces.spec(**KEYS)
    total = answers(run)
    for number, instant in enumerate((total // 2, total * 4 // 5)):
        begin = ("build", spec, "--yes", "-o", "run") if not number else ("resume", "run", "--yes")
        process = pieces.start(*begin, "--max-concurrent", "5")
        assert kill_after(process, tmp_path / "rough" / "run", instant)
    assert pieces("resume", "run", "--yes", "--max-concurrent", "12").code == 0
    for name in ("dataset.jsonl", "provenance.jsonl", "rejected.jsonl"):
        assert (run / name).read_bytes() == (tmp_path / "rough" / "run" / name).read_bytes(), name
    assert endpoint.stats()["repeated"] <= 10
    _forged(RunFolder(run))


def _forged(folder: RunFolder) -> None:
    """A record that doesn't stand where its rows were ordered is named."""
    store = folder.open_store()
    spec, plan = Spec.model_validate(store.meta("spec")), Plan.model_validate(store.meta("plan"))
    whole = remade(folder, spec, plan, store)
    assert not any(whole.values())
    store.close()
    with closing(
        sqlite3.connect(folder.store)
    ) as raw:  # as if the rows had been ordered on what came earlier
        raw.execute("UPDATE meta SET value = '1' WHERE key = 'look_ahead'")
        raw.commit()
    store = folder.open_store()
    found = remade(folder, spec, plan, store)
    store.close()
    assert any("the record that stands for its checks" in line for said in found.values() for line in said)
