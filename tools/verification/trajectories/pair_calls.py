"""Calls of a rejected answer beside the right one's: values that weren't asked for, or that nobody said."""

import re
from collections.abc import Iterator
from typing import Any

from seedbed.tools.verification.trajectories.facts import Record
from seedbed.tools.verification.trajectories.faults import Fault, fault
from seedbed.tools.verification.trajectories.known import known_at
from seedbed.tools.verification.trajectories.messages import Message, Trajectory
from seedbed.tools.verification.trajectories.support import strange_codes, strange_names, support, values_in

_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")


def other_arguments(talk: Trajectory, last: Message, right: Message) -> Iterator[Fault]:
    """One argument that isn't what the user asked for, in calls that are otherwise the right ones."""
    if not last.calls or [one.call.name for one in last.calls] != [one.call.name for one in right.calls]:
        return
    for one, other in zip(last.calls, right.calls, strict=True):
        mine, its = one.call.arguments, other.call.arguments
        if mine.keys() != its.keys():
            return
        for key in mine:
            if mine[key] != its[key] and (said := _not_asked(talk, mine[key], its[key])):
                yield fault(last, "wrong argument", f"`{one.call.name}`: {key} is {mine[key]!r}: {said}")


def _not_asked(talk: Trajectory, given: Any, meant: Any) -> str:
    """Why a value isn't what was asked for and the other is; empty: that can't be told."""
    asked = next((one for one in reversed(talk.messages) if one.role == "user"), None)
    if asked is None:
        return ""
    if _stands(meant, asked.text) and not _stands(given, asked.text):
        return f"the user asked for {meant!r} (turn {asked.turn})"
    (*_, (_, know)) = known_at(talk)
    named = {one.name: one for one in know.records.values()}
    if isinstance(given, str) and isinstance(meant, str) and given in named and meant in named:
        said, other = _told_of(named[meant], asked.text), _told_of(named[given], asked.text)
        if other < said:
            return f"the user asked for what {meant!r} is: {', '.join(sorted(said - other))}"
    return ""


def _told_of(record: Record, text: str) -> frozenset[str]:
    """The fields of a record that a text says."""
    return frozenset(f"{key} {value}" for key, value in record.fields.items() if _stands(value, text))


def _stands(value: Any, text: str) -> bool:
    """Whether a value stands in a text as such, as a number also in words."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return False
    said = [str(value)]
    if isinstance(value, int) and 0 <= value < len(_NUMBERS):
        said.append(_NUMBERS[value])
    return any(re.search(rf"(?<![\w.,]){re.escape(one)}(?![\w]|[.,]\d)", text, re.I) for one in said if one)


def too_early(talk: Trajectory, last: Message, right: Message) -> Iterator[Fault]:
    """Where the right answer asks, a call with what nobody has said; where it calls, an answer at once."""
    heard = "\n".join(one.text for one in talk.messages[:-1])
    if last.calls and not right.calls:
        for one in last.calls:
            for key, value in one.call.arguments.items():
                if isinstance(value, str | int | float) and not _stands(value, heard) and str(value).strip():
                    told = f"`{one.call.name}` is given {key} {value!r}, which nobody has said"
                    yield fault(last, "unsupported", told)
    elif right.calls and not last.calls and last.text.strip():
        base = support(talk, last)
        strange = [one.text for one in values_in(last.text) if not base.holds(one, last.text)]
        strange += strange_codes(last.text, base) or strange_names(last.text, base, values_in(last.text))
        if strange:
            told = f"{strange[0]!r} stands in nothing before it, and nothing was looked up"
            yield fault(last, "unsupported", told)
