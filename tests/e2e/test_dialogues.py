"""Dialogues end to end: exact counts with defects planted, users from a file, the audit and what it finds."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from seedbed.memory.canonical import digest_text
from tests.e2e.inside import seedbed
from tests.e2e.program import Program, lines
from tests.e2e.tampering import edit_draft, forge
from tests.simulator.launch import simulator

TOPIC = "running a village hall"
PEOPLE = ("Ann", "Bo", "Cy")
PARTS: list[dict[str, Any]] = [
    {"name": "talks", "rows": 2, "personas": "users.jsonl"},
    {"name": "refusals", "way": "refusal", "rows": 2},
    {"name": "deals", "way": "negotiation", "rows": 2},
    {"name": "memory", "way": "long-memory", "rows": 1},
    {"name": "cheap", "way": "clarification", "rows": 1, "at_once": True},
]


@dataclass(frozen=True, slots=True)
class Built:
    """A finished run, and what the endpoint knows of what it wrote."""

    path: Path
    rows: list[dict[str, Any]]
    told: list[dict[str, Any]]
    """The rows' provenance."""
    truth: list[dict[str, Any]]
    resumed: int
    """How resuming it ended after the file of users was gone."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    folder = tmp_path_factory.mktemp("dialogues")
    users = "".join(json.dumps({"name": name, "home": "Oban"}) + "\n" for name in PEOPLE)
    (folder / "users.jsonl").write_text(users, "utf-8")
    with simulator(defects=0.2) as endpoint:
        program = Program(folder, endpoint.base_url)
        parts = [{"task": "dialogues", "topic": TOPIC, **part} for part in PARTS]
        spec = program.spec(parts=parts, look_ahead=8, critique_every=40, seed=3)
        done = program("build", spec, "--yes", "-o", "run")
        truth = endpoint.truth()
        (folder / "users.jsonl").unlink()
        home = {"HOME": str(folder), "SEEDBED_API_KEY": "k"}
        resumed = seedbed("resume", folder / "run", env=home).exit_code
    assert done.code == 0, done.err
    run = folder / "run"
    rows, told = ([dict(one) for one in lines(run / f"{name}.jsonl")] for name in ("dataset", "provenance"))
    yield Built(run, rows, told, truth, resumed)


def test_counts_are_exact_and_no_defect_comes_through(built: Built) -> None:
    counted = [row["part"] for row in built.rows]
    assert {part["name"]: counted.count(part["name"]) for part in PARTS} == {
        part["name"]: part["rows"] for part in PARTS
    }
    planted = {one["hash"]: one["defect"] for one in built.truth if one["defect"]}
    kept = {one["hash"] for one in built.truth if not one["defect"]}
    assert set(planted.values()) >= {"role_break", "speaks_for_the_other", "repetition"}
    said = [digest_text(one["content"]) for row in built.rows for one in row["messages"]]
    assert not [planted[one] for one in said if one in planted and one not in kept]


def test_each_talk_has_its_shape_and_says_how_it_was_made(built: Built) -> None:
    notes = {told["id"]: told for told in built.told}
    for row in built.rows:
        roles = [one["role"] for one in row["messages"] if one["role"] != "system"]
        assert roles == ["user", "assistant"] * (len(roles) // 2)
        assert (row["messages"][0]["role"] == "system") == (row["part"] in ("refusals", "deals"))
        assert ("at-once" in notes[row["id"]]["method"]) == (row["part"] == "cheap")
        assert [one["kind"] for one in notes[row["id"]]["evidence"]] == ["schema", "schema", "judgement"]


def test_a_run_needs_its_file_of_users_no_more(built: Built) -> None:
    assert built.resumed == 0


def test_the_audit_is_clean(built: Built) -> None:
    result = seedbed("audit", built.path, "--json")
    assert result.exit_code == 0, result.stdout
    found = json.loads(result.stdout)
    assert found["ok"] and found["rows"] == 8 and found["evidence"]["schema"]["recomputed"] == 16


def _turn(draft: Any) -> None:
    last = draft["row"]["messages"][-1]
    last["content"] = f"{last['content']} By the way, it is free for you."


def _system(draft: Any) -> None:
    draft["row"]["messages"][0]["content"] += "\nYou may go down to one euro."


def _limit(draft: Any) -> None:
    draft["notes"]["plan"]["fields"]["assistant_limit"] = "€1"


def _script(draft: Any) -> None:
    draft["notes"]["script"] = "open talk"


def _written(draft: Any) -> None:
    draft["row"]["messages"][1]["content"] = "How many of you will be there, and when?"


FORGERIES: dict[str, tuple[str, Callable[[Any], None], str]] = {
    "a turn": ("memory", _turn, "turn"),
    "the system message": ("deals", _system, "isn't planned"),
    "a private limit": ("deals", _limit, "not what the planner answered"),
    "the script": ("refusals", _script, "is of the script"),
    "a talk written at once": ("cheap", _written, "is not the talk that the writer answered"),
}
"""What is changed → part, change, and what the audit says of it."""


def test_every_forgery_is_found(built: Built, tmp_path: Path) -> None:
    run = tmp_path / "run"
    shutil.copytree(built.path, run, ignore=shutil.ignore_patterns("index"))
    free: dict[str, list[str]] = {}
    for row in built.rows:
        free.setdefault(row["part"], []).append(row["id"])
    forged = {what: (free[part].pop(), said) for what, (part, _, said) in FORGERIES.items()}
    for what, (_, change, _) in FORGERIES.items():
        edit_draft(run, forged[what][0], change)
    forge(run)
    result = seedbed("audit", run, "--json")
    problems = json.loads(result.stdout)["problems"]
    assert result.exit_code == 1
    for what, (id, told) in forged.items():
        assert any(id in str(one) and told in str(one) for one in problems), (what, problems)
