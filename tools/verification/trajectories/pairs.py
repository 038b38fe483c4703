"""Two answers to the same talk, one right and one not: whether that is so, by the row alone.

Both are held against `check_trajectory`. Beside it the rejected answer is held against what can be asked of
it because a right one is known: equations in talks without tools, claims of documents against the passages
that the right one cites, arguments that the right one has otherwise, values given before anything was looked
up. It doesn't know how the wrong answer came about.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from seedbed.memory.errors import UserFault
from seedbed.tools.knowledge.claims.cited import claims_of, compare, vetoes
from seedbed.tools.verification.toolcalls.calls import loads
from seedbed.tools.verification.trajectories.answers import equation_faults
from seedbed.tools.verification.trajectories.check import check_trajectory
from seedbed.tools.verification.trajectories.facts import Record
from seedbed.tools.verification.trajectories.faults import Fault, fault
from seedbed.tools.verification.trajectories.known import known_at
from seedbed.tools.verification.trajectories.messages import Message, Trajectory
from seedbed.tools.verification.trajectories.read import read_trajectory
from seedbed.tools.verification.trajectories.support import strange_codes, strange_names, support, values_in

BY = "pair check 1"
"""Name of this check in evidence."""
FAULT = "fault of the rejected answer"
"""What its evidence computes."""
Row = Mapping[str, Any]
_OPEN = ("unanswered call",)
"""A pair ends with a message; results of its calls come later."""
_PASSAGE = 8
"""Words from which a text in a result is a passage."""
_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")


@dataclass(frozen=True, slots=True)
class Compared:
    """A pair of answers, checked."""

    chosen: tuple[str, ...]
    """What is wrong with the talk up to and with the chosen answer, a line each."""
    rejected: tuple[Fault, ...]
    """What is wrong with the rejected answer."""

    def fault_of(self, fits: Sequence[str]) -> Fault | None:
        """The first fault of the rejected answer that has one of these names."""
        return next((one for name in fits for one in self.rejected if one.defect == name), None)


def compare_answers(
    prompt: Sequence[Row], chosen: Row, rejected: Row, tools: Sequence[Row] = (), texts: Sequence[str] = ()
) -> Compared:
    """Both answers to a talk, checked.

    Args:
        prompt: OpenAI's messages before the answer.
        texts: Passages that carry the chosen answer's claims; empty: it has none.

    Raises:
        UserFault: messages or tools are of no shape that can be read.
    """
    right = chosen_faults(prompt, chosen, tools, texts)
    if right:
        return Compared(right, ())
    return Compared(
        (), rejected_faults(prompt, chosen, rejected, tools, texts or found_passages(prompt, chosen))
    )


def chosen_faults(
    prompt: Sequence[Row], chosen: Row, tools: Sequence[Row] = (), texts: Sequence[str] = ()
) -> tuple[str, ...]:
    """What is wrong with a talk up to and with its last message.

    Raises:
        UserFault: messages or tools are of no shape that can be read.
    """
    talk = read_trajectory({"messages": [*prompt, chosen], "tools": list(tools)})
    last = talk.messages[-1]
    found = [one for one in check_trajectory(talk).faults if not _is_open(one, last)]
    found += [*equation_faults(last), *_against_texts(last, texts)]
    return tuple(one.reason for one in found)


def rejected_faults(
    prompt: Sequence[Row], chosen: Row, rejected: Row, tools: Sequence[Row], texts: Sequence[str]
) -> tuple[Fault, ...]:
    """What is wrong with a rejected answer, beside a chosen one that is right.

    Raises:
        UserFault: messages or tools are of no shape that can be read.
    """
    talk = read_trajectory({"messages": [*prompt, rejected], "tools": list(tools)})
    right = read_trajectory({"messages": [*prompt, chosen], "tools": list(tools)}).messages[-1]
    last = talk.messages[-1]
    if last.role != "assistant" or right.role != "assistant":
        raise UserFault(
            "an answer is the assistant's", where="rejected", next_step='{"role": "assistant", …}'
        )
    checked = [
        one for one in check_trajectory(talk).faults if one.turn == last.turn and not _is_open(one, last)
    ]
    return (
        *checked,
        *equation_faults(last),
        *_against_texts(last, texts),
        *_other_arguments(talk, last, right),
        *_too_early(talk, last, right),
    )


def found_passages(prompt: Sequence[Row], chosen: Row) -> tuple[str, ...]:
    """Passages that tools have found before a right answer, if nothing that it claims differs from them."""
    texts = tuple(text for text in map(str, _texts_of(prompt)) if len(text.split()) >= _PASSAGE)
    claims = claims_of(str(chosen.get("content") or "")) if texts else ()
    return texts if claims and not any(vetoes(compare(claim, texts)) for claim in claims) else ()


def _texts_of(prompt: Sequence[Row]) -> Iterator[str]:
    for one in prompt:
        if one.get("role") == "tool":
            try:
                yield from _strings(loads(str(one["content"])))
            except ValueError:
                yield str(one["content"])


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list):
        for one in value.values() if isinstance(value, Mapping) else value:
            yield from _strings(one)


def _is_open(one: Fault, last: Message) -> bool:
    return one.turn == last.turn and one.defect in _OPEN


def _against_texts(last: Message, texts: Sequence[str]) -> Iterator[Fault]:
    """Claims with a number, name, negation or opposite that the passages have otherwise."""
    for claim in claims_of(last.text) if texts else ():
        for said in vetoes(compare(claim, texts))[:1]:
            yield fault(last, "unsupported", f"«{claim[:120]}»: {said}")


# calls ---------------------------------------------------------------------------------------------------


def _other_arguments(talk: Trajectory, last: Message, right: Message) -> Iterator[Fault]:
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


# before anything was looked up ---------------------------------------------------------------------------


def _too_early(talk: Trajectory, last: Message, right: Message) -> Iterator[Fault]:
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
