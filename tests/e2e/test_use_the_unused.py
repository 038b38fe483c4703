"""A folder of which searches would never bring some documents: the critic has rows written from them too, a
build in pieces as one in a piece, and every place where people look says so."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.inside import seedbed
from tests.e2e.program import Program, answers, kill_after, lines
from tests.simulator.fixtures import Start, simulated

__all__ = ["simulated"]
FULL = (
    "tandem",
    "tricycle",
    "scooter",
    "roadster",
    "cargo bike",
    "recumbent",
    "trailer",
    "handcycle",
    "unicycle",
)
SHY = ("kayak", "lantern", "tractor")
ALL = len(FULL) + len(SHY)
SPEC: dict[str, Any] = {
    "parts": [
        {
            "name": "tickets",
            "task": "records",
            "topic": "deposits",
            "rows": 15,
            "attributes": [{"name": "tone", "values": ["calm", "angry"]}],
            "fields": {"type": "object", "properties": {"note": {"type": "string"}}, "required": ["note"]},
        }
    ],
    "sources": ["docs"],
    "look_ahead": 2,
    "critique_every": 4,
    "seed": 3,
}


def write_documents(folder: Path) -> None:
    """Some documents that speak of deposits in every line, and some that do once, far from anything else."""
    folder.mkdir()
    for number, kind in enumerate(FULL):
        said = "\n\n".join(
            f"Deposits: the deposits for a {kind} {part} are {kind} deposits of £{20 * number + line}."
            for line, part in enumerate(
                ("frame", "wheel", "saddle", "chain", "pump", "basket", "lamp", "bell")
            )
        )
        (folder / f"full{number}.md").write_text(f"# Deposits for a {kind}\n\n{said}\n", encoding="utf-8")
    for number, matter in enumerate(SHY):
        said = " ".join(
            f"The {matter} stands in hall {line} beside its {matter} cover." for line in range(14)
        )
        text = f"# The {matter}\n\n{said} Its deposits are kept by the porter.\n"
        (folder / f"shy{number}.md").write_text(text, encoding="utf-8")


def documents(row: dict[str, Any]) -> set[str]:
    return {place["source"] for place in row["notes"]["sources"]}


@pytest.fixture
def whole(simulated: Start, tmp_path: Path) -> Program:
    made = Program(tmp_path / "whole", simulated(latency=5).base_url)
    made.folder.mkdir()
    write_documents(made.folder / "docs")
    made.spec(**SPEC)
    done = made("build", "spec.yaml", "--yes", "-o", "run", "--max-concurrent", "2")
    assert done.code == 0, done.err
    assert "1 concept reads what no row uses" in done.err
    assert f"documents {ALL} of {ALL}, sections {ALL} of {ALL}" in " ".join(done.out.split())
    return made


def test_rows_come_from_what_no_search_brings(whole: Program, simulated: Start, tmp_path: Path) -> None:
    run = whole.folder / "run"
    rows = [dict(row) for row in lines(run / "provenance.jsonl")]
    steered = [row for row in rows if "unread" in row["brief"]["grounding"]]
    left = [row for row in rows if row not in steered]
    assert left and not any(name.startswith("shy") for row in left for name in documents(row))
    assert {name for row in steered for name in documents(row)} >= {f"shy{n}.md" for n in range(len(SHY))}
    assert all(documents(row) == {row["brief"]["grounding"]["unread"]["name"]} for row in steered)

    plan = " ".join(seedbed("inspect", run, "--plan").stdout.split())
    assert "its next rows are written from shy" in plan
    assert "because most of what searches brought for its latest" in plan and "no row uses" in plan
    shown = " ".join(seedbed("inspect", run, steered[0]["id"]).stdout.split())
    named = steered[0]["brief"]["grounding"]["unread"]
    assert f"unread {named['name']}: {named['heading'][0]}" in shown
    assert "written from" in shown
    report = json.loads((run / "report.json").read_text(encoding="utf-8"))
    assert report["sources"]["documents"] == {"used": ALL, "total": ALL, "unused": []}
    assert seedbed("audit", run).exit_code == 0

    pieces = Program(tmp_path / "pieces", simulated(latency=5).base_url)
    pieces.folder.mkdir()
    write_documents(pieces.folder / "docs")
    pieces.spec(**SPEC)
    total = answers(run)
    process = pieces.start("build", "spec.yaml", "-o", "run", "--yes", "--max-concurrent", "2")
    assert kill_after(process, pieces.folder / "run", total * 3 // 4)
    assert pieces("resume", "run", "--yes").code == 0
    for name in ("dataset.jsonl", "provenance.jsonl", "rejected.jsonl"):
        assert (run / name).read_bytes() == (pieces.folder / "run" / name).read_bytes(), name
