"""The critic's model reads rows together in a whole build: soundly, wildly, or it answers nonsense."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import Result

from tests.e2e.inside import seedbed
from tests.e2e.program import lines
from tests.simulator.fixtures import Start, simulated

__all__ = ["simulated"]
SPEC: dict[str, Any] = {
    "recipe": {
        "use": "records",
        "row": {"note": {"schema": {"type": "string"}}},
        "rubric": ["The note is about one matter."],
    },
    "topic": "a bike-rental firm",
    "rows": 40,
    "look_ahead": 8,
    "critique_every": 8,
    "seed": 4,
}


@dataclass(frozen=True)
class Built:
    """A finished build."""

    run: Path
    done: Result
    command: Callable[..., Result]

    def events(self, kind: str) -> list[dict[str, Any]]:
        """What the trace says of one kind."""
        return [dict(one["data"]) for one in lines(self.run / "events.jsonl") if one["kind"] == kind]

    @property
    def reviews(self) -> list[dict[str, Any]]:
        """The readings, one by one."""
        return [one["review"] for one in self.events("critique") if one["review"]]


@pytest.fixture
def build(simulated: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Built]:
    monkeypatch.chdir(tmp_path)

    def built(critic: str, rows: int = SPEC["rows"]) -> Built:
        endpoint = simulated(critic=critic, defects=0.3, drift=0.5, repeats=0.3)
        command = partial(seedbed, env={"HOME": str(tmp_path), **endpoint.settings})
        (tmp_path / "spec.yaml").write_text(yaml.safe_dump({**SPEC, "rows": rows}), encoding="utf-8")
        done = command("build", "spec.yaml", "--skip-exam", "--yes", "-o", "run")
        assert done.exit_code == 0, (done.stderr, done.exception)
        assert len(lines(tmp_path / "run" / "dataset.jsonl")) == rows
        return Built(tmp_path / "run", done, command)

    return built


def test_what_it_saw_said_and_changed_is_told(build: Callable[[str], Built]) -> None:
    here = build("sane")
    assert any("begin with «the figures for»" in said for one in here.reviews for said in one["seen"])
    given = [one for one in here.events("directive") if one["by"] == "reader"]
    assert [one["kind"] for one in given] == ["guide"]  # said once: it stands, or is taken back for good
    back = [one for one in here.events("directive") if one["kind"] == "unguide"]
    assert given[0]["say"] in {one["say"] for one in back}  # simulated writers don't heed it
    assert "rows read together, 1 of its wishes followed" in here.done.stderr
    plan = here.command("inspect", "run", "--plan").stdout
    assert "by the critic's model, which read rows together" in plan and "openings 100% before" in plan
    told = json.loads((here.run / "report.json").read_text(encoding="utf-8"))["revisions"]
    (asked,) = [one for one in told if one["by"] == "reader" and one["kind"] != "read"]
    assert asked["kind"] == "guide" and asked["told"].startswith("all rows: writers are told «Begin ")
    assert re.search("openings 100% before, (100|9.)% since: it ", asked["account"]["told"])
    assert "rows side by side" in (here.run / "report.html").read_text(encoding="utf-8")
    tokens = sum(one["tokens"] for one in here.reviews)
    spent = json.loads(here.command("status", "run", "--json").stdout)["tokens"]
    assert 0 < tokens < 12_000 + 0.02 * sum(spent.values()) + 2_000
    assert here.command("audit", "run").exit_code == 0


def test_a_wild_one_gets_what_is_sound_and_is_told_why_not(build: Callable[..., Built]) -> None:
    here = build("wild", rows=24)
    whys = " ".join(one["why"] for one in here.events("dropped"))
    for why in ("there is no place", "there is no method", "rows are coming", "that check isn't off"):
        assert why in whys
    assert all(len(one["seen"]) <= 6 for one in here.reviews)
    assert not {"set check", "stop"} & {one["kind"] for one in here.events("directive")}
    assert "not done: " in here.command("inspect", "run", "--plan").stdout


def test_nonsense_leaves_it_to_thresholds_which_is_said(build: Callable[..., Built]) -> None:
    here = build("nonsense", rows=20)
    assert here.reviews and all(one["unusable"] for one in here.reviews)
    assert len(here.reviews) <= 3
    assert "gave no usable answer, so thresholds decide" in here.done.stderr
    assert not [one for one in here.events("directive") if one["by"] == "reader"]
