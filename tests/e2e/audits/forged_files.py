"""Forgeries in the files of a run: one edit each, by somebody who doesn't touch the store."""

import json
from pathlib import Path
from typing import Any

from seedbed.memory.exact.canonical import digest_text
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


def labels_swapped(run: Forger) -> str:
    one, other = run.unlike("messages", "label")
    edit_line(run.path / "dataset.jsonl", one["id"], label=other["label"])
    edit_line(run.path / "dataset.jsonl", other["id"], label=one["label"])
    return f"{one['id']} {other['id']}"


def row_rewritten(run: Forger) -> str:
    path, mine = run.path / "dataset.jsonl", run.take("bikes")
    text = path.read_text(encoding="utf-8")
    line = next(line for line in text.split("\n") if mine in line)
    path.write_text(text.replace(line, line.replace(":", ": ")), encoding="utf-8")
    return mine


def provenance_evidence(run: Forger) -> str:
    mine = run.take("messages")

    def raised(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        for row in rows:
            if row["id"] == mine:
                next(e for e in row["evidence"] if e["kind"] == "judgement")["score"] = 4.5
        return rows

    edit_lines(run.path / "provenance.jsonl", raised)
    return mine


def provenance_brief(run: Forger) -> str:
    mine = run.take("bikes")
    edit_lines(
        run.path / "provenance.jsonl",
        lambda rows: [{**r, "brief": {**r["brief"], "seed": 1}} if r["id"] == mine else r for r in rows],
    )
    return mine


def truncated(name: str) -> Forgery:
    def last_bytes_gone(run: Forger) -> str:
        path = run.path / name
        path.write_bytes(path.read_bytes()[:-40])
        return name

    return last_bytes_gone


def cut(name: str) -> Forgery:
    def last_line_gone(run: Forger) -> str:
        path = run.path / name
        path.write_bytes(b"\n".join(path.read_bytes().split(b"\n")[:-2]) + b"\n")
        return name

    return last_line_gone


def edited(name: str, before: str = ":", after: str = ": ") -> Forgery:
    def replaced(run: Forger) -> str:
        path = run.path / name
        text = path.read_text(encoding="utf-8")
        assert before in text
        path.write_text(text.replace(before, after, 1), encoding="utf-8")
        return name

    return replaced


def gone(name: str) -> Forgery:
    def removed(run: Forger) -> str:
        (run.path / name).unlink()
        return name

    return removed


def events_added(run: Forger) -> str:
    path = run.path / "events.jsonl"
    last = json.loads(path.read_bytes().split(b"\n")[-2])
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps({**last, "seq": last["seq"] + 1}) + "\n")
    return "events.jsonl"


def report_hash(run: Forger) -> str:
    path = run.path / "report.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "sha256": "0" * 64}), "utf-8")
    return "report.json"


def quota_edited(run: Forger) -> str:
    path = run.path / "plan.yaml"
    before, _, ended = path.read_text("utf-8").partition("\nended:")
    path.write_text(f"{before}\nended:{ended.replace('refund/any: 3', 'refund/any: 4', 1)}", "utf-8")
    assert "refund/any: 4" in path.read_text("utf-8")
    return "plan.yaml"


def _source(run: Forger) -> Path:
    return next((run.path / "sources").glob("*.txt"))


def source_changed(run: Forger) -> str:
    path = _source(run)
    path.write_text(path.read_text("utf-8").replace("£110", "£111"), "utf-8")
    return f"sources/{path.name} {run.take('questions')} {run.take('rules')}"


def source_renamed(run: Forger) -> str:
    path = _source(run)
    text = path.read_text("utf-8").replace("£110", "£111")
    other = path.with_stem(digest_text(text))
    other.write_text(text, "utf-8")
    path.unlink()
    return f"sources/{path.name} sources/{other.name} {run.take('rules')}"


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
    about = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**about, "name": "law.md"}), "utf-8")
    return f"sources/{path.name}"


FILES: tuple[tuple[Forgery, ...], ...] = (
    (
        *(row_changed, row_added, row_deleted, row_doubled, labels_swapped, row_rewritten),
        *(provenance_evidence, provenance_brief, report_hash, source_changed),
        *(edited(name) for name in ("rejected.jsonl", "failures.jsonl", "events.jsonl")),
        edited("spec.yaml", "wants money back", "is happy"),
        edited("plan.yaml", "name: Pedalworks", "name: Wheelworks"),
    ),
    (
        *(truncated(name) for name in ("dataset.jsonl", "provenance.jsonl")),
        *(cut(name) for name in ("rejected.jsonl", "failures.jsonl", "events.jsonl")),
        *(gone("report.json"), gone("spec.yaml"), quota_edited, source_renamed),
    ),
    (gone("dataset.jsonl"), events_added, source_linked),
    (source_called_otherwise,),
    (source_gone,),
)
"""Heaps of forgeries that one audit must find, none of which hides another."""
