"""What every task of the exam has: the door, the role that sits it, its slots and lots. Knows no skill."""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

import yaml

from seedbed.agent.answers import Answer
from seedbed.agent.models.ask import Desk, Purpose
from seedbed.agent.models.wire import Decode, parse, schema_of
from seedbed.agent.prompting import Prompt
from seedbed.memory.brief import Slot
from seedbed.memory.randomness import rng

T = TypeVar("T", bound=Answer)
PURPOSE = Purpose("exam")


@dataclass(frozen=True, slots=True)
class Sitting:
    """One model sitting the exam."""

    desk: Desk
    role: str

    def slot(self, step: str) -> Slot:
        """Where a call of the exam stands."""
        end = self.desk.endpoint(self.role)
        return Slot(f"exam/{end.name}/{end.model}", self.role, step)


async def answered(sitting: Sitting, slot: Slot, prompt: Prompt, answer: type[T], decode: Decode) -> T:
    """A structured answer at the first go: what the desk's repairs could mend is a failure here.

    Raises:
        AnswerFault: it can't be used.
    """
    reply = await sitting.desk.chat(slot, prompt.messages, PURPOSE, decode, schema=schema_of(answer))
    return parse(reply, answer)


Task = Callable[[Sitting, int], Awaitable[bool]]
"""Task number 0, 1, … of a skill; whether it was done rightly.

May raise AnswerFault (it was not) and Refused (the endpoint takes no such request).
"""


def lots(skill: str, number: int) -> random.Random:
    """The lots of one task: the same for every model, so that results can be compared."""
    return rng(0, f"exam/{skill}", number)


@cache
def material() -> dict[str, Any]:
    """The matter of the tasks, `material.yaml`."""
    text = files("seedbed.agent.models").joinpath("exam_tasks", "material.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded
