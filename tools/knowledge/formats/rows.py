"""Rows that are documents: objects with a `text`, from JSONL, a JSON list or a table with such a column."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from seedbed.tools.knowledge.formats.characters import unix_lines
from seedbed.tools.knowledge.formats.found import Document, Unreadable
from seedbed.tools.knowledge.formats.titles import front_matter


def jsonl_rows(text: str) -> Iterator[Document | Unreadable]:
    """The documents of a JSONL file, in its order; each line's hash is its original's."""
    return rows_as_documents(
        (
            (f"line {number}", hashlib.sha256(line.encode("utf-8")).hexdigest(), _object(line))
            for number, line in enumerate(text.split("\n"), 1)
            if line.strip()
        )
    )


def rows_as_documents(
    rows: Iterable[tuple[str, str, Mapping[str, Any] | str]],
) -> Iterator[Document | Unreadable]:
    """Documents from rows (name where it has no `id`, hash of the original, the row or why there is none)."""
    seen: set[str] = set()
    for place, original, row in rows:
        why = row if isinstance(row, str) else _fault(row)
        if isinstance(row, str) or why:
            yield Unreadable(why, f"#{place}")
            continue
        name = str(row.get("id") or place) if row.get("id") != 0 else "0"
        if name in seen:
            yield Unreadable("a row with this id came before", f"#{name}")
            continue
        seen.add(name)
        text, title = unix_lines(row["text"]).removeprefix("\ufeff"), row.get("title")
        stated = " ".join(title.split()) if isinstance(title, str) else ""
        yield Document(
            text,
            front_matter(text)[0] or stated,  # what the document says of itself, before what a table does
            original,
            f"#{name}",
        )


def _object(line: str) -> dict[str, Any] | str:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as fault:
        return f"not JSON: {fault}"
    return row if isinstance(row, dict) else "not a JSON object"


def _fault(row: Mapping[str, Any]) -> str:
    """Why a row gives no document; "" if it does."""
    if not isinstance(row.get("text"), str) or not row["text"].strip():
        return "no text in the field 'text'"
    try:
        row["text"].encode("utf-8")
    except UnicodeEncodeError:
        return "its text holds half a surrogate pair"
    return ""
