"""Tables in CSV and TSV, and the rows of a person's file, whichever of five forms it has."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from seedbed.memory.errors import UserFault
from seedbed.memory.exact.canonical import canonical
from seedbed.memory.files.row_file import LARGEST, json_rows, loads, read_bytes, read_text

_LONGEST_CELL = 1_000_000
"""Characters of one cell."""
_BATCH = 64
"""Rows of Parquet that are unpacked at once: how large they are is known only then."""
_SEPARATOR = re.compile(r'"?sep=([,;\t|])"?\n', re.I)
"""What Excel writes before the head."""
_QUOTED = re.compile('"[^"]*"')


def rows_of(
    path: Path, option: str, form: str, largest: int = LARGEST
) -> Iterator[tuple[str, dict[str, Any]]]:
    """(place, row) of a file: JSONL, or by its suffix a list of objects in JSON, or a table in CSV, TSV or
    Parquet.

    A column is a field of its name in small letters, `_` for spaces; one without a name is none. Its values
    are numbers or booleans where all of them are written as such and can be kept, else texts; an empty cell
    is no field of its row. Parquet says of what type its values are: times become texts (ISO 8601), classes
    that `datasets` numbered their names.

    Args:
        option: By which the person named the file.
        form: How a row is written, for whoever wrote another.

    Raises:
        UserFault: The file can't be read, or is of another form; with its line."""
    suffix = path.suffix.lower()
    if suffix in (".csv", ".tsv"):
        yield from _of_table(path, cells_of(read_text(path, option, largest), suffix))
    elif suffix == ".parquet":
        yield from _of_parquet(path, option, largest)
    elif suffix == ".json" and (rows := _whole(read_text(path, option, largest))) is not None:
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            step = f"write a list of objects, or JSONL, one object a line: {form}"
            raise UserFault("is no list of objects in JSON", where=str(path), next_step=step)
        yield from ((f"{path}, row {number}", row) for number, row in enumerate(rows, 1))
    else:
        yield from ((f"{path}, line {line}", row) for line, row in json_rows(path, option, form, largest))


def _whole(text: str) -> Any:
    """The value that all of a text in JSON is; None: it is none, and no list either that is faulty."""
    try:
        return loads(text)
    except (ValueError, RecursionError):
        return [None] if text.lstrip()[:1] == "[" else None


def _of_table(path: Path, cells: list[list[str]] | str) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(cells, str):
        raise UserFault(cells, where=str(path), next_step="mend the file")
    head, *rows = cells or [[]]
    names = _fields(head, path)
    for number, row in enumerate(rows, 2):
        if any(cell.strip() for cell in row[len(names) :]):
            what = f"{len(row)} cells under {len(names)} names of columns"
            step = "put quotes around a cell that holds what separates cells"
            raise UserFault(what, where=f"{path}, row {number}", next_step=step)
    filled = [[cell.strip() for cell in (*row, *[""] * len(names))[: len(names)]] for row in rows]
    columns = [_typed(column) for column in zip(*filled, strict=True)]
    for number, values in enumerate(zip(*columns, strict=True), 2):
        pairs = zip(names, values, strict=True)
        yield f"{path}, row {number}", {name: value for name, value in pairs if name and value is not None}


def _fields(head: Sequence[str], path: Path) -> list[str]:
    """The names of columns as names of fields."""
    names = ["_".join(name.lower().split()) for name in head]
    if twice := next((name for name, often in Counter(names).items() if name and often > 1), ""):
        raise UserFault(f"two columns are called {twice!r}", where=str(path), next_step="rename one")
    return names


def _of_parquet(path: Path, option: str, largest: int) -> Iterator[tuple[str, dict[str, Any]]]:
    data, where = read_bytes(path, option, largest), str(path)
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError as error:
        what = "Parquet needs pyarrow, which is not installed"
        hint = "pip install 'seedbed[parquet]', or save it as JSONL"
        raise UserFault(what, where=where, next_step=hint) from error
    try:
        file = ParquetFile(io.BytesIO(data))
        rows, size = list[dict[str, Any]](), 0
        for batch in file.iter_batches(_BATCH):
            size += batch.nbytes
            if size > largest:
                hint = f"at most {largest:,} bytes are read"
                raise UserFault("the table is too large", where=where, next_step=hint)
            rows += batch.to_pylist()
        columns, classes = file.schema_arrow.names, _classes(file.schema_arrow.metadata or {})
    except (ArrowException, OSError, ValueError) as error:
        raise UserFault("is no Parquet that can be read", where=where, next_step=f"check {option}") from error
    fields = dict(zip(columns, _fields(columns, path), strict=True))
    for number, row in enumerate(rows, 1):
        place, kept = f"{path}, row {number}", dict[str, Any]()
        for column, value in row.items():
            if fields[column] and value is not None:
                plain = _plain(value, column, place)
                numbered = column in classes and isinstance(plain, int)
                kept[fields[column]] = classes[column].get(plain, plain) if numbered else plain
        yield place, kept


def _classes(metadata: dict[bytes, bytes]) -> dict[str, dict[Any, str]]:
    """Column → number → name of the class, as `datasets` writes them into its files."""
    try:
        features = loads(metadata.get(b"huggingface", b"{}").decode())["info"]["features"]
        return {name: dict(enumerate(one["names"])) for name, one in features.items() if one.get("names")}
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError):
        return {}


def _plain(value: Any, column: str, place: str) -> Any:
    """A value as JSON has it."""
    if isinstance(value, dict):
        return {name: _plain(one, column, place) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one, column, place) for one in value]
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if value is None or isinstance(value, str | int | float):
        return value
    what = f"{column!r} holds neither text nor number ({type(value).__name__})"
    raise UserFault(what, where=place, next_step="leave the column out, or write it as text")


def _typed(column: Sequence[str]) -> list[Any]:
    """The values of a column; None: the cell is empty."""
    texts = [cell or None for cell in column]
    try:
        said = [json.loads(cell.lower()) if cell else None for cell in column]
        canonical(said)
    except (ValueError, RecursionError):
        return list(texts)
    as_written = all(json.dumps(one) == cell.lower() for one, cell in zip(said, column, strict=True) if cell)
    plain = as_written and all(isinstance(one, int | float | None) for one in said)
    return said if plain else list(texts)


def _delimiter(text: str) -> str:
    lines = [line for line in _QUOTED.sub("", text[:_LONGEST_CELL]).split("\n") if line.strip()][:2]

    def held(sign: str) -> tuple[int, int]:
        numbers = [line.count(sign) for line in lines] or [0]
        return min(numbers), numbers[0]

    return max(",;\t|", key=held)


def cells_of(text: str, suffix: str) -> list[list[str]] | str:
    """The rows of a table in CSV, without empty ones; or why there are none. `suffix`: as in `read_rows`."""
    told = _SEPARATOR.match(text)
    text = text[told.end() :] if told else text
    delimiter = told[1] if told else "\t" if suffix == ".tsv" else _delimiter(text)
    csv.field_size_limit(_LONGEST_CELL)
    read = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return [row for row in read if any(row)]
    except csv.Error as fault:
        return f"not a table in CSV, line {read.line_num + bool(told)}: {fault}"
