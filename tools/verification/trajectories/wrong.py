"""What is said of data that isn't a trajectory, and where."""

from typing import Any

from seedbed.memory.errors import UserFault
from seedbed.tools.verification.toolcalls.calls import loads

MOST_MESSAGES = 1_000


def wrong(what: str, where: str, step: str) -> UserFault:
    """A fault of the data at a place."""
    return UserFault(what, where=where, next_step=step)


def listed(given: Any, where: str) -> list[Any]:
    """The messages as a list; JSON text of one is read.

    Raises:
        UserFault: it isn't one, or too long.
    """
    if isinstance(given, str):
        try:
            given = loads(given)
        except ValueError as fault:
            raise wrong(f"not JSON: {fault}", where, "give a list of messages") from fault
    if not isinstance(given, list) or not 0 < len(given) <= MOST_MESSAGES:
        raise wrong(f"not a list of 1 to {MOST_MESSAGES:,} messages", where, "give the messages of a talk")
    return given


def kind(value: Any) -> str:
    """What a JSON value is, for people."""
    names = {str: "a text", bool: "a truth value", int: "a number", float: "a number", list: "a list"}
    return names.get(type(value), "null" if value is None else "an object")
