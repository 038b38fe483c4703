"""What each kind of step does: a function of a `Making`, in one list that is written by hand."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from seedbed.agent.making.copies import signature_of_row, words_of
from seedbed.agent.making.errands import plan_errand
from seedbed.agent.making.making import FOUND, MADE, REDO, SIGNATURE, Making, faulty_steps, made_anew
from seedbed.agent.making.picks import passage_of, take_pick
from seedbed.agent.making.talking import hold_talk
from seedbed.agent.making.verifying import verify_so_far
from seedbed.agent.recipes.templates import evaluate, fill
from seedbed.agent.researcher.agent import RESEARCHER, research, retrieve
from seedbed.agent.roles.writer import write_fields
from seedbed.agent.work import Env, Work
from seedbed.memory.errors import AnswerFault, ToolFault
from seedbed.memory.exact.canonical import canonical
from seedbed.memory.recipe import How, Step
from seedbed.tools.checks.check import texts_of
from seedbed.tools.running.own import given
from seedbed.tools.running.run import run

_MOST_COMPUTED = 100_000
"""Characters of what a program makes, as JSON."""


async def _computed(step: Step, known: Mapping[str, Any]) -> Any:
    """What a step's expression or program gives. Raises ToolFault: nothing, or now this and now that."""
    if (code := step.arguments.get("code")) is None:
        return evaluate(str(step.arguments["set"]), known)
    values = {name: known.get(name) for name in step.names}
    value, again = [
        await asyncio.to_thread(given, str(code), "make", values, _MOST_COMPUTED) for _ in range(2)
    ]
    if value != again:
        raise ToolFault("a second run gave something else")
    return value


def _storable(made: Any) -> Any:
    """What a step gave, as it is. Raises ToolFault: the run's files can't hold it."""
    try:
        canonical(made)
    except (ValueError, RecursionError) as fault:
        raise ToolFault(f"the run's files can't hold what it gives: {fault}"[:300]) from fault
    return made


async def _set(making: Making, step: Step) -> Mapping[str, Any]:
    return dict.fromkeys(step.targets, await _computed(step, making.known))


async def following(
    making: Making, row: Mapping[str, Any], kept: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """A changed row and what is kept beside it, with what `set` steps compute from them computed anew, where
    it still can be."""
    now, beside = dict(row), dict(kept)
    for step in making.recipe.steps:
        if step.how != "set":
            continue
        try:
            value = _storable(await _computed(step, {**making.bare, **beside, **now}))
        except ToolFault:
            continue  # a check says what is wrong with the change
        for place in (now, beside):
            place |= {name: value for name in step.targets if name in place}
    return now, beside


async def _find(making: Making, step: Step) -> Mapping[str, Any]:
    """The passages that a researcher with tools chose, else those that stand first for the query, as rows
    hold them; of a list each item is searched for, and they take turns. Raises ToolFault: there are no
    documents, or nothing was found."""
    template = str(step.arguments["find"])
    query = fill(template, making.known)
    number = int(step.arguments.get("n", 3))
    name = step.targets[0]
    found: Sequence[Any] | None = None
    if tools := making.env.tools_of(making.work, RESEARCHER):
        making.work, found = await research(query, number, f"find/{name}", tools, making.work, making.env)
    if not found:  # what is to be left open, too, has passages that leave it open
        listed = making.values.get(template.strip("{} "))  # of one name alone its value
        items = texts_of(listed) if isinstance(listed, list) else [query]
        hits = [
            await retrieve(item, making.work, making.env, f"find/{name}" + f"/{n}" * (n > 0), number)
            for n, item in enumerate(items)
        ]
        turns = (one for turn in zip_longest(*hits) for one in turn if one)
        found = [*{one.id: one for one in turns}.values()][:number]
    if not found:
        raise ToolFault(
            "the documents have nothing for the query" if making.env.resources.index else "no documents"
        )
    passages = [passage_of(one) for one in found]
    known = {one.name: one.kind for one in making.recipe.fields}
    return {name: passages if known.get(name, "list") == "list" else passages[0]}


async def _run(making: Making, step: Step) -> Mapping[str, Any]:
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
        timeout=float(step.arguments.get("timeout", 30)),
        seed=making.work.brief.seed,
    )
    return dict.fromkeys(step.targets, result)


async def _repeat(making: Making, step: Step) -> Mapping[str, Any]:
    """The step within, until its condition holds over what it gave. Raises ToolFault: it didn't, so often as
    it may be taken."""
    most, until = int(step.arguments.get("most", 3)), str(step.arguments["until"])
    inner = step.model_copy(update={"how": "write", "prompt": str(step.arguments["repeat"])})
    making.mended += (inner,) * (step in making.mended)
    for turn in range(most):
        made = await write_fields(making, inner, draw=turn)
        making.values |= made
        if evaluate(until, making.known):
            return made
    raise ToolFault(f"`{until}` held of none of {most} answers")


async def _generate(making: Making, step: Step) -> Mapping[str, Any]:
    found = making.work.brief.grounding.get("generated", {})
    if step.arguments["generate"] == "blueprint":
        found = await plan_errand(making, found)
    missing = [name for name in step.targets if name not in found]
    if missing:
        raise ToolFault(f"the generator gives no {missing[0]!r}")
    return {name: found[name] for name in step.targets}


STEPS: Mapping[How, Callable[[Making, Step], Awaitable[Mapping[str, Any]]]] = {
    "write": write_fields,
    "set": _set,
    "pick": take_pick,
    "find": _find,
    "talk": hold_talk,
    "run": _run,
    "repeat": _repeat,
    "generate": _generate,
}
"""(row in the making, step) → target → value."""


async def write(work: Work, env: Env, manner: str = "direct") -> Work:
    """The row, made by the recipe's steps; in a repair by those that were found wrong, and what follows from
    them. Before a further one is paid for, what is there is held against the free checks."""
    making = Making.of(work, env, manner)
    steps = making.recipe.steps
    faulty = work.material.get(REDO, ())
    anew = made_anew(making.recipe, faulty)
    # What is made anew is not there yet for what is made before it.
    changed = {name for number in anew for name in steps[number].targets}
    making.values = {name: value for name, value in making.values.items() if name not in changed}
    todo = [number for number, step in enumerate(steps) if not making.values.keys() >= set(step.targets)]
    if work.attempt:
        written = [number for number in todo if steps[number].is_written]
        same = [n for n in written if n in faulty and changed.isdisjoint(steps[n].names)]
        making.mended = tuple(steps[number] for number in same or written[:1])
    making.work = replace(work, material={**work.material, FOUND: {}})
    for number in todo:
        step = steps[number]
        if step.is_written and number != todo[0]:
            making.work = await verify_so_far(making)
            if making.work.reasons:  # the row with null for what isn't made
                row = making.row()
                left = _left(making, making.work.material[REDO])
                return replace(left, row=row, text=words_of(making.recipe, row))
        try:
            taken = making.takes(step)
            made = _storable(await STEPS[step.how](making, step)) if taken else dict.fromkeys(step.targets)
        except ToolFault as fault:
            left = _left(making, faulty_steps(making.recipe, frozenset(step.targets)))
            return left.because("malformed", f"step {', '.join(step.targets)}", str(fault))
        except AnswerFault as fault:
            if fault.code != "declined":
                return _unusable(making, number, faulty, fault)
            declined = replace(making.work, notes={**making.work.notes, "declined": fault.detail})
            return replace(declined, row=None).because("off concept", "writer", f"declined: {fault.detail}")
        if making.work.reasons:  # of a talk that came to nothing
            return _left(making, (number,))
        making.values |= made
    row = making.row()
    work = _left(making, range(len(steps)))
    notes = {**work.notes, "kept": making.kept()} if making.kept() else dict(work.notes)
    text = words_of(making.recipe, row)
    group = str(work.brief.grounding.get("group", ""))  # rows of one passage stay together in a split
    signature = signature_of_row(making.recipe, making.known, str(work.material.get(SIGNATURE, "")))
    return replace(work, row=row, text=text, signature=signature, group=group, notes=notes)


def _unusable(making: Making, number: int, faulty: Collection[int], fault: AnswerFault) -> Work:
    """The candidate where a step's answer was unusable to the last: the step is taken again, with what those
    before it gave; so is all that is written where that was tried."""
    steps, redo = making.recipe.steps, [number]
    if [*faulty] == redo:
        redo = [n for n, step in enumerate(steps) if step.is_written]
    told = fault.told if redo == [number] else f"{', '.join(steps[number].targets)}: {fault.told}"
    return _left(making, redo).because("malformed", "write", told)


def _left(making: Making, redo: Collection[int] | None) -> Work:
    """The candidate with what the steps gave so far, and which of them a repair begins with."""
    return replace(making.work, material={**making.work.material, MADE: dict(making.values), REDO: redo})
