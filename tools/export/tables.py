"""Rows as they are, as a table of texts: CSV."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from seedbed.tools.evaluation.report.amounts import counted
from seedbed.tools.export.rows import ExportRow
from seedbed.tools.export.written import Written

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula (OWASP, CSV Injection)."""


def records(rows: Sequence[ExportRow], columns: tuple[str, ...]) -> list[dict[str, Any]]:
    """Rows as in `dataset.jsonl`, with the columns asked for."""
    return [{**row.row, **row.columns(columns)} for row in rows]


def names_of(values: Sequence[Mapping[str, Any]], columns: tuple[str, ...]) -> list[str]:
    """Names of the table's columns, in the order in which rows have them."""
    return list(dict.fromkeys(name for value in values for name in value)) or ["id", *columns]


def csv_file(rows: Sequence[ExportRow], columns: tuple[str, ...], safe: bool) -> Written:
    """RFC 4180 with a header; structures as JSON text."""
    values = records(rows, columns)
    names = names_of(values, columns)
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, names, restval="")
    writer.writeheader()
    like_formulas = 0
    for value in values:
        cells = {name: cell_of(cell) for name, cell in value.items()}
        suspect = [name for name, cell in cells.items() if _like_formula(cell)]
        like_formulas += len(suspect)
        writer.writerow({**cells, **{name: f"'{cells[name]}" for name in suspect}} if safe else cells)
    warning = (
        f"{counted(like_formulas, 'cell')} would run as formulas in a spreadsheet: "
        "--spreadsheet-safe puts a quote before them"
    )
    return Written(file.getvalue().encode(), (warning,) if like_formulas and not safe else ())


def cell_of(value: Any) -> str:
    """A value as text: nothing for None, structures as JSON."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _like_formula(cell: str) -> bool:
    if not cell.startswith(_FORMULA):
        return False
    try:
        float(cell)
    except ValueError:
        return True
    return cell[0] in "\t\r"
