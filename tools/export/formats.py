"""The formats: how rows become the bytes of one file. Knows no splits and no paths."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from seedbed.memory.errors import UserFault
from seedbed.tools.evaluation.amounts import counted
from seedbed.tools.export.exchange import exchange
from seedbed.tools.export.rows import ExportRow

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula (OWASP, CSV Injection)."""


@dataclass(frozen=True, slots=True)
class Written:
    """One file's content."""

    data: bytes
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Format:
    """One export format."""

    name: str
    file: str
    """Name of its file where none is given."""
    write: Callable[[Sequence[ExportRow], tuple[str, ...], bool], Written]
    """Rows, columns to add, whether cells must be safe in a spreadsheet → content."""
    is_for: str
    """Who reads it."""


def _records(rows: Sequence[ExportRow], columns: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{**row.row, **row.columns(columns)} for row in rows]


def _lines(values: Sequence[dict[str, Any]]) -> Written:
    return Written("".join(f"{json.dumps(value, ensure_ascii=False)}\n" for value in values).encode())


def _jsonl(rows: Sequence[ExportRow], columns: tuple[str, ...], safe: bool) -> Written:
    return _lines(_records(rows, columns))


def _openai(rows: Sequence[ExportRow], columns: tuple[str, ...], safe: bool) -> Written:
    """Chat messages, as fine-tuning takes them: instruction, what it is about, answer."""
    values = []
    for row in rows:
        said = exchange(row)
        asked = [("user", said.instruction)]
        if said.input and said.by_user:
            asked = [("user", f"{said.instruction}\n\n{said.input}")]
        elif said.input:
            asked = [("system", said.instruction), ("user", said.input)]
        messages = [{"role": role, "content": text} for role, text in (*asked, ("assistant", said.output))]
        values.append({"messages": messages, **row.columns(columns)})
    return _lines(values)


def _alpaca(rows: Sequence[ExportRow], columns: tuple[str, ...], safe: bool) -> Written:
    """One JSON array of instruction, input, output (Taori et al. 2023)."""
    values = []
    for row in rows:
        said = exchange(row)
        values.append(
            {
                "instruction": said.instruction,
                "input": said.input,
                "output": said.output,
                **row.columns(columns),
            }
        )
    return Written((json.dumps(values, ensure_ascii=False, indent=1) + "\n").encode())


def _csv(rows: Sequence[ExportRow], columns: tuple[str, ...], safe: bool) -> Written:
    """RFC 4180 with a header; structures as JSON text."""
    values = _records(rows, columns)
    names = list(dict.fromkeys(name for value in values for name in value)) or ["id", *columns]
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, names, restval="")
    writer.writeheader()
    like_formulas = 0
    for value in values:
        cells = {name: _cell(cell) for name, cell in value.items()}
        suspect = [name for name, cell in cells.items() if _like_formula(cell)]
        like_formulas += len(suspect)
        writer.writerow({**cells, **{name: f"'{cells[name]}" for name in suspect}} if safe else cells)
    warning = (
        f"{counted(like_formulas, 'cell')} would run as formulas in a spreadsheet: "
        "--spreadsheet-safe puts a quote before them"
    )
    return Written(file.getvalue().encode(), (warning,) if like_formulas and not safe else ())


def _cell(value: Any) -> str:
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


def _parquet(rows: Sequence[ExportRow], columns: tuple[str, ...], safe: bool) -> Written:
    """Columns of one type each; what has no one type goes in as JSON text."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise UserFault(
            "parquet needs pyarrow, which is not installed",
            where="--format parquet",
            next_step="pip install 'seedbed[parquet]', or export jsonl",
        ) from error
    values = _records(rows, columns)
    names = list(dict.fromkeys(name for value in values for name in value)) or ["id", *columns]
    table = pa.table({name: _typed(_column([value.get(name) for value in values])) for name in names})
    sink = io.BytesIO()
    pq.write_table(table, sink)
    return Written(sink.getvalue())


def _column(values: list[Any]) -> list[Any]:
    present = [value for value in values if value is not None]
    if all(isinstance(value, str) for value in present) or all(isinstance(value, bool) for value in present):
        return values
    numbers = [value for value in present if isinstance(value, (int, float)) and not isinstance(value, bool)]
    if len(numbers) == len(present) and all(abs(value) < 2**53 for value in numbers):
        whole = all(isinstance(value, int) for value in numbers)
        return values if whole else [None if value is None else float(value) for value in values]
    if all(isinstance(v, list) for v in present):
        items = [item for value in present for item in value]
        if all(isinstance(item, str) for item in items) or _alike(items):
            return values
    return [None if value is None else _cell(value) for value in values]


def _alike(items: list[Any]) -> bool:
    """Whether all are objects with the same names, and each name has texts alone or whole numbers alone."""
    if not all(isinstance(item, dict) and item.keys() == items[0].keys() for item in items):
        return False
    columns = [[item[name] for item in items] for name in items[0]]
    return all(
        all(isinstance(value, str) for value in column)
        or all(type(value) is int and abs(value) < 2**53 for value in column)
        for column in columns
    )


def _typed(values: list[Any]) -> Any:
    """A column with its type where there is nothing that it could be read from: lists that are all empty."""
    import pyarrow as pa

    lists = [value for value in values if isinstance(value, list)]
    empty = bool(lists) and not any(lists)
    return pa.array(values, pa.list_(pa.string())) if empty else values


FORMATS = (
    Format("jsonl", "rows.jsonl", _jsonl, "any program: the rows as they are, one JSON object a line"),
    Format("csv", "rows.csv", _csv, "spreadsheets and data frames"),
    Format("parquet", "rows.parquet", _parquet, "data frames and Hugging Face datasets"),
    Format("openai", "openai.jsonl", _openai, "fine-tuning on chat messages"),
    Format("alpaca", "alpaca.json", _alpaca, "instruction tuning: instruction, input, output"),
)
BY_NAME = {format.name: format for format in FORMATS}
