"""The last of a budget goes into rows that are finished: what a capped build has paid for, it delivers."""

from pathlib import Path
from typing import Any

from tests.e2e.inside import Inside
from tests.e2e.runs import PLAIN
from tests.simulator.launch import simulator

BUILD = ("build", "spec.yaml", "--yes", "--skip-exam", "--json", "--max-concurrent", "32")
PART = {"name": "notes", "recipe": PLAIN, "topic": "a bike shop", "rows": 120}


def _each(status: dict[str, Any]) -> float:
    """Tokens for candidates per delivered row."""
    rows = status["spending"]["rows"]
    return float((rows["prompt_tokens"] + rows["completion_tokens"]) / status["accepted"])


def test_a_capped_build_delivers_what_it_pays_for_and_more_budget_gives_the_same_rows(tmp_path: Path) -> None:
    with simulator(latency=20, jitter=20, defects=0.1, seed=4) as endpoint:
        program = Inside(tmp_path, endpoint.base_url)
        program.spec(parts=[PART], planning="draft", critique_every=40, seed=4)
        whole = program.apart(*BUILD, "-o", "whole").json()
        cap = sum(whole["tokens"].values()) // 2
        done = program(*BUILD, "-o", "run", "--budget", f"{cap}tok")
        capped = done.json()
        assert done.code == 3 and "no further row fits: one takes about" in capped["stopped_because"]
        assert sum(capped["tokens"].values()) <= cap
        assert _each(capped) < 1.15 * _each(whole)
        more = program("resume", "run", "--yes", "--json", "--budget", "9000ktok").json()
    assert more["sha256"] == whole["sha256"]
