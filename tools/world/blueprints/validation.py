"""Whether a blueprint that was drawn holds: its calls, made again, answer the same, and serve the goal."""

from collections.abc import Iterator, Sequence

from seedbed.tools.verification.toolcalls.calls import Call
from seedbed.tools.world.blueprints.blueprint import Blueprint, Step, plain
from seedbed.tools.world.state import State
from seedbed.tools.world.world import World


def fault(world: World, blueprint: Blueprint) -> str:
    """The first thing that doesn't hold, in a line; empty: all does.

    Raises:
        SandboxFault: the world has Python functions and this machine can't execute them.
    """
    return next(_faults(world, blueprint), "")


def _faults(world: World, blueprint: Blueprint) -> Iterator[str]:
    state, otherwise = _again(world, blueprint.steps)
    if otherwise:
        yield otherwise
    if state.digest != blueprint.end:
        yield "the state at the end is another one"
    if blueprint.kind == "no suitable tool":
        return
    *before, last = blueprint.steps
    if last.error:
        yield f"the last call fails: {last.error}"
    if blueprint.kind == "error and recovery":
        if not before[0].error:
            yield "the first call doesn't fail"
    elif failed := [step.error for step in before if step.error]:
        yield f"a call fails: {failed[0]}"
    for step in blueprint.steps:
        if why := _idle(world, step, blueprint):
            yield why
    if blueprint.kind == "parallel":
        reversed_, otherwise = _again(world, blueprint.steps[::-1])
        if otherwise or reversed_.digest != blueprint.end:
            yield "the calls depend on their order"


def _again(world: World, steps: Sequence[Step]) -> tuple[State, str]:
    """The state after the calls are made again, and which of them answers otherwise; empty: none."""
    state, said = world.start(), ""
    for number, step in enumerate(steps):
        state, outcome = world.call(state, Call(step.name, step.arguments))
        if (step.error, plain(step.value)) != (outcome.error, plain(outcome.value)):
            said = said or f"call {number} ({step.name}) answered otherwise when it was made again"
    return state, said


def _idle(world: World, step: Step, blueprint: Blueprint) -> str:
    """A call that finds nothing or changes nothing serves no goal."""
    operation = world.operations.get(step.name)
    if operation is None or step.error or operation.does == "get":
        return ""
    if operation.does == "find":
        return "" if step.value["count"] else f"{step.name} finds nothing"
    return "" if operation.collection in blueprint.goal.changes else f"{step.name} changes nothing"
