"""The formats that people train chat models on: every row as a conversation, in one dialect each."""

from collections.abc import Sequence

from seedbed.tools.evaluation.amounts import counted
from seedbed.tools.export import dialects
from seedbed.tools.export.exchange import conversation, exchange
from seedbed.tools.export.rows import ExportRow
from seedbed.tools.export.written import Written, array, lines

_LLAMAFACTORY = {
    "formatting": "sharegpt",
    "columns": {"messages": "conversations", "system": "system", "tools": "tools"},
}
"""Its tags are the defaults: from, value, human, gpt, observation, function_call, system."""


def openai(rows: Sequence[ExportRow], columns: tuple[str, ...], safe: bool) -> Written:
    """Chat messages, as fine-tuning takes them."""
    return Written(lines([{**dialects.openai(conversation(row)), **row.columns(columns)} for row in rows]))


def sharegpt(rows: Sequence[ExportRow], columns: tuple[str, ...], safe: bool) -> Written:
    """One JSON array of conversations."""
    return Written(array([{**dialects.sharegpt(conversation(row)), **row.columns(columns)} for row in rows]))


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


def llamafactory(rows: Sequence[ExportRow], columns: tuple[str, ...], safe: bool) -> Written:
    """One JSON array in LLaMA-Factory's sharegpt format, with its entry for `dataset_info.json`."""
    values, lost = [], 0
    for row in rows:
        said = dialects.llamafactory(conversation(row))
        if said is not None:
            values.append({**said.value, **row.columns(columns)})
            lost += said.lost
    left_out = len(rows) - len(values)
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
    return Written(array(values), tuple(warnings), left_out, _LLAMAFACTORY)
