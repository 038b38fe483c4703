"""How a check asks a model: by the run's one door, under slots of the candidate that is checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import delimit, render
from seedbed.agent.roles.solver import TOOLS, has_figures, with_tools
from seedbed.agent.subagents import Ending, held
from seedbed.agent.work import Env, Work
from seedbed.memory.brief import Slot
from seedbed.memory.errors import AnswerFault
from seedbed.memory.exact.canonical import digest_text
from seedbed.tools.checks.check import Question, Said
from seedbed.tools.verification.record_schema import violations

_READ = Decode(max_tokens=3000, temperature=0.0)
_SOLVE = Decode(max_tokens=4000, temperature=0.7)
"""Solvers are asked several times: their draws are to be independent."""


_MARK = 24
"""Hex digits of its own hash that set a common text apart: no text can be made that holds them."""


@dataclass(slots=True)
class ModelAsker:
    """Answers a check's questions for one candidate."""

    work: Work
    """With what was asked so far noted."""
    env: Env
    heard: dict[str, Said] = field(default_factory=dict)
    """Hash of a question → what was answered."""

    async def __call__(self, question: Question) -> Said:
        """One answer; that of an earlier attempt, if its check held and nothing that is asked has changed.
        Raises AnswerFault: it was unusable to the last."""
        slot = self.work.slot(question.role, f"{question.prompt}/{question.step}", question.draw)
        said = self.work.stood.get(key := digest_text(repr(question)))
        if said is None:
            said = await self._asked(question, slot)
        self.heard[key] = said
        return said

    async def _asked(self, question: Question, slot: Slot) -> Said:
        role, schema = question.role, question.schema
        marked = {
            name: delimit(text, digest_text(text)[:_MARK] if name in question.common else slot.key[:12])
            for name, text in question.texts.items()
        }
        filled = render(question.prompt, **question.values, texts=marked)
        client, check = self.env.client, partial(validated, schema=schema)
        decode = _SOLVE if role == "solver" else _READ
        tools = self.env.tools_of(self.work, role)
        if tools and has_figures(question):
            ending = Ending("answer", "Gives the answer, and ends.", schema, check)
            hands, prompt = [TOOLS[name] for name in tools], with_tools(filled, tools)
            value, replies = await held(prompt, slot, hands, ending, self.work, self.env, decode)
            self.work = self.work.asked(filled, *replies)
            if value is not None:
                return Said(value, replies[-1].slot)
        value, reply = await client.ask_value(slot, filled, schema, check, self.work.purpose, decode)
        self.work = self.work.asked(filled, reply)
        return Said(value, reply.slot)


def validated(said: Any, schema: Mapping[str, Any]) -> Any:
    """The answer, if it keeps the schema. Raises AnswerFault: `malformed`: it doesn't; says where, for the
    first few faults."""
    faults = violations(said, schema)
    if faults:
        raise AnswerFault("malformed", "; ".join(faults), str(said)[:2000])
    return said
