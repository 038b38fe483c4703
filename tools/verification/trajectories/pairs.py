"""Two answers to the same talk, one right and one not: whether that is so, by the row alone.

Both are held against `check_trajectory`. Beside it the rejected answer is held against what can be asked of
it because a right one is known: equations in talks without tools, what passages say (`pair_texts.py`), and
what was asked for (`pair_calls.py`). It doesn't know how the wrong answer came about.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from seedbed.memory.errors import UserFault
from seedbed.tools.verification.trajectories.answers import equation_faults
from seedbed.tools.verification.trajectories.check import check_trajectory
from seedbed.tools.verification.trajectories.faults import Fault
from seedbed.tools.verification.trajectories.messages import Message
from seedbed.tools.verification.trajectories.pair_calls import other_arguments, too_early
from seedbed.tools.verification.trajectories.pair_texts import against_texts, found_passages, silence
from seedbed.tools.verification.trajectories.read import read_trajectory

BY = "pair check 1"
"""Name of this check in evidence."""
FAULT = "fault of the rejected answer"
"""What its evidence computes."""
Row = Mapping[str, Any]
_OPEN = ("unanswered call",)
"""A pair ends with a message; results of its calls come later."""


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
    if right := chosen_faults(prompt, chosen, tools, texts):
        return Compared(right, ())
    texts = texts or found_passages(prompt, chosen)
    return Compared((), rejected_faults(prompt, chosen, rejected, tools, texts))


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
    found += [*equation_faults(last), *against_texts(last, texts)]
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
        step = '{"role": "assistant", …}'
        raise UserFault("an answer is the assistant's", where="chosen and rejected", next_step=step)
    checked = [one for one in check_trajectory(talk).faults if one.turn == last.turn]
    return (
        *(one for one in checked if not _is_open(one, last)),
        *equation_faults(last),
        *against_texts(last, texts),
        *silence(last, right, texts),
        *other_arguments(talk, last, right),
        *too_early(talk, last, right),
    )


def _is_open(one: Fault, last: Message) -> bool:
    return one.turn == last.turn and one.defect in _OPEN
