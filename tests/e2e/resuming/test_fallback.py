"""A model with a fallback, whose endpoint is gone for a while in the middle of a build, a kill included."""

import re
import signal
from collections import Counter
from pathlib import Path

from benchmarks.endurance.gate import gate
from tests.e2e.inside import Inside, seedbed, status
from tests.e2e.program import Program, count, lines, row_answers, until
from tests.e2e.runs import MESSAGES
from tests.simulator.launch import simulator

AT_ONCE, ROWS = 8, 50


def test_another_model_answers_while_an_endpoint_is_gone_and_no_longer(tmp_path: Path) -> None:
    program, run = Program(tmp_path), tmp_path / "run"

    def by(model: str) -> int:
        mine = f"stage = 'sample' AND state = 'settled' AND model = '{model}'"
        return count(run, f"SELECT count(*) FROM ledger WHERE {mine}")

    with simulator(latency=30) as first, simulator(latency=100) as second, gate(first.base_url) as way:
        models = {
            "default": {"base_url": way.base_url, "model": "sim-strong", "fallback": "other"},
            "other": {"base_url": second.base_url, "model": "sim-quirky", "price": {"completion": 5.0}},
        }
        recipe = {key: MESSAGES[key] for key in ("recipe", "topic")}
        program.spec(**recipe, rows=ROWS, seed=3, models=models, look_ahead=16)
        flags = ("--skip-exam", "--yes", "--max-concurrent", str(AT_ONCE))
        process = program.start("build", "spec.yaml", "-o", "run", *flags)
        until(process, lambda: row_answers(run) >= 12)
        way.shut()
        until(process, lambda: by("sim-quirky") >= 8)
        process.send_signal(signal.SIGKILL)
        _, told = process.communicate()
        before = by("sim-quirky")
        process = program.start("resume", "run", "--yes")
        until(process, lambda: by("sim-quirky") >= before + 8)
        way.open()
        alone = by("sim-strong")
        until(process, lambda: by("sim-strong") > alone)
        _, resumed = process.communicate()
        repeated = second.stats()["repeated"]
    assert process.returncode == 0, resumed
    instead = "until it does, sim-quirky answers in its place"
    assert told.count(instead) == resumed.count(instead) == 1 == resumed.count("answers again, after")
    assert repeated <= AT_ONCE  # what was under way at the kill
    rows = lines(run / "provenance.jsonl")
    assert len(rows) == ROWS and {"sim-strong", "sim-quirky"} == {
        one for row in rows for one in row["models"]
    }
    assert count(run, "SELECT sum(usd > 0) FROM ledger WHERE model = 'sim-quirky' AND state = 'settled'") > 16
    assert not count(run, "SELECT sum(usd) > 0 FROM ledger WHERE model = 'sim-strong'")
    found = status(run)
    assert found["made_by"] == Counter(one for row in rows for one in row["models"])
    assert found["spending"]["by_model"]["sim-quirky"]["usd_per_row"] > 0
    assert "rows with answers of sim-" in seedbed("status", run).stdout
    assert seedbed("audit", run).exit_code == 0


def test_an_endpoint_is_waited_for_no_longer_than_the_minutes_last(tmp_path: Path) -> None:
    with simulator(latency=5) as endpoint, gate(endpoint.base_url) as way:
        program, run = Inside(tmp_path, way.base_url), tmp_path / "run"
        program.spec(**{key: MESSAGES[key] for key in ("recipe", "topic")}, rows=ROWS)
        begun = program("build", "spec.yaml", "-o", "run", "--skip-exam", "--yes", "--budget", "60calls")
        assert begun.code == 3, begun.err
        way.shut()
        most = round(status(run)["seconds"] / 60 + 0.06, 2)
        done = program("resume", "run", "--yes", "--budget", "1000calls", "--budget", f"{most}min")
    told = done.err
    assert done.code == 3 and f"stopped: the budget of {most:g} minutes is used up" in told
    assert status(run)["state"] == "paused" and re.search(
        r"waited for, \d s at most \(the budget's minutes\)", told
    )
