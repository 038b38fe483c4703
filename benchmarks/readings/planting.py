"""The sheet of a blind reading: every row of a run, and a fifth of bad ones, in an order that tells nothing.

Each bad row is a copy of an accepted one with one defect and stands far from it. Only the key says which. It
knows neither verdicts nor reader.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.readings.defects import CATALOGUE
from benchmarks.readings.good import Changed, Good
from seedbed.memory.canonical import digest_text
from seedbed.memory.errors import UserFault
from seedbed.memory.randomness import rng
from seedbed.memory.run_folder import write_atomic
from seedbed.memory.spec import Spec
from seedbed.memory.spec_file import read_spec
from seedbed.memory.task import Task
from seedbed.tools.evaluation.play import is_messages, line

_SHOWN: dict[Task, tuple[str, ...]] = {
    "classification": ("text", "label"),
    "mathematics": ("question", "answer", "solution"),
    "grounded_qa": ("question", "answer", "answerable", "context", "heading"),
    "summaries": ("summary", "text", "heading"),
    "instructions": ("instruction", "response", "context", "heading"),
    "retrieval": ("query", "positive", "negatives"),
    "claims": ("claim", "evidence", "label"),
    "extraction": ("text", "entities", "relations"),
    "dialogues": ("messages", "passages"),
    "tool_use": ("tools", "messages"),
    "preferences": ("prompt", "chosen", "rejected"),
}
"""What a reader may see of a row; rows of the user's own schema aren't read here."""
_ACCEPTED_PER_PLANTED = 4


def read_lines(path: Path) -> list[Any]:
    """The JSON values of a JSONL file that this program wrote."""
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


def plant(run: Path, out: Path, seed: int) -> dict[str, Any]:
    """Write `sheet.jsonl`, `key.jsonl`, `plant.json` and `READING.md` into `out`; what `plant.json` says.

    Raises:
        UserFault: no finished run, a reading there already, or too few rows that can be made bad.
    """
    if not (run / "report.json").is_file():
        raise UserFault("there is no finished run", where=str(run), next_step="`make demo` makes runs/demo")
    if (out / "sheet.jsonl").exists():
        raise UserFault("there is a reading already", where=str(out), next_step="give another --out")
    spec = read_spec(run / "spec.yaml")
    rows = _rows(run, spec)
    bad = {
        (kind, task): [
            (row_id, changed)
            for row_id, good in rows.items()
            if good.task == task and (changed := defect(good, rng(seed, kind, row_id)))
        ]
        for kind, (defect, tasks) in CATALOGUE.items()
        for task in tasks
    }
    sheet = _arranged(list(rows), {key: found for key, found in bad.items() if found}, seed)
    lines = [
        {"number": number, "part": rows[row_id].row["part"], **_shown(rows[row_id], changed)}
        for number, (row_id, _, changed) in enumerate(sheet, 1)
    ]
    kinds = [kind for _, kind, _ in sheet if kind]
    text = _jsonl(lines)
    about = {
        "run": str(run),
        "dataset_sha256": digest_text((run / "dataset.jsonl").read_text("utf-8")),
        "sheet_sha256": digest_text(text),
        "seed": seed,
        "accepted": len(rows),
        "planted": {kind: kinds.count(kind) for kind in CATALOGUE if kind in kinds},
    }
    out.mkdir(parents=True, exist_ok=True)
    key = [{"number": n, "row": row_id, "planted": kind} for n, (row_id, kind, _) in enumerate(sheet, 1)]
    write_atomic(out / "sheet.jsonl", text)
    write_atomic(out / "key.jsonl", _jsonl(key))
    write_atomic(out / "plant.json", json.dumps(about, indent=1) + "\n")
    write_atomic(
        out / "READING.md", Path(__file__).with_name("READING.md").read_text("utf-8") + _codebook(spec)
    )
    return about


def _rows(run: Path, spec: Spec) -> dict[str, Good]:
    """Row id → the row, in the order of the dataset; each has its part's name in `part`."""
    provenance = {line["id"]: line for line in read_lines(run / "provenance.jsonl")}
    rows = {}
    for row in read_lines(run / "dataset.jsonl"):
        known = provenance[row["id"]]
        part = spec.part(known["cell"].split("/", 1)[0])
        if part.task not in _SHOWN:
            raise UserFault(f"rows of the task {part.task} can't be read blind", where=f"part {part.name}")
        cited = [e["sha256"] for e in known["evidence"] if e["kind"] == "citation"]
        document = (run / "sources" / f"{cited[0]}.txt").read_text("utf-8") if cited else ""
        labels = tuple(label.name for label in part.labels)
        told = {**row, "part": part.name}
        if part.task == "dialogues" and (passages := _passages(run, known["evidence"])):
            told["passages"] = passages
        rows[row["id"]] = Good(part.task, told, known["evidence"], labels, document, part.way)
    every = tuple(good.row for good in rows.values())
    return {row_id: replace(good, others=every) for row_id, good in rows.items()}


def _arranged(
    rows: list[str], bad: dict[tuple[str, Task], list[tuple[str, Changed]]], seed: int
) -> list[tuple[str, str, Changed]]:
    """(row id, planted kind or "", changed fields) in the order of the sheet.

    Kinds have equal shares, and so have the tasks of one kind. The places of planted rows are drawn first;
    then each is filled with a copy of a row from the farther half of those that can have the defect.
    """
    random = rng(seed, "arrange")
    planted = round(len(rows) / _ACCEPTED_PER_PLANTED)
    kinds = list(dict.fromkeys(kind for kind, _ in bad))
    if not planted or not kinds:
        raise UserFault("too few rows for a planted one", next_step="read a larger run")
    wanted: list[tuple[str, Task]] = []
    able = [sum(len(found) for key, found in bad.items() if key[0] == kind) for kind in kinds]
    for kind, share in zip(kinds, _shares(planted, able), strict=True):
        tasks = [key for key in bad if key[0] == kind]
        wanted += [tasks[n % len(tasks)] for n in range(share)]
    random.shuffle(wanted)
    planted = len(wanted)
    places = dict(zip(random.sample(range(len(rows) + planted), planted), wanted, strict=True))
    free = (place for place in range(len(rows) + planted) if place not in places)
    at = dict(zip(random.sample(rows, len(rows)), free, strict=True))
    sheet: dict[int, tuple[str, str, Changed]] = {place: (row, "", {}) for row, place in at.items()}
    used: set[str] = set()
    for place, (kind, task) in places.items():
        left = [found for found in bad[kind, task] if found[0] not in used]
        left.sort(key=lambda found: -abs(at[found[0]] - place))
        far = [found for found in left[: (len(left) + 1) // 2] if abs(at[found[0]] - place) > 1]
        if not far:
            raise UserFault(
                f"too few {task} rows for all planted with: {kind}", next_step="read a larger run"
            )
        row_id, changed = random.choice(far)
        used.add(row_id)
        sheet[place] = (row_id, kind, changed)
    return [sheet[place] for place in sorted(sheet)]


def _shares(planted: int, able: Sequence[int]) -> list[int]:
    """Equal shares for the kinds, but a third of the rows that can have a kind at most, or one."""
    most = [max(1, number // 3) for number in able]
    shares = [0] * len(able)
    while sum(shares) < min(planted, sum(most)):
        free = [at for at, share in enumerate(shares) if share < most[at]]
        for at in sorted(free, key=lambda at: shares[at])[: planted - sum(shares)]:
            shares[at] += 1
    return shares


def _shown(good: Good, changed: Changed) -> dict[str, Any]:
    row = {**good.row, **changed}
    return {name: _legible(row[name]) for name in _SHOWN[good.task] if name in row}


def _legible(value: Any) -> Any:
    """Messages as lines of a play, tools with what is said of them; other values as they are."""
    if is_messages(value):
        return [line(message) for message in value]
    if (
        isinstance(value, list)
        and value
        and all(isinstance(one, dict) and "function" in one for one in value)
    ):
        told = (one["function"] for one in value)
        return [
            f"{one['name']}: {one.get('description', '')} {json.dumps(one['parameters'])}" for one in told
        ]
    return value


def _passages(run: Path, evidence: Sequence[dict[str, Any]]) -> list[str]:
    """The paragraphs, of a table all of it, that a talk's citations stand in, each once, in their order."""
    found: dict[tuple[str, int], str] = {}
    for cited in (one for one in evidence if one["kind"] == "citation"):
        text = (run / "sources" / f"{cited['sha256']}.txt").read_text("utf-8")
        start = text.rfind("\n\n", 0, cited["start"]) + 2 if "\n\n" in text[: cited["start"]] else 0
        end = text.find("\n\n", cited["end"])
        found[cited["sha256"], start] = text[start : end if end >= 0 else len(text)].strip()
    return list(found.values())


def _codebook(spec: Spec) -> str:
    lines = []
    for part in (part for part in spec.parts if part.labels):
        lines += ["", f"## Labels of {part.name}" + (f", by {part.about}" if part.about else ""), ""]
        for label in part.labels:
            said = [
                f": {label.definition}" * bool(label.definition),
                f" (not: {label.outside})" * bool(label.outside),
            ]
            lines.append(f"- {label.name}{''.join(said)}")
    return "\n".join([*lines, ""]) if lines else ""


def _jsonl(values: Iterable[Any]) -> str:
    return "".join(f"{json.dumps(value, ensure_ascii=False)}\n" for value in values)
