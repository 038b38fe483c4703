"""What is wrong with a trajectory by exact comparison, turn by turn: the door of this package."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from seedbed.memory.exact.canonical import digest
from seedbed.tools.verification.toolcalls.calls import loads
from seedbed.tools.verification.toolcalls.check import check_call
from seedbed.tools.verification.trajectories.given import id_faults
from seedbed.tools.verification.trajectories.messages import Fault, Message, Trajectory, fault
from seedbed.tools.world.world import Outcome, World

BY = "trajectory check 2"
"""Name of this check in evidence."""
_SHOWN = 160
_MARK = re.compile(
    r"<\|[\w ]{1,30}\|>|\[/?INST\]|<</?SYS>>|</?tool_(?:call|response)>|</?text-[0-9a-f]{12}>|```brief\b"
)
"""What chat templates and this program's prompts put between turns."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A trajectory and what is wrong with it."""

    trajectory: Trajectory
    faults: tuple[Fault, ...]
    """By turn; within one in the order of the checks."""
    calls: tuple[Mapping[str, Any], ...]
    """Evidence of kind `schema`, one item a call, each with its `turn`."""

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults

    @property
    def score(self) -> float:
        """The share of its turns that have no fault, 0–1; a system message is no turn."""
        turns = self._turns()
        return len(turns.keys() - {one.turn for one in self.faults}) / len(turns)

    @property
    def reason(self) -> str:
        """The first fault in a line, and how many there are besides; empty: none."""
        more = f" (and {len(self.faults) - 1} more)" if len(self.faults) > 1 else ""
        return f"{self.faults[0].reason}{more}" if self.faults else ""

    def _turns(self) -> dict[int, str]:
        return {one.turn: one.role for one in self.trajectory.messages if one.role != "system"}

    def evidence(self) -> tuple[dict[str, Any], ...]:
        """One item a call (kind `schema`) and one a turn (kind `transcript`), in the order of the turns."""
        items: list[dict[str, Any]] = []
        for turn, role in self._turns().items():
            items += [dict(call) for call in self.calls if call["turn"] == turn]
            found = [one for one in self.faults if one.turn == turn]
            item = {"kind": "transcript", "ok": not found, "by": BY, "turn": turn, "role": role}
            if found:
                item |= {"defects": [one.defect for one in found], "reasons": [one.reason for one in found]}
            items.append(item)
        return tuple(items)


def check_trajectory(trajectory: Trajectory, world: World | None = None) -> Checked:
    """Every check of this package.

    Args:
        world: What the calls are executed in again; None: results are taken as they stand.
    """
    calls, found = _calls(trajectory)
    found += [
        *_order_faults(trajectory),
        *_pairing_faults(trajectory),
        *_mark_faults(trajectory),
        *id_faults(trajectory),
        *(_result_faults(trajectory, world) if world is not None else ()),
    ]
    return Checked(trajectory, tuple(sorted(found, key=lambda one: one.turn)), calls)


def _calls(trajectory: Trajectory) -> tuple[tuple[Mapping[str, Any], ...], list[Fault]]:
    tools, evidence, found = trajectory.by_name(), [], []
    for message in trajectory.messages:
        for one in message.calls:
            checked = check_call(tools, one.call)
            evidence.append({**checked.evidence(), "turn": message.turn})
            if checked.defect:
                found.append(fault(message, checked.defect, checked.reason))
    return tuple(evidence), found


def _result_faults(trajectory: Trajectory, world: World) -> Iterator[Fault]:
    """Results that the world doesn't give."""
    outcomes: dict[str, Outcome] = {}
    state = world.start()
    for message in trajectory.messages:
        for one in message.calls:
            state, outcomes[one.id] = world.call(state, one.call)
        if message.role != "tool" or (outcome := outcomes.get(message.answers)) is None:
            continue
        if not _same(message.text, outcome):
            given, shown = outcome.text[:_SHOWN], message.text[:_SHOWN]
            yield fault(message, "not reproduced", f"the world answers {given}, and the result is {shown}")


def _same(stored: str, outcome: Outcome) -> bool:
    """Equal as JSON: 1 is 1.0, and true is no number."""
    if stored == outcome.text or (isinstance(outcome.value, str) and stored == outcome.value):
        return True
    try:
        return digest(loads(stored)) == digest(loads(outcome.text))
    except ValueError:
        return False


# turns and results ---------------------------------------------------------------------------------------


def _mark_faults(trajectory: Trajectory) -> Iterator[Fault]:
    """Turns of user and assistant in which a mark between turns was left."""
    for message in trajectory.messages:
        if message.role in ("user", "assistant") and (found := _MARK.search(message.text)):
            yield fault(message, "mark between turns", f"it holds {found[0]!r}, a mark between turns")


def _order_faults(trajectory: Trajectory) -> Iterator[Fault]:
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


def _pairing_faults(trajectory: Trajectory) -> Iterator[Fault]:
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
