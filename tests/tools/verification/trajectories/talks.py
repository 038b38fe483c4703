"""Talks about bikes, put together message by message."""

import json
from typing import Any

from seedbed.tools.verification.toolcalls.tools import read_tools
from seedbed.tools.verification.trajectories.check import Checked, check_trajectory
from seedbed.tools.verification.trajectories.read import read_trajectory
from seedbed.tools.world.operations import Collection, Operation
from seedbed.tools.world.world import World

_TEXT = {"type": "string"}


def _tool(name: str, **named: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "parameters": {"type": "object", "properties": named, "required": list(named)}}


TOOLS = [
    _tool("find_bikes", kind={"type": "string", "enum": ["city", "tandem"]}),
    _tool("book_bike", bike_id=_TEXT, days={"type": "integer"}),
    _tool("get_booking", booking_id=_TEXT),
    _tool("change_days", booking_id=_TEXT, days={"type": "integer"}),
    _tool("cancel_booking", booking_id=_TEXT),
]


BIKES = tuple(
    dict(zip(("bike_id", "kind", "name", "price", "free_from"), one, strict=True))
    for one in (
        ("B1", "city", "Meadow", 18.5, "2026-05-03"),
        ("B2", "city", "Harbour", 21, "2026-05-09"),
        ("B3", "tandem", "Twins", 40, "2026-06-01"),
    )
)


def world() -> World:
    """Bikes that can be booked."""

    def does(kind: str, **more: Any) -> Operation:
        return Operation.model_validate({"does": kind, "in": "bookings", **more})

    return World(
        {tool.name: tool for tool in read_tools(TOOLS)},
        {
            "find_bikes": Operation.model_validate({"does": "find", "in": "bikes"}),
            "book_bike": does("create", needs={"bikes": "bike_id"}, set={"status": "booked"}),
            "get_booking": does("get"),
            "change_days": does("update"),
            "cancel_booking": does("update", set={"status": "cancelled"}),
        },
        {
            "bikes": Collection(key="bike_id", rows=BIKES),
            "bookings": Collection(key="booking_id", prefix="K-"),
        },
    )


def user(text: str) -> dict[str, Any]:
    """A turn of the user."""
    return {"role": "user", "content": text}


def says(text: str) -> dict[str, Any]:
    """A turn of the assistant."""
    return {"role": "assistant", "content": text}


def calls(made: str, name: str, **arguments: Any) -> dict[str, Any]:
    """A call."""
    function = {"name": name, "arguments": json.dumps(arguments)}
    asked = {"id": made, "type": "function", "function": function}
    return {"role": "assistant", "content": None, "tool_calls": [asked]}


def result(made: str, value: Any) -> dict[str, Any]:
    """The result of a call."""
    return {"role": "tool", "tool_call_id": made, "content": json.dumps(value)}


BOOKING = {"booking_id": "K-1001", "bike_id": "B1", "days": 3, "status": "booked"}
SEARCH = [
    user("What city bikes are there?"),
    calls("c1", "find_bikes", kind="city"),
    result("c1", {"count": 2, "results": BIKES[:2]}),
]
BOOKED = [
    *SEARCH,
    says("There are two: Meadow (B1) at 18.50 a day and Harbour (B2) at 21 a day."),
    user("Meadow for 3 days."),
    calls("c2", "book_bike", bike_id="B1", days=3),
    result("c2", BOOKING),
]
ASKED = [*BOOKED, says("K-1001 is booked."), user("Lovely. And where do I stand now?")]


def checked(messages: list[dict[str, Any]], in_world: bool = False) -> Checked:
    """The talk, checked."""
    row = {"tools": TOOLS, "messages": messages}
    return check_trajectory(read_trajectory(row), world() if in_world else None)


def found(messages: list[dict[str, Any]], in_world: bool = False) -> list[tuple[int, str]]:
    """(turn, defect) of each fault."""
    return [(one.turn, one.defect) for one in checked(messages, in_world).faults]
