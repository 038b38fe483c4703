"""Before approval: each recipe is tried, one that the planner's model wrote is revised once by what the dry
run showed, and a demand whose check lets its defects pass isn't called kept.

Everything is asked under slots of its own, so a build that was killed in between pays for nothing twice; what
was revised is kept in one transaction."""

from collections.abc import Mapping
from dataclasses import replace

from seedbed.agent.making.method import files_of
from seedbed.agent.making.parts import recipe_of
from seedbed.agent.planner.drafting.state import State, parsed, recipe_text, with_recipe
from seedbed.agent.planner.reading.given import outline
from seedbed.agent.planner.reading.recipe_writer import Given, write_recipe
from seedbed.agent.planner.tree.materials import clean
from seedbed.graphs.planning import keep, workshop
from seedbed.graphs.run import Run
from seedbed.graphs.trial.trying import META, ROUND, Trial, shown, try_out
from seedbed.memory.clauses import NOT_KEPT
from seedbed.memory.errors import UserFault
from seedbed.memory.spec import Part
from seedbed.memory.store.protocol import Event

_APART = 100
"""Revisions between two dry runs that a person asked for: their calls have slots of their own."""


async def try_recipes(run: Run) -> None:
    """A dry run of each recipe, for whoever approves; what it shows is mended or said. Of one that a person
    asks for anew it is only said: that recipe is one that a person has looked at."""
    if run.store.meta(META) is not None:
        return
    again = int(run.store.meta(ROUND) or 0)
    before = State(run.known_spec(), run.known_plan(), run.store.meta("asked") or {})
    state, trials = before, dict[str, Trial]()
    for name in [part.name for part in before.spec.parts if part.recipe]:
        trial = await _tried(run, state, name, _APART * again)
        if trial is None:
            continue
        if trial.troubled and not again and name in workshop(run).writable:
            state, trial = await _revised(run, state, name, trial)
        state = _honest(run, state, name, trial)
        trials[name] = trial
    _keep(run, before, state, trials)


async def _tried(run: Run, state: State, name: str, revision: int = 0) -> Trial | None:
    env = replace(run.orderer().env, spec=state.spec, plan=state.plan)
    return await try_out(name, state.asked, env, revision)


async def _revised(run: Run, state: State, name: str, trial: Trial) -> tuple[State, Trial]:
    """The recipe as the planner mends it, where its own dry run comes out better; else as it was."""
    part = state.spec.part(name)
    earlier = state.spec.parts[: state.spec.parts.index(part)]
    given = Given(
        outline(state.spec.sources),
        files=files_of(run.resources, name),
        world=run.resources.worlds.get(name),
        before=tuple((one.name, recipe_of(one).about, recipe_of(one)) for one in earlier),
    )
    text, seen = recipe_text(part), shown(trial)
    written = await write_recipe(parsed(part), run.client, given=given, revised=text, shown=seen)
    if written.general:
        run.observer.said(f"{name}: the dry run found faults, and no valid revision of its recipe came")
        return state, trial
    changed = part.model_copy(
        update={"recipe": written.raw, "clauses": dict(written.clauses), "as_bound": {}}
    )
    try:
        now = await with_recipe(state, changed, workshop(run))
        if now is state:
            return state, trial
    except UserFault as fault:
        run.observer.said(f"{name}: the revision of its recipe isn't used: {clean(str(fault), 200)}")
        return state, trial
    again = await _tried(run, now, name, revision=1)
    if again is None or again.worth <= trial.worth:
        run.observer.said(
            f"{name}: a revision of its recipe did no better in the dry run; it stays as it was"
        )
        return state, trial
    run.observer.said(f"{name}: its recipe was revised after the dry run ({trial.told} before)")
    return now, again


def _honest(run: Run, state: State, name: str, trial: Trial) -> State:
    """A demand that rests on a check which let all its defects pass isn't kept."""
    part = state.spec.part(name)
    clauses = dict(part.clauses)
    for text, binders in part.clauses.items():
        missed = [
            kind
            for binder in binders
            for id in part.bound.get(binder, ())
            for kind in trial.blind.get(id, ())
        ]
        if missed:
            kinds = ", ".join(dict.fromkeys(missed))
            clauses[text] = (f"{NOT_KEPT}: in the dry run its check let the planted defects pass ({kinds})",)
            run.observer.said(f"{name}: «{text}» isn't kept: the planted defects passed ({kinds})")
    if clauses == part.clauses:
        return state
    return state.with_part(part.model_copy(update={"clauses": clauses}))


def _keep(run: Run, before: State, state: State, trials: Mapping[str, Trial]) -> None:
    """Dry runs and whatever they changed, at once; the files follow."""
    values = {META: {name: trial.model_dump(mode="json") for name, trial in trials.items()}}
    pairs = [(before.spec.part(part.name), part) for part in state.spec.parts]
    revised = [now.name for was, now in pairs if now.recipe != was.recipe]
    unkept = {now.name: _unkept(now) - _unkept(was) for was, now in pairs}
    told = {name: sorted(texts) for name, texts in unkept.items() if texts}
    events = [Event("planner", "recipes revised", {"parts": revised})] if revised else []
    events += [Event("planner", "clauses not kept", {"parts": told})] if told else []
    keep(run.folder, run.store, before, state, values, events)
    run.follow_store()


def _unkept(part: Part) -> set[str]:
    return {text for text, binders in part.clauses.items() if binders[0].startswith(NOT_KEPT)}
