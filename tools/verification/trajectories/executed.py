"""The calls of a trajectory executed again in its world: whether each result is what the world gives."""

from collections.abc import Iterator
from typing import Any

from seedbed.tools.verification.toolcalls.calls import loads
from seedbed.tools.verification.trajectories.messages import Fault, Trajectory, fault
from seedbed.tools.world.world import Outcome, World

_SHOWN = 160


def result_faults(trajectory: Trajectory, world: World) -> Iterator[Fault]:
    """Results that the world doesn't give."""
    outcomes: dict[str, Outcome] = {}
    state = world.start()
    for message in trajectory.messages:
        for one in message.calls:
            state, outcomes[one.id] = world.call(state, one.call)
        if message.role != "tool" or (outcome := outcomes.get(message.answers)) is None:
            continue
        if not _same(message.text, outcome):
            said = f"the world answers {_short(outcome.text)}, and the result is {_short(message.text)}"
            yield fault(message, "not reproduced", said)


def _same(stored: str, outcome: Outcome) -> bool:
    if stored == outcome.text or (isinstance(outcome.value, str) and stored == outcome.value):
        return True
    try:
        return _equal(loads(stored), loads(outcome.text))
    except ValueError:
        return False


def _equal(one: Any, other: Any) -> bool:
    """Equal as JSON: 1 is 1.0, and true is no number."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_equal(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_equal, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
