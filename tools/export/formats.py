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
    is_for: str
    """Who reads it."""
    folder: bool = False
    """A folder with a card: it is written by `hub.py`, and `write` gives a data file as it stands there."""


def _jsonl(rows: Sequence[ExportRow], columns: tuple[str, ...], safe: bool) -> Written:
    return Written(lines(tables.records(rows, columns)))


FORMATS = (
    Format("jsonl", "rows.jsonl", _jsonl, "any program: the rows as they are, one JSON object a line"),
    Format("parquet", "rows.parquet", arrow.parquet_file, "data frames and Hugging Face datasets"),
    Format("csv", "rows.csv", tables.csv_file, "spreadsheets and data frames"),
    Format("openai", "openai.jsonl", chats.openai, "fine-tuning on chat messages"),
    Format("sharegpt", "sharegpt.json", chats.sharegpt, "trainers that read ShareGPT conversations"),
    Format("alpaca", "alpaca.json", chats.alpaca, "instruction tuning: instruction, input, output"),
    Format("trl-sft", "trl-sft.jsonl", chats.trl_sft, "TRL's SFTTrainer"),
    Format("trl-dpo", "trl-dpo.jsonl", chats.trl_dpo, "TRL's DPOTrainer"),
    Format("llamafactory", "seedbed.json", chats.llamafactory, "LLaMA-Factory, with dataset_info.json"),
    Format("hf", "hf", arrow.parquet_file, "`datasets.load_dataset` and the Hugging Face Hub", folder=True),
)
BY_NAME = {format.name: format for format in FORMATS}
