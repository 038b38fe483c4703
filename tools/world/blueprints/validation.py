"""Whether a blueprint holds: it is executed again from the start, and each of its claims is looked at.

By the world alone; how it was drawn doesn't count. So a blueprint that someone else wrote is checked as well.
"""

from collections.abc import Iterator

from seedbed.tools.verification.toolcalls.calls import Call
from seedbed.tools.verification.toolcalls.check import check_call
from seedbed.tools.world.blueprints.arguments import required
from seedbed.tools.world.blueprints.blueprint import Blueprint, Step
from seedbed.tools.world.blueprints.draft import want
from seedbed.tools.world.blueprints.provenance import of_sources, plain, told
from seedbed.tools.world.blueprints.serving import does_as_well, might_serve
from seedbed.tools.world.state import State, changes
from seedbed.tools.world.world import Outcome, World


def fault(world: World, blueprint: Blueprint) -> str:
    """The first thing that doesn't hold, in a line; empty: all does.

    Raises:
        SandboxFault: the world has Python functions and this machine can't execute them.
    """
    return next(_faults(world, blueprint), "")


def _faults(world: World, blueprint: Blueprint) -> Iterator[str]:
    if strange := [name for name in blueprint.offered if name not in world.tools]:
        yield f"the world has no tool {strange[0]}"
        return
    if [step.turn for step in blueprint.steps] != sorted(step.turn for step in blueprint.steps):
        yield "the calls aren't in the order of their turns"
    state, again = _again(world, blueprint.steps)
    for number, (step, outcome) in enumerate(zip(blueprint.steps, again, strict=True)):
        checked = check_call({name: world.tools[name] for name in blueprint.offered}, _call(step))
        if not checked.ok:
            yield f"call {number} may not be made: {checked.reason}"
        elif (step.error, plain(step.value)) != (outcome.error, plain(outcome.value)):
            yield f"call {number} ({step.name}) answered otherwise when it was made again"
        elif set(step.sources) != set(step.arguments):
            yield f"call {number} has arguments that come from nowhere"
    if state.digest != blueprint.end:
        yield "the state at the end is another one"
    if plain(changes(world.start(), state)) != plain(blueprint.goal.changes):
        yield "the goal's changes aren't what the calls change"
    yield from _of_kind(world, blueprint, state)
    yield from _of_wants(world, blueprint)
    yield from _of_messages(blueprint)
    yield from of_sources(world, blueprint)


def _of_wants(world: World, blueprint: Blueprint) -> Iterator[str]:
    """Each want is what its tool does, and a call of that tool fulfils it (unless none is offered)."""
    done = [step.name for step in blueprint.steps if not step.error]
    if not blueprint.goal.wants:
        yield "nothing is wanted"
    for wanted in blueprint.goal.wants:
        does = (wanted.does, wanted.of)
        real = want(world, wanted.tool, {}) if wanted.tool in world.tools else None
        if real is None or (real.does, real.of) != does:
            yield f"{wanted.tool} doesn't {wanted.does} {wanted.of}"
        elif wanted.tool in done:
            done.remove(wanted.tool)
        elif blueprint.kind != "no suitable tool":
            yield f"no call of {wanted.tool} fulfils what is wanted"


def _of_messages(blueprint: Blueprint) -> Iterator[str]:
    """The user tells what the goal says, each call is made and shown once, and the end is said."""
    messages, order = blueprint.messages, list(range(len(blueprint.steps)))
    for act in ("call", "result"):
        if [number for one in messages if one.act == act for number in one.steps] != order:
            yield f"the messages don't have the {act} of each step once and in order"
    if not messages or messages[0].act != "request":
        yield "the user doesn't begin"
    elif messages[-1].act != ("answer" if order else "decline"):
        yield "the assistant doesn't say at the end what came of it"
    if plain(told(blueprint)[-1]) != plain([want.facts for want in blueprint.goal.wants]):
        yield "what the user tells isn't what the goal says"


def _again(world: World, steps: tuple[Step, ...]) -> tuple[State, list[Outcome]]:
    state, outcomes = world.start(), []
    for step in steps:
        state, outcome = world.call(state, _call(step))
        outcomes.append(outcome)
    return state, outcomes


def _call(step: Step) -> Call:
    return Call(step.name, step.arguments)


def _of_kind(world: World, blueprint: Blueprint, state: State) -> Iterator[str]:
    """What each kind demands, and that something is changed or read."""
    steps, kind = blueprint.steps, blueprint.kind
    used = {step.name for step in steps}
    if kind == "no suitable tool":
        yield from _of_none(world, blueprint)
        return
    if not steps or steps[-1].error:
        yield f"the last call fails: {steps[-1].error}" if steps else "nothing is called"
        return
    if kind == "error and recovery":
        if len(steps) != 2 or not steps[0].error or steps[0].name != steps[1].name:
            yield "the first call doesn't fail"
    elif any(step.error for step in steps):
        yield f"a call fails: {next(step.error for step in steps if step.error)}"
    for step in steps:
        yield from _idle(world, step, blueprint)
    turns = {step.turn for step in steps}
    taken = [source for step in steps for source in step.sources.values() if source.by == "result"]
    formed = [source for step in steps for source in step.sources.values() if source.by == "formed"]
    asked = [name for message in blueprint.messages for name in message.asks]
    if kind == "distractors":
        if not used < set(blueprint.offered):
            yield "no tool is offered that isn't needed"
        last = steps[-1]
        for name in blueprint.offered:
            if name not in used and does_as_well(world, name, last.name, last.arguments):
                yield f"{name} would do as well as {last.name}"
    elif set(blueprint.offered) != used:
        yield "other tools are offered than those that are called"
    if kind in ("single", "missing argument") and len(steps) != 1:
        yield "it isn't one call"
    if kind == "missing argument" and (not asked or not set(asked) <= set(required(world, steps[0].name))):
        yield "no argument that the schema demands is asked for"
    if kind == "parallel":
        if len(steps) < 2 or len(turns) > 1:
            yield "it isn't several calls in one turn"
        elif _reversed(world, blueprint) != state.digest:
            yield "the calls depend on their order"
    if kind == "sequential" and (len(turns) < 2 or not taken):
        yield "no later call takes a value of an earlier result"
    requests = [number for number, one in enumerate(blueprint.messages) if one.act == "request"]
    if kind == "follow-up" and (len(requests) < 2 or not taken):
        yield "nothing that was done before is asked for again later"
    if kind == "nested" and (not taken or not formed):
        yield "no argument is computed by another call"


def _idle(world: World, step: Step, blueprint: Blueprint) -> Iterator[str]:
    """A call that finds nothing or changes nothing serves no goal."""
    operation = world.operations.get(step.name)
    if operation is None or step.error:
        return
    if operation.does == "find" and not step.value["count"]:
        yield f"{step.name} finds nothing"
    if (
        operation.does in ("create", "update", "delete")
        and operation.collection not in blueprint.goal.changes
    ):
        yield f"{step.name} changes nothing"


def _reversed(world: World, blueprint: Blueprint) -> str:
    """The state after the calls in reversed order; empty if one of them answers otherwise then."""
    steps = blueprint.steps[::-1]
    state, again = _again(world, steps)
    same = all(
        (step.error, plain(step.value)) == (outcome.error, plain(outcome.value))
        for step, outcome in zip(steps, again, strict=True)
    )
    return state.digest if same else ""


def _of_none(world: World, blueprint: Blueprint) -> Iterator[str]:
    if blueprint.steps:
        yield "a tool is called though none serves"
    if not blueprint.offered:
        yield "no tool is offered"
    for wanted in blueprint.goal.wants:
        for name in blueprint.offered:
            if might_serve(world, name, wanted.tool):
                yield f"{name} might serve"
