"""JSONL, JSON, CSV and TSV: rows with a `text` are documents, other rows are one Markdown table.

Values of a table stand in the text as in the file, but for line ends (a space), runs of space and `|`
(`\\|`). Other JSON is data for programs and not read."""

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import PurePosixPath
from typing import Any

from seedbed.tools.knowledge.blocks import front_matter
from seedbed.tools.knowledge.formats.characters import Document, Unreadable, unix_lines

_MOST_COLUMNS = 500
_LONGEST_CELL = 1_000_000
"""Characters of one cell."""
_SEPARATOR = re.compile(r'"?sep=([,;\t|])"?\n', re.I)
"""What Excel writes before the head."""
_QUOTED = re.compile('"[^"]*"')
_NEITHER = "JSON without texts: read are objects with a field 'text' and lists of flat objects"
Placed = tuple[str, str, Mapping[str, Any] | str]
"""Name of a row that has no `id`, its original, and the row, or why there is none."""


def read_rows(text: str, suffix: str) -> Iterator[Document | Unreadable]:
    """The documents in a file's text; each row's hash is its original's. `suffix`: `.jsonl`, `.json`, `.tsv`
    or `.csv`; of `.csv` the delimiter is the one of `,` `;` tab `|` that head and first row both hold most of
    outside quotes, then the head alone."""
    if suffix == ".jsonl":
        lines = enumerate(text.split("\n"), 1)
        yield from rows_as_documents((f"line {n}", line, _object(line)) for n, line in lines if line.strip())
    else:
        yield from _json(text) if suffix == ".json" else _csv(text, suffix)


def rows_as_documents(rows: Iterable[Placed]) -> Iterator[Document | Unreadable]:
    """Documents from rows."""
    seen: set[str] = set()
    for place, original, row in rows:
        if isinstance(row, str):
            yield Unreadable(row, f"#{place}")
            continue
        text, title = row.get("text"), row.get("title")
        name = "0" if row.get("id") == 0 else str(row.get("id") or place)
        if not isinstance(text, str) or not text.strip():
            yield Unreadable("no text in the field 'text'", f"#{place}")
        elif not _encodes(f"{text}{title}{name}"):
            yield Unreadable("its text, title or id holds half a surrogate pair", f"#{place}")
        elif name in seen:
            yield Unreadable("a row with this id came before", f"#{name}")
        else:
            seen.add(name)
            text = unix_lines(text).removeprefix("\ufeff")
            # What the document says of itself comes before what a table does.
            stated = front_matter(text)[0] or (" ".join(title.split()) if isinstance(title, str) else "")
            yield Document(text, stated, hashlib.sha256(original.encode("utf-8")).hexdigest(), f"#{name}")


def _not_json(fault: Exception) -> str:
    return f"not JSON: {'nested too deeply' if isinstance(fault, RecursionError) else fault}"


def _object(line: str) -> dict[str, Any] | str:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as fault:
        return _not_json(fault)
    return row if isinstance(row, dict) else "not a JSON object"


def _encodes(text: str) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in text)


def _json(text: str) -> Iterator[Document | Unreadable]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as fault:
        yield Unreadable(_not_json(fault))
        return
    rows = value if isinstance(value, list) else [value]
    if not rows or not all(isinstance(row, dict) for row in rows):
        yield Unreadable(_NEITHER)
    elif any("text" in row for row in rows):
        placed = ((f"row {n}", json.dumps(row, sort_keys=True), row) for n, row in enumerate(rows, 1))
        yield from rows_as_documents(placed)
    elif isinstance(value, list) and not any(
        isinstance(v, dict | list) for row in rows for v in row.values()
    ):
        names = list(dict.fromkeys(name for row in rows for name in row))
        if len(names) > _MOST_COLUMNS:
            yield Unreadable(_too_wide(len(names)))
            return
        table = _markdown([names, *([_cell(row.get(name)) for name in names] for row in rows)])
        yield Document(table, "") if _encodes(table) else Unreadable("its text holds half a surrogate pair")
    else:
        yield Unreadable(_NEITHER)


def _too_wide(width: int) -> str:
    return f"a table of {width} columns; at most {_MOST_COLUMNS} are read"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)


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


def _csv(text: str, suffix: str) -> Iterator[Document | Unreadable]:
    rows = cells_of(text, suffix)
    if isinstance(rows, str):
        yield Unreadable(rows)
        return
    width = max((len(row) for row in rows), default=0)
    if len(rows) < 2:
        yield Unreadable("a table without rows" if rows else "holds no text")
    elif width > _MOST_COLUMNS:
        yield Unreadable(_too_wide(width))
    elif "text" in (names := [name.strip().casefold() for name in rows[0]]):
        yield from rows_as_documents(_named(names, rows[1:]))
    else:
        odd = sum(1 for row in rows[1:] if len(row) != len(rows[0]))
        note = f"{odd} of its {len(rows) - 1} rows have more or fewer cells than its head" if odd else ""
        yield Document(_markdown(rows), "", note=note)


def _named(names: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[Placed]:
    for number, row in enumerate(rows, 2):
        original = json.dumps(row, ensure_ascii=False)
        if len(row) > len(names):
            yield f"row {number}", original, f"{len(row)} cells under {len(names)} names of columns"
        else:
            yield f"row {number}", original, dict(zip_longest(names, row, fillvalue=""))


def _markdown(rows: Sequence[Sequence[str]]) -> str:
    """Rows, the first of them the head; short rows are filled up, and columns without a name are numbered."""
    width = max(len(row) for row in rows)
    head = [cell.strip() or f"column {n}" for n, cell in enumerate(_filled(rows[0], width), 1)]
    lines = [_line(head), "|" + " --- |" * width, *(_line(_filled(row, width)) for row in rows[1:])]
    return "\n".join(lines) + "\n"


def _filled(row: Sequence[str], width: int) -> list[str]:
    return [*row, *[""] * (width - len(row))]


def _line(row: Sequence[str]) -> str:
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in row) + " |"


def as_file(name: str, text: str) -> str:
    """What a program finds in a document of that name: of a table in CSV or TSV its rows again, by commas or
    tabs; else the text."""
    delimiter = {".csv": ",", ".tsv": "\t"}.get(PurePosixPath(name).suffix.casefold())
    if delimiter is None or not text.startswith("| "):
        return text
    cells = [line[2:-2].split(" | ") for line in text.splitlines()]
    rows = [[cell.replace("\\|", "|") for cell in row] for row in cells if set(row) != {"---"}]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue()
