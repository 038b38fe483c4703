"""Example rows that are talks, in the shapes that people have, as the tasks' own fields.

OpenAI's `messages` or ShareGPT's `conversations`, with `tools` where some were called. Pure; a talk of one
question and one answer is none of them.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from seedbed.agent.planner.rules.tasks import Task
from seedbed.memory.errors import UserFault
from seedbed.tools.verification.trajectories.messages import Message, Trajectory
from seedbed.tools.verification.trajectories.read import FIELDS, read_trajectory

Row = dict[str, Any]
Placed = Sequence[tuple[str, Mapping[str, Any]]]
"""(place, row) each; the place is for faults: file and line."""
_NEXT = 'a talk is {"messages": [{"role": "user", "content": …}, …]}'


def of_talks(rows: Placed) -> tuple[Task, tuple[Row, ...]] | None:
    """The task that the rows are of, and the rows in its fields; None: they are no talks.

    Raises:
        UserFault: a talk can't be read; names the row's place and the place inside it.
    """
    if not any(isinstance(rows[0][1].get(name), list) for name in FIELDS):
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
