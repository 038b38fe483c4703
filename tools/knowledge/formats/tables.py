"""CSV and TSV: rows with a `text` column are documents, any other table is one Markdown table.

Values stand in the text as in the file, but for line ends (a space), runs of space and `|` (`\\|`).
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from seedbed.tools.knowledge.formats.found import Document, Unreadable
from seedbed.tools.knowledge.formats.rows import rows_as_documents

_MOST_COLUMNS = 500
_LONGEST_CELL = 1_000_000
"""Characters of one cell."""
_SAMPLE = 64_000
"""Characters from which the delimiter is told."""


def read_table(text: str, suffix: str) -> Iterator[Document | Unreadable]:
    """The documents in a table whose first row names its columns.

    Args:
        text: The file's text.
        suffix: `.tsv` is cut at tabs; of `.csv` the delimiter is the one of `,` `;` tab `|` that its first
            line holds most of.
    """
    delimiter = "\t" if suffix == ".tsv" else _delimiter(text)
    csv.field_size_limit(_LONGEST_CELL)
    try:
        rows = [
            row
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
            if any(row)
        ]
    except csv.Error as fault:
        yield Unreadable(f"not a table in CSV: {fault}")
        return
    width = max((len(row) for row in rows), default=0)
    if len(rows) < 2:
        yield Unreadable("a table without rows" if rows else "holds no text")
    elif width > _MOST_COLUMNS:
        yield Unreadable(f"a table of {width} columns; at most {_MOST_COLUMNS} are read")
    elif "text" in (names := [name.strip().casefold() for name in rows[0]]):
        yield from rows_as_documents(_as_rows(names, rows[1:]))
    else:
        odd = sum(1 for row in rows[1:] if len(row) != len(rows[0]))
        note = f"{odd} of its {len(rows) - 1} rows have more or fewer cells than its head" if odd else ""
        yield Document(markdown_table(rows), "", note=note)


def _delimiter(text: str) -> str:
    first = next((line for line in text[:_SAMPLE].split("\n") if line.strip()), "")
    return max(",;\t|", key=first.count)


def _as_rows(
    names: Sequence[str], rows: Sequence[Sequence[str]]
) -> Iterator[tuple[str, str, dict[str, str] | str]]:
    for number, row in enumerate(rows, 2):
        original = hashlib.sha256(json.dumps(row, ensure_ascii=False).encode("utf-8")).hexdigest()
        if len(row) > len(names):
            yield f"row {number}", original, f"{len(row)} cells under {len(names)} names of columns"
        else:
            yield f"row {number}", original, dict(zip_longest(names, row, fillvalue=""))


def markdown_table(rows: Sequence[Sequence[str]]) -> str:
    """Rows, the first of them the head, as a Markdown table; short rows are filled up, and columns without a
    name are numbered."""
    width = max(len(row) for row in rows)
    head = [
        cell.strip() or f"column {number}"
        for number, cell in enumerate([*rows[0], *[""] * (width - len(rows[0]))], 1)
    ]
    lines = [_line(head, width), "|" + " --- |" * width]
    lines.extend(_line(row, width) for row in rows[1:])
    return "\n".join(lines) + "\n"


def _line(row: Sequence[str], width: int) -> str:
    cells = [" ".join(cell.split()).replace("|", "\\|") for cell in row]
    return "| " + " | ".join([*cells, *[""] * (width - len(cells))]) + " |"
