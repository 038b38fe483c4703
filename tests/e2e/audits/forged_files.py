"""Forgeries in the files of a run: one edit each, by somebody who doesn't touch the store."""

import json
from pathlib import Path
from typing import Any

from seedbed.memory.exact.canonical import digest_text
from tests.e2e.audits.built import Built, Forgery
from tests.e2e.tampering import edit_line, edit_lines


def row_changed(run: Built) -> str:
    mine = run.first("messages")
    edit_line(run.path / "dataset.jsonl", mine, text="Where is my parcel?")
    return mine


def row_added(run: Built) -> str:
    stranger = "0123456789abcdef"
    model = run.row(run.first("messages"))
    edit_lines(run.path / "dataset.jsonl", lambda rows: [*rows, {**model, "id": stranger}])
    return stranger


def row_deleted(run: Built) -> str:
    mine = run.first("problems")
    edit_lines(run.path / "dataset.jsonl", lambda rows: [row for row in rows if row["id"] != mine])
    return mine


def row_doubled(run: Built) -> str:
    mine = run.first("problems")
    edit_lines(run.path / "dataset.jsonl", lambda rows: [*rows, run.row(mine)])
    return mine


def labels_swapped(run: Built) -> str:
    one, other = run.unlike("messages", "label")
    labels = run.row(one)["label"], run.row(other)["label"]
    edit_line(run.path / "dataset.jsonl", one, label=labels[1])
    edit_line(run.path / "dataset.jsonl", other, label=labels[0])
    return f"{one} {other}"


def row_rewritten(run: Built) -> str:
    path, mine = run.path / "dataset.jsonl", run.first("bikes")
    text = path.read_text(encoding="utf-8")
    line = next(line for line in text.split("\n") if mine in line)
    path.write_text(text.replace(line, line.replace(":", ": ")), encoding="utf-8")
    return mine


def dataset_truncated(run: Built) -> str:
    path = run.path / "dataset.jsonl"
    path.write_bytes(path.read_bytes()[:-40])
    return "dataset.jsonl"


def provenance_truncated(run: Built) -> str:
    path = run.path / "provenance.jsonl"
    path.write_bytes(path.read_bytes()[:-40])
    return f"provenance.jsonl {max(row_id for rows in run.rows.values() for row_id in rows)}"


def provenance_evidence(run: Built) -> str:
    mine = run.first("messages")

    def raised(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        for row in rows:
            if row["id"] == mine:
                next(e for e in row["evidence"] if e["kind"] == "judgement")["score"] = 4.5
        return rows

    edit_lines(run.path / "provenance.jsonl", raised)
    return mine


def provenance_brief(run: Built) -> str:
    mine = run.first("bikes")
    edit_lines(
        run.path / "provenance.jsonl",
        lambda rows: [{**r, "brief": {**r["brief"], "seed": 1}} if r["id"] == mine else r for r in rows],
    )
    return mine


def cut(name: str) -> Forgery:
    def last_line_gone(run: Built) -> str:
        path = run.path / name
        path.write_bytes(b"\n".join(path.read_bytes().split(b"\n")[:-2]) + b"\n")
        return name

    return last_line_gone


def edited(name: str) -> Forgery:
    def first_line_edited(run: Built) -> str:
        path = run.path / name
        first, _, rest = path.read_bytes().partition(b"\n")
        path.write_bytes(first.replace(b":", b": ", 1) + b"\n" + rest)
        return name

    return first_line_edited


def gone(name: str) -> Forgery:
    def removed(run: Built) -> str:
        (run.path / name).unlink()
        return name

    return removed


def events_added(run: Built) -> str:
    path = run.path / "events.jsonl"
    last = json.loads(path.read_bytes().split(b"\n")[-2])
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps({**last, "seq": last["seq"] + 1}) + "\n")
    return "events.jsonl"


def report_hash(run: Built) -> str:
    path = run.path / "report.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "sha256": "0" * 64}), "utf-8")
    return "report.json"


def spec_edited(run: Built) -> str:
    path = run.path / "spec.yaml"
    path.write_text(path.read_text("utf-8").replace("wants money back", "is happy"), "utf-8")
    return "spec.yaml"


def plan_edited(run: Built) -> str:
    path = run.path / "plan.yaml"
    path.write_text(path.read_text("utf-8").replace("name: Pedalworks", "name: Wheelworks", 1), "utf-8")
    return "plan.yaml"


def quota_edited(run: Built) -> str:
    path = run.path / "plan.yaml"
    before, _, ended = path.read_text("utf-8").partition("\nended:")
    path.write_text(f"{before}\nended:{ended.replace('refund/any: 3', 'refund/any: 4', 1)}", "utf-8")
    assert "refund/any: 4" in path.read_text("utf-8")
    return "plan.yaml"


def _source(run: Built) -> Path:
    return next((run.path / "sources").glob("*.txt"))


def source_changed(run: Built) -> str:
    path = _source(run)
    path.write_text(path.read_text("utf-8").replace("£110", "£111"), "utf-8")
    return f"sources/{path.name} {run.first('questions')} {run.first('rules')}"


def source_renamed(run: Built) -> str:
    path = _source(run)
    text = path.read_text("utf-8").replace("£110", "£111")
    other = path.with_stem(digest_text(text))
    other.write_text(text, "utf-8")
    path.unlink()
    return f"sources/{path.name} sources/{other.name} {run.first('rules')}"


def source_gone(run: Built) -> str:
    path = _source(run)
    path.unlink()
    return f"sources/{path.name}"


def source_linked(run: Built) -> str:
    path = _source(run)
    path.rename(run.path / "elsewhere.txt")
    path.symlink_to(run.path / "elsewhere.txt")
    return f"sources/{path.name}"


def source_called_otherwise(run: Built) -> str:
    path = _source(run).with_suffix(".json")
    about = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**about, "name": "law.md"}), "utf-8")
    return f"sources/{path.name}"


FILES: dict[str, Forgery] = {
    "a row changed": row_changed,
    "a row added": row_added,
    "a row deleted": row_deleted,
    "a row doubled": row_doubled,
    "labels swapped": labels_swapped,
    "a row laid out otherwise": row_rewritten,
    "the dataset truncated": dataset_truncated,
    "the dataset gone": gone("dataset.jsonl"),
    "provenance truncated": provenance_truncated,
    "evidence changed in provenance": provenance_evidence,
    "a brief changed in provenance": provenance_brief,
    "rejected cut": cut("rejected.jsonl"),
    "rejected edited": edited("rejected.jsonl"),
    "failures cut": cut("failures.jsonl"),
    "failures edited": edited("failures.jsonl"),
    "events cut": cut("events.jsonl"),
    "events edited": edited("events.jsonl"),
    "events added": events_added,
    "the report's hash": report_hash,
    "the report gone": gone("report.json"),
    "the spec edited": spec_edited,
    "the spec gone": gone("spec.yaml"),
    "the plan edited": plan_edited,
    "the plan's quota edited": quota_edited,
    "a source changed": source_changed,
    "a source changed and renamed": source_renamed,
    "a source gone": source_gone,
    "a source is a link": source_linked,
    "a source called otherwise": source_called_otherwise,
}
