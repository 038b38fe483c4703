"""The step `talk`: two roles speak in turn, each told its own part; the talk graph holds it."""

import math
from collections.abc import Mapping
from dataclasses import asdict, replace
from functools import partial
from itertools import islice
from typing import Any, Literal

from seedbed.agent.making.errands import Errand, held_often, settled, speak_errand, talk_language, turns_of
from seedbed.agent.making.making import Making
from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import Message, brief_block, delimit, render
from seedbed.agent.recipes.holds import names_in
from seedbed.agent.recipes.templates import fill, within
from seedbed.agent.researcher.agent import retrieve
from seedbed.agent.role_players.stage import LONGEST, SHORT, Play, Said, Speaker, Stage, words_of
from seedbed.agent.roles.asker import validated
from seedbed.agent.roles.held_to import limits, secrets, sentences
from seedbed.agent.roles.talk_at_once import SPEAKER, turn_of_calls
from seedbed.agent.roles.writer import language_of, meanings
from seedbed.agent.toolloop import TOO_MANY, TURNS, Conversation, Talking, tool
from seedbed.agent.work import Env, Work
from seedbed.memory.errors import UserFault
from seedbed.memory.languages import language_code
from seedbed.memory.recipe import Step
from seedbed.tools.checks.asked import STRING, answer_schema
from seedbed.tools.checks.form.turns import TurnsArguments
from seedbed.tools.checks.normal import normal
from seedbed.tools.checks.words.leaks import said_in
from seedbed.tools.knowledge.sentences import sentence_spans
from seedbed.tools.verification.toolcalls import Call, check_call
from seedbed.tools.verification.trajectories import Trajectory, check_trajectory, openai_messages
from seedbed.tools.world.blueprint import Blueprint
from seedbed.tools.world.mcp_tools import with_tools
from seedbed.tools.world.own_tools import CALCULATOR_WORLD, FEW, search_world
from seedbed.tools.world.world import LONGEST_RESULT, World

JOB, ACT = "say_turn", "act_as_assistant"
_SAY = Decode(max_tokens=1200, temperature=0.9)
_ACT = Decode(max_tokens=800, temperature=0.7)
_CUT = {
    "length": "the answer was cut at its cap of tokens: be brief",
    "content_filter": "the endpoint's content filter cut the answer",
}
"""How an answer ended → what is told of one that was cut."""
_MOST = 12
"""Turns of a talk whose recipe says no number, at most."""
CALCULATOR, SEARCH = "calculator", "search"
"""Worlds of talks in which nothing but that is done."""
_SCHEMA = answer_schema(JOB, {"message": STRING, "ends": {"type": "boolean"}})


def _refused(making: Making, step: Step, speaker: str) -> tuple[str, ...]:
    """Why an earlier talk by the same orders isn't there, as far as a speaker may know: of one that checks
    refused for another candidate nobody can tell any more which reason is for whom; of what it was a copy is
    for who chose its matter, and may be what a speaker is to keep to himself."""
    if step in making.mended:
        return tuple(line for line in making.work.feedback(speaker) if _may_hear(line, making, step, speaker))
    before = making.work.brief.before
    if not before or not before.stood:
        return ()
    chosen = next((one for one in making.recipe.steps if one.is_written), step) is not step
    return tuple(one.detail for one in before.reasons if not (chosen and one.code == "duplicate"))


def _may_hear(line: str, making: Making, step: Step, speaker: str) -> bool:
    """Whether a line neither names what a speaker's order and the talk's end don't, nor has its value."""
    beside = {**making.seat, **making.last}
    hidden = {name: beside[name] for name in beside.keys() - _heard(step, speaker).union(step.targets)}
    values = [one for value in hidden.values() for one in (value if isinstance(value, list) else [value])]
    plain, code = normal(line).casefold(), language_code(making.env.spec.language)
    return hidden.keys().isdisjoint(names_in(line)) and not any(
        isinstance(one, (str, int, float)) and normal(str(one)) and said_in(one, plain, code)
        for one in values
    )


def _heard(step: Step, speaker: str) -> frozenset[str]:
    """What a speaker's order and the talk's end name."""
    return within(f"{step.arguments['talk'][speaker]} {step.arguments.get('ends', '')}").names


async def hold_talk(making: Making, step: Step) -> Mapping[str, Any]:
    """The talk as messages; none, where a turn was unusable to the last, or it ended too early: the work says
    why, and to whom."""
    name = step.targets[0]
    least, most = _bounds(making, name)
    first: Speaker = step.arguments.get("first", "user")
    last: Speaker | Literal["any"] = step.arguments.get("last", "assistant")
    world = world_of(making, str(step.arguments.get("world") or ""))
    errand = _errand(making, step) if world else None
    speak = partial(_say, making=making, step=step)
    turns = turns_of(errand, most) if errand else most
    if last != "any" and (turns % 2 == 0) == (first == last):
        turns -= 1  # so that the right one speaks last
    policy = world.policy if world else ""
    play = Play(
        user=partial(speak_errand, errand=errand, held_to=_held_to(making, step, "user"))
        if errand
        else speak,
        assistant=partial(_act, making=making, step=step, errand=errand, world=world) if world else speak,
        check=partial(_check, world=world),
        room=making.recipe.field(name).value_schema.get("maxItems", math.inf) if world else math.inf,
        least=2 if errand else least,
        most=turns,
        state=world.start() if world else None,
        opening=({"role": "system", "content": policy},) if policy else (),
        first=first,
        last=last,
        refused={one: _refused(making, step, one) for one in ("user", "assistant")},
    )

    async def hold(work: Work, take: int) -> Stage:
        held: Stage = await making.env.role_play(work, replace(play, take=take), making.env)
        return held

    takes = int(step.arguments.get("takes", 1)) if not making.work.attempt else 1
    stage = await (held_often(making.work, errand, takes, hold) if errand else hold(making.work, 0))
    told = {"ended": stage.over, "turns": stage.turns, "asked_again": list(stage.asked_again)}
    making.work = replace(stage.work, notes={**stage.work.notes, **told}, reasons=())
    if stage.over == "failed":
        why = "; ".join(one.detail for one in stage.work.reasons)
        detail = f"turn {stage.turns + 1} ({stage.speaker}): {why}"
        making.work = making.work.because("malformed", "write", detail, {stage.speaker: detail})
        return {}
    if len(stage.messages) < least:
        why = f"the talk ended after {len(stage.messages)} turns, at least {least}"
        making.work = making.work.because("malformed", "write", why)
        return {}
    return {name: [dict(one) for one in stage.messages]}


def _bounds(making: Making, name: str) -> tuple[int, int]:
    """How many turns a talk has at least and at most, by its shape and the recipe's checks."""
    schema, low, high = making.recipe.field(name).value_schema, 0.0, math.inf
    for use in making.recipe.checks:
        if (use.check, use.inputs.get("of")) == ("turns", name) and use.id not in making.work.brief.without:
            wanted = TurnsArguments.model_validate(use.arguments).between
            low, high = (max(low, wanted.low), min(high, wanted.high)) if wanted else (low, high)
    least = int(max(schema.get("minItems", 2), low))
    return least, int(min(schema.get("maxItems", max(_MOST, least + 1)), high))


def world_of(making: Making, name: str) -> World | None:
    """The world in which tools are called: the calculator or the search alone, or the part's own. None: the
    talk is held in words alone."""
    if name == CALCULATOR:
        return CALCULATOR_WORLD
    if name == SEARCH:
        return search_world()
    return making.env.resources.worlds.get(making.part.name) if name else None


def _errand(making: Making, step: Step) -> Errand | None:
    """What the user wants done in the world, as it was planned; None: what its prompt says."""
    named = str(step.arguments.get("errand") or "")
    if not named:
        return None
    manner = _told(str(step.arguments["talk"]["user"]), making, making.work.slot("user", "errand").key[:12])
    blueprint = Blueprint.model_validate(making.values[named])
    return Errand(making.env.resources.worlds[making.part.name], blueprint, manner, talk_language(making))


def _offered(making: Making, world: World) -> tuple[str, ...]:
    """The world's tools that the row shows, where it has a list of tools by then; else all."""
    for one in making.recipe.fields:
        items = one.value_schema.get("items") if one.kind == "list" else None
        if isinstance(items, Mapping) and {"name", "parameters"} <= set(items.get("properties", ())):
            named = {tool.get("name") for tool in making.values.get(one.name) or ()}
            if shown := tuple(name for name in world.tools if name in named):
                return shown
    return tuple(world.tools)


async def _say(stage: Stage, env: Env, *, making: Making, step: Step) -> Said:
    """One turn of whoever's it is, in words."""
    work, role, bounds = stage.work, stage.speaker, {"least": stage.play.least, "most": stage.play.most}
    slot = work.slot(role, f"{JOB}/{stage.step}")
    other = "assistant" if role == "user" else "user"
    heard = _heard(step, role)  # of the seat no more than the order tells
    nonce = slot.key[:12]
    talk = words_of(stage.messages)
    block = {
        "job": JOB,
        "role": role,
        "turn": stage.turns + 1,
        **bounds,
        "axes": {name: value for name, value in making.seat.items() if name in heard},
        "concept": {"name": making.concept.name, "inside": making.concept.inside},
        "seed": work.brief.seed,
    }
    prompt = render(
        JOB,
        role=role,
        other=other,
        answered=step.arguments.get("last", "assistant") == other,
        order=_told(str(step.arguments["talk"][role]), making, nonce),
        ends=_told(str(step.arguments.get("ends", "")), making, nonce),
        language=language_of(making, step.targets),
        rules=work.brief.guidance,
        held_to=_held_to(making, step, role),
        talk=delimit(talk, nonce) if talk else "",
        turn=stage.turns + 1,
        ended=bool(stage.ends),
        **bounds,
        refused=stage.play.refused.get(role, ()),
        feedback=stage.faults,
        brief=brief_block(block),
    )
    said, reply = await env.client.ask_value(
        slot, prompt, _SCHEMA, lambda one: validated(one, _SCHEMA), work.purpose, _SAY
    )
    work = work.asked(prompt, reply)
    message = {"role": role, "content": str(said["message"]).strip()}
    return Said((message,), work, ends="goal reached" if said["ends"] else "")


def _held_to(making: Making, step: Step, role: Speaker) -> list[str]:
    """What the values that a role hears mean, the sentences that its every turn is judged by, what its order
    names and no turn may say, and what checks allow of the talk beside what it hears."""
    known, nonce = within(str(step.arguments["talk"][role])).names, making.work.slot(role, JOB).key[:12]
    heard = _heard(step, role)
    kept = secrets(making, step, known)
    judged = [text for one, text in sentences(making) if one.role == role]
    judged += [_told(f"It doesn't give away: {{{{ {name} }}}}", making, nonce) for name in kept]
    return (
        meanings(making, heard)
        + judged
        + limits(making, step.model_copy(update={"names": tuple(sorted(heard))}), role)
    )


def _told(template: str, making: Making, nonce: str) -> str:
    return fill(template, making.known, frozenset(making.values), nonce)


async def _act(
    stage: Stage, env: Env, *, making: Making, step: Step, world: World, errand: Errand | None
) -> Said:
    """The turn of an assistant that calls tools by itself: its calls with their results, then its answer in
    words. It sees policy, talk, its own calls and the tools; never the user's errand. What its calls make of
    the world's state is taken up only if the turn stands. Kept of it: by what the answer was `cut`."""
    work, state = stage.work, stage.state
    slot = work.slot("assistant", stage.step, stage.play.take)
    nonce = slot.key[:12]
    prompt = render(
        ACT,
        policy=world.policy,
        order=_told(str(step.arguments["talk"]["assistant"]), making, nonce),
        ends=_told(str(step.arguments.get("ends", "")), making, nonce),
        talk=delimit(words_of(stage.messages, calls=True), nonce),
        rules=(*work.brief.guidance, *_held_to(making, step, "assistant")),
        language=talk_language(making),
        refused=stage.play.refused.get("assistant", ()),
        feedback=stage.faults,
        brief=brief_block(
            {"job": ACT, "talk_nonce": nonce, "turn": stage.turns + 1, "seed": work.brief.seed}
        ),
    )

    async def execute(name: str, arguments: dict[str, Any], place: str) -> str:
        nonlocal state
        call, here = Call(name, arguments), world
        if step.arguments.get("world") == SEARCH:
            here = await _searched(call, f"{step.targets[0]}/{stage.step}/{place}", making)
        state, outcome = await with_tools(partial(here.call, state, call))
        return outcome.text

    shown = map(world.tools.__getitem__, _offered(making, world))
    tools = [tool(one.name, one.description, one.parameters) for one in shown]
    talking = Talking(env.client, slot, tools, work.purpose, _ACT, run=execute, longest=2 * LONGEST_RESULT)
    talk = await env.converse(prompt.messages, talking)
    work = work.asked(prompt, *talk.replies)
    messages = _as_row(talk, sum(len(one.get("tool_calls") or ()) for one in stage.messages))
    cut = ""
    if talk.reply is not None:
        messages.append({"role": "assistant", "content": talk.reply.text.strip()})
        cut = _CUT.get(talk.reply.finish, "")
    said = Said(tuple(messages), work, state=state, memory={"cut": cut})
    return await with_tools(partial(settled, stage, said, errand)) if errand else said


async def _searched(call: Call, place: str, making: Making) -> World:
    """The world of the search as it answers one call; one that breaks the schema looks nothing up."""
    world = search_world()
    if check_call(world.tools, call)[1]:
        return world
    query, number = str(call.arguments["query"]), int(call.arguments.get("max_results", FEW))
    passages = await retrieve(query, making.work, making.env, f"search/{place}", number)
    return search_world([asdict(one) for one in passages])


def _as_row(talk: Conversation, called: int) -> list[Message]:
    """A turn's calls and results in the row's form, as they came, but for those that weren't run: what is
    wrong with one is for the checks. `called`: calls of the talk so far."""
    used = iter(talk.used)
    made: list[Message] = []
    for reply in talk.replies:
        ran = [one for one in islice(used, len(reply.tool_calls)) if one.result != TOO_MANY]
        calls = [(one.name, one.arguments, one.result) for one in ran]
        if calls:
            made += turn_of_calls(calls, called, reply.text.strip())
        called += len(calls)
    return made


def _long_sentences(message: Mapping[str, Any]) -> list[str]:
    """Sentences that nobody says twice alike; thanks and short questions may be."""
    text = " ".join(str(message.get("content") or "").split())
    return [text[a:b] for a, b in sentence_spans(text) if text.count(" ", a, b) >= SHORT]


async def _check(stage: Stage, said: Said, env: Env, *, world: World | None) -> Work:
    """A turn says something, of bearable length, that it hasn't said before; it and its calls keep their
    form."""
    last = said.messages[-1] if said.messages else {}
    work, words = said.work, str(last.get("content") or "")
    if last.get("role") == "tool":
        why = f"it still calls after {TURNS} rounds: call together what can be, then answer in words"
        return work.because("malformed", "turn", why)
    if (number := len(stage.messages) + len(said.messages)) > stage.play.room:
        why = (
            f"with its calls and results the talk has {number} messages, at most {stage.play.room}: call less"
        )
        return work.because("malformed", "turn", why)
    cut = str(said.memory.get("cut", ""))
    if not words.strip():
        return work.because("malformed", "turn", cut or "it says nothing")
    if len(words) > LONGEST:
        return work.because("malformed", "turn", f"{len(words)} characters, at most {LONGEST}")
    if mark := SPEAKER.search(words):
        begins = f"{'a line of it' if mark.start() else 'it'} begins with {mark[0]!r}"
        return work.because("malformed", "turn", f"{begins}: give what is said, and no more")
    before = {str(one.get("content") or "").strip().casefold() for one in stage.messages}
    if words.strip().casefold() in before:
        return work.because("low quality", "turn", "this was said before, word for word")
    own = {one for said in stage.messages if said["role"] == stage.speaker for one in _long_sentences(said)}
    told = _long_sentences(last)
    again = [one for one in told if one in own]
    if 2 * len(again) > len(told):  # a text that was asked for anew may hold what was agreed
        return work.because("low quality", "turn", f"you have said this before, word for word: «{again[0]}»")
    if cut:
        work = work.because("malformed", "length", cut)
    try:
        messages = openai_messages([*stage.messages, *said.messages])
    except UserFault as fault:  # the shape of a call is the model's
        return work.because("malformed", "form of the turn", str(fault)[:400])
    talk = Trajectory(tuple(world.tools.values()) if world else (), messages)
    for one in check_trajectory(talk, keys=world.keys if world else ()):
        if one.turn >= len(stage.messages):
            work = work.because("malformed", one.defect, one.reason.partition("): ")[2][:400])
    return work
