"""What every task of the exam has: the door, the role that sits it, its slots and lots. Knows no skill."""

import random
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from seedbed.agent.models.ask import Client, Purpose
from seedbed.agent.models.wire import Decode, Reply, load_object
from seedbed.agent.prompting import Prompt
from seedbed.memory.brief import Slot
from seedbed.memory.errors import AnswerFault
from seedbed.memory.exact.randomness import rng

PURPOSE = Purpose("exam")


@dataclass(slots=True)
class Sitting:
    """One model sitting the exam, and what it has cost."""

    client: Client
    role: str
    calls: int = 0
    """Requests made so far, those that were refused among them."""

    def slot(self, step: str) -> Slot:
        """Where a call of the exam stands."""
        end = self.client.endpoint(self.role)
        return Slot(f"exam/{end.name}/{end.model}", self.role, step)

    async def chat(self, step: str, prompt: Prompt, decode: Decode, **more: Any) -> Reply:
        """One counted call."""
        self.calls += 1
        return await self.client.chat(self.slot(step), prompt.messages, PURPOSE, decode, **more)

    async def structured(
        self, step: str, prompt: Prompt, schema: Mapping[str, Any], decode: Decode
    ) -> dict[str, Any]:
        """An answer that is an object of the schema, at the first go: what repairs could mend is a failure.

        Raises:
            AnswerFault: it can't be used.
        """
        import jsonschema

        reply = await self.chat(step, prompt, decode, schema=schema)
        made = load_object(reply)
        fault = next(jsonschema.Draft202012Validator(schema).iter_errors(made), None)
        if fault is not None:
            raise AnswerFault("malformed", fault.message[:300], reply.text)
        return dict(made)


Marks = Sequence[bool | None]
"""What each item of a task told: done rightly, not, or None: nothing can be said."""
Task = Callable[[Sitting, int], Awaitable[Marks]]
"""Task number 0, 1, … of a paper.

May raise AnswerFault (one item, not done) and Refused (the endpoint takes no such request).
"""


def lots(skill: str, number: int) -> random.Random:
    """The lots of one task: the same for every model, so that results can be compared."""
    return rng(0, f"exam/{skill}", number)


@cache
def material() -> dict[str, Any]:
    """The matter of the tasks, `material.yaml`."""
    text = files("seedbed.agent.models.exam.tasks").joinpath("material.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def listing(title: str, name: str, fields: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The schema of an object whose one property is a list of numbered objects with these fields."""
    properties = {"number": {"type": "integer"}, **fields}
    return closed(title, {name: {"type": "array", "items": closed("", properties)}})


def closed(title: str, properties: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The schema of an object with these properties and no other."""
    named: dict[str, Any] = {"title": title} if title else {}
    rest = {"properties": dict(properties), "required": list(properties), "additionalProperties": False}
    return {**named, "type": "object", **rest}


def by_number(entries: Collection[Mapping[str, Any]], name: str) -> dict[int, Any]:
    """Number → that field of its entry; numbers that come twice are left out."""
    numbers = [entry["number"] for entry in entries]
    return {entry["number"]: entry[name] for entry in entries if numbers.count(entry["number"]) == 1}
