"""The formats that people train chat models on: every row as a conversation, in one dialect each."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from seedbed.tools.evaluation.report.amounts import counted
from seedbed.tools.export import dialects
from seedbed.tools.export.conversation import Conversation, Message
from seedbed.tools.export.exchange import conversation, exchange
from seedbed.tools.export.rows import ExportRow
from seedbed.tools.export.written import Written, array, lines

_LLAMAFACTORY: dict[str, Any] = {
    "formatting": "sharegpt",
    "columns": {"messages": "conversations", "system": "system", "tools": "tools"},
}
"""Its tags are the defaults: from, value, human, gpt, observation, function_call, system."""
_RANKED = {
    **_LLAMAFACTORY,
    "ranking": True,
    "columns": {**_LLAMAFACTORY["columns"], "chosen": "chosen", "rejected": "rejected"},
}
"""A preference dataset."""


def openai(rows: Sequence[ExportRow], columns: tuple[str, ...], safe: bool) -> Written:
    """Chat messages, as fine-tuning takes them."""
    return Written(lines([{**dialects.openai(conversation(row)), **row.columns(columns)} for row in rows]))


def sharegpt(rows: Sequence[ExportRow], columns: tuple[str, ...], safe: bool) -> Written:
    """One JSON array of conversations; pairs of answers have both beside the talk."""
    values = []
    for row in rows:
        if pair := row.pair:
            said = dialects.sharegpt_pair(*pair)
        else:
            said = dialects.sharegpt(conversation(row))
        values.append({**said, **row.columns(columns)})
    return Written(array(values))


def trl_sft(rows: Sequence[ExportRow], columns: tuple[str, ...], safe: bool) -> Written:
    """Prompt and completion, so that the loss is on the answer; messages in a dataset with conversations."""
    values = []
    for row in rows:
        write = dialects.trl if row.among_conversations else dialects.prompt_completion
        values.append({**write(conversation(row)), **row.columns(columns)})
    return Written(lines(values))


def alpaca(rows: Sequence[ExportRow], columns: tuple[str, ...], safe: bool) -> Written:
    """One JSON array of instruction, input, output (Taori et al. 2023)."""
    values = []
    for row in rows:
        if row.is_conversation:
            told = dialects.alpaca(conversation(row))
        else:
            said = exchange(row)
            told = {"instruction": said.instruction, "input": said.input, "output": said.output}
        if told is not None:
            values.append({**told, **row.columns(columns)})
    left_out = len(rows) - len(values)
    verb = "has" if left_out == 1 else "have"
    why = f"{counted(left_out, 'row')} {verb} several turns or tools, which alpaca has no place for: left out"
    return Written(array(values), (why,) if left_out else (), left_out)


def trl_dpo(rows: Sequence[ExportRow], columns: tuple[str, ...], safe: bool) -> Written:
    """Prompt, chosen and rejected, for those rows that are two answers to one talk."""
    pairs = _pairs(rows)
    values = [{**dialects.trl_pair(*pair), **row.columns(columns)} for row, pair in pairs]
    left_out = len(rows) - len(pairs)
    verb = "isn't a pair" if left_out == 1 else "aren't pairs"
    why = (
        f"{counted(left_out, 'row')} {verb} of a chosen and a rejected answer: left out; trl-sft, openai and "
        "jsonl have them"
    )
    return Written(lines(values), (why,) if left_out else (), left_out)


def llamafactory(rows: Sequence[ExportRow], columns: tuple[str, ...], safe: bool) -> Written:
    """JSON arrays in LLaMA-Factory's sharegpt format, with their entries for `dataset_info.json`.

    Pairs of answers are a preference dataset: beside other rows they have a file of their own.
    """
    pairs = _pairs(rows)
    if not pairs:
        return _alternating(rows, columns)
    ranked = _ranked(pairs, columns)
    if len(pairs) == len(rows):
        return ranked
    written = _alternating([row for row in rows if row.pair is None], columns)
    left_out = written.left_out + len(pairs)
    return replace(written, left_out=left_out, beside={"pairs": ranked})


_Pair = tuple[ExportRow, tuple[Conversation, Message]]


def _pairs(rows: Sequence[ExportRow]) -> list[_Pair]:
    """The rows that are two answers to one talk, each with these."""
    return [(row, pair) for row in rows if (pair := row.pair)]


def _ranked(rows: Sequence[_Pair], columns: tuple[str, ...]) -> Written:
    values, lost = [], 0
    for row, pair in rows:
        said = dialects.llamafactory_pair(*pair)
        if said is not None:
            values.append({**said.value, **row.columns(columns)})
            lost += said.lost
    return _as_dataset(values, lost, len(rows) - len(values), _RANKED)


def _alternating(rows: Sequence[ExportRow], columns: tuple[str, ...]) -> Written:
    values, lost = [], 0
    for row in rows:
        said = dialects.llamafactory(conversation(row))
        if said is not None:
            values.append({**said.value, **row.columns(columns)})
            lost += said.lost
    return _as_dataset(values, lost, len(rows) - len(values), _LLAMAFACTORY)


def _as_dataset(values: list[dict[str, Any]], lost: int, left_out: int, described: dict[str, Any]) -> Written:
    warnings = []
    if left_out:
        verb = "doesn't" if left_out == 1 else "don't"
        warnings.append(
            f"{counted(left_out, 'row')} {verb} alternate between user and assistant, and LLaMA-Factory "
            "would skip what doesn't: left out"
        )
    if lost:
        warnings.append(
            f"{counted(lost, 'message')} left out for which LLaMA-Factory has no place: words beside a call, "
            "before the first question, or after the last answer"
        )
    return Written(array(values), tuple(warnings), left_out, described, rows=len(values))
