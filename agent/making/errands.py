"""Errands: what the user of a talk wants done by tools. A model plans one, the world executes its calls.

Blueprint first (APIGen-MT, Prabhakar et al. 2025, §3): nobody in the talk sees its calls. The talk is over
where it ends in the blueprint's state (tau-bench, Yao et al. 2024, §3), or where something else was done;
held several times, the share that does so is the task's difficulty (pass^k). Whether it did, the check
`trajectory` decides."""

import json
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from math import comb
from random import Random
from typing import Any

from pydantic import ValidationError

from seedbed.agent.answers import PlanErrand, SayErrand, job_name
from seedbed.agent.making.making import SIGNATURE, Making
from seedbed.agent.making.parts import recipe_of, seat_of
from seedbed.agent.models.wire import Decode, schema_of
from seedbed.agent.prompting import brief_block, delimit, render
from seedbed.agent.role_players.stage import Said, Stage, words_of
from seedbed.agent.roles.held_to import rubric_for
from seedbed.agent.roles.writer import code_of, meanings
from seedbed.agent.work import Choice, Env, Work
from seedbed.memory.errors import AnswerFault
from seedbed.memory.languages import language_code, language_name
from seedbed.tools.checks.inputs import is_messages
from seedbed.tools.verification.toolcalls import read_call
from seedbed.tools.world.blueprint import KINDS, Blueprint, executed, fault, signature
from seedbed.tools.world.mcp_tools import with_tools
from seedbed.tools.world.reached import calls_of, on_the_way, unreached
from seedbed.tools.world.world import World

JOB = job_name(PlanErrand)
_PLAN = Decode(max_tokens=2000, temperature=0.9)
_SAY = Decode(max_tokens=400, temperature=0.9)
_MOST_OFFERED = 24
"""Tools of a larger world that one talk has."""
_MOST_SHOWN = 24
"""Records of each collection that the planner sees."""
_LONGEST = 1_500
"""Characters of a record that it sees."""
_FAILURES = 4
"""Errands of a kind that all came to nothing, after which it is planned no more."""
_EARLIER, _ASKED = 12, 200
"""Errands that a planner is shown, and characters of each."""
_ROOM = 6
"""Turns beyond those that a blueprint takes: an assistant may ask back."""
Hold = Callable[[Work, int], Awaitable[Stage]]
"""(candidate, number of the take) → the talk, held."""


def next_errand(choice: Choice, env: Env) -> tuple[dict[str, Any], str] | None:
    """The kind of errand that a model is to plan, and the errands before it."""
    part = choice.part
    if (kind := _kind(choice, env.resources.worlds[part.name])) is None:
        return None
    earlier = []
    for row in choice.rows(choice.schedule.latest(choice.cell.key)[-_EARLIER:]):
        talk = next((value for value in row.values() if is_messages(value)), ())
        asked = next((str(one["content"])[:_ASKED] for one in talk if one["role"] == "user"), "")
        earlier.append({"asked": asked, "signature": signature(call for _, call in calls_of(talk))})
    return {"kind": kind, "earlier": earlier}, f"{part.name}/{kind}/{choice.number}"


def _kind(choice: Choice, world: World) -> str | None:
    """The kind that is dealt to the row; else, of those wanted, one used least. A kind of which the first few
    all came to nothing is one that the world doesn't bear; None: it bears none."""
    part = choice.part
    step = next(one for one in recipe_of(part).steps if one.arguments.get("generate") == "blueprint")
    wanted = step.arguments.get("kinds") or world.kinds or KINDS
    if isinstance(wanted, str):
        return str(seat_of(part, choice.cell, choice.attributes)[wanted])
    used: Counter[str] = Counter()
    spoilt: Counter[str] = Counter()
    for material, uses in choice.schedule.used.items():
        of, _, kind = material.rpartition("/")[0].rpartition("/")
        if of == part.name:
            used[kind] += uses
            spoilt[kind] += choice.schedule.spoilt.get(material, 0)
    kinds = [
        kind
        for kind in wanted
        if (world.policy or kind != "against policy") and not used[kind] == spoilt[kind] >= _FAILURES
    ]
    return min(choice.rng.sample(kinds, len(kinds)), key=lambda one: used[one], default=None)


async def plan_errand(making: Making, given: Mapping[str, Any]) -> dict[str, Any]:
    """`tools` that the talk offers, and the `errand`: a blueprint that holds in the part's world. `given`:
    the `kind` wanted, and `earlier` errands: what was `asked`, and the `signature` of the calls. Raises
    AnswerFault: none held to the last; `declined`: the world bears none of this kind."""
    work, env = making.work, making.env
    world: World = env.resources.worlds[making.part.name]
    draw = Random(f"{work.brief.seed}/errand")
    drawn = draw.sample(list(world.tools), min(_MOST_OFFERED, len(world.tools)))
    offered = [name for name in world.tools if name in drawn]
    tools = [asdict(world.tools[name]) for name in offered]
    slot = work.slot("writer", JOB)
    nonce, earlier = slot.key[:12], [f"- {one['asked']}" for one in given["earlier"]]
    prompt = render(
        JOB,
        topic=making.part.topic,
        kind=KINDS[given["kind"]].errand,
        material=delimit(_material(world, tools, draw), nonce),
        policy=world.policy,
        attributes=making.seat,
        earlier=delimit("\n".join(earlier), nonce) if earlier else "",
        held_to=_held_to(making),
        rules=work.brief.guidance,
        language=talk_language(making),
        before=[one.detail for one in work.brief.before.reasons] if work.brief.before else (),
        feedback=work.feedback("planner") if work.attempt else (),
        brief=brief_block({"job": JOB, "kind": given["kind"], "seed": work.brief.seed}),
    )

    def check(said: Any) -> Blueprint | str | Awaitable[Blueprint | str]:
        return with_tools(partial(_blueprint, said, given, world, offered))

    made: Blueprint | str
    made, reply = await env.client.ask_value(slot, prompt, schema_of(PlanErrand), check, work.purpose, _PLAN)
    work = work.asked(prompt, reply)
    if isinstance(made, str):
        raise AnswerFault("declined", made)
    calls = signature(one.call for one in executed(world, made).made)
    making.work = replace(work, material={**work.material, SIGNATURE: calls})
    return {"tools": tools, "errand": made.model_dump(mode="json")}


def _held_to(making: Making) -> list[str]:
    """What the row's values mean, and what recipe and checks ask of the talk that the errand is for."""
    talks = (step for step in making.recipe.steps if step.arguments.get("errand"))
    known = (
        *making.seat,
        *(name for step in making.recipe.steps if step.how == "generate" for name in step.targets),
    )
    seeing = (step.model_copy(update={"names": (*step.names, *known)}) for step in talks)
    return meanings(making, making.seat) + [one for step in seeing for one in rubric_for(making, step)]


def talk_language(making: Making) -> str:
    """The language that the row's talk is held in, as prompts name it."""
    talk = next((step.targets[0] for step in making.recipe.steps if step.how == "talk"), "")
    own, plain = code_of(making, talk), making.env.spec.language
    return plain if own in ("any", language_code(plain)) else language_name(own)


def _material(world: World, tools: Sequence[Mapping[str, Any]], draw: Random) -> str:
    """The tools, and drawn records of each collection, a line each."""
    lines = ["Tools:", *(json.dumps(one, ensure_ascii=False) for one in tools)]
    for name, kept in world.collections.items():
        shown = draw.sample(kept.rows, min(_MOST_SHOWN, len(kept.rows)))
        more = f"; {len(kept.rows) - len(shown)} more aren't shown" if len(shown) < len(kept.rows) else ""
        lines.append(f"\nRecords of {name} (key: {kept.key}{more}):")
        lines += [json.dumps(one, ensure_ascii=False)[:_LONGEST] for one in shown]
    return "\n".join(lines)


def _blueprint(said: Any, given: Mapping[str, Any], world: World, offered: Sequence[str]) -> Blueprint | str:
    """The blueprint of an answer; a text: why there can't be one of this kind. Raises AnswerFault:
    `malformed`: it is none, doesn't hold, or is there already."""
    raw = json.dumps(said, ensure_ascii=False)[:2000]
    if isinstance(said, dict) and str(said.get("cannot") or "").strip():
        return " ".join(str(said["cannot"]).split())[:300]
    try:
        calls = [read_call(one) for one in said["calls"]]
        planned = [{"name": one.name, "arguments": dict(one.arguments)} for one in calls]
        made = Blueprint.model_validate(
            {"kind": given["kind"], "goal": said["goal"], "facts": said["facts"], "calls": planned}
        )
    except (KeyError, TypeError, ValidationError) as error:
        raise AnswerFault("malformed", f"it is no plan: {error}"[:500], raw) from error
    why = next((one.fault for one in calls if one.fault), "") or fault(world, made, offered)
    there = {one["signature"] for one in given["earlier"]} - {""}
    if not why and signature(one.call for one in executed(world, made).made) in there:
        why = "an errand with these calls is there already: plan another"
    if why:
        raise AnswerFault("malformed", why, raw)
    return made


# talks with one ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Errand:
    """A blueprint with its world and its user."""

    world: World
    blueprint: Blueprint
    manner: str
    """How this user writes, in a line; empty: as it likes."""
    language: str


def told(stage: Stage) -> set[int]:
    """Numbers of the facts that the user has told."""
    return {number for one in stage.memory for number in one.get("tells", ())}


async def speak_errand(stage: Stage, env: Env, errand: Errand, *, held_to: Sequence[str] = ()) -> Said:
    """The next message of the user, who is told goal and facts, and when to tell which; never the calls.
    `held_to`: the sentences that each of its messages is judged by. Raises AnswerFault: the answer was
    unusable to the last."""
    work, job, known = stage.work, job_name(SayErrand), told(stage)
    slot = work.slot("user", stage.step, stage.play.take)
    nonce = slot.key[:12]
    talk = words_of(stage.messages)
    facts = dict(enumerate(errand.blueprint.facts, 1))
    lines = [errand.blueprint.goal, ""]
    lines += [f"{n}. [{'told' if n in known else one.when}] {one.say}" for n, one in facts.items()]
    prompt = render(
        job,
        topic=env.part(work).topic,
        errand=delimit("\n".join(lines), nonce),
        manner=errand.manner,
        attributes={k: v for k, v in work.brief.attributes.items() if str(v) not in errand.manner},
        rules=(*work.brief.guidance, *held_to),
        talk=delimit(talk, nonce) if talk else "",
        language=errand.language,
        last=stage.turns + 2 >= stage.play.most,
        refused=stage.play.refused.get("user", ()),
        feedback=stage.faults,
        brief=brief_block(
            {"job": job, "talk_nonce": nonce, "turn": stage.turns + 1, "seed": work.brief.seed}
        ),
    )
    said, reply = await env.client.ask(slot, prompt, SayErrand, work.purpose, _SAY)
    work = work.asked(prompt, reply)
    message = {"role": "user", "content": said.message.strip()}
    return Said((message,), work, memory={"tells": sorted(facts.keys() & set(said.tells))})


async def held_often(work: Work, errand: Errand, takes: int, hold: Hold) -> Stage:
    """Of several talks the first that does what the blueprint asks for, else the first; what all of them cost
    is its candidate's."""
    stages: list[Stage] = []
    spent = work
    for take in range(takes):
        begun = replace(work, tokens=spent.tokens, prompts=spent.prompts, models=spent.models)
        stages.append(await hold(begun, take))
        spent = stages[-1].work
    passed = [
        one.over != "failed" and not await with_tools(partial(_missed, errand, one.messages))
        for one in stages
    ]
    stood, done = stages[passed.index(True) if any(passed) else 0], sum(passed)
    shares = [round(comb(done, k) / comb(takes, k), 4) for k in range(1, takes + 1)]
    told = {"tried": takes, "succeeded": done, "pass^k": shares, "take": stood.play.take}
    notes = {**stood.work.notes, **told}
    ended = replace(stood.work, tokens=spent.tokens, prompts=spent.prompts, models=spent.models, notes=notes)
    return replace(stood, work=ended)


def _missed(errand: Errand, messages: Sequence[Any]) -> bool:
    return next(unreached(errand.world, errand.blueprint, messages), None) is not None


def turns_of(errand: Errand, most: int) -> int:
    """Turns after which a talk with the errand is over."""
    late = [one.when for one in errand.blueprint.facts if one.when != "at once"]
    return min(most, 2 * (1 + late.count("later") + ("when asked" in late)) + _ROOM)


def settled(stage: Stage, said: Said, errand: Errand) -> Said:
    """The assistant's turn, which ends the talk if all was told and done, or something else was done."""
    if not on_the_way(errand.world, errand.blueprint, said.state):
        return replace(said, ends="given up")
    due = {number for number, one in enumerate(errand.blueprint.facts, 1) if one.when == "later"}
    if due - told(stage) or _missed(errand, [*stage.messages, *said.messages]):
        return said
    return replace(said, ends="goal reached")
