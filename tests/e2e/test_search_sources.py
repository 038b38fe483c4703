"""Builds from search tools: one as the only source, one that is down beside documents, one down alone."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.program import Program, lines
from tests.e2e.runs import HANDBOOK, RULES
from tests.simulator.launch import simulator
from tests.warm import ROOT

pytest.importorskip("langchain_mcp_adapters", reason="the extra `mcp` isn't installed")
SERVER = ROOT / "tests/tools/knowledge/remote/mcp_server.py"
PART: dict[str, Any] = {**{key: value for key, value in RULES.items() if key != "name"}, "rows": 2}


def _mcp(folder: Path, **rest: Any) -> dict[str, Any]:
    command = [sys.executable, str(SERVER), str(folder / "mcp.log")]
    return {"mcp": {"command": command, "tool": "search_notes", **rest}}


DOWN = {"mcp": {"command": ["no-such-program"], "tool": "search"}}


def test_a_search_tool_alone_is_source_enough_and_is_asked_once(tmp_path: Path) -> None:
    with simulator() as endpoint:
        program = Program(tmp_path, endpoint.base_url)
        spec = program.spec(**PART, sources=[_mcp(tmp_path)])
        assert program("build", spec, "-o", "run").code == 3
        assert not (tmp_path / "mcp.log").exists()  # nobody has agreed yet
        done = program("build", spec, "--yes", "-o", "again")
        assert done.code == 0, done.err
        assert "asking mcp:mcp (the program" in done.out + done.err
        assert program("resume", "again").code == 0
        audit = program("audit", "again")
    assert audit.code == 0, audit.out
    # A topic is the user's own; without the marks in it, which could carry a message.
    assert [said["query"] for said in lines(tmp_path / "mcp.log")] == ["the rules of a bike rental firm"]
    rows = lines(tmp_path / "again" / "dataset.jsonl")
    assert {row["source"] for row in rows} <= {"mcp:mcp: Deposits", "mcp:mcp: Hours .. .."}
    for line in lines(tmp_path / "again" / "provenance.jsonl"):
        for proof in line["evidence"]:
            if proof["kind"] == "citation":
                text = (tmp_path / "again" / "sources" / f"{proof['sha256']}.txt").read_text(encoding="utf-8")
                assert text[proof["start"] : proof["end"]] == proof["quote"]


def test_a_text_that_a_file_holds_too_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text(
        "Helmets are lent free of charge at the Mill Lane shop.\n", encoding="utf-8"
    )
    (tmp_path / "handbook.md").write_text(HANDBOOK, encoding="utf-8")
    with simulator() as endpoint:
        program = Program(tmp_path, endpoint.base_url)
        spec = program.spec(
            **PART, sources=["note.md", "handbook.md", _mcp(tmp_path, tool="say")], egress=True
        )
        done = program("build", spec, "--yes", "-o", "run")
        assert done.code == 0, done.err
        audit = program("audit", "run")
    assert audit.code == 0, audit.out
    # With egress, search tools are named with the hosts that see text of the documents.
    told = "".join((done.out + done.err).split())  # a long path is wrapped
    assert f"Textofyourdocumentswillgototheprogram{sys.executable}" in told
    assert len(list((tmp_path / "run" / "sources").glob("*.txt"))) == 2


def test_a_search_tool_that_is_down_is_named_and_passed_over(tmp_path: Path) -> None:
    (tmp_path / "handbook.md").write_text(HANDBOOK, encoding="utf-8")
    with simulator() as endpoint:
        program = Program(tmp_path, endpoint.base_url)
        done = program("build", program.spec(**PART, sources=["handbook.md", DOWN]), "--yes", "-o", "run")
    assert done.code == 0, done.err
    assert "search tool passed over: mcp:mcp (the program no-such-program)" in done.out + done.err
    assert json.loads((tmp_path / "run" / "report.json").read_bytes())["searched"] == []


def test_a_search_tool_that_is_down_alone_stops_the_build_until_it_is_up(tmp_path: Path) -> None:
    server = tmp_path / "server"
    search = {"mcp": {"command": [str(server), str(tmp_path / "mcp.log")], "tool": "search_notes"}}
    with simulator() as endpoint:
        program = Program(tmp_path, endpoint.base_url)
        spec = program.spec(**PART, sources=[search])
        done = program("build", spec, "--yes", "-o", "run")
        assert done.code == 2
        assert "no source: mcp:mcp" in done.err and "see to the search tool" in done.err
        server.write_text(f'#!/bin/sh\nexec {sys.executable} {SERVER} "$@"\n', encoding="utf-8")
        server.chmod(0o755)
        again = program("build", spec, "--yes", "-o", "run")
    assert again.code == 0, again.err
    assert len(lines(tmp_path / "run" / "dataset.jsonl")) == 2
