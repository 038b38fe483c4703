"""Before approval: each recipe is tried, one that the planner's model wrote is revised once by what the dry
run showed, and a demand whose check lets its defects pass isn't called kept.

Everything is asked under slots of its own, so a build that was killed in between pays for nothing twice; what
was revised is kept in one transaction."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from seedbed.agent.making.parts import recipe_of, settled
from seedbed.agent.planner.asked import ask_values
from seedbed.agent.planner.grow_tree import difficulties
from seedbed.agent.planner.materials import clean
from seedbed.agent.planner.reading.recipe_writer import Given, Tried, write_recipe
from seedbed.agent.planner.reading.values import ClauseHeard, PartHeard
from seedbed.agent.recipes.load import parse
from seedbed.graphs.fingerprint import following
from seedbed.graphs.run import Run
from seedbed.graphs.trying import META, Trial, try_out
from seedbed.memory.clauses import NOT_KEPT, binders_of
from seedbed.memory.errors import UserFault
from seedbed.memory.plan import PartPlan, Plan, quotas
from seedbed.memory.plan_file import write_plan
from seedbed.memory.spec import Part, Spec
from seedbed.memory.spec_file import write_spec
from seedbed.memory.store.protocol import Event
from seedbed.memory.yaml_file import dump, save
from seedbed.tools.checks.reference import reference

WRITTEN = "recipes_written"
"""Key of the run's values: names of the parts whose recipes the planner's model wrote."""
_ROWS_SHOWN = 4
_LONGEST = 700
"""Characters of a row as the planner sees it."""


@dataclass(frozen=True, slots=True)
class State:
    """What the dry runs are held by, and may change."""

    spec: Spec
    plan: Plan
    asked: Mapping[str, Any]
    """Part → values that were asked for."""


async def try_recipes(run: Run) -> None:
    """A dry run of each recipe, for whoever approves; what it shows is mended or said."""
    if not run.policy.trial or run.store.meta(META) is not None:
        return
    before = State(run.known_spec(), run.known_plan(), run.store.meta("asked") or {})
    state, trials = before, dict[str, Trial]()
    for name in [part.name for part in before.spec.parts if part.recipe]:
        trial = await _tried(run, state, name)
        if trial is None:
            continue
        if trial.troubled and name in (run.store.meta(WRITTEN) or ()):
            state, trial = await _revised(run, state, name, trial)
        state = _honest(run, state, name, trial)
        trials[name] = trial
    _keep(run, before, state, trials)


async def _tried(run: Run, state: State, name: str, revision: int = 0) -> Trial | None:
    bench = replace(run.orderer().bench, spec=state.spec, plan=state.plan)
    return await try_out(state.spec.part(name), state.spec, state.plan, state.asked, bench, revision)


async def _revised(run: Run, state: State, name: str, trial: Trial) -> tuple[State, Trial]:
    """The recipe as the planner mends it, where its own dry run comes out better; else as it was."""
    part = state.spec.part(name)
    earlier = state.spec.parts[: state.spec.parts.index(part)]
    given = Given(tools=bool(part.world), before=tuple((one.name, recipe_of(one).about) for one in earlier))
    written = await write_recipe(
        _heard(part), {}, reference(), run.desk, given=given, tried=Tried(_text(part), _shown(trial))
    )
    if written.general:
        run.watcher.said(
            f"{name}: the dry run found faults, and no valid revision came in {written.tries} tries"
        )
        return state, trial
    changed = part.model_copy(update={"recipe": written.raw, "clauses": dict(written.clauses)})
    try:
        spec = settled(_with(state.spec, changed), Path(run.hints.folder or "."))
        if spec.part(name) == part:
            return state, trial
        now = await _planned(run, replace(state, spec=spec), name)
    except UserFault as fault:
        run.watcher.said(f"{name}: the revision of its recipe isn't used: {clean(str(fault), 200)}")
        return state, trial
    again = await _tried(run, now, name, revision=1)
    if again is None or again.worth <= trial.worth:
        run.watcher.said(f"{name}: a revision of its recipe did no better in the dry run; it stays as it was")
        return state, trial
    run.watcher.said(f"{name}: its recipe was revised after the dry run ({trial.told} before)")
    return now, again


async def _planned(run: Run, state: State, name: str) -> State:
    """The plan of a part whose recipe has changed: its concepts stay, its values are asked for anew.

    Raises:
        UserFault: the concepts belong to other labels, or no values come.
    """
    part, before = state.spec.part(name), state.plan.part(name)
    named = {label for concept in before.tree.concepts for label in concept.labels}
    if named - {label.name for label in part.labels}:
        raise UserFault("it has other labels than those to which the concepts belong")
    levels = difficulties(part)
    mine = PartPlan(
        part=name, tree=before.tree, difficulties=levels, quotas=quotas(part, before.tree, levels)
    )
    values = await ask_values(
        part, spec=state.spec, desk=run.desk, said=run.watcher.said, chunks=run.shelf.chunks
    )
    parts = tuple(mine if one.part == name else one for one in state.plan.parts)
    return State(state.spec, Plan(parts=parts), {**state.asked, name: values})


def _honest(run: Run, state: State, name: str, trial: Trial) -> State:
    """A demand that rests on a check which let all its defects pass isn't kept."""
    part = state.spec.part(name)
    passed = {one.aimed: one.kinds for one in trial.blind}
    clauses: dict[str, Any] = dict(part.clauses)
    for text, binders in binders_of(part):
        missed = [
            kind for binder in binders for id in part.bound.get(binder, ()) for kind in passed.get(id, ())
        ]
        if missed:
            kinds = ", ".join(dict.fromkeys(missed))
            clauses[text] = f"{NOT_KEPT}: in the dry run its check let the planted defects pass ({kinds})"
            run.watcher.said(f"{name}: «{text}» isn't kept: the planted defects passed ({kinds})")
    if clauses == part.clauses:
        return state
    return replace(state, spec=_with(state.spec, part.model_copy(update={"clauses": clauses})))


def _keep(run: Run, before: State, state: State, trials: Mapping[str, Trial]) -> None:
    """Dry runs and whatever they changed, at once; the files follow."""
    values: dict[str, Any] = {META: {name: trial.model_dump(mode="json") for name, trial in trials.items()}}
    if state != before:
        # A file that isn't there is written from the run's own values, should this process end here.
        for file in (run.folder.spec, run.folder.plan):
            file.unlink(missing_ok=True)
        values |= {
            "spec": state.spec.model_dump(mode="json"),
            "plan": state.plan.model_dump(mode="json"),
            "asked": state.asked,
            "fingerprint": following(run.store.meta("fingerprint"), state.spec),
        }
        run.spec, run.plan = state.spec, state.plan
    run.store.set_metas(values)
    if state == before:
        return
    pairs = [(before.spec.part(part.name), part) for part in state.spec.parts]
    revised = [now.name for was, now in pairs if now.recipe != was.recipe]
    unkept = {now.name: _unkept(now) - _unkept(was) for was, now in pairs}
    told = {name: sorted(texts) for name, texts in unkept.items() if texts}
    events = [Event("planner", "recipes revised", {"parts": revised})] if revised else []
    run.store.record([*events, *([Event("planner", "clauses not kept", {"parts": told})] if told else [])])
    write_spec(state.spec, run.folder.spec)
    write_plan(state.plan, run.folder.plan)
    recipes = [part for part in state.spec.parts if part.recipe]
    for part in recipes:
        save(str(part.recipe), run.folder.recipe(part.name, alone=len(recipes) == 1))


def _unkept(part: Part) -> set[str]:
    """The demands of a part that nothing keeps."""
    return {text for text, binders in binders_of(part) if binders[0].startswith(NOT_KEPT)}


def _with(spec: Spec, part: Part) -> Spec:
    parts = tuple(part if one.name == part.name else one for one in spec.parts)
    return spec.model_copy(update={"parts": parts})


# what the planner sees ---------------------------------------------------------------------------------


def _heard(part: Part) -> PartHeard:
    """The part as its request was read, as far as the spec keeps it."""
    demands = tuple(ClauseHeard(text) for text, _ in binders_of(part))
    return PartHeard(part.name, part.rows, part.topic, recipe_of(part).about, clauses=demands)


def _text(part: Part) -> str:
    raw = parse(str(part.recipe), f"part {part.name}")
    return dump({**raw, "clauses": dict(part.clauses)}, "").strip()


def _shown(trial: Trial) -> tuple[str, ...]:
    """The dry run, a line each."""
    accepted = [one for one in trial.rows if not one.reasons]
    refused = [one for one in trial.rows if one.reasons]
    lines = [f"{len(accepted)} of {len(trial.rows) + len(trial.failed)} rows were accepted."]
    lines += [f"accepted: {_cut(one.row)}" for one in accepted[:_ROWS_SHOWN]]
    lines += [f"refused: {_cut(one.row)} — {'; '.join(one.reasons)}" for one in refused[:_ROWS_SHOWN]]
    lines += [f"no row came: {why}" for why in trial.failed[:_ROWS_SHOWN]]
    lines += [f"planted, not caught: {one.kind}: {_cut(one.row)}" for one in trial.planted if not one.caught]
    caught = [one.kind for one in trial.planted if one.caught]
    if caught:
        lines.append(f"planted and caught: {', '.join(caught)}")
    return tuple(lines)


def _cut(row: Mapping[str, Any]) -> str:
    return clean(json.dumps(row, ensure_ascii=False), _LONGEST)
