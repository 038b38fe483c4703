"""Example rows that are talks or pairs of answers, in the shapes that people have, as the tasks' own fields.

Talks: OpenAI's `messages` or ShareGPT's `conversations`, with `tools` where some were called. Pairs:
`chosen` and `rejected` as texts, as messages or as whole talks (TRL, UltraFeedback, HH-RLHF), with `prompt`
or without. Pure; a talk of one question and one answer is none of them.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from seedbed.memory.errors import UserFault
from seedbed.memory.task import Task
from seedbed.tools.verification.trajectories.messages import Message, Trajectory
from seedbed.tools.verification.trajectories.openai import openai_messages
from seedbed.tools.verification.trajectories.read import FIELDS, read_trajectory

Row = dict[str, Any]
Placed = Sequence[tuple[str, Mapping[str, Any]]]
"""(place, row) each; the place is for faults: file and line."""
_HH = re.compile(r"(?:^|\n\n)(Human|Assistant): ")
_NEXT = 'a talk is {"messages": [{"role": "user", "content": …}, …]}, a pair {"prompt", "chosen", "rejected"}'


def of_talks(rows: Placed) -> tuple[Task, tuple[Row, ...]] | None:
    """The task that the rows are of, and the rows in its fields; None: they are neither talks nor pairs.

    Raises:
        UserFault: a talk or pair can't be read; names the row's place and the place inside it.
    """
    first = rows[0][1]
    if first.get("chosen") and first.get("rejected"):
        return "preferences", tuple(_pair(row, place) for place, row in rows)
    if not any(isinstance(first.get(name), list) for name in FIELDS):
        return None
    talks = [_read(row, place) for place, row in rows]
    if any(talk.tools or any(message.calls for message in talk.messages) for talk in talks):
        return "tool_use", tuple({**_row(t), "tools": _tools(t)} for t in talks)
    if all(_spoken(talk) == ["user", "assistant"] for talk in talks):
        return None
    return "dialogues", tuple(_row(talk) for talk in talks)


def question_of(row: Mapping[str, Any], place: str) -> Row:
    """A talk of one question and one answer as `{question, answer}`; any other row as it is.

    Raises:
        UserFault: it can't be read.
    """
    if not any(isinstance(row.get(name), list) for name in FIELDS):
        return dict(row)
    spoken = [message for message in _read(row, place).messages if message.role != "system"]
    if len(spoken) != 2:
        raise UserFault("is a talk, unlike the first row", where=place, next_step=_NEXT)
    return {"question": spoken[0].text, "answer": spoken[1].text}


def _read(row: Mapping[str, Any], place: str) -> Trajectory:
    try:
        return read_trajectory(row)
    except UserFault as fault:
        raise UserFault(f"{fault.where}: {fault.what}", where=place, next_step=_NEXT) from fault


def _spoken(talk: Trajectory) -> list[str]:
    return [message.role for message in talk.messages if message.role != "system"]


def _row(talk: Trajectory) -> Row:
    return {"messages": [_message(one) for one in talk.messages]}


def _message(one: Message) -> Row:
    said: Row = {"role": one.role, "content": one.text}
    if one.calls:
        said["tool_calls"] = [
            {
                "id": asked.id,
                "type": "function",
                "function": {
                    "name": asked.call.name,
                    "arguments": json.dumps(asked.call.arguments, ensure_ascii=False),
                },
            }
            for asked in one.calls
        ]
    return {**said, "tool_call_id": one.answers} if one.role == "tool" else said


def _tools(talk: Trajectory) -> list[Row]:
    return [
        {
            "type": "function",
            "function": {"name": t.name, "description": t.description, "parameters": dict(t.parameters)},
        }
        for t in talk.tools
    ]


# pairs -------------------------------------------------------------------------------------------------


def _pair(row: Mapping[str, Any], place: str) -> Row:
    chosen, rejected = (_talk(row.get(name), place, name) for name in ("chosen", "rejected"))
    given = row.get("prompt")
    asked = [{"role": "user", "content": given}] if isinstance(given, str) else given
    prompt = _messages(asked, place, "prompt") if asked else chosen[:-1]
    if not prompt or chosen[-1]["role"] != "assistant" or rejected[-1]["role"] != "assistant":
        raise UserFault("is no pair of two answers to a prompt", where=place, next_step=_NEXT)
    return {"prompt": prompt, "chosen": chosen[-1:], "rejected": rejected[-1:]}


def _talk(given: Any, place: str, name: str) -> list[Row]:
    """A text as the assistant's message, or as the talk that HH-RLHF writes into one (Bai et al. 2022)."""
    if not isinstance(given, str):
        return _messages(given, place, name)
    pieces = _HH.split(given)
    if len(pieces) < 5:
        return _messages([{"role": "assistant", "content": given}], place, name)
    roles = ["user" if who == "Human" else "assistant" for who in pieces[1::2]]
    said = [
        {"role": role, "content": text.strip()}
        for role, text in zip(roles, pieces[2::2], strict=True)
        if text.strip()
    ]
    return _messages(said, place, name)


def _messages(given: Any, place: str, name: str) -> list[Row]:
    if not isinstance(given, list) or not given:
        raise UserFault(f"has no messages under {name!r}", where=place, next_step=_NEXT)
    try:
        return [_message(one) for one in openai_messages(given, name)]
    except UserFault as fault:
        raise UserFault(f"{fault.where}: {fault.what}", where=place, next_step=_NEXT) from fault
