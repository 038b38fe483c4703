"""A trajectory out of a row: {messages, tools} as OpenAI has it, or {conversations, tools} of ShareGPT."""

from collections.abc import Mapping
from typing import Any

from seedbed.memory.errors import UserFault
from seedbed.tools.verification.toolcalls.tools import Tool, read_tools
from seedbed.tools.verification.trajectories.messages import Message, Trajectory
from seedbed.tools.verification.trajectories.openai import openai_messages
from seedbed.tools.verification.trajectories.sharegpt import sharegpt_messages
from seedbed.tools.verification.trajectories.wrong import listed, wrong

FIELDS = ("messages", "conversations")
"""Either holds the messages."""
LONGEST = 20_000
"""Characters of a message that is read, of a result too."""


def read_trajectory(row: Mapping[str, Any]) -> Trajectory:
    """The trajectory of a row. `tools` may be missing, empty or null: then there are none.

    Raises:
        UserFault: it can't be read; names the place, as `messages.3.tool_calls.0`.
    """
    held = [name for name in FIELDS if row.get(name) is not None]
    if len(held) != 1:
        said = "no messages" if not held else "messages twice"
        raise wrong(said, " and ".join(FIELDS), "give one of the two fields")
    given = listed(row[held[0]], held[0])
    read = openai_messages if held[0] == "messages" else sharegpt_messages
    messages = read(given)
    if held[0] == "conversations" and isinstance(row.get("system"), str) and row["system"].strip():
        messages = (Message(-1, "system", row["system"]), *messages)
    if not any(message.role == "assistant" for message in messages):
        raise wrong("no turn of the assistant", held[0], "give whole talks")
    if long := next((one for one in messages if len(one.text) > LONGEST), None):
        raise wrong(f"longer than {LONGEST:,} characters", f"{held[0]}.{long.turn}", "leave the row out")
    return Trajectory(_tools(row.get("tools")), messages)


def _tools(given: Any) -> tuple[Tool, ...]:
    if given is None or (isinstance(given, list | str) and given in ([], "", "[]")):
        return ()
    try:
        return read_tools(given)
    except UserFault:
        raise
    except (TypeError, ValueError) as fault:
        raise wrong(f"not tools: {fault}", "tools", "give a list of JSON schemas") from fault
