"""Forgeries in the files of a run: one edit each, by somebody who doesn't touch the store."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.e2e.audits.forger import Forger, Forgery
from tests.e2e.tampering import edit_line, edit_lines


def row_changed(run: Forger) -> str:
    mine = run.take("messages")
    edit_line(run.path / "dataset.jsonl", mine, text="Where is my parcel?")
    return mine


def row_added(run: Forger) -> str:
    stranger = "0123456789abcdef"
    model = run.row(run.take("messages"))
    edit_lines(run.path / "dataset.jsonl", lambda rows: [*rows, {**model, "id": stranger}])
    return stranger


def row_deleted(run: Forger) -> str:
    mine = run.take("problems")
    edit_lines(run.path / "dataset.jsonl", lambda rows: [row for row in rows if row["id"] != mine])
    return mine


def row_doubled(run: Forger) -> str:
    mine = run.take("problems")
    edit_lines(run.path / "dataset.jsonl", lambda rows: [*rows, run.row(mine)])
    return mine


def provenance_evidence(run: Forger) -> str:
    mine = run.take("messages")

    def raised(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        (row,) = (row for row in rows if row["id"] == mine)
        next(e for e in row["evidence"] if e["kind"] == "judgement")["score"] = 4.5
        return rows

    edit_lines(run.path / "provenance.jsonl", raised)
    return mine


def changed(name: str, change: Callable[[bytes], bytes]) -> Forgery:
    """A file with other bytes."""

    def forged(run: Forger) -> str:
        path = run.path / name
        before = path.read_bytes()
        path.write_bytes(change(before))
        assert path.read_bytes() != before
        return name

    return forged


def edited(name: str, before: str = ":", after: str = ": ") -> Forgery:
    return changed(name, lambda data: data.replace(before.encode(), after.encode(), 1))


def cut(name: str) -> Forgery:
    """Without its last line."""
    return changed(name, lambda data: b"".join(data.splitlines(keepends=True)[:-1]))


def gone(name: str) -> Forgery:
    def removed(run: Forger) -> str:
        (run.path / name).unlink()
        return name

    return removed


def _source(run: Forger) -> Path:
    return next((run.path / "sources").glob("*.txt"))


def source_changed(run: Forger) -> str:
    path = _source(run)
    path.write_text(path.read_text("utf-8").replace("£110", "£111"), "utf-8")
    return f"sources/{path.name} {run.take('questions')} {run.take('rules')}"


def source_gone(run: Forger) -> str:
    path = _source(run)
    path.unlink()
    return f"sources/{path.name}"


def source_linked(run: Forger) -> str:
    path = _source(run)
    path.rename(run.path / "elsewhere.txt")
    path.symlink_to(run.path / "elsewhere.txt")
    return f"sources/{path.name}"


def source_called_otherwise(run: Forger) -> str:
    path = _source(run).with_suffix(".json")
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "name": "law.md"}), "utf-8")
    return f"sources/{path.name}"


FILES: tuple[tuple[Forgery, ...], ...] = (
    (
        *(row_changed, row_added, row_deleted, row_doubled, provenance_evidence, source_changed),
        *(edited(name) for name in ("rejected.jsonl", "failures.jsonl", "events.jsonl")),
        edited("report.json", '"sha256": "', '"sha256": "0'),
        edited("spec.yaml", "wants money back", "is happy"),
        edited("plan.yaml", "name: Pedalworks", "name: Wheelworks"),
    ),
    (
        *(changed(name, lambda data: data[:-40]) for name in ("dataset.jsonl", "provenance.jsonl")),
        *(cut(name) for name in ("rejected.jsonl", "failures.jsonl", "events.jsonl")),
        *(gone("report.json"), gone("spec.yaml"), source_called_otherwise),
    ),
    (gone("dataset.jsonl"), source_linked),
    (
        *(source_gone, gone("README.md"), edited("report.html", "<h1", "<h1 ")),
        edited("report.json", '"seconds": ', '"seconds": 1'),
        changed("dataset.jsonl", lambda data: b"".join(reversed(data.splitlines(keepends=True)))),
    ),
)
"""Heaps of forgeries that one audit must find, none of which hides another."""
