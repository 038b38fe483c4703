"""Builds from search tools: one as the only source, one that is down beside documents, one down alone."""

import sys
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.inside import Inside
from tests.e2e.program import lines
from tests.e2e.runs import HANDBOOK, QUESTIONS
from tests.simulator.launch import simulator
from tests.warm import ROOT

pytest.importorskip("langchain_mcp_adapters", reason="the extra `mcp` isn't installed")
SERVER = ROOT / "tests/tools/knowledge/remote/mcp_server.py"
PART: dict[str, Any] = {key: value for key, value in QUESTIONS.items() if key != "name"}


DOWN = {"mcp": {"name": "down", "command": ["no-such-program"], "tool": "search"}}


def test_a_search_tool_alone_is_source_enough_once_it_is_up_and_is_asked_once(tmp_path: Path) -> None:
    server = tmp_path / "server"
    search = {"mcp": {"command": [str(server), str(tmp_path / "mcp.log")], "tool": "search_notes"}}
    with simulator() as endpoint:
        program = Inside(tmp_path, endpoint.base_url)
        spec = program.spec(**PART, sources=[search])
        down = program("build", spec, "--skip-exam", "--yes", "-o", "down")
        assert down.code == 2
        assert "no source: mcp:mcp" in down.err and "see to the search tool" in down.err
        server.write_text(f'#!/bin/sh\nexec {sys.executable} {SERVER} "$@"\n', encoding="utf-8")
        server.chmod(0o755)
        before = endpoint.stats()["requests"]
        waits = program("build", spec, "-o", "run")
        assert waits.code == 3 and "--yes" in waits.err and not (tmp_path / "run").exists()
        assert endpoint.stats()["requests"] == before  # nobody has agreed yet
        assert not (tmp_path / "mcp.log").exists()
        done = program("build", spec, "--skip-exam", "--yes", "-o", "again")
        assert done.code == 0, done.err
        assert "asking mcp:mcp (the program" in done.out + done.err
        assert program("resume", "again").code == 0
        audit = program("audit", "again")
    assert audit.code == 0, audit.out
    # A topic is the user's own; without the marks in it, which could carry a message.
    assert [said["query"] for said in lines(tmp_path / "mcp.log")] == ["the rules of a bike rental firm"]
    rows = lines(tmp_path / "again" / "dataset.jsonl")
    assert {row["passage"]["source"] for row in rows} <= {"mcp:mcp: Deposits", "mcp:mcp: Hours .. .."}
    for line in lines(tmp_path / "again" / "provenance.jsonl"):
        for proof in line["evidence"]:
            if proof["kind"] == "citation":
                text = (tmp_path / "again" / "sources" / f"{proof['sha256']}.txt").read_text(encoding="utf-8")
                assert text[proof["start"] : proof["end"]] == proof["quote"]


def test_a_text_that_a_file_holds_too_is_read_once_and_a_tool_that_is_down_is_passed_over(
    tmp_path: Path,
) -> None:
    note = "Helmets are lent free of charge at the Mill Lane shop.\n"
    (tmp_path / "note.md").write_text(note, encoding="utf-8")
    (tmp_path / "handbook.md").write_text(HANDBOOK, encoding="utf-8")
    command = [sys.executable, str(SERVER), str(tmp_path / "mcp.log")]
    with simulator() as endpoint:
        program = Inside(tmp_path, endpoint.base_url)
        spec = program.spec(
            **PART,
            sources=["note.md", "handbook.md", {"mcp": {"command": command, "tool": "say"}}, DOWN],
            egress=True,
        )
        done = program("build", spec, "--skip-exam", "--yes", "-o", "run")
        assert done.code == 0, done.err
        audit = program("audit", "run")
    assert audit.code == 0, audit.out
    # With egress, search tools are named with the hosts that see text of the documents.
    told = "".join((done.out + done.err).split())  # a long path is wrapped
    assert f"Textofyourdocumentswillgototheprogram{sys.executable}" in told
    assert "searchtoolpassedover:mcp:down(theprogramno-such-program)" in told
    assert len(list((tmp_path / "run" / "sources").glob("*.txt"))) == 2
