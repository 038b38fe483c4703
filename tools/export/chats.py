"""The formats that people train chat models on: every row as a conversation, in one dialect each."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from seedbed.tools.evaluation.report.amounts import counted
from seedbed.tools.export import dialects
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
    return Written(lines(_said(rows, columns, lambda row: dialects.openai(conversation(row)))))


def sharegpt(rows: Sequence[ExportRow], columns: tuple[str, ...], safe: bool) -> Written:
    """One JSON array of conversations; pairs of answers have both beside the talk."""

    def say(row: ExportRow) -> dict[str, Any]:
        pair = row.pair
        return dialects.sharegpt_pair(*pair) if pair else dialects.sharegpt(conversation(row))

    return Written(array(_said(rows, columns, say)))


def trl_sft(rows: Sequence[ExportRow], columns: tuple[str, ...], safe: bool) -> Written:
    """Prompt and completion, so that the loss is on the answer; messages in a dataset with conversations."""

    def say(row: ExportRow) -> dict[str, Any]:
        write = dialects.trl if row.among_conversations else dialects.prompt_completion
        return write(conversation(row))

    return Written(lines(_said(rows, columns, say)))


def alpaca(rows: Sequence[ExportRow], columns: tuple[str, ...], safe: bool) -> Written:
    """One JSON array of instruction, input, output (Taori et al. 2023)."""

    def say(row: ExportRow) -> dict[str, Any] | None:
        if row.is_conversation:
            return dialects.alpaca(conversation(row))
        said = exchange(row)
        return {"instruction": said.instruction, "input": said.input, "output": said.output}

    values = _said(rows, columns, say)
    left_out = len(rows) - len(values)
    verb = "has" if left_out == 1 else "have"
    why = f"{counted(left_out, 'row')} {verb} several turns or tools, which alpaca has no place for: left out"
    return Written(array(values), (why,) if left_out else (), left_out)


def trl_dpo(rows: Sequence[ExportRow], columns: tuple[str, ...], safe: bool) -> Written:
    """Prompt, chosen and rejected, for those rows that are two answers to one talk."""
    values = _said(rows, columns, lambda row: dialects.trl_pair(*pair) if (pair := row.pair) else None)
    left_out = len(rows) - len(values)
    verb = "isn't a pair" if left_out == 1 else "aren't pairs"
    why = (
        f"{counted(left_out, 'row')} {verb} of a chosen and a rejected answer: left out; trl-sft, openai and "
        "jsonl have them"
    )
    return Written(lines(values), (why,) if left_out else (), left_out)


def _said(
    rows: Sequence[ExportRow],
    columns: tuple[str, ...],
    say: Callable[[ExportRow], dict[str, Any] | None],
) -> list[dict[str, Any]]:
    """What a format says of each row, with the columns asked for; rows that it can't say are left out."""
    pairs = ((row, say(row)) for row in rows)
    return [{**value, **row.columns(columns)} for row, value in pairs if value is not None]


def llamafactory(rows: Sequence[ExportRow], columns: tuple[str, ...], safe: bool) -> Written:
    """JSON arrays in LLaMA-Factory's sharegpt format, with their entries for `dataset_info.json`.

    Pairs of answers are a preference dataset: beside other rows they have a file of their own.
    """
    pairs = [row for row in rows if row.pair]
    others = [row for row in rows if not row.pair]
    ranked = _alternating(pairs, columns, _RANKED)
    if not others and pairs:
        return ranked
    written = _alternating(others, columns, _LLAMAFACTORY)
    if not pairs:
        return written
    return replace(written, left_out=written.left_out + len(pairs), beside={"pairs": ranked})


def _alternating(rows: Sequence[ExportRow], columns: tuple[str, ...], described: dict[str, Any]) -> Written:
    lost = 0

    def say(row: ExportRow) -> dict[str, Any] | None:
        nonlocal lost
        said = dialects.llamafactory(*(row.pair or (conversation(row),)))
        lost += said.lost if said else 0
        return said.value if said else None

    values = _said(rows, columns, say)
    warnings = []
    if left_out := len(rows) - len(values):
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
