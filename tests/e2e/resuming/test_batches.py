"""A build by batches ends as a direct one does, whatever becomes of process and batches."""

import json
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.inside import Inside
from tests.e2e.program import Program, answers, count, until
from tests.e2e.runs import MESSAGES
from tests.simulator.launch import simulator

SPEC: dict[str, Any] = {**MESSAGES, "rows": 18, "look_ahead": 18, "critique_every": 9, "seed": 4}
SPEC.pop("name")
BUILD = ("build", "spec.yaml", "--skip-exam", "--yes", "-o", "run")


@pytest.fixture(scope="module")
def direct(tmp_path_factory: pytest.TempPathFactory) -> Iterator[bytes]:
    """The rows of the same build without batches."""
    folder = tmp_path_factory.mktemp("direct")
    with simulator() as end:
        program = Program(folder, end.base_url)
        program.spec(**SPEC)
        assert program(*BUILD).code == 0
        yield (folder / "run" / "dataset.jsonl").read_bytes()


def out(run: Path) -> list[dict[str, Any]]:
    """The batches that are out, with their ids."""
    try:
        with closing(sqlite3.connect(f"file:{run / 'run.sqlite'}?mode=ro", uri=True)) as store:
            row = store.execute("SELECT value FROM meta WHERE key = 'batches'").fetchone()
    except sqlite3.OperationalError:
        return []
    return [one for one in json.loads(row[0]).values() if one["id"]] if row else []


def test_kills_expired_calls_and_failed_batches_change_nothing(tmp_path: Path, direct: bytes) -> None:
    run = tmp_path / "run"
    with simulator(batches=1, batch_expiry=0.2, batches_failing=1) as end:
        program = Program(tmp_path, end.base_url)
        program.spec(**SPEC)
        process = program.start(*BUILD, "--batch")
        until(process, lambda: bool(out(run)) and end.stats()["batches"] == 2)
        process.send_signal(signal.SIGINT)
        process.communicate()
        assert process.returncode == 130
        refused = program("resume", "run", "--yes", "--no-batch", "--workers", "ray:local:2")
        assert refused.code == 2
        assert refused.err.endswith("(resume: --workers none) until the batches that are out are back\n")

        process = program.start("resume", "run", "--yes")  # what was refused isn't remembered
        until(process, lambda: end.stats()["batches"] == 3)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        # As if it had been killed before it heard the id.
        with closing(sqlite3.connect(run / "run.sqlite")) as store:
            value = """replace(value, '"id":"batch_3"', '"id":""')"""
            store.execute(f"UPDATE meta SET value = {value} WHERE key = 'batches'")
            store.commit()
        done = program("resume", "run", "--yes")
        stats = end.stats()
    assert done.code == 0, done.err
    assert (run / "dataset.jsonl").read_bytes() == direct
    assert stats["repeated"] == 0 and stats["expired"] > 2
    assert count(run, "SELECT count(*) FROM ledger WHERE state = 'lost'") == 0
    unanswered = "SELECT count(*) FROM failures JOIN ledger ON charge = ledger.id WHERE usd = 0 AND code = "
    assert count(run, f"{unanswered} 'failed'") == 18
    assert count(run, f"{unanswered} 'batch_expired'") == stats["expired"]


def test_at_a_cap_what_is_out_is_taken_once_the_run_goes_on(tmp_path: Path, direct: bytes) -> None:
    run = tmp_path / "run"
    with simulator(batches=0.5) as end:
        program = Program(tmp_path, end.base_url)  # inside, five would be over before a batch is
        program.spec(**SPEC)
        capped = program(*BUILD, "--batch", "--budget", "40calls")
        assert capped.code == 3 and "40 calls" in capped.err, capped.err
        told = program("status", "run").out
        assert len(out(run)) == 1 and "1 batch out, " in told and "oldest " in told, told
        assert end.stats()["batches"] >= 2
        before = answers(run)
        for _ in range(5):  # calls that the cap had let in and that were in no batch yet go out first
            assert program("resume", "run", "--yes").code == 3
            if not out(run):
                break
        assert not out(run)
        assert answers(run) > before and count(run, "SELECT count(*) FROM ledger") == 40
        done = program("resume", "run", "--yes", "--budget", "500calls")
        assert end.stats()["repeated"] == 0
    assert done.code == 0, done.err
    assert (run / "dataset.jsonl").read_bytes() == direct


def test_a_cap_that_has_room_for_few_calls_ends_the_build_and_no_round_is_waited_for(tmp_path: Path) -> None:
    with simulator(batches=0.5) as end:
        program = Inside(tmp_path, end.base_url)
        program.spec(**SPEC, models={"default": {"price": {"prompt": 2, "completion": 8}}})
        capped = program(*BUILD, "--batch", "--budget", "0.05usd")
        assert capped.code == 3 and "leaves room for " in capped.err, capped.err
        assert "nothing is billed" not in capped.out + capped.err  # it has a price, though it is here


def test_an_endpoint_without_batches_is_named_before_anything_is_asked(tmp_path: Path) -> None:
    with simulator() as end:
        program = Inside(tmp_path, end.base_url)
        program.spec(**SPEC)
        refused = program(*BUILD, "--batch")
        assert end.stats()["requests"] == 0
    assert refused.code == 2 and "has no batch API (HTTP 404 on /files)" in refused.err
    assert "leave --batch out" in refused.err and not (tmp_path / "run").exists()
