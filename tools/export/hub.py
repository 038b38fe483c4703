"""A folder as the Hugging Face Hub has datasets: a card that names the files, and Parquet by split.

Rows that all have the same fields are one configuration, `default`; else each part of the spec is one."""

import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any

from seedbed.memory.errors import UserFault
from seedbed.memory.files.run_folder import outside
from seedbed.memory.spec import Spec
from seedbed.tools.evaluation.report.card import card
from seedbed.tools.export.arrow import parquet, table
from seedbed.tools.export.rows import ExportRow

CARD = "README.md"
_OURS = re.compile(r"^ *- seedbed$", re.MULTILINE)
"""The tag in the front matter of each card of a run."""


def data_files(
    rows: Sequence[ExportRow], splits: Sequence[str], columns: tuple[str, ...]
) -> tuple[dict[str, tuple[bytes, int]], list[dict[str, Any]], list[str]]:
    """Path in the folder → its content and rows, the configurations for the card, and warnings.

    All splits of a configuration have the same types. A single one is called `train`; one without rows has no
    file, since `datasets` doesn't load it. Raises UserFault: pyarrow is not installed."""
    files: dict[str, tuple[bytes, int]] = {}
    configs, warnings = [], []
    for config, place, mine in _configurations(rows):
        ordered = [row for split in splits for row in mine if row.split == split]
        whole, start, paths = table(ordered, columns, "hf"), 0, []
        for split in splits:
            number = sum(row.split == split for row in mine)
            path = f"{place}/{split or 'train'}.parquet"
            if not number:
                warnings.append(f"{path}: no rows and no file; groups are kept whole, and there are too few")
                continue
            files[path] = parquet(whole.slice(start, number)), number
            paths.append({"split": split or "train", "path": path})
            start += number
        content = sha256(b"".join(files[one["path"]][0] for one in paths)).hexdigest()
        configs.append({"config_name": config, "data_files": paths, "description": f"SHA-256 {content}"})
    return files, configs, warnings


def _configurations(rows: Sequence[ExportRow]) -> list[tuple[str, str, list[ExportRow]]]:
    """Name, folder and rows of each, the parts in alphabetical order."""
    if len({frozenset(row.row) for row in rows}) == 1:
        return [("default", "data", list(rows))]
    by_part = groupby(sorted(rows, key=lambda row: row.part.name), key=lambda row: row.part.name)
    return [(name, f"data/{name}", list(mine)) for name, mine in by_part]


def card_of(
    figures: Mapping[str, Any], rows: Sequence[ExportRow], spec: Spec, configs: Sequence[Mapping[str, Any]]
) -> bytes:
    """The dataset card with these configurations."""
    samples = {row.part.name: row.row for row in sorted(rows, key=lambda row: row.id, reverse=True)}
    shown = {part.name: samples[part.name] for part in spec.parts if part.name in samples}
    return card(figures, shown, spec, configs).encode()


def refuse_other(folder: Path) -> None:
    """See that no card of anyone else is written over. Raises UserFault: the folder has one, or is a run."""
    outside(path := folder / CARD, "--out")
    before, _, rest = (path.read_text("utf-8", "replace") if path.is_file() else "").partition("---\n")
    if path.exists() and (before or not _OURS.search(rest.partition("---\n")[0])):
        raise UserFault(
            "is a card that seedbed didn't write, and it would be lost",
            where=str(path),
            next_step="give another --out",
        )
