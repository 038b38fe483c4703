"""Talks in which tools are called in a world: first the task, executed; then the talk, held until it is done.

Blueprint first, as in APIGen-MT (Prabhakar et al. 2025, section 3): its goal is the user's errand, its calls
nobody sees. A user and an assistant that calls the tools itself then talk turn by turn, and the row counts
where the talk ends in the blueprint's state (tau-bench, Yao et al. 2024, section 3). Held several times, the
share of talks that do so is the task's difficulty (pass^k, same section).
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from math import comb
from typing import Any

from seedbed.agent.critic.sample import judge_row
from seedbed.agent.planner.grow_tools import kind_of
from seedbed.agent.role_players.acting import ActingRole, speak_acting, told
from seedbed.agent.role_players.errand import Errand, speak_errand
from seedbed.agent.role_players.errand import told as told_so_far
from seedbed.agent.role_players.manners import manners
from seedbed.agent.role_players.stage import Play, Said, Stage
from seedbed.agent.role_players.turn_checks import check_turn, with_row
from seedbed.agent.work import Bench, Choice, Chosen, Method, Work
from seedbed.agent.writer.blueprint_supply import supply_of
from seedbed.memory.candidate import Execution
from seedbed.memory.canonical import canonical, digest
from seedbed.memory.spec import Part
from seedbed.tools.verification.toolcalls.calls import Call
from seedbed.tools.world.blueprints.blueprint import Blueprint
from seedbed.tools.world.blueprints.drawing import draw_blueprint
from seedbed.tools.world.blueprints.reached import played, unreached
from seedbed.tools.world.execution import BY, PASSED, calls_of, results_of
from seedbed.tools.world.world import World

LEAST = 2
_ROOM = 6
"""Turns beyond those that a blueprint takes: an assistant may ask back."""


def choose(choice: Choice, bench: Bench) -> Chosen | None:
    """The first blueprint of the leaf's kind that no candidate has had."""
    part = choice.part
    kind = kind_of(bench.plan.part(part.name).tree[choice.cell.leaf])
    if kind is None:
        return None
    supply, place = supply_of(bench.shelf, part.name, kind, bench.spec.seed), 0
    while (drawn := supply.at(place)) is not None:
        material = f"{part.name}/{kind}/{drawn.number}"
        if not choice.used.get(material):
            manner = choice.rng.choice(manners())
            told = {"kind": kind, "seed": bench.spec.seed, "number": drawn.number, "manner": manner}
            return Chosen(told, material=material)
        place += 1
    return None


def lacks(part: Part, bench: Bench) -> str | None:
    """What is missing for a part: nothing; a world is there or the run doesn't begin."""
    return (
        None
        if part.name in bench.shelf.worlds
        else "there is no world in which tools are called — name it with --world FILE"
    )


def blueprint_of(work: Work, bench: Bench) -> tuple[World, Blueprint]:
    """The brief's blueprint, drawn again, and its world."""
    world, ground = bench.shelf.worlds[work.brief.cell.part], work.brief.grounding
    return world, draw_blueprint(world, ground["kind"], ground["seed"], ground["number"])


# the role-play -------------------------------------------------------------------------------------------


async def write(work: Work, bench: Bench) -> Work:
    """The talk: held as often as the part says at the first attempt, once at each further one.

    The first talk that does what the blueprint asks for is the row; where none does, the last one's faults
    are the candidate's.
    """
    world, blueprint = blueprint_of(work, bench)
    takes = bench.part(work).repeats if not work.attempt else 1
    stood: Stage | None = None
    passed: list[bool] = []
    failed = work
    for take in range(takes):
        begun = replace(work, **_spent(failed))
        stage = await bench.role_play(begun, _play(begun, bench, world, blueprint, take), bench)
        missed = () if stage.over == "failed" else tuple(unreached(world, blueprint, stage.messages))
        passed.append(stage.over != "failed" and not missed)
        failed = stage.work
        for why in missed:
            failed = failed.because("wrong answer", "blueprint", why[:400])
        stood = stood or (stage if passed[-1] else None)
    notes = {**work.notes, **_difficulty(passed)} if not work.attempt else dict(work.notes)
    if stood is None:
        return replace(failed, notes={**failed.notes, **notes})
    stood = replace(stood, work=replace(stood.work, **_spent(failed), notes={**stood.work.notes, **notes}))
    row = {"messages": list(stood.messages), "tools": ActingRole(world, blueprint.offered).tools}
    said = "\n".join(one["content"] for one in stood.messages if one["role"] == "user")
    made = with_row(stood, row, said)
    goal = digest([blueprint.kind, blueprint.goal.model_dump(mode="json"), blueprint.offered])
    return replace(made, signature=goal, notes={**made.notes, "take": stood.take})


def _spent(work: Work) -> dict[str, Any]:
    """What talks have cost so far, whether they stand or not."""
    return {
        "tokens": work.tokens,
        "prompts": work.prompts,
        "models": work.models,
    }


def _difficulty(passed: Sequence[bool]) -> dict[str, Any]:
    """Of talks held with one task: how many did it, and pass^j for each j (Yao et al. 2024, section 3)."""
    held, done = len(passed), sum(passed)
    shares = [round(comb(done, j) / comb(held, j), 4) for j in range(1, held + 1)]
    return {"tried": held, "succeeded": done, "pass^k": shares}


def _play(work: Work, bench: Bench, world: World, blueprint: Blueprint, take: int) -> Play:
    errand = Errand(world, blueprint, str(work.brief.grounding.get("manner", "")))
    role = ActingRole(world, blueprint.offered)
    most = 2 * len(errand.dues) + _ROOM
    opening = ({"role": "system", "content": world.policy},) if world.policy else ()
    return Play(
        user=partial(speak_errand, errand=errand, most=most),
        assistant=partial(_acts, role=role, errand=errand),
        check=partial(_check, role=role),
        least=LEAST,
        most=most,
        state=world.start(),
        opening=opening,
        take=take,
    )


async def _acts(stage: Stage, bench: Bench, role: ActingRole, errand: Errand) -> Said:
    """The assistant's turn; the talk is over once all was told and done, or something else was done."""
    said = await speak_acting(stage, bench, role)
    if said.state.digest not in _ways(errand):
        return replace(said, ends="given up")
    messages = [*stage.messages, *said.messages]
    if told_so_far(stage) < len(errand.dues):
        return said
    done = not any(unreached(errand.world, errand.blueprint, messages))
    return replace(said, ends="goal reached") if done else said


def _ways(errand: Errand) -> set[str]:
    """Digests of the states on the ways to the end: after any of the steps, in their order."""
    ways = {(start := errand.world.start()).digest: start}
    for step in errand.blueprint.steps:
        for state in list(ways.values()):
            after, _ = errand.world.call(state, Call(step.name, step.arguments))
            ways[after.digest] = after
    return set(ways)


async def _check(stage: Stage, said: Said, bench: Bench, role: ActingRole) -> Work:
    work = check_turn(stage, said, tools=role.tools, world=role.world)
    if said.memory.get("cut"):
        work = work.because("malformed", "length", "the answer was cut at its cap of tokens: be brief")
    return work


# what it is worth ----------------------------------------------------------------------------------------


async def verify(work: Work, bench: Bench) -> Work:
    """The calls executed once more from the world's start; what they give is the row's evidence."""
    world, blueprint = blueprint_of(work, bench)
    found = played(world, (work.row or {})["messages"])
    reached = found.end.digest == blueprint.end
    program, tests = calls_of(found), results_of(world, found)
    outcome = PASSED if reached else "failed"
    work = work.with_evidence(Execution(ok=reached, by=BY, program=program, tests=tests, outcome=outcome))
    return work if reached else work.because("wrong answer", BY, "executed again, it ends otherwise")


async def judge(work: Work, bench: Bench) -> Work:
    """The judge's reading of the talk.

    Raises:
        AnswerFault: the judge's answer was unusable to the last.
    """
    return await judge_talk(work, bench, bench.shelf.worlds[work.brief.cell.part].policy)


async def judge_talk(work: Work, bench: Bench, policy: str) -> Work:
    """The judge's reading of a talk whose assistant called tools.

    Args:
        policy: What the assistant had to keep to; empty: nothing was said.

    Raises:
        AnswerFault: the judge's answer was unusable to the last.
    """
    row = work.row or {}
    described = [one["function"] for one in row["tools"]]
    tools = "\n".join(
        f"{one['name']}: {one['description']} {canonical(one['parameters']).decode()}" for one in described
    )
    texts = {"tools": tools, "talk": told(row["messages"])}
    topic, language = bench.part(work).topic, bench.spec.language
    return await judge_row(
        work, bench, "score_trajectory", texts, topic=topic, policy=policy, language=language
    )


STRONG = Method(
    name="tool_use/strong",
    task="tool_use",
    form="strong",
    grade="supported",
    needs={"user": ("json_schema",), "assistant": ("tool_calls",), "judge": ("json_schema", "judging")},
    choose=choose,
    lacks=lacks,
    write=write,
    verify=verify,
    judge=judge,
    calls=6,
    prompt_tokens=7500,
    completion_tokens=500,
)
