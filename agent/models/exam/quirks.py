"""Which parameters an endpoint takes, and how its model thinks: all the usual ones are tried at once, then
all but log-probabilities, which few hosts give; only where that is refused, each alone."""

from contextlib import suppress
from typing import Any, Literal

from seedbed.agent.models.delivery.faults import Refused, no_such_model
from seedbed.agent.models.exam.door import PURPOSE, Sitting
from seedbed.agent.models.wire import Decode, Reply, load_object, thought_told
from seedbed.agent.prompting import render
from seedbed.agent.toolloop import tool
from seedbed.memory.errors import AnswerFault, UserFault
from seedbed.memory.profile import Profile, Quirks
from seedbed.tools.checks.asked import answer_schema

THINKING_ROOM = 4096
"""Tokens that a model which thinks may think on each task of the exam, and at the least afterwards."""
_FIRST_ROOM = 1500
"""Of the first answer, before it is known whether the model thinks; models of 2,048 tokens take it."""
_BARE = Quirks(temperature=False, seed=False, system=False, response_format=False, tools=False)
_OBEYED = "zq7"
"""What a grammar lets a model say, and nothing else would."""
_KEY = "both_together"
"""What the schema calls the number, and nothing else does: some endpoints take a schema and heed it not
(Anthropic's for OpenAI's clients)."""
_SCHEMA = answer_schema("sum", {_KEY: {"type": "integer"}})
_TOOL = tool(
    "get_time",
    "The time in a city.",
    {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
)


async def find_quirks(sitting: Sitting) -> Quirks:
    """The quirks of the endpoint; room for thought is wide where the model thinks.

    Whether it takes a request for log-probabilities is noted in the sitting.

    Raises:
        UserFault: address, key or model name is wrong, or it takes no plain request.
        EndpointDown: it doesn't answer."""
    quirks, reply = await _first(sitting)
    if (how := _thinks(reply)) != "none":
        quirks = _with(quirks, thinking=how, think_tokens=THINKING_ROOM)
    for name, more in (("response_format", {"schema": _SCHEMA}), ("tools", {"tools": (_TOOL,)})):
        tried = _with(quirks, **{name: True})
        quirks = tried if await _takes(sitting, tried, name, Decode(64), **more) else quirks
    prompt = str(render("exam_ready", as_object=False).messages[-1]["content"])
    for name, grammar in (("grammar", f'root ::= "{_OBEYED[:2]}" "{_OBEYED[2:]}"'), ("completions", "")):
        tried = _with(quirks, completions=True, grammar=bool(grammar))
        _set(sitting, tried)
        sitting.calls += 1
        slot, decode = sitting.slot(f"quirks/{name}"), Decode(8, grammar=grammar)
        with suppress(UserFault):
            said = await sitting.client.complete(slot, prompt, PURPOSE, decode)
            return _with(tried, grammar=said.text.strip() == _OBEYED)
    return quirks


async def _first(sitting: Sitting) -> tuple[Quirks, Reply]:
    """The first request that is taken: with everything, without log-probabilities, or bare; with
    `max_tokens`, else with `max_completion_tokens`. Of a bare one the rest is tried one by one."""
    refused = dict[str, Refused]()
    for field in ("max_tokens", "max_completion_tokens"):
        bare = _with(_BARE, max_tokens_field=field)
        full = _with(bare, temperature=True, seed=True, system=True)
        for step, probs in (("all", 1), ("most", 0)):
            sitting.logprobs = bool(probs)
            # Refused perhaps for one of its parameters: what the bare one is refused for is told.
            with suppress(Refused):
                return full, await _ask(
                    sitting, full, f"{field}/{step}", Decode(_FIRST_ROOM, 0.5, logprobs=probs)
                )
        try:
            reply = await _ask(sitting, bare, field, Decode(_FIRST_ROOM))
        except Refused as fault:
            refused[field] = fault
            continue
        room = 64 if _thinks(reply) == "none" else _FIRST_ROOM
        for name, warmth in (("temperature", 0.5), ("seed", None), ("system", None)):
            tried = _with(bare, **{name: True})
            bare = tried if await _takes(sitting, tried, name, Decode(room, warmth)) else bare
        sitting.logprobs = await _takes(sitting, bare, "logprobs", Decode(room, logprobs=1))
        return bare, reply
    first, *_, last = refused.values()
    if not first.too_long and all(field in fault.what for field, fault in refused.items()):
        why = f"an answer's length must be capped, and neither {' nor '.join(refused)} is taken"
        step = "name another model, or an endpoint that takes one of the two"
        raise UserFault(f"{why}: {last.what}", where=sitting.end.base_url, next_step=step) from last
    # Some say with HTTP 400 that they have no such model.
    names = [str(entry.get("id")) for entry in await sitting.client.listing(sitting.role)]
    if sitting.end.model in names or not names or "model" not in first.what.lower():
        raise first
    raise no_such_model(sitting.end.model, names, sitting.end.base_url)


def _thinks(reply: Reply) -> Literal["none", "field", "tags", "hidden"]:
    """How the model thought before it answered; one that used up its room and said nothing did so unseen."""
    message = reply.content["choices"][0].get("message") or {}
    if message.get("reasoning_content") or message.get("reasoning"):
        return "field"
    if reply.thought:
        return "tags"
    silent = reply.finish == "length" and not reply.text
    return "hidden" if silent or thought_told(reply.content) else "none"


def _with(quirks: Quirks, **more: Any) -> Quirks:
    return quirks.model_copy(update=more)


def _set(sitting: Sitting, quirks: Quirks) -> None:
    profile = Profile(model=sitting.end.model, exam_version=0, quirks=quirks)
    sitting.client.set_profile(sitting.role, profile)


async def _ask(sitting: Sitting, quirks: Quirks, step: str, decode: Decode, **more: Any) -> Reply:
    _set(sitting, quirks)
    prompt = render("exam_ready", as_object="schema" in more)
    return await sitting.chat(f"quirks/{step}", prompt, decode, **more)


async def _takes(sitting: Sitting, quirks: Quirks, step: str, decode: Decode, **more: Any) -> bool:
    """Whether a request with one parameter more is taken, and a schema heeded."""
    try:
        reply = await _ask(sitting, quirks, step, decode, **more)
        return "schema" not in more or _KEY in load_object(reply)
    except (Refused, AnswerFault):
        return False
