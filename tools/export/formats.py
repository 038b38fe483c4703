"""The export formats, a few lines each over one view of a row. Knows no splits and no paths."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from seedbed.tools.evaluation.report.amounts import counted
from seedbed.tools.evaluation.report.play import text_of
from seedbed.tools.export.arrow import parquet, table
from seedbed.tools.export.conversation import Conversation, Message, as_openai
from seedbed.tools.export.rows import ExportRow

_BREAK = "\n\n"
"""Between texts of one side that become one turn."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula (OWASP, CSV Injection)."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_CONTROLS = "with control characters, by which programs end a cell or are steered", "each is spelt, as \\x00"
_FORMULAS = "would run as formulas in a spreadsheet", "a quote (') stands before them"
"""What is wrong with cells of CSV, and what is written instead."""
_NAMES = {"system": "system", "user": "human", "assistant": "gpt", "tool": "observation"}
"""Roles as ShareGPT calls them."""
Told = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Written:
    """One file's content."""

    data: bytes
    warnings: tuple[str, ...] = ()
    left_out: int = 0
    """Rows that the format can't say; a warning names why."""


@dataclass(frozen=True, slots=True)
class Format:
    """One export format."""

    name: str
    file: str
    """Name of its file where none is given; `.json` is one array, `.jsonl` an object a line."""
    say: Callable[[ExportRow, Conversation, list[str]], Told | None] | None = None
    """What it says of a row, and words that it leaves out; None: it can't say the row. No function: rows stay
    as they are."""
    refuses: str = ""
    """Why it can't say some rows."""
    pairs: bool = False
    """Whether it has a place for a rejected answer."""
    described: bool = False
    """Whether a `dataset_info.json` beside it says what is in it; pairs then have a file of their own."""
    folder: bool = False
    """A folder with a card, which `export.py` writes."""

    def write(self, rows: Sequence[ExportRow], columns: tuple[str, ...], raw: bool) -> Written:
        """The rows as one file.

        Args:
            columns: What is added to each row.
            raw: Whether cells of CSV with formulas or control characters stay as they are."""
        values = [{**row.row, **row.columns(columns)} for row in rows]
        if self.file.endswith(".csv"):
            return _csv(values, columns, raw)
        if self.file.endswith(".parquet"):
            return Written(parquet(table(rows, columns, self.name)))
        if self.say is None:
            return Written(_lines(values), tuple(_of_times(values)))
        unsaid: Counter[str] = Counter()
        lost: list[str] = []
        values, silent = [], 0
        for row in rows:
            talk = row.talk
            if (value := self.say(row, talk, lost)) is not None:
                values.append({**value, **row.columns(columns), **value})
                unsaid.update(name for name in talk.unsaid if name not in columns)
                silent += not (talk.messages[-1]["content"] or talk.messages[-1].get("tool_calls"))
                unsaid.update(["the rejected answer"] if talk.rejected and not self.pairs else [])
        warnings = []
        if left_out := len(rows) - len(values):
            warnings.append(f"{counted(left_out, 'row')} left out: {self.refuses}")
        if lost:
            place = "words beside a call, before the first question, or after the last answer"
            warnings.append(f"{counted(len(lost), 'message')} left out for which there is no place: {place}")
        if silent:
            why = "all its fields are null or empty there (see --roles)"
            warnings.append(f"{counted(silent, 'row')} with an empty answer: {why}")
        if unsaid:
            names = ", ".join(f"{name} ({counted(number, 'row')})" for name, number in unsaid.items())
            place = f"{self.name} has no place for {names}"
            warnings.append(f"{place}: left out; jsonl has them (see --roles, --columns)")
        array = self.file.endswith(".json")
        whole = f"{json.dumps(values, ensure_ascii=False, indent=1)}\n".encode() if array else _lines(values)
        return Written(whole, (*warnings, *_of_times(values)), left_out)

    def apart(self, rows: Sequence[ExportRow]) -> dict[str, list[ExportRow]]:
        """What is added to a file's name → the rows that go there."""
        pairs: list[ExportRow] = []
        others: list[ExportRow] = []
        for row in rows:
            (pairs if self.described and row.talk.rejected else others).append(row)
        return {"": others, "-pairs": pairs} if pairs and others else {"": others or pairs}

    def description(self, rows: Sequence[ExportRow]) -> Told:
        """The entry of a file with these rows, for LLaMA-Factory; its tags are that one's defaults."""
        ranked = any(row.talk.rejected for row in rows)
        names = ("system", "tools", *(("chosen", "rejected") if ranked else ()))
        columns = {"messages": "conversations", **{name: name for name in names}}
        return {"formatting": "sharegpt", "columns": columns, **({"ranking": True} if ranked else {})}


def _of_times(values: Sequence[Told]) -> Iterator[str]:
    """A warning of the places (`when`, `completion.content`) where all texts are dates, with a time or
    without: `datasets` makes points in time of them, moved to UTC."""
    if names := list(_times("", values)):
        why = "all texts there are dates, which `datasets` reads from JSON as points in time in UTC"
        yield f"{', '.join(names)}: {why}; parquet and hf keep the texts (other ways: docs/exports.md)"


def _times(place: str, values: Sequence[Any]) -> Iterator[str]:
    """Places below one where all texts are dates. `datasets` keeps objects of different shapes as JSON."""
    if not values:
        return
    if all(isinstance(one, Mapping) for one in values):
        names = dict.fromkeys(name for one in values for name in one)
        if not place or all(len(one) == len(names) for one in values):
            for name in names:
                there = [one[name] for one in values if one.get(name) is not None]
                yield from _times(f"{place}.{name}" if place else name, there)
    elif all(isinstance(one, list) for one in values):
        yield from _times(place, [one for some in values for one in some if one is not None])
    elif all(isinstance(one, str) and _is_time(one) for one in values):
        yield place


def _is_time(text: str) -> bool:
    try:
        return text[4:5] == text[7:8] == "-" and bool(datetime.fromisoformat(text))
    except ValueError:
        return False


def _lines(values: Sequence[Mapping[str, Any]]) -> bytes:
    return "".join(f"{json.dumps(value, ensure_ascii=False)}\n" for value in values).encode()


# chats -----------------------------------------------------------------------------------------------------


def openai(row: ExportRow, talk: Conversation, lost: list[str]) -> Told:
    """OpenAI's fine-tuning format: `messages` with arguments as JSON text, `tools` where there are any."""
    return {"messages": list(map(as_openai, talk.messages)), **_tools(talk)}


def _tools(talk: Conversation) -> Told:
    return {"tools": list(talk.tools)} if talk.tools else {}


def trl_sft(row: ExportRow, talk: Conversation, lost: list[str]) -> Told:
    """TRL's prompt and completion, so that the loss is on the answer; messages in a dataset with
    conversations. Arguments are objects, results have their tool's name."""
    messages = talk.in_order()
    if row.among_conversations:
        return {"messages": messages, **_tools(talk)}
    return {"prompt": messages[:-1], "completion": messages[-1:], **_tools(talk)}


def trl_dpo(row: ExportRow, talk: Conversation, lost: list[str]) -> Told | None:
    """TRL's conversational preference with an explicit prompt, of two answers to one talk."""
    *before, chosen = talk.in_order()
    pair = {"prompt": before, "chosen": [chosen], "rejected": [talk.rejected], **_tools(talk)}
    return pair if talk.rejected else None


def alpaca(row: ExportRow, talk: Conversation, lost: list[str]) -> Told | None:
    """Instruction, input and output (Taori et al. 2023), of one turn without tools."""
    spoken = [one["role"] for one in talk.messages if one["role"] != "system"]
    *before, asked, answer = talk.messages if spoken == ["user", "assistant"] else ({}, {})
    if not answer or answer["role"] != "assistant" or talk.tools or answer.get("tool_calls"):
        return None
    below = f"{_BREAK}{talk.context}" if talk.context else ""
    instruction, given = asked["content"].removesuffix(below), talk.context
    if before:
        instruction, given = _BREAK.join(one["content"] for one in before), asked["content"]
    return {"instruction": instruction, "input": given, "output": answer["content"]}


def sharegpt(row: ExportRow, talk: Conversation, lost: list[str]) -> Told:
    """ShareGPT: every message in its place, words beside calls before them, `tools` as JSON text; pairs of
    answers have both beside the talk, as LLaMA-Factory documents it."""
    turns: list[dict[str, str]] = []
    for one in talk.in_order()[: -1 if talk.rejected else None]:
        if one["content"] or not one.get("tool_calls"):
            turns.append({"from": _NAMES[one["role"]], "value": one["content"]})
        if one.get("tool_calls"):
            turns.append({"from": "function_call", "value": _calls(one)})
    tools = {"tools": _tools_text(talk)} if talk.tools else {}
    return {"conversations": turns, **_answers(talk, lost), **tools}


def llamafactory(row: ExportRow, talk: Conversation, lost: list[str]) -> Told | None:
    """LLaMA-Factory's sharegpt format: `conversations`, `system` and `tools`, both texts, empty where none.

    It skips rows whose turns don't alternate: human or observation, then gpt or function_call (its
    `converter.py`). So what one side says in a row is joined, and so are several results. Words beside
    calls, and what the assistant says before anyone else, have no place; what nobody answers is cut."""
    start = next((n for n, one in enumerate(talk.messages) if one["role"] != "system"), 0)
    turns: list[tuple[str, list[str]]] = []
    gone: list[str] = []
    said = talk.in_order()[start : -1 if talk.rejected else None]
    for answering, run in groupby(said, key=lambda one: one["role"] == "assistant"):
        some = list(run)
        texts = [one["content"] for one in some]
        calls = [one for one in some if one.get("tool_calls")]
        if answering and (calls or not turns):
            if calls and (not turns or calls != some[-1:]):
                return None
            gone += texts[:-1] + list(filter(None, texts[-1:]))
            turns += [("function_call", [_calls(one)]) for one in calls]
            continue
        roles = {one["role"] for one in some}
        kind = _NAMES[roles.pop()] if len(roles) == 1 else "system"
        called = bool(turns) and turns[-1][0] == "function_call"
        if kind == "system" or called != (kind == "observation"):
            return None
        turns.append((kind, texts))
    if not talk.rejected and len(turns) % 2:
        gone += turns.pop()[1]
    if not turns or bool(talk.rejected) != bool(len(turns) % 2):
        return None
    lost += gone
    return {
        "conversations": [{"from": kind, "value": _BREAK.join(texts)} for kind, texts in turns],
        **_answers(talk, lost),
        "system": _BREAK.join(one["content"] for one in talk.messages[:start]),
        "tools": _tools_text(talk) if talk.tools else "",
    }


def _answers(talk: Conversation, lost: list[str]) -> Told:
    """Both answers of a pair as turns; words beside a call have no place in one."""
    if talk.rejected is None:
        return {}
    found: Told = {}
    for name, one in (("chosen", talk.messages[-1]), ("rejected", talk.rejected)):
        if one.get("tool_calls"):
            lost += filter(None, [one["content"]])
            found[name] = {"from": "function_call", "value": _calls(one)}
        else:
            found[name] = {"from": "gpt", "value": one["content"]}
    return found


def _calls(message: Message) -> str:
    calls = [call["function"] for call in message["tool_calls"]]
    return json.dumps(calls[0] if len(calls) == 1 else calls, ensure_ascii=False)


def _tools_text(talk: Conversation) -> str:
    """The functions as JSON, each with properties, which LLaMA-Factory asks for."""
    functions = []
    for one in (tool["function"] for tool in talk.tools):
        given = one.get("parameters")
        schema = dict(given) if isinstance(given, Mapping) else {"type": "object"}
        functions.append({**one, "parameters": {**schema, "properties": schema.get("properties", {})}})
    return json.dumps(functions, ensure_ascii=False)


# tables ----------------------------------------------------------------------------------------------------


def _csv(records: Sequence[Mapping[str, Any]], columns: tuple[str, ...], raw: bool) -> Written:
    """RFC 4180 with a header; structures as JSON text."""
    names = list(dict.fromkeys(name for record in records for name in record)) or ["id", *columns]
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, names, restval="")
    writer.writeheader()
    found = Counter[tuple[str, str]]()
    for record in records:
        cells = {name: text_of(value) for name, value in record.items()}
        for name, cell in cells.items():
            safe = _CONTROL.sub(lambda one: one[0].encode("unicode_escape").decode(), cell)
            found[_CONTROLS] += safe != cell
            found[_FORMULAS] += _like_formula(cell)
            cells[name] = cell if raw else f"'{safe}" if _like_formula(cell) else safe
        writer.writerow(cells)
    instead = "" if raw else "; --raw-cells leaves them as they are"
    warnings = (
        f"{counted(number, 'cell')} {what}{'' if raw else f': {mended}'}{instead}"
        for (what, mended), number in found.items()
        if number
    )
    return Written(file.getvalue().encode(), tuple(warnings))


def _like_formula(cell: str) -> bool:
    if not cell.startswith(_FORMULA):
        return False
    try:
        float(cell)
    except ValueError:
        return True
    return cell[0] in "\t\r"


_TURNS = "alpaca has no place for several turns or tools"
_NO_PAIR = "no pair of a chosen and a rejected answer; trl-sft, openai and jsonl have them"
_SKIPPED = "user and assistant don't alternate, and LLaMA-Factory would skip such"
FORMATS = (
    Format("jsonl", "rows.jsonl"),
    Format("parquet", "rows.parquet"),
    Format("csv", "rows.csv"),
    Format("openai", "openai.jsonl", openai),
    Format("sharegpt", "sharegpt.json", sharegpt, pairs=True),
    Format("alpaca", "alpaca.json", alpaca, _TURNS),
    Format("trl-sft", "trl-sft.jsonl", trl_sft),
    Format("trl-dpo", "trl-dpo.jsonl", trl_dpo, _NO_PAIR, pairs=True),
    Format("llamafactory", "seedbed.json", llamafactory, _SKIPPED, pairs=True, described=True),
    Format("hf", "hf", folder=True),
)
BY_NAME = {format.name: format for format in FORMATS}
