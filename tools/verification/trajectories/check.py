"""What is wrong with a trajectory by exact comparison, turn by turn: the door of this package."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from seedbed.memory.exact.canonical import digest
from seedbed.tools.verification.toolcalls.calls import loads
from seedbed.tools.verification.toolcalls.check import check_call
from seedbed.tools.verification.trajectories.given import id_faults
from seedbed.tools.verification.trajectories.messages import Fault, Trajectory, fault
from seedbed.tools.verification.trajectories.order import mark_faults, order_faults, pairing_faults
from seedbed.tools.world.world import Outcome, World

BY = "trajectory check 2"
"""Name of this check in evidence."""
_SHOWN = 160


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
        *order_faults(trajectory),
        *pairing_faults(trajectory),
        *mark_faults(trajectory),
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
