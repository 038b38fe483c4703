"""Rows that are spared paid checks, with a record that the audit counts again."""

from pathlib import Path

from tests.e2e.inside import seedbed
from tests.e2e.program import Program, lines
from tests.e2e.runs import PLAIN
from tests.e2e.tampering import database, forge
from tests.simulator.launch import simulator


def test_each_has_a_record_and_a_forged_one_is_found(tmp_path: Path) -> None:
    run = tmp_path / "run"
    with simulator(errors=0.02) as endpoint:
        program = Program(tmp_path, endpoint.base_url)
        spec = program.spec(
            recipe=PLAIN, topic="a bike-rental firm", rows=84, look_ahead=8, critique_every=60, seed=5
        )
        words = ("build", tmp_path / spec, "--skip-exam", "--yes", "-o", run)
        done = seedbed(*words, env=program.environment())
    assert done.exit_code == 0, done.stderr
    told = [{one["by"]: one for one in row["evidence"]} for row in lines(run / "provenance.jsonl")]
    spared = [row for row in told if "record" in row]
    assert len(spared) > 8 and all("rows examined" in one["record"]["answers"][0] for one in spared)
    clean = seedbed("audit", run)
    assert clean.exit_code == 0, clean.stdout + clean.stderr
    with database(run) as store:  # as if ordered on what came earlier
        store.execute("UPDATE meta SET value = '1' WHERE key LIKE '%_ahead'")
    forge(run)
    forged = seedbed("audit", run)
    assert forged.exit_code == 1 and "the record that stands for its checks" in forged.stdout, forged.stdout
