"""Rows as they are, as a table of typed columns: Parquet."""

import io
from collections.abc import Sequence
from typing import Any

from seedbed.memory.errors import UserFault
from seedbed.tools.evaluation.report.play import text_of
from seedbed.tools.export.conversation import are_messages, as_openai, read_messages
from seedbed.tools.export.rows import ExportRow

_KNOWN = ("role", "content", "tool_calls", "tool_call_id")


def table(rows: Sequence[ExportRow], columns: tuple[str, ...], format: str) -> Any:
    """The rows as a `pyarrow.Table`: columns of one type each; what has no one type goes in as JSON text.
    Raises UserFault: pyarrow is not installed."""
    try:
        import pyarrow as pa
    except ImportError as error:
        what = f"{format} needs pyarrow, which is not installed"
        step = "pip install 'seedbed[parquet]', or export jsonl"
        raise UserFault(what, where=f"--format {format}", next_step=step) from error
    records = [{**row.row, **row.columns(columns)} for row in rows]
    talks = any(row.talk.own for row in rows)
    made = {}
    for name in dict.fromkeys(name for record in records for name in record) or ("id", *columns):
        column = [record.get(name) for record in records]
        if talks and any(map(are_messages, column)) and all(v is None or are_messages(v) for v in column):
            made[name] = _messages(column)
        elif talks and name == "tools":
            made[name] = _texts(column)
        else:
            made[name] = _column(column)
    return pa.table(made)


def parquet(some: Any) -> bytes:
    """A table as the bytes of a Parquet file."""
    import pyarrow.parquet as pq

    sink = io.BytesIO()
    pq.write_table(some, sink)
    return sink.getvalue()


def _texts(column: list[Any]) -> list[str | None]:
    return [None if value is None else text_of(value) for value in column]


def _column(column: list[Any]) -> Any:
    """A column with the type that all its values have and keep, else as JSON text."""
    import pyarrow as pa

    try:
        array = pa.array(column)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, OverflowError):
        return _texts(column)
    if array.to_pylist() != column or len({isinstance(one, bool) for one in column if one is not None}) > 1:
        return _texts(column)
    if "struct<>" in str(array.type):  # Parquet has no objects without fields
        return _texts(column)
    if pa.types.is_list(array.type) and pa.types.is_null(array.type.value_type):
        return pa.array(column, pa.list_(pa.string()))  # all of them are empty
    return array


def _messages(column: list[Any]) -> Any:
    """Chat messages as a list of structs of one type; arguments, and what else isn't text, as JSON text."""
    import pyarrow as pa

    every = dict.fromkeys(name for value in column for one in value or () for name in one)
    more = [name for name in every if name not in _KNOWN]
    text = pa.string()
    function = pa.struct([("name", text), ("arguments", text)])
    calls = pa.list_(pa.struct([("id", text), ("type", text), ("function", function)]))
    kept = [("role", text), ("content", text), ("tool_calls", calls), ("tool_call_id", text)]
    type = pa.list_(pa.struct([*kept, *((name, text) for name in more)]))
    made: list[Any] = []
    for value in column:
        plain = map(as_openai, read_messages(value or ()))
        rest = ({n: text_of(one[n]) for n in more if one.get(n) is not None} for one in value or ())
        made.append(value and [{**one, **beside} for one, beside in zip(plain, rest, strict=True)])
    return pa.array(made, type)
