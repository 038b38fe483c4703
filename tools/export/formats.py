"""The export formats. Knows no splits and no paths."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from seedbed.tools.export import arrow, chats, tables
from seedbed.tools.export.rows import ExportRow
from seedbed.tools.export.written import Written, lines


@dataclass(frozen=True, slots=True)
class Format:
    """One export format."""

    name: str
    file: str
    """Name of its file where none is given."""
    write: Callable[[Sequence[ExportRow], tuple[str, ...], bool], Written]
    """Rows, columns to add, whether cells must be safe in a spreadsheet → content."""
    folder: bool = False
    """A folder with a card: it is written by `hub.py`, and `write` gives a data file as it stands there."""


def _jsonl(rows: Sequence[ExportRow], columns: tuple[str, ...], safe: bool) -> Written:
    return Written(lines(tables.records(rows, columns)))


FORMATS = (
    Format("jsonl", "rows.jsonl", _jsonl),
    Format("parquet", "rows.parquet", arrow.parquet_file),
    Format("csv", "rows.csv", tables.csv_file),
    Format("openai", "openai.jsonl", chats.openai),
    Format("sharegpt", "sharegpt.json", chats.sharegpt),
    Format("alpaca", "alpaca.json", chats.alpaca),
    Format("trl-sft", "trl-sft.jsonl", chats.trl_sft),
    Format("trl-dpo", "trl-dpo.jsonl", chats.trl_dpo),
    Format("llamafactory", "seedbed.json", chats.llamafactory),
    Format("hf", "hf", arrow.parquet_file, folder=True),
)
BY_NAME = {format.name: format for format in FORMATS}
