"""What every task of the exam has: door, role, slots, lots and matter. Knows no skill."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from seedbed.agent.models.ask import Client
from seedbed.agent.models.delivery.call import EXAM
from seedbed.agent.models.endpoint import Endpoint, Purpose
from seedbed.agent.models.wire import Decode, Reply, load_object, tells
from seedbed.agent.prompting import Prompt, render
from seedbed.memory.brief import Slot
from seedbed.memory.errors import AnswerFault, UserFault
from seedbed.memory.exact.randomness import rng
from seedbed.memory.files.yaml_file import load
from seedbed.tools.checks.asked import listing
from seedbed.tools.verification.record_schema import violations

PURPOSE = Purpose(EXAM)
BROKEN_OFF = "exam broken off"
"""Kind of the journal's entries of exams whose answers had no word in them."""
_UNREAD_AT_FIRST, _UNREAD, UNREAD_AT_LAST = 3, 8, 5
"""Answers in a row without a word after which the endpoint is taken to be broken: while none had one, later,
and at the end of the exam."""


@dataclass(slots=True)
class Sitting:
    """One model sitting the exam, and what it has cost."""

    client: Client
    role: str
    calls: int = 0
    """Requests made so far, those that were refused among them."""
    logprobs: bool = True
    """Whether the endpoint takes a request for log-probabilities."""
    broken_off: int = 0
    """Earlier exams of the run that were broken off: what was answered then stays under its slots."""
    heard: bool = False
    """Whether an answer had a word in it."""
    unread: int = 0
    """Answers in a row that had none."""

    @property
    def end(self) -> Endpoint:
        return self.client.endpoint(self.role)

    def slot(self, step: str) -> Slot:
        return Slot(f"exam/{self.end.name}/{self.end.model}", self.role, step, self.broken_off)

    async def chat(self, step: str, prompt: Prompt, decode: Decode, **more: Any) -> Reply:
        """One counted call. Raises UserFault: as `heed`."""
        self.calls += 1
        reply = await self.client.chat(self.slot(step), prompt.messages, PURPOSE, decode, **more)
        self.unread = self.unread + 1 if tells(reply, ()) is False else 0
        self.heard |= not self.unread
        self.heed(_UNREAD if self.heard else _UNREAD_AT_FIRST)
        return reply

    def heed(self, most: int) -> None:
        """Raises UserFault: so many answers in a row have no word in them, so the endpoint is broken."""
        if self.unread < most:
            return
        brief = self.slot("").brief
        self.client.store.journal(f"{brief}/{self.broken_off}", BROKEN_OFF, self.unread)
        what = f"answered {self.unread} calls one after the other with nothing that can be read"
        step = "see to it, or name another model"
        raise UserFault(f"the endpoint {what}", where=self.end.base_url, next_step=step)

    async def structured(
        self, step: str, prompt: Prompt, schema: Mapping[str, Any], decode: Decode
    ) -> dict[str, Any]:
        """An answer that is an object of the schema, at the first go: what repairs could mend is a failure.
        Raises AnswerFault: it can't be used."""
        reply = await self.chat(step, prompt, decode, schema=schema)
        made = load_object(reply)
        if wrong := violations(made, schema):
            raise AnswerFault("malformed", wrong[0], reply.text)
        return dict(made)

    async def numbered(
        self, step: str, name: str, decode: Decode, among: Sequence[str] = (), **values: Any
    ) -> dict[int, Any]:
        """Number → what an entry of the answer to a prompt says; numbers that come twice are left out.
        `among`: what may be said; empty: anything. Raises AnswerFault: it can't be used."""
        ((title, fields),) = material()["answers"][name].items()
        said = list(fields)[-1]
        if among:
            fields = {**fields, said: {**fields[said], "enum": list(among)}}
        schema = listing(name, title, {"number": {"type": "integer"}, **fields})
        entries = (await self.structured(step, render(name, **values), schema, decode))[title]
        numbers = [one["number"] for one in entries]
        return {one["number"]: one[said] for one in entries if numbers.count(one["number"]) == 1}


def lots(skill: str, number: int) -> random.Random:
    """The lots of one task: the same for every model, so that results can be compared."""
    return rng(0, f"exam/{skill}", number)


@cache
def material() -> dict[str, Any]:
    """The matter of the tasks, `material.yaml`."""
    loaded: dict[str, Any] = load(Path(__file__).with_name("material.yaml")).value
    return loaded


def turn(kind: str, number: int) -> Any:
    """The one thing of the matter that a task is about, in turn."""
    return material()[kind][number % len(material()[kind])]


def share(items: Sequence[Any], number: int, size: int) -> tuple[list[Any], list[Any]]:
    """The items of a task, `size` at a time and round again, and the rest, of which controls are taken."""
    start = number * size % len(items)
    turned = [*items[start:], *items[:start]]
    return turned[:size], turned[size:]
