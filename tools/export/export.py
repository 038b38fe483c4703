"""Exporting a run: rows read, shuffled, split and written, each file whole or not at all."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seedbed.memory.errors import UserFault
from seedbed.memory.files.file_faults import meant
from seedbed.memory.files.run_folder import outside
from seedbed.memory.files.yaml_file import save
from seedbed.memory.spec import Spec
from seedbed.memory.store.protocol import Store
from seedbed.memory.store.standing import known
from seedbed.tools.export.formats import BY_NAME
from seedbed.tools.export.rows import COLUMNS, ExportRow, read_rows
from seedbed.tools.export.split import assign, missing_labels, parse_split, shuffled


@dataclass(frozen=True, slots=True)
class ExportWish:
    """How rows are to be written."""

    format: str = "jsonl"
    seed: int = 0
    split: str = ""
    """`train=0.8,test=0.2`; empty: one file."""
    columns: tuple[str, ...] = ()
    raw_cells: bool = False
    """Whether cells of CSV that a spreadsheet would run as formulas stay as they are."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written."""

    files: dict[Path, int]
    """File → rows in it."""
    warnings: tuple[str, ...]
    beside: tuple[Path, ...] = ()
    """Files without rows: a card, a description for a trainer."""


def place(run: Path, format: str) -> Path:
    """Where a run's exports go if no place is given: a format that is a folder has one of its own."""
    known = BY_NAME.get(format)
    return run / "export" / known.file if known is not None and known.folder else run / "export"


def export(store: Store, spec: Spec, wish: ExportWish, out: Path) -> Exported:
    """Write a run's accepted rows. Raises UserFault: format, columns or split don't exist, there are no rows
    (or none that the format can say), a library is missing, or a file is a run's own or can't be written.

    Args:
        out: The file; of several splits, each goes beside it under `NAME-SPLIT`. A folder, or a path without
            suffix: a file of the format's name in it. Of a format that is a folder: the folder."""
    if wish.format not in BY_NAME:
        hint = meant(wish.format, list(BY_NAME))
        raise UserFault(f"there is no format {wish.format!r}", where="--format", next_step=hint)
    shares = parse_split(wish.split) if wish.split else {"": 1.0}
    rows = read_rows(store, spec)
    columns = dict.fromkeys([*COLUMNS, *(name for row in rows for name in (*row.row, *row.axes))])
    if strange := next((name for name in wish.columns if rows and name not in columns), ""):
        step = f"of {', '.join(columns)}"
        raise UserFault(f"there is no column {strange!r}", where="--columns", next_step=step)
    if not rows:
        raise UserFault("the run has no accepted rows yet", next_step="`seedbed status` says how far it is")
    chosen = assign(shuffled(rows, wish.seed), shares)
    if BY_NAME[wish.format].folder:
        from seedbed.tools.evaluation.report.figures import figures
        from seedbed.tools.export import hub

        hub.refuse_other(out)
        data, configs, warnings = hub.data_files(chosen, tuple(shares), wish.columns)
        told = figures(store, *known(store), store.meta("sha256") or "", {})
        files = {out / path: file for path, file in data.items()}
        beside = {out / hub.CARD: hub.card_of(told, chosen, spec, configs)}
    else:
        files, beside, warnings = _files(chosen, tuple(shares), wish, out)
    if not any(number for _, number in files.values()):
        raise UserFault(
            f"no row can be said in {wish.format}: {warnings[0].split(': ', 1)[1]}",
            where="--format",
            next_step="export jsonl, openai, sharegpt or trl-sft",
        )
    texts = {path: text for path, (text, _) in files.items()} | beside
    for path, text in [(outside(path, "--out"), text) for path, text in texts.items()]:
        save(text, path, "give another --out")
    warnings += missing_labels(chosen, shares)
    return Exported({path: rows for path, (_, rows) in files.items()}, tuple(warnings), tuple(beside))


def _files(
    rows: Sequence[ExportRow], splits: Sequence[str], wish: ExportWish, out: Path
) -> tuple[dict[Path, tuple[bytes, int]], dict[Path, bytes], list[str]]:
    """One file a split (two where pairs have their own) with its rows, what describes them, and warnings."""
    format = BY_NAME[wish.format]
    base = out if out.suffix and not out.is_dir() else out / format.file
    files: dict[Path, tuple[bytes, int]] = {}
    described: dict[str, Mapping[str, Any]] = {}
    warnings: list[str] = []
    for name in splits:
        mine = [row for row in rows if row.split == name]
        for apart, some in format.apart(mine).items():
            end = f"-{name}{apart}" if name else apart
            path = base.with_name(f"{base.stem}{end}{base.suffix}")
            written = format.write(some, wish.columns, wish.raw_cells)
            files[path] = written.data, len(some) - written.left_out
            warnings.extend(f"{path.name}: {warning}" for warning in written.warnings)
            if not some:
                warnings.append(f"{path.name}: no rows; groups are kept whole, and there are too few")
            if format.described:
                described[path.stem] = {"file_name": path.name, **format.description(some)}
    path = base.with_name("dataset_info.json")
    return files, {path: _dataset_info(path, described)} if described else {}, warnings


def _dataset_info(path: Path, entries: Mapping[str, Mapping[str, Any]]) -> bytes:
    """LLaMA-Factory's list of the datasets in a folder, with these; those of others in it are kept."""
    known: Any = {}
    try:
        known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        why = "" if isinstance(known, dict) else "not a JSON object"
    except (OSError, ValueError, RecursionError) as error:
        why = str(error)
    if why:
        hint = "mend it, or give another --out"
        raise UserFault(f"can't be added to: {why}", where=str(path), next_step=hint)
    return (json.dumps({**known, **entries}, ensure_ascii=False, indent=2) + "\n").encode()
