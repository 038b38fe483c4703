"""Talks with an errand: the user wants what a blueprint of the world says, and tells each fact in time.

Blueprint first, as in APIGen-MT (Prabhakar et al. 2025, section 3): its calls nobody sees. The talk is over
where it ends in the blueprint's state (tau-bench, Yao et al. 2024, section 3), or where something else was
done. Held several times, the share of talks that do so is the task's difficulty (pass^k, same section).
Whether the talk that stands did it, the check `trajectory` decides.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from math import comb
from typing import Any

from seedbed.agent.role_players.errand import Errand, told
from seedbed.agent.role_players.stage import Said, Stage
from seedbed.agent.work import Env, Work
from seedbed.tools.verification.toolcalls.calls import Call
from seedbed.tools.world.blueprints.reached import unreached

ROOM = 6
"""Turns beyond those that a blueprint takes: an assistant may ask back."""
Hold = Callable[[Work, int], Awaitable[Stage]]
"""(candidate, number of the take) → the talk, held."""


async def held_often(work: Work, errand: Errand, takes: int, hold: Hold) -> Stage:
    """The first of several talks that does what the blueprint asks for, else the last; what all of them cost
    is its candidate's."""
    stood: Stage | None = None
    passed: list[bool] = []
    spent = work
    for take in range(takes):
        begun = replace(work, tokens=spent.tokens, prompts=spent.prompts, models=spent.models)
        stage = await hold(begun, take)
        spent = stage.work
        passed.append(stage.over != "failed" and not any(_missed(errand, stage.messages)))
        if stood is None or (passed[-1] and not any(passed[:-1])):
            stood = stage
    assert stood is not None
    notes = {**stood.work.notes, **_difficulty(passed), "take": stood.take}
    ended = replace(stood.work, tokens=spent.tokens, prompts=spent.prompts, models=spent.models, notes=notes)
    return replace(stood, work=ended)


def _missed(errand: Errand, messages: Sequence[Any]) -> Sequence[str]:
    return tuple(unreached(errand.world, errand.blueprint, messages))


def _difficulty(passed: Sequence[bool]) -> dict[str, Any]:
    """Of talks held with one task: how many did it, and pass^j for each j (Yao et al. 2024, section 3)."""
    held, done = len(passed), sum(passed)
    shares = [round(comb(done, j) / comb(held, j), 4) for j in range(1, held + 1)]
    return {"tried": held, "succeeded": done, "pass^k": shares}


def turns_of(errand: Errand, most: int) -> int:
    """Turns after which a talk with the errand is over."""
    return min(most, 2 * len(errand.dues) + ROOM)


def settled(stage: Stage, said: Said, errand: Errand) -> Said:
    """The assistant's turn, which ends the talk if all was told and done, or something else was done."""
    if said.state.digest not in _ways(errand):
        return replace(said, ends="given up")
    if told(stage) < len(errand.dues) or _missed(errand, [*stage.messages, *said.messages]):
        return said
    return replace(said, ends="goal reached")


def _ways(errand: Errand) -> set[str]:
    """Digests of the states on the ways to the end: after any of the steps, in their order."""
    ways = {(start := errand.world.start()).digest: start}
    for step in errand.blueprint.steps:
        for state in list(ways.values()):
            after, _ = errand.world.call(state, Call(step.name, step.arguments))
            ways[after.digest] = after
    return set(ways)


def errand_of(id: str, env: Env, part: str, manner: str) -> Errand:
    """The errand that an id names in a part's world.

    Args:
        manner: How its user is and speaks.
    """
    from seedbed.tools.world.blueprints.drawing import blueprint_of

    world = env.resources.worlds[part]
    return Errand(world, blueprint_of(world, id), manner)
