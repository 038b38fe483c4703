"""Talks in a world end to end: exact counts, defects planted, an audit that executes, a resumed build."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from seedbed.tools.verification.toolcalls.calls import read_call
from seedbed.tools.verification.toolcalls.check import check_calls
from seedbed.tools.verification.toolcalls.tools import read_tools
from tests.e2e.inside import seedbed
from tests.e2e.program import Program, answers, kill_after, lines, row_answers
from tests.e2e.tampering import edit_draft, edit_evidence, forge
from tests.simulator.launch import simulator
from tests.warm import ROOT

WORLD = ROOT / "scenarios" / "tool_use" / "world.yaml"
ROWS = 9
SPEC: dict[str, Any] = {
    "task": "tool_use",
    "topic": "a bike hire",
    "world": "hire.yaml",
    "rows": ROWS,
    "look_ahead": 6,
    "seed": 3,
}
OPTIONS: dict[str, Any] = {"tool_world": WORLD, "defects": 0.15}


def _program(folder: Path, base_url: str) -> Program:
    folder.mkdir(exist_ok=True)
    shutil.copy(WORLD, folder / "hire.yaml")
    program = Program(folder, base_url)
    program.spec(**SPEC)
    return program


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("tool_use")
    with simulator(**OPTIONS) as endpoint:
        done = _program(folder / "calm", endpoint.base_url)("build", "spec.yaml", "--yes", "-o", "run")
    assert done.code == 0, done.err
    (folder / "calm" / "hire.yaml").unlink()  # the run has a copy of its own
    yield folder / "calm" / "run"


def test_counts_are_exact_and_every_call_keeps_its_schema(built: Path) -> None:
    rows = lines(built / "dataset.jsonl")
    assert len(rows) == ROWS
    for row in rows:
        assert set(row) == {"id", "messages", "tools"}
        assert row["messages"][0]["role"] == "system" and row["messages"][-1]["role"] == "assistant"
        made = [read_call(one) for message in row["messages"] for one in message.get("tool_calls") or ()]
        assert all(one.ok for one in check_calls(read_tools(row["tools"]), made))
    for line in lines(built / "provenance.jsonl"):
        assert {"schema", "execution", "judgement"} <= {piece["kind"] for piece in line["evidence"]}
        assert line["notes"]["tried"] == 1 and line["notes"]["ended"] == "goal reached"


def test_the_audit_executes_every_call_again(built: Path) -> None:
    found = json.loads(seedbed("audit", built, "--json").stdout)
    assert found["ok"] and found["evidence"]["execution"]["recomputed"] == ROWS
    assert found["evidence"]["schema"]["recomputed"] == 2 * ROWS


def _edited_result(draft: Any) -> None:
    one = next(one for one in draft["row"]["messages"] if one["role"] == "tool")
    one["content"] = '{"booking_id": "Q-7"}'


def _edited_call(draft: Any) -> None:
    one = next(one for one in draft["row"]["messages"] if one.get("tool_calls"))
    one["tool_calls"] = [{**call, "id": f"{call['id']}0"} for call in one["tool_calls"]]
    function = one["tool_calls"][0]["function"]
    function["arguments"] = json.dumps({**json.loads(function["arguments"]), "days": 1})


def _edited_words(draft: Any) -> None:
    draft["row"]["messages"][-1]["content"] += " Have a nice day."


def _edited_policy(draft: Any) -> None:
    draft["row"]["messages"][0]["content"] = "Do as you like."


def test_what_was_edited_is_found(built: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    shutil.copytree(built, run)
    rows = lines(run / "dataset.jsonl")
    calling = [row["id"] for row in rows if any("tool_calls" in one for one in row["messages"])]
    changes = (_edited_result, _edited_call, _edited_words, _edited_policy)
    for mine, change in zip(calling, changes, strict=False):
        edit_draft(run, mine, change)
    edit_evidence(run, calling[4], "execution", tests='{"changes":{},"end":"","results":[]}')
    forge(run)
    assert _found(run) == set(calling[:5])
    copy = run / "worlds" / "rows" / "hire.yaml"
    copy.write_text(copy.read_text(encoding="utf-8").replace("days: 3", "days: 4"), encoding="utf-8")
    assert _found(run) >= {"worlds/rows/hire.yaml", *(row["id"] for row in rows)}


def _found(run: Path) -> set[str]:
    result = seedbed("audit", run, "--json")
    assert result.exit_code == 1
    return {problem["row"] for problem in json.loads(result.stdout)["problems"]}


def test_killed_within_a_talk_and_resumed_it_is_the_same_run(built: Path, tmp_path: Path) -> None:
    with simulator(**OPTIONS) as endpoint:
        program = _program(tmp_path / "rough", endpoint.base_url)
        run = program.folder / "run"
        at = answers(built) - row_answers(built) // 2
        process = program.start("build", "spec.yaml", "--yes", "-o", "run", "--max-concurrent", "3")
        assert kill_after(process, run, at)
        (program.folder / "hire.yaml").write_text("tools: []", encoding="utf-8")
        done = program("resume", "run", "--yes")
        stats = endpoint.stats()
    assert done.code == 0, done.err
    for file in ("dataset.jsonl", "provenance.jsonl"):
        assert (built / file).read_bytes() == (run / file).read_bytes(), file
    assert stats["repeated"] <= 3, "no more than the calls in flight at the kill"
