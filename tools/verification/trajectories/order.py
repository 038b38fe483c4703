"""Whose turn it is, and whether each call has its one result: the outer form of a trajectory."""

import re
from collections.abc import Iterator

from seedbed.tools.verification.trajectories.messages import Fault, Message, Trajectory, fault

_MARK = re.compile(
    r"<\|[\w ]{1,30}\|>|\[/?INST\]|<</?SYS>>|</?tool_(?:call|response)>|</?text-[0-9a-f]{12}>|```brief\b"
)
"""What chat templates and this program's prompts put between turns."""


def mark_faults(trajectory: Trajectory) -> Iterator[Fault]:
    """Turns of user and assistant in which a mark between turns was left."""
    for message in trajectory.messages:
        if message.role in ("user", "assistant") and (found := _MARK.search(message.text)):
            yield fault(message, "mark between turns", f"it holds {found[0]!r}, a mark between turns")


def order_faults(trajectory: Trajectory) -> Iterator[Fault]:
    """Turns out of their order. User and assistant alternate; results follow calls, and the assistant them.

    Who begins is free, and so is whether the user has the last word; a result must not be the last.
    """
    before: Message | None = None
    for message in trajectory.messages:
        if said := _misplaced(before, message):
            yield fault(message, "out of turn", said)
        before = message
    if before is not None and before.role == "tool":
        said = "the talk ends with a result, and the assistant says nothing to it"
        yield fault(before, "out of turn", said)


def _misplaced(before: Message | None, now: Message) -> str:
    """Why a message may not stand after the one before it; empty: it may."""
    if now.role == "system":
        return "" if before is None or before.role == "system" else "a system message within the talk"
    if now.role == "tool":
        follows = before is not None and (before.role == "tool" or bool(before.calls))
        return "" if follows else "a result that follows no call"
    if before is None or before.role == "system":
        return ""
    if now.role == "user":
        if before.role == "user":
            return "the user speaks twice in a row"
        waits = before.role == "tool" or before.calls
        return "the user speaks before the assistant has answered the result" if waits else ""
    if before.role == "assistant":
        said = "before its call has a result" if before.calls else "twice in a row"
        return f"the assistant speaks {said}"
    return ""


def pairing_faults(trajectory: Trajectory) -> Iterator[Fault]:
    """Calls without result, with two, and results of nothing or of another tool than they name."""
    asking: Message | None = None
    waiting: dict[str, str] = {}
    done: set[str] = set()
    for message in trajectory.messages:
        if message.role != "tool":
            yield from _unanswered(asking, waiting)
            asking, done = (message if message.calls else None), set()
            waiting = {one.id: one.call.name for one in message.calls}
            if len(waiting) < len(message.calls):
                yield fault(message, "unanswered call", "two of its calls have one id")
        elif message.answers not in waiting:
            twice = message.answers in done
            said = "a second result of" if twice else "a result, and no call before it is"
            yield fault(message, "result of no call", f"{said} {message.answers or 'open'!r}")
        else:
            called = waiting.pop(message.answers)
            done.add(message.answers)
            if message.name and called and message.name != called:
                said = f"a result of {message.name!r} for a call of {called!r}"
                yield fault(message, "result of no call", said)
    yield from _unanswered(asking, waiting)


def _unanswered(asking: Message | None, waiting: dict[str, str]) -> Iterator[Fault]:
    if asking is not None and waiting:
        names = ", ".join(f"`{name[:60]}`" for name in waiting.values())
        yield fault(asking, "unanswered call", f"the call of {names} has no result")
