"""Rows as they are, as a table of typed columns: Parquet."""

import io
from collections.abc import Sequence
from typing import Any

from seedbed.memory.errors import UserFault
from seedbed.tools.export.conversation import are_messages, read_conversation
from seedbed.tools.export.dialects import openai
from seedbed.tools.export.rows import ExportRow
from seedbed.tools.export.tables import cell_of, names_of, records
from seedbed.tools.export.written import Written


def parquet_file(rows: Sequence[ExportRow], columns: tuple[str, ...], safe: bool) -> Written:
    """Columns of one type each; what has no one type goes in as JSON text."""
    return Written(parquet(table(rows, columns, "parquet")))


def table(rows: Sequence[ExportRow], columns: tuple[str, ...], format: str) -> Any:
    """The rows as a `pyarrow.Table`.

    Args:
        format: Name of the format that asks, for the message.

    Raises:
        UserFault: pyarrow is not installed.
    """
    try:
        import pyarrow as pa
    except ImportError as error:
        raise UserFault(
            f"{format} needs pyarrow, which is not installed",
            where=f"--format {format}",
            next_step="pip install 'seedbed[parquet]', or export jsonl",
        ) from error
    values = records(rows, columns)
    talks = any(row.is_conversation for row in rows)
    made = {}
    for name in names_of(values, columns):
        column = [value.get(name) for value in values]
        if talks and name in ("messages", "prompt", "chosen", "rejected"):
            made[name] = _messages(column)
        elif talks and name == "tools":
            made[name] = [None if value is None else cell_of(value) for value in column]
        else:
            made[name] = _typed(_column(column))
    return pa.table(made)


def parquet(some: Any) -> bytes:
    """A table as the bytes of a Parquet file."""
    import pyarrow.parquet as pq

    sink = io.BytesIO()
    pq.write_table(some, sink)
    return sink.getvalue()


_KNOWN = ("role", "content", "tool_calls", "tool_call_id")


def _messages(column: list[Any]) -> Any:
    """Chat messages as a list of structs of one type; arguments, and what else isn't text, as JSON text.

    Where a row has something else there, all are JSON text.
    """
    import pyarrow as pa

    if not all(value is None or are_messages(value) for value in column):
        texts = all(value is None or isinstance(value, str) for value in column)
        return column if texts else [None if value is None else cell_of(value) for value in column]
    rest = dict.fromkeys(name for value in column for one in value or () for name in one)
    more = [name for name in rest if name not in _KNOWN]
    text = pa.string()
    call = pa.struct(
        {"id": text, "type": text, "function": pa.struct({"name": text, "arguments": text})}.items()
    )
    fields = {"role": text, "content": text, "tool_calls": pa.list_(call), "tool_call_id": text}
    type = pa.list_(pa.struct([*fields.items(), *((name, text) for name in more)]))
    made: list[list[dict[str, Any]] | None] = []
    for value in column:
        if value is None:
            made.append(None)
            continue
        plain = openai(read_conversation({"messages": value}))["messages"]
        made.append(
            [
                {**one, **{name: cell_of(given[name]) for name in more if given.get(name) is not None}}
                for one, given in zip(plain, value, strict=True)
            ]
        )
    return pa.array(made, type)


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
    return [None if value is None else cell_of(value) for value in values]


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
