"""What people have edited in a run's folder and beside it since it was made: taken, asked about, or refused.

Nothing that was edited is passed over in silence. Caps and concurrency are taken at once; words that only
reach prompts and checks by `--accept-changes`; whatever seats were drawn from stays as it was made, for the
rows that are there already were made for it."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from seedbed.agent.making.parts import recipe_text, settled
from seedbed.agent.planner.drafting.concepts import by_rows
from seedbed.agent.planner.drafting.state import State
from seedbed.agent.planner.hints import Hints
from seedbed.graphs.fingerprint import ASSENT, differences
from seedbed.graphs.material.reading import ACCEPTED, originals
from seedbed.graphs.planning import keep
from seedbed.memory.errors import UserFault
from seedbed.memory.files.disk import typed
from seedbed.memory.files.plan_file import check_plan, read_plan, write_plan
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.files.spec_file import DERIVED, read_spec, write_spec
from seedbed.memory.files.yaml_file import parse
from seedbed.memory.plan import Plan
from seedbed.memory.spec import Spec
from seedbed.memory.store.protocol import Event, Store
from seedbed.memory.store.standing import known, plan_in, spec_in
from seedbed.tools.evaluation.report.amounts import first_of

_FREE = ("budget", "max_concurrent", "gold", "knowledge")
_BY_ASSENT = ("request", "accept", "egress", "steer_by", "allow_verbatim", "models", "roles")
_BY_ASSENT_IN_PARTS = ("topic", "about", "text_kind", "guidance")
_BY_ASSENT_IN_LABELS = ("definition", "outside")


def take_edits(folder: RunFolder, store: Store, *, accept: bool, said: Callable[[str], None]) -> None:
    """Compare `spec.yaml` and `plan.yaml` with what the run was made by, and take what may be taken. Raises
    UserFault: a file can't be read, or holds an edit that can't be taken, or not without assent.

    Args:
        accept: Whether changes of rows to come are accepted.
        said: Told in a line what was taken."""
    spec, plan = spec_in(store), plan_in(store)
    if spec is None:
        return
    plan = plan and _edited_plan(folder, store, spec, plan)
    _take_spec(folder, store, spec, accept, said)
    if plan is not None:
        before = State(*known(store), store.meta("asked") or {})
        keep(folder, store, before, replace(before, plan=plan), {}, [Event("person", "plan edited", {})])
        said(f"taken from {folder.plan.name}: the edited plan")


def _take_spec(
    folder: RunFolder, store: Store, spec: Spec, accept: bool, said: Callable[[str], None]
) -> None:
    where = str(folder.spec)
    if not folder.spec.exists():
        write_spec(spec, folder.spec)
        return
    edited = edited_spec(folder, spec, said)
    if edited == spec:
        return
    before, now = _by_key(spec), _by_key(edited)
    if fixed := differences(_fixed(before), _fixed(now)):
        more = edited.rows - spec.rows
        extend = f"; for more rows alone: seedbed extend {typed(folder.path)} -n +{more}" if more > 0 else ""
        raise UserFault(
            f"this can't be changed in a run that has begun: {'; '.join(fixed)}",
            where=where,
            next_step="undo it, or build anew by a copy, without the plan beside it: "
            f"cp {typed(folder.spec)} NEW.yaml && seedbed build NEW.yaml{extend}",
        )
    free = differences({k: before[k] for k in _FREE}, {k: now[k] for k in _FREE})
    asked = [one for one in differences(before, now) if one not in free]
    if asked and not accept:
        what = f"was edited since the run was made: {'; '.join(asked)}"
        changed, _ = originals(store.meta("sources") or (), store.meta(ACCEPTED) or {}, folder.made_in(store))
        if changed:  # whoever assents does so to both
            what += f"; a source has changed, too: {first_of(sorted(changed))}"
        raise UserFault(what, where=where, next_step=ASSENT)
    hints = Hints.model_validate(store.meta("hints") or {})
    caps = {key: getattr(edited, key) for key in _FREE if before[key] != now[key]}
    store.set_meta("hints", hints.model_copy(update=caps).model_dump(mode="json"))
    store.set_meta("spec", edited.model_dump(mode="json"))
    store.record([Event("person", "spec edited", {"differences": [*free, *asked]})])
    said(f"taken from {folder.spec.name}: {'; '.join([*free, *asked])}")


def edited_spec(folder: RunFolder, spec: Spec, said: Callable[[str], None] = lambda _: None) -> Spec:
    """The spec as its file says it now. Raises UserFault: it can't be read.

    Args:
        spec: What the run was made by.
        said: Told what is read otherwise than it stands there."""
    return settled(_in_order(read_spec(folder.spec), spec, said), folder.path)


def _in_order(edited: Spec, spec: Spec, said: Callable[[str], None]) -> Spec:
    """The edited spec with the run's recipe where only the order of keys is another: programs that write
    YAML sort them, and rows are dealt by their order."""
    kept = {part.name: str(part.recipe) for part in spec.parts if part.recipe}
    parts = []
    for part in edited.parts:
        if isinstance(part.recipe, dict) and part.name in kept:
            text = kept[part.name]
            same, mine = (json.dumps(one, sort_keys=True) for one in (part.recipe, parse(text, "").value))
            if same == mine and recipe_text(part.recipe) != text:
                said(f"parts.{part.name}.recipe: its keys stand in another order; the run keeps its own")
                part = part.model_copy(update={"recipe": text})
        parts.append(part)
    return edited.model_copy(update={"parts": tuple(parts)})


def _by_key(spec: Spec) -> dict[str, Any]:
    """A spec as JSON whose differences are told as a person sees them in the file: recipes key by key, and
    nothing of what only follows from them."""
    rest: dict[str, Any] = spec.model_dump(mode="json")
    for part in rest["parts"]:
        if part.get("recipe"):
            part |= {"recipe": parse(part["recipe"], part["name"]).value, **dict.fromkeys(DERIVED, ())}
    return rest


def _fixed(spec: Mapping[str, Any]) -> dict[str, Any]:
    """A spec as JSON without what may be edited."""

    def without(value: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
        return {key: one for key, one in value.items() if key not in names}

    parts = [
        without(part, _BY_ASSENT_IN_PARTS)
        | {"labels": [without(label, _BY_ASSENT_IN_LABELS) for label in part["labels"]]}
        for part in spec["parts"]
    ]
    return {**without(spec, (*_FREE, *_BY_ASSENT)), "parts": parts}


def _edited_plan(folder: RunFolder, store: Store, spec: Spec, plan: Plan) -> Plan | None:
    """A plan that was edited while it waits for approval; None: it wasn't. Later it stands."""
    if not folder.plan.exists():
        write_plan(plan, folder.plan)
        return None
    edited = read_plan(folder.plan).approved
    if edited == plan:
        return None
    if store.ordered():
        what = "the plan was edited, and seats have been drawn from it"
        step = f"undo it, or build anew by the edited plan: seedbed build {typed(folder.spec)} -o ANOTHER"
        raise UserFault(what, where=str(folder.plan), next_step=step)
    check_plan(edited, spec, folder.plan)
    return by_rows(edited, spec)
