"""Exporting a run: rows read, shuffled, split and written, each file whole or not at all."""

import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from seedbed.memory.errors import UserFault
from seedbed.memory.file_faults import nearest
from seedbed.memory.spec import Spec
from seedbed.memory.store.protocol import Store
from seedbed.tools.export.formats import BY_NAME
from seedbed.tools.export.rows import COLUMNS, read_rows
from seedbed.tools.export.split import assign, parse_split, shuffled


@dataclass(frozen=True, slots=True)
class ExportWish:
    """How rows are to be written."""

    format: str = "jsonl"
    seed: int = 0
    split: str = ""
    """`train=0.8,test=0.2`; empty: one file."""
    columns: tuple[str, ...] = ()
    spreadsheet_safe: bool = False


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written."""

    files: dict[Path, int]
    """File → rows in it."""
    warnings: tuple[str, ...]


def export(store: Store, spec: Spec, wish: ExportWish, out: Path) -> Exported:
    """Write a run's accepted rows.

    Args:
        out: The file; of several splits, each goes beside it under `NAME-SPLIT`. A folder, or a path without
            suffix: a file of the format's name in it.

    Raises:
        UserFault: format, columns or split don't exist, there are no rows, a library is missing, or a file
            can't be written.
    """
    if wish.format not in BY_NAME:
        near = nearest(wish.format, list(BY_NAME))
        hint = f"did you mean {near}?" if near else f"one of {', '.join(BY_NAME)}"
        raise UserFault(f"there is no format {wish.format!r}", where="--format", next_step=hint)
    for name in wish.columns:
        if name not in COLUMNS:
            raise UserFault(
                f"there is no column {name!r}", where="--columns", next_step=f"of {', '.join(COLUMNS)}"
            )
    shares = parse_split(wish.split) if wish.split else {"": 1.0}
    rows = read_rows(store, spec)
    if not rows:
        raise UserFault("the run has no accepted rows yet", next_step="`seedbed status` says how far it is")
    chosen = assign(shuffled(rows, wish.seed), shares)
    format = BY_NAME[wish.format]
    base = out if out.suffix and not out.is_dir() else out / format.file
    files: dict[Path, int] = {}
    warnings: list[str] = []
    for name in shares:
        mine = [row for row in chosen if row.split == name]
        path = base.with_name(f"{base.stem}-{name}{base.suffix}") if name else base
        written = format.write(mine, wish.columns, wish.spreadsheet_safe)
        _write_whole(path, written.data)
        files[path] = len(mine)
        warnings += [f"{path.name}: {warning}" for warning in written.warnings]
        if not mine:
            warnings.append(f"{path.name}: no rows; groups are kept whole, and there are too few of them")
    return Exported(files, tuple(warnings))


def _write_whole(path: Path, data: bytes) -> None:
    """Temporary file, fsync, rename."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(name, 0o644)
            os.replace(name, path)
        except BaseException:
            with suppress(FileNotFoundError):
                os.unlink(name)
            raise
    except OSError as error:
        raise UserFault(
            f"can't be written: {error.strerror}", where=str(path), next_step="give another --out"
        ) from error
