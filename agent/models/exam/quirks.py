"""Which parameters an endpoint takes, and how its model thinks: a handful of calls before the exam's tasks.

All the usual ones are tried at once; only where that is refused, each alone. What is refused is done without.
Where not even the plainest request is taken, the reason is a person's to mend.
"""

from collections.abc import Mapping
from typing import Any

from rapidfuzz import process

from seedbed.agent.models.ask import Client
from seedbed.agent.models.deliver import Refused
from seedbed.agent.models.exam.tasks.sitting import PURPOSE, Sitting
from seedbed.agent.models.wire import Decode, Reply, load_object
from seedbed.agent.prompting import render
from seedbed.memory.errors import AnswerFault, UserFault
from seedbed.memory.profile import Profile, Quirks

THINKING_ROOM = 4096
"""Tokens that a model which thinks may think on each task; the profile keeps what it needed."""
_FIRST_ROOM = 1500
"""Of the first answer, before it is known whether the model thinks; models of 2,048 tokens take it."""
_BARE = Quirks(temperature=False, seed=False, response_format=False, tools=False)
_FIELDS = ("max_tokens", "max_completion_tokens")
_OBEYED = "zq7"
"""What a grammar lets a model say, and nothing else would."""
_SCHEMA: Mapping[str, Any] = {
    "title": "sum",
    "type": "object",
    "properties": {"sum": {"type": "string"}},
    "required": ["sum"],
    "additionalProperties": False,
}
_TOOL: Mapping[str, Any] = {
    "type": "function",
    "function": {
        "name": "get_time",
        "description": "The time in a city.",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}


async def find_quirks(sitting: Sitting) -> Quirks:
    """The quirks of the endpoint; room for thought is wide where the model thinks.

    Raises:
        UserFault: address, key or model name is wrong, or it takes no plain request.
        EndpointDown: it doesn't answer.
    """
    quirks, reply = await _first(sitting)
    if reply.thought:
        tags = not _field_of_thought(reply)
        quirks = quirks.model_copy(
            update={"thinking": "tags" if tags else "field", "think_tokens": THINKING_ROOM}
        )
    tried = quirks.model_copy(update={"response_format": True})
    if await _takes(sitting, tried, "response_format", Decode(64), schema=_SCHEMA):
        quirks = tried
    tried = quirks.model_copy(update={"tools": True})
    if await _takes(sitting, tried, "tools", Decode(64), tools=(_TOOL,)):
        quirks = tried
    tried = quirks.model_copy(update={"completions": True, "grammar": True})
    said = await _completes(sitting, tried, "grammar", f'root ::= "{_OBEYED[:2]}" "{_OBEYED[2:]}"')
    if said is not None:
        return tried.model_copy(update={"grammar": said.strip() == _OBEYED})
    tried = quirks.model_copy(update={"completions": True})
    return tried if await _completes(sitting, tried, "completions") is not None else quirks


async def _first(sitting: Sitting) -> tuple[Quirks, Reply]:
    """The first request that is taken: with everything, else bare; with `max_tokens`, else with
    `max_completion_tokens`. Of a bare one the rest is tried one by one."""
    refused: Refused | None = None
    for field in _FIELDS:
        bare = _BARE.model_copy(update={"max_tokens_field": field})
        full = bare.model_copy(update={"temperature": True, "seed": True})
        try:
            whole = await _ask(sitting, full, f"{field}/all", Decode(_FIRST_ROOM, 0.5))
            return full, whole
        except Refused as fault:
            refused = refused or fault
        try:
            reply = await _ask(sitting, bare, field, Decode(_FIRST_ROOM))
        except Refused:
            continue
        return await _one_by_one(sitting, bare, bool(reply.thought)), reply
    assert refused is not None
    raise await _wrong_name(sitting.client, sitting.role, refused)


async def _one_by_one(sitting: Sitting, quirks: Quirks, thinks: bool) -> Quirks:
    """What is taken of the parameters that were refused together."""
    room = _FIRST_ROOM if thinks else 64
    for name in ("temperature", "seed"):
        tried = quirks.model_copy(update={name: True})
        if await _takes(sitting, tried, name, Decode(room, 0.5 if name == "temperature" else None)):
            quirks = tried
    return quirks


async def _wrong_name(client: Client, role: str, refused: Refused) -> UserFault:
    """The refusal itself, or that the endpoint has no such model (some say so with HTTP 400)."""
    end = client.endpoint(role)
    names = [str(entry.get("id")) for entry in await client.listing(role)]
    if end.model in names or not names or "model" not in refused.what.lower():
        return refused
    near = process.extractOne(end.model, names)
    hint = f"did you mean {near[0]!r}?" if near[1] >= 60 else f"it has {', '.join(names[:8])}"
    return UserFault(f"the endpoint has no model {end.model!r}", where=end.base_url, next_step=hint)


def _field_of_thought(reply: Reply) -> bool:
    message = reply.content["choices"][0].get("message") or {}
    return bool(message.get("reasoning_content") or message.get("reasoning"))


async def _ask(sitting: Sitting, quirks: Quirks, step: str, decode: Decode, **more: Any) -> Reply:
    end = sitting.client.endpoint(sitting.role)
    sitting.client.set_profile(sitting.role, Profile(model=end.model, exam_version=0, quirks=quirks))
    return await sitting.chat(f"quirks/{step}", render("exam_ready"), decode, **more)


async def _takes(sitting: Sitting, quirks: Quirks, step: str, decode: Decode, **more: Any) -> bool:
    """Whether a request with one parameter more is taken, and a schema also kept to."""
    try:
        reply = await _ask(sitting, quirks, step, decode, **more)
        if "schema" in more:
            load_object(reply)
    except (Refused, AnswerFault):
        return False
    return True


async def _completes(sitting: Sitting, quirks: Quirks, step: str, grammar: str = "") -> str | None:
    """What a plain completion answers; None: it is refused, or there is no such path."""
    end = sitting.client.endpoint(sitting.role)
    sitting.client.set_profile(sitting.role, Profile(model=end.model, exam_version=0, quirks=quirks))
    sitting.calls += 1
    try:
        prompt = str(render("exam_ready").messages[0]["content"])
        reply = await sitting.client.complete(
            sitting.slot(f"quirks/{step}"), prompt, PURPOSE, Decode(8, grammar=grammar)
        )
    except UserFault:
        return None
    return reply.text
