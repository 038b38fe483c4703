"""The plan of a run: a draft by fixed steps, bettered by the planner's agent where it pays.

Whatever is asked is asked under slots, and plan, spec and trace are kept in one transaction: a planning that
was killed goes through the same answers again and pays for none twice."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from seedbed.agent.making.given import never_given
from seedbed.agent.making.parts import as_bound
from seedbed.agent.models.settings import ROLES
from seedbed.agent.planner.drafting.agent import Planning, better, bound_of, why_not
from seedbed.agent.planner.drafting.concepts import most_leaves
from seedbed.agent.planner.drafting.dispatch import usual, with_tools
from seedbed.agent.planner.drafting.state import State
from seedbed.agent.planner.drafting.tools import Hands
from seedbed.agent.planner.estimate import estimate
from seedbed.agent.planner.reading.given import strange_labels
from seedbed.agent.planner.scheduling.order import Orderer
from seedbed.agent.planner.tree.grow_tree import difficulties, grow
from seedbed.agent.planner.tree.propose import Workshop, ask_values
from seedbed.graphs.candidate.conversation import converse
from seedbed.graphs.fingerprint import following
from seedbed.graphs.interrupting import ask
from seedbed.graphs.producing.pool import alone
from seedbed.graphs.run import Run
from seedbed.graphs.trial.trying import shown, try_few
from seedbed.memory.errors import ToolFault, UserFault
from seedbed.memory.files.plan_file import write_plan
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.files.spec_file import write_recipes, write_spec
from seedbed.memory.plan import PartPlan, Plan, quotas
from seedbed.memory.spec import Part, Spec
from seedbed.memory.store.protocol import Commit, Event, Store
from seedbed.tools.evaluation.report.amounts import counted

WRITTEN = "recipes_written"
"""Key of the run's values: names of the parts whose recipes the planner's model wrote."""
META = "planning"
"""Key of the run's values: how the plan came about (`Planning`)."""


async def planned(run: Run, given: Plan | None) -> tuple[State, Planning]:
    """The plan, and how it came about. `given`: the plan that a person edited, if one did. Raises
    UserFault: nothing can make any part, or what it is made of isn't there."""
    spec = run.known_spec()
    for mine in given.parts if given else ():
        for role, tools in mine.agents.items():
            try:
                with_tools(mine, role, tools, run.client)
            except ToolFault as fault:
                where, step = f"plan.yaml, part {mine.part}", "take it out of `agents`"
                raise UserFault(str(fault), where=where, next_step=step) from fault
    shop = workshop(run)
    run.plan = given or Plan(parts=())
    orderer = run.orderer()
    first = {part.name: usable[0] for part in spec.parts if (usable := orderer.usable(part))}
    if not first:
        unmakeable(spec.parts, orderer)  # nothing is paid for a plan of which no row comes
    thought: dict[str, int] = {role: run.client.profile(role).quirks.thought for role in ROLES}
    bound = bound_of(estimate(spec, first, {}, thought=thought, cautious=True), spec.budget)
    because = why_not(spec, run.client, bound, written=bool(shop.writable), given=given is not None)
    state = await _draft(spec, given, shop, coarse=not because)
    if because:
        return state, Planning(because=because)

    async def few(now: State, name: str, time: int) -> tuple[Sequence[str], int]:
        env = replace(orderer.env, spec=now.spec, plan=now.plan)
        trial, tokens = await try_few(name, now.asked, env, time)
        return shown(trial), tokens

    hands = Hands(state, replace(shop, said=lambda _: None), few, partial(ask, run))
    state, trace = await alone(better(hands, bound, converse))
    changes = f": {', '.join(dict.fromkeys(hands.changed))}" if hands.changed else ", nothing was changed"
    cost = f"{counted(trace.calls, 'answer')}, {trace.tokens:,} tokens"
    run.observer.said(f"the planner's agent ({cost}){changes}; {trace.ended}")
    return state, trace


def workshop(run: Run) -> Workshop:
    """What the plan of a run is made with."""
    written = frozenset(run.store.meta(WRITTEN) or ())
    return Workshop(run.client, run.resources, run.observer.said, Path(run.hints.folder or "."), written)


async def _draft(spec: Spec, given: Plan | None, shop: Workshop, *, coarse: bool) -> State:
    """The plan by fixed steps. `coarse`: whether an agent betters it, so that no more concepts are proposed
    than it may leave."""
    parts: list[PartPlan] = []
    for part in spec.parts if given is None else ():
        levels = difficulties(part)
        most = most_leaves(part.rows) if coarse else None
        tree = await grow(part, spec, shop, most)
        rows, agents = quotas(part, tree, levels), usual(part, shop.client) if coarse else {}
        parts.append(PartPlan(part=part.name, tree=tree, difficulties=levels, quotas=rows, agents=agents))
    plan = Plan(parts=tuple(parts)) if given is None else given
    asked = {
        part.name: await ask_values(part, spec, plan.part(part.name).tree, shop)
        for part in spec.parts
        if part.recipe
    }
    return State(spec, plan, asked)


def unmakeable(parts: Sequence[Part], orderer: Orderer) -> list[str]:
    """Of each part that nothing can make, the actual cause and the step that mends it. Raises UserFault: that
    is each of them."""
    faults = [_fault(part, orderer) for part in parts if not orderer.usable(part)]
    if len(faults) == len(parts):
        raise faults[0]
    return [str(fault) for fault in faults]


def _fault(part: Part, orderer: Orderer) -> UserFault:
    wanted = (one for one in orderer.methods if orderer.is_wanted(one, part) and not one.given)
    method = next(wanted, None)  # what the first one lacks, its other manners lack, too
    if method is None:
        why = f"{part.offline} are supported only"
        if part.recipe:
            why = "not every written field of its recipe is proven by a relation"
        what = f"grade: proven is asked for, and {why}"
        step = (
            "leave out `accept: {grade: proven}`, or take a recipe whose every written field is computed, "
            "executed or quoted (docs/recipes.md)"
        )
    else:
        what, _, step = method.refusal(part, orderer.env).partition(" — ")
        step = step or "name a model with --model and --base-url and a `recipe`, or change the part"
    return UserFault(f"nothing can make its rows: {what}", where=f"part {part.name}", next_step=step)


def accept(run: Run, state: State, trace: Planning) -> None:
    """Keep a plan as the run's. A part that nothing can make is said, and its rows will be missing; so are
    labels that aren't those of the person's rows. Raises UserFault: nothing can make any part."""
    run.plan = state.plan
    orderer = Orderer(replace(run.orderer().env, spec=state.spec), run.methods, run.policy)
    faults = unmakeable(state.spec.parts, orderer)
    for fault in faults:
        run.observer.said(f"{fault}; the other parts are made without it")
    for part in state.spec.parts:
        rows = run.resources.examples.get(part.name, ())
        for strange in strange_labels(part, rows):
            run.observer.said(strange)
        if rows and state.spec.include_examples and (why := never_given(part)):
            run.observer.said(f"{part.name}: no example will be in the dataset ({why})")
    values = {
        META: trace.model_dump(mode="json"),
        "unmakeable": faults,
        "asked": state.asked,
        "plan": state.plan.model_dump(mode="json"),
    }
    before = State(run.known_spec(), state.plan, state.asked)
    events = [Event("planner", step.tool, step.model_dump(exclude={"tool"})) for step in trace.steps]
    events += [Event("planner", "planned", trace.model_dump(exclude={"steps"}))] if trace.calls else []
    keep(run.folder, run.store, before, state, values, events)
    run.follow_store()
    run.folder.refuse_gone()
    write_plan(state.plan, run.folder.plan)


def keep(
    folder: RunFolder,
    store: Store,
    before: State,
    state: State,
    values: Mapping[str, Any],
    events: Sequence[Event],
    taken: Sequence[int] = (),
) -> None:
    """Values, whatever of spec and plan changed, events and the commands that are taken, at once; files
    follow. A demand whose axes a person has changed is named as not kept."""
    parts = [as_bound(one, state.plan.part(one.name)) if one.recipe else one for one in state.spec.parts]
    state = replace(state, spec=state.spec.model_copy(update={"parts": tuple(parts)}))
    if state == before:
        store.commit(Commit(events=events, meta=values, taken=taken))
        return
    folder.refuse_gone()
    # A file that isn't there is written from the run's own values, should this process end here.
    for file in (folder.spec, folder.plan):
        file.unlink(missing_ok=True)
    changed: dict[str, Any] = {
        "spec": state.spec.model_dump(mode="json"),
        "plan": state.plan.model_dump(mode="json"),
        "asked": state.asked,
        "fingerprint": following(store.meta("fingerprint"), state.spec),
    }
    if state.plan != before.plan:  # rows that are asked for later share as it does, not as one of before
        changed["first_plan"] = None
    store.commit(Commit(events=events, meta={**values, **changed}, taken=taken))
    write_spec(state.spec, folder.spec)
    write_plan(state.plan, folder.plan)
    write_recipes(folder, state.spec)
