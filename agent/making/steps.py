"""What each kind of step does: a function of a `Making`, in one list that is written by hand."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from seedbed.agent.making.errands import plan_errand
from seedbed.agent.making.making import MADE, REDO, SIGNATURE, Making, words_of
from seedbed.agent.making.picks import take_pick
from seedbed.agent.making.search import find
from seedbed.agent.making.talking import hold_talk
from seedbed.agent.recipes.templates import evaluate
from seedbed.agent.roles.writer import write_fields
from seedbed.agent.work import Env, Work
from seedbed.memory.errors import AnswerFault, ToolFault
from seedbed.memory.recipe import How, Step

Take = Callable[[Making, Step], Awaitable[Mapping[str, Any]]]
"""(row in the making, step) → target → value."""


async def _set(making: Making, step: Step) -> Mapping[str, Any]:
    value = evaluate(str(step.arguments["set"]), making.known)
    return dict.fromkeys(step.targets, value)


def following(
    making: Making, row: Mapping[str, Any], kept: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """A changed row and what is kept beside it, with what `set` steps compute from them computed anew."""
    now, beside = dict(row), dict(kept)
    for step in making.recipe.steps:
        if step.how != "set":
            continue
        value = evaluate(str(step.arguments["set"]), {**making.bare, **beside, **now})
        for place in (now, beside):
            place |= {name: value for name in step.targets if name in place}
    return now, beside


async def _run(making: Making, step: Step) -> Mapping[str, Any]:
    from seedbed.tools.running.run import run

    def given(name: str) -> Any:
        """A value that the recipe names; words that are no name stand for themselves."""
        said = step.arguments.get(name)
        if isinstance(said, (list, tuple)):
            return [making.values.get(one, one) for one in said]
        return making.values.get(said, said) if isinstance(said, str) else said

    result = await run(
        str(step.arguments["run"]),
        str(given("program")),
        files=given("files") or (),
        tests=given("tests") or "",
        timeout=float(step.arguments.get("timeout", 10)),
        seed=making.work.brief.seed,
    )
    return dict.fromkeys(step.targets, result)


async def _repeat(making: Making, step: Step) -> Mapping[str, Any]:
    """The step within, until its condition holds over what it gave, at most so often as it says."""
    most = int(step.arguments.get("most", 3))
    inner = Step(targets=step.targets, how="write", prompt=str(step.arguments["repeat"]), names=step.names)
    making.mended = inner if making.mended is step else making.mended
    made: Mapping[str, Any] = {}
    for turn in range(most):
        made = await write_fields(making, inner, draw=turn)
        making.values |= made
        if evaluate(str(step.arguments["until"]), making.known):
            break
    return made


async def _generate(making: Making, step: Step) -> Mapping[str, Any]:
    found = making.work.brief.grounding.get("generated", {})
    if step.arguments["generate"] == "blueprint":
        found = await plan_errand(making, found)
    missing = [name for name in step.targets if name not in found]
    if missing:
        raise ToolFault(f"the generator gives no {missing[0]!r}")
    return {name: found[name] for name in step.targets}


STEPS: Mapping[How, Take] = {
    "write": write_fields,
    "set": _set,
    "pick": take_pick,
    "find": find,
    "talk": hold_talk,
    "run": _run,
    "repeat": _repeat,
    "generate": _generate,
}


async def write(work: Work, env: Env, manner: str = "direct") -> Work:
    """The row, made by the recipe's steps from where a repair begins. Raises AnswerFault: a model's answer
    was unusable to the last."""
    making = Making.of(work, env, manner)
    begin = int(work.material.get(REDO, 0))
    if work.attempt:
        making.mended = next((one for one in making.recipe.steps[begin:] if one.is_written), None)
    # What is made anew is not there yet for what is made before it.
    for name in (name for step in making.recipe.steps[begin:] for name in step.targets):
        making.values.pop(name, None)
    for number, step in enumerate(making.recipe.steps[begin:], begin):
        try:
            made = await STEPS[step.how](making, step)
        except ToolFault as fault:
            return _left(making, number).because("malformed", f"step {', '.join(step.targets)}", str(fault))
        except AnswerFault as fault:
            if fault.code != "declined":
                raise
            declined = replace(making.work, notes={**making.work.notes, "declined": fault.detail})
            return replace(declined, row=None).because("off concept", "writer", f"declined: {fault.detail}")
        making.values |= made
    row = making.row()
    work = _left(making, 0)
    notes = {**work.notes, "kept": making.kept()} if making.kept() else dict(work.notes)
    text = words_of(making.recipe, row)
    group = str(work.brief.grounding.get("group", ""))  # rows of one passage stay together in a split
    signature = str(work.material.get(SIGNATURE, ""))
    return replace(work, row=row, text=text, signature=signature, group=group, notes=notes)


def _left(making: Making, step: int) -> Work:
    """The candidate with what the steps gave so far."""
    return replace(making.work, material={**making.work.material, MADE: dict(making.values), REDO: step})
