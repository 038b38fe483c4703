"""JSON files: objects with a `text` are documents, a list of flat objects is a table; other JSON is data for
programs and not read."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from seedbed.tools.knowledge.formats.found import Document, Unreadable
from seedbed.tools.knowledge.formats.rows import rows_as_documents
from seedbed.tools.knowledge.formats.tables import markdown_table

_NEITHER = "JSON without texts: read are objects with a field 'text' and lists of flat objects"


def read_json(text: str) -> Iterator[Document | Unreadable]:
    """The documents in a JSON file's text."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as fault:
        yield Unreadable(f"not JSON: {fault}")
        return
    rows = value if isinstance(value, list) else [value]
    if not rows or not all(isinstance(row, dict) for row in rows):
        yield Unreadable(_NEITHER)
    elif any("text" in row for row in rows):
        yield from rows_as_documents((f"row {number}", _hash(row), row) for number, row in enumerate(rows, 1))
    elif isinstance(value, list) and all(_is_flat(row) for row in rows):
        names = list(dict.fromkeys(name for row in rows for name in row))
        table = markdown_table([names, *([_cell(row.get(name)) for name in names] for row in rows)])
        yield Document(table, "") if _encodes(table) else Unreadable("its text holds half a surrogate pair")
    else:
        yield Unreadable(_NEITHER)


def _hash(row: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(row, sort_keys=True).encode("utf-8")).hexdigest()


def _is_flat(row: dict[str, Any]) -> bool:
    return bool(row) and not any(isinstance(value, (dict, list)) for value in row.values())


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)


def _encodes(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
