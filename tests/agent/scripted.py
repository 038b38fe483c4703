"""A client whose answers are written down in the test: the endpoint's side of a conversation, without one."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from inspect import isawaitable
from typing import Any, cast

from seedbed.agent.models.ask import Client
from seedbed.agent.models.endpoint import Endpoint, Purpose
from seedbed.agent.models.wire import Decode, Reply, load_object
from seedbed.agent.prompting import Message, Prompt
from seedbed.memory.brief import Slot
from seedbed.memory.profile import SKILLS, Profile, Skill, SkillResult

PURPOSE, MODEL = Purpose("test"), "scripted"


def able(*skills: Skill, model: str = MODEL) -> Profile:
    """A profile that can do just these."""
    results = {s: SkillResult(passed=9, tried=9, low=0.7, threshold=0.6, able=s in skills) for s in SKILLS}
    return Profile(model=model, exam_version=1, skills=results)


@dataclass
class Journal:
    """The part of a store that sub-agents use."""

    entries: dict[str, Any] = field(default_factory=dict)

    def journaled(self, key: str) -> Any | None:
        return self.entries.get(key)

    def journal(self, key: str, kind: str, value: Any) -> None:
        self.entries.setdefault(key, value)


@dataclass
class ScriptedClient:
    """Gives the answers of a list, one a call, and keeps what was asked."""

    answers: list[Any]
    """Texts, objects (sent as JSON), lists of (tool, arguments), or replies."""
    skills: Profile = field(default_factory=able)
    asked: list[tuple[Slot, list[Message]]] = field(default_factory=list)
    schemas: list[Mapping[str, Any]] = field(default_factory=list)
    """What values were asked for by a schema of their own."""
    store: Journal = field(default_factory=Journal)

    def endpoint(self, role: str) -> Endpoint:
        return Endpoint("scripted", "scripted", "", "", self.skills)

    def profile(self, role: str) -> Profile:
        return self.skills

    async def chat(
        self, slot: Slot, messages: Sequence[Message], purpose: Purpose, decode: Decode, **_: Any
    ) -> Reply:
        self.asked.append((slot, list(messages)))
        answer = self.answers.pop(0)
        if isinstance(answer, Reply):
            return answer
        if isinstance(answer, list):
            calls = [
                {"id": f"c{n}", "type": "function", "function": {"name": name, "arguments": arguments}}
                for n, (name, arguments) in enumerate(answer)
            ]
            return Reply(slot.key, "", "", "tool_calls", tuple(calls), (), {}, MODEL)
        text = answer if isinstance(answer, str) else json.dumps(answer)
        return Reply(slot.key, text, "", "stop", (), (), {}, MODEL)

    async def ask(
        self, slot: Slot, prompt: Prompt, answer: Any, purpose: Purpose, decode: Decode
    ) -> tuple[Any, Reply]:
        return await self.ask_value(slot, prompt, {}, answer.model_validate, purpose, decode)

    async def ask_value(
        self,
        slot: Slot,
        prompt: Prompt,
        schema: Mapping[str, Any],
        check: Any,
        purpose: Purpose,
        decode: Decode,
    ) -> tuple[Any, Reply]:
        self.schemas.append(schema)
        reply = await self.chat(slot, prompt.messages, purpose, decode)
        made = check(load_object(reply))
        return (await made if isawaitable(made) else made), reply


def client(*answers: Any, can: Sequence[Skill] = ()) -> tuple[Client, ScriptedClient]:
    """The client twice: as the type that sub-agents want, and as what it is."""
    scripted = ScriptedClient(list(answers), able(*can))
    return cast(Client, scripted), scripted
