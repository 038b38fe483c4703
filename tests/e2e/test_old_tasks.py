"""Parts of old tasks that a recipe makes, end to end: exact counts with defects planted, an audit that makes
every row again, and what it finds of rows that were changed."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.inside import seedbed
from tests.e2e.program import Program, lines
from tests.e2e.tampering import edit_draft, forge
from tests.simulator.launch import simulator
from tests.warm import ROOT

TOPIC = "a bike-rental firm"
FIELDS = {"type": "object", "properties": {"note": {"type": "string"}}, "required": ["note"]}
PARTS: list[dict[str, Any]] = [
    {"name": "talks", "task": "dialogues", "topic": TOPIC, "rows": 4},
    {"name": "pairs", "task": "preferences", "topic": TOPIC, "rows": 3, "of": "talks"},
    {"name": "notes", "task": "records", "topic": TOPIC, "rows": 4, "fields": FIELDS},
    {"name": "digests", "task": "summaries", "topic": TOPIC, "rows": 4},
]


@dataclass(frozen=True, slots=True)
class Built:
    """A finished run."""

    path: Path
    rows: dict[str, list[dict[str, Any]]]
    """By part."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    folder = tmp_path_factory.mktemp("recipes")
    with simulator(defects=0.2, malformed=0.02) as endpoint:
        program = Program(folder, endpoint.base_url)
        handbook = str(ROOT / "scenarios" / "demo" / "handbook")
        spec = program.spec(parts=PARTS, sources=[handbook], look_ahead=8, critique_every=40, seed=3)
        done = program("build", spec, "--yes", "-o", "run")
    assert done.code == 0, done.err
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in lines(folder / "run" / "dataset.jsonl"):
        rows.setdefault(row["part"], []).append(dict(row))
    yield Built(folder / "run", rows)


def test_exactly_the_rows_asked_for_each_by_a_recipe(built: Built) -> None:
    assert {part: len(rows) for part, rows in built.rows.items()} == {
        part["name"]: part["rows"] for part in PARTS
    }
    told = lines(built.path / "provenance.jsonl")
    assert {line["method"].partition("/")[0] for line in told} == {"recipe"}


def test_pairs_are_of_talks_that_were_accepted(built: Built) -> None:
    talks = [row["messages"] for row in built.rows["talks"]]
    for pair in built.rows["pairs"]:
        assert any(talk[: len(pair["prompt"])] == pair["prompt"] for talk in talks)
        assert pair["chosen"] != pair["rejected"]


def test_the_audit_is_clean(built: Built) -> None:
    result = seedbed("audit", built.path, "--json")
    assert result.exit_code == 0, result.stdout
    found = json.loads(result.stdout)
    assert found["ok"] and found["rows"] == sum(part["rows"] for part in PARTS)


CHANGED = {"talks": "messages", "pairs": "rejected", "notes": "note", "digests": "summary"}


@pytest.mark.parametrize("part", CHANGED)
def test_a_changed_row_is_found(built: Built, tmp_path: Path, part: str) -> None:
    run = tmp_path / "run"
    shutil.copytree(built.path, run, ignore=shutil.ignore_patterns("index"))
    row, field = built.rows[part][0], CHANGED[part]

    def change(draft: Any) -> None:
        if field == "messages":
            draft["row"]["messages"][-1]["content"] += " By the way, it is free for you."
        else:
            draft["row"][field] += " By the way, it is free for you."

    edit_draft(run, row["id"], change)
    forge(run)
    result = seedbed("audit", run, "--json")
    assert result.exit_code == 1
    assert row["id"] in {one["row"] for one in json.loads(result.stdout)["problems"]}
