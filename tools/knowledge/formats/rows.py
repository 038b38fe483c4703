"""JSONL, JSON, CSV and TSV: rows with a `text` are documents, other rows are one Markdown table.

Values of a table stand in the text as in the file, but for line ends (a space), runs of space and `|`
(`\\|`). Where each row is to be a document, one with more columns than text, title and id has a paragraph for
each cell, from which `cell_in` has it back as it was. Other JSON is data for programs: read only where it is
asked for, as it stands; where each row is a document, a value that isn't plain is a cell with its JSON."""

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from pathlib import PurePosixPath
from typing import Any, Self

from seedbed.tools.knowledge.blocks import front_matter
from seedbed.tools.knowledge.formats.characters import Document, Unreadable, unix_lines
from seedbed.tools.knowledge.formats.tables import cells_of

_MOST_COLUMNS = 500
_OF_A_TEXT = ("text", "title", "id")
_EMPTY = re.compile(r"\n[ \t]*(?=\n)")
_SPACED = re.compile(r"\n (?=\n)")
_NEITHER = "JSON without texts: read are objects with a field 'text', lists of flat ones, and what is named"
_HALF = "its text holds half a surrogate pair"
Placed = tuple[str, str, Mapping[str, Any] | str]
"""Name of a row that has no `id`, its original, and the row, or why there is none."""


def read_rows(
    text: str, suffix: str, *, any_text: bool = False, by_row: bool = False, entries: bool = False
) -> Iterator[Document | Unreadable]:
    """The documents in a file's text; each row's hash is its original's. `suffix`: `.jsonl`, `.json`, `.tsv`
    or `.csv`; of `.csv` the delimiter is the one of `,` `;` tab `|` that head and first row both hold most of
    outside quotes, then the head alone. `any_text`: whether other JSON and JSONL are read, too. `by_row`:
    whether each row of a table is a document of its own. `entries`: whether a map in JSON is a table of its
    texts and numbers by key, those within it by `key.inner`."""
    if suffix == ".jsonl":
        lines = [(f"line {n}", line) for n, line in enumerate(text.split("\n"), 1) if line.strip()]
        rows = [_object(line) for _, line in lines]
        told = {place: row for (place, _), row in zip(lines, rows, strict=True) if isinstance(row, dict)}
        if (told or not rows) and all(_is_of_a_table(row, by_row) for row in told.values()):
            for (place, _), row in zip(lines, rows, strict=True):
                if isinstance(row, str):
                    yield Unreadable(row, f"#{place}")
            yield from _objects([*told], [*told.values()], by_row)
        elif any_text and not any(isinstance(row, str) or "text" in row for row in rows):
            yield Document(text, "", is_code=True) if _encodes(text) else Unreadable(_HALF)
        else:
            pairs = zip(lines, rows, strict=True)
            yield from _documents([(place, line, row) for (place, line), row in pairs], by_row)
    elif suffix == ".json":
        yield from _json(text, any_text, by_row, entries)
    else:
        yield from _csv(text, suffix, by_row)


def rows_as_documents(
    rows: Iterable[Placed], *, whole: bool = False, by_row: bool = False
) -> Iterator[Document | Unreadable]:
    """Documents from rows. `whole`: whether no passage is part of one. `by_row`: whether one whose id came
    before is another, by its place."""
    seen: set[str] = set()
    for place, original, row in rows:
        if isinstance(row, str):
            yield Unreadable(row, f"#{place}")
            continue
        text, title = row.get("text"), row.get("title")
        name = "0" if row.get("id") == 0 else str(row.get("id") or place)
        name = place if by_row and name in seen else name
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
            original_sha256 = hashlib.sha256(original.encode("utf-8")).hexdigest()
            yield Document(text, stated, original_sha256, f"#{name}", whole=whole)


def _documents(rows: Sequence[Placed], by_row: bool) -> Iterator[Document | Unreadable]:
    """Rows with a text; of those that say more, where each is a document, all that they say."""
    told = [row for _, _, row in rows if isinstance(row, Mapping)]
    more = any(name not in _OF_A_TEXT for row in told for name in row)
    if whole := by_row and more:
        rows = [(place, original, _whole(row)) for place, original, row in rows]
    yield from rows_as_documents(rows, whole=whole, by_row=by_row)


def _whole(row: Mapping[str, Any] | str) -> Mapping[str, Any] | str:
    if isinstance(row, str) or not isinstance(row.get("text"), str) or not row["text"].strip():
        return row
    return {**row, "text": paragraphs((name, _cell(value)) for name, value in row.items())}


def _not_json(fault: Exception) -> str:
    return f"not JSON: {'nested too deeply' if isinstance(fault, RecursionError) else fault}"


def _object(line: str) -> dict[str, Any] | str:
    try:
        row = json.loads(line, parse_float=_Written)
    except (ValueError, RecursionError) as fault:
        return _not_json(fault)
    return row if isinstance(row, dict) else "not a JSON object"


def _encodes(text: str) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in text)


def _json(text: str, any_text: bool, by_row: bool, entries: bool) -> Iterator[Document | Unreadable]:
    try:
        value = json.loads(text, parse_float=_Written)
    except (ValueError, RecursionError) as fault:
        yield Unreadable(_not_json(fault))
        return
    rows = value if isinstance(value, list) else [value]
    if entries and isinstance(value, dict):
        rows = value = [{"key": key, "value": one} for key, one in _entries(value)]
    if all(isinstance(row, dict) for row in rows) and any("text" in row for row in rows):
        placed = [(f"row {n}", json.dumps(row, sort_keys=True), row) for n, row in enumerate(rows, 1)]
        yield from _documents(placed, by_row)
    elif rows and isinstance(value, list) and all(_is_of_a_table(row, by_row) for row in rows):
        yield from _objects([f"row {n}" for n, _ in enumerate(rows, 1)], rows, by_row)
    elif any_text and value:
        shown = text if "\n" in text.strip() else json.dumps(value, ensure_ascii=False, indent=1)
        yield Document(shown, "", is_code=True) if _encodes(shown) else Unreadable(_HALF)
    else:
        yield Unreadable(_NEITHER)


def _entries(value: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for key, one in value.items():
        if isinstance(one, dict):
            yield from _entries(one, f"{above}{key}.")
        else:
            yield f"{above}{key}", one


class _Written(float):
    """A number as it is written: a price of 6.20 stays one."""

    def __new__(cls, text: str) -> Self:
        new = super().__new__(cls, text)
        new.text = text
        return new

    text: str

    def __str__(self) -> str:
        return self.text


def _is_of_a_table(row: Any, by_row: bool) -> bool:
    """Whether it is an object without a text; of one table also, whether its values are plain, or lists of
    plain ones."""
    if not isinstance(row, dict) or "text" in row:
        return False
    return by_row or all(_is_plain(one) for one in row.values())


def _is_plain(value: Any) -> bool:
    return not any(isinstance(one, dict | list) for one in (value if isinstance(value, list) else [value]))


def _objects(places: Sequence[str], rows: Sequence[Any], by_row: bool) -> Iterator[Document | Unreadable]:
    names = list(dict.fromkeys(name for row in rows for name in row))
    if not names:
        yield Unreadable("holds no text")
        return
    few = rows if len(names) <= _MOST_COLUMNS else ()  # of a row a key: as many cells as the square of both
    yield from _table(places, names, [[_cell(row.get(name)) for name in names] for row in few], by_row)


def _table(
    places: Sequence[str], head: Sequence[str], rows: Sequence[Sequence[str]], by_row: bool, note: str = ""
) -> Iterator[Document | Unreadable]:
    """A table as one document, or each row of it as one: a paragraph for each cell that isn't empty."""
    width = max(map(len, (head, *rows)))
    if width > _MOST_COLUMNS:
        yield Unreadable(f"a table of {width} columns; at most {_MOST_COLUMNS} are read")
        return
    names = [cell.strip() or f"column {n}" for n, cell in enumerate(_filled(head, width), 1)]
    if not by_row:
        table = _markdown([names, *(_filled(row, width) for row in rows)])
        yield Document(table, "", note=note) if _encodes(table) else Unreadable(_HALF)
        return
    for number, (place, row) in enumerate(zip(places, rows, strict=True)):
        said = [(name, cell) for name, cell in zip(names, row, strict=False) if cell.strip()]
        # Of a number or a key nobody sees what the row is about; of the first cell of several words they do.
        title = next((cell for _, cell in said if _tells(cell)), said[0][1] if said else "").strip()
        row_of = {"text": paragraphs(said), "title": f"{title[:79]}…" if len(title) > 80 else title}
        for one in rows_as_documents([(place, json.dumps(row, ensure_ascii=False), row_of)], whole=True):
            yield replace(one, note=note) if not number and isinstance(one, Document) else one


def _tells(cell: str) -> bool:
    """Whether it holds two words or more, and not just numbers."""
    return sum(any(map(str.isalpha, word)) for word in cell.split()) > 1


def paragraphs(cells: Iterable[tuple[str, str]]) -> str:
    """A paragraph for each cell that isn't empty, led by its column's name; an empty line within a cell has a
    space, so that no paragraph ends there."""
    said = ((" ".join(name.split()), f"{unix_lines(cell)}\n") for name, cell in cells if cell.strip())
    return "\n".join(f"{name}: {_EMPTY.sub(chr(10) + ' ', cell)}" for name, cell in said)


def cell_in(text: str, column: str) -> str | None:
    """What stands in a column of a row that is a document, as in its file; None: its cell is empty, or there
    is no such column. `column`: in any case of its letters; `text` is all of one that has no other."""
    begins = f"{' '.join(column.split())}: ".casefold()
    for one in text.removesuffix("\n").split("\n\n"):
        if one[: len(begins)].casefold() == begins:
            return _SPACED.sub("\n", f"{one[len(begins) :]}\n").removesuffix("\n")
    return text.removesuffix("\n") if begins == "text: " else None


def _cell(value: Any) -> str:
    if isinstance(value, list) and _is_plain(value):
        return ", ".join(map(_cell, value))
    if isinstance(value, str | _Written):
        return str(value)
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def _csv(text: str, suffix: str, by_row: bool) -> Iterator[Document | Unreadable]:
    rows = cells_of(text, suffix)
    if isinstance(rows, str):
        yield Unreadable(rows)
    elif len(rows) < 2:
        yield Unreadable("a table without rows" if rows else "holds no text")
    elif (
        by_row
        and len(rows[0]) <= _MOST_COLUMNS
        and (double := next((one for n, one in enumerate(rows[0]) if one and one in rows[0][:n]), ""))
    ):
        yield Unreadable(f"two of its columns are called {double!r}, so which is meant can't be told")
    elif "text" in (names := [*map(_column, rows[0])]) and len(names) <= _MOST_COLUMNS:
        yield from _documents([*_named(names, rows[1:])], by_row)
    else:
        odd = sum(1 for row in rows[1:] if len(row) != len(rows[0]))
        told = "rows have more or fewer cells than its head (one that holds a comma wants quotes)"
        note = f"{odd} of its {len(rows) - 1} {told}" if odd else ""
        places = [f"row {number}" for number in range(2, len(rows) + 1)]
        yield from _table(places, rows[0], rows[1:], by_row, note)


def _column(name: str) -> str:
    said = name.strip()
    return said.casefold() if said.casefold() in _OF_A_TEXT else said


def _named(names: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[Placed]:
    for number, row in enumerate(rows, 2):
        original = json.dumps(row, ensure_ascii=False)
        if len(row) > len(names):
            yield f"row {number}", original, f"{len(row)} cells under {len(names)} names of columns"
        else:
            yield f"row {number}", original, dict(zip_longest(names, row, fillvalue=""))


def _markdown(rows: Sequence[Sequence[str]]) -> str:
    """Rows of one width, the first of them the head."""
    lines = [_line(rows[0]), "|" + " --- |" * len(rows[0]), *map(_line, rows[1:])]
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
    lines = [line[2:-2].split(" | ") for line in text.splitlines()]
    ruled = len(lines) > 1 and set(lines[1]) == {"---"}  # a piece of a table has no head
    rows = [[cell.replace("\\|", "|") for cell in row] for row in (lines[0], *lines[1 + ruled :])]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue()
