"""What people have edited in a run's folder and beside it since it was made: taken, asked about, or refused.

Nothing that was edited is passed over in silence. Caps and concurrency are taken at once; words that only
reach prompts and checks by `--accept-changes`; whatever seats were drawn from stays as it was made, for the
rows that are there already were made for it.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from seedbed.agent.making.parts import recipe_text, settled
from seedbed.agent.planner.hints import Hints
from seedbed.graphs.fingerprint import differences
from seedbed.graphs.material.originals import Originals, originals
from seedbed.memory.errors import UserFault
from seedbed.memory.files.plan_file import check_plan, read_plan, write_plan
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.files.spec_file import DERIVED, read_spec, write_spec
from seedbed.memory.files.yaml_file import parse
from seedbed.memory.plan import Plan
from seedbed.memory.spec import Spec
from seedbed.memory.store.protocol import Event, Store
from seedbed.tools.knowledge.search.collection import check_place

_FREE = ("budget", "max_concurrent", "gold", "knowledge")
_BY_ASSENT = ("request", "language", "accept", "egress", "steer_by", "allow_verbatim", "models", "roles")
_BY_ASSENT_IN_PARTS = ("topic", "about", "text_kind", "guidance")
_BY_ASSENT_IN_LABELS = ("definition", "outside")
ASSENT = "undo it, or `resume --accept-changes` goes on from the next brief and records it"
_ACCEPTED = "accepted_originals"


def take_edits(folder: RunFolder, store: Store, *, accept: bool, said: Callable[[str], None]) -> None:
    """Compare `spec.yaml` and `plan.yaml` with what the run was made by, and take what may be taken.

    Args:
        accept: Whether changes of rows to come are accepted.
        said: Told in a line what was taken.

    Raises:
        UserFault: a file can't be read, or holds an edit that can't be taken, or not without assent.
    """
    stored, planned = store.meta("spec"), store.meta("plan")
    if stored is None:
        return
    spec = Spec.model_validate(stored)
    plan = _edited_plan(folder, store, spec, Plan.model_validate(planned)) if planned is not None else None
    _take_spec(folder, store, spec, accept, said)
    if plan is not None:
        store.set_meta("plan", plan.model_dump(mode="json"))
        store.record([Event("person", "plan edited", {})])
        said(f"taken from {folder.plan.name}: the edited plan")


def _take_spec(
    folder: RunFolder, store: Store, spec: Spec, accept: bool, said: Callable[[str], None]
) -> None:
    where = str(folder.spec)
    if not folder.spec.exists():
        write_spec(spec, folder.spec)
        return
    edited = settled(_in_order(read_spec(folder.spec), spec, said), folder.path)
    if edited == spec:
        return
    before, now = _by_key(spec), _by_key(edited)
    if fixed := differences(_fixed(before), _fixed(now)):
        raise UserFault(
            f"this can't be changed in a run that has begun: {'; '.join(fixed)}",
            where=where,
            next_step=f"undo it, or build anew: seedbed build {where} -o ANOTHER",
        )
    free = differences({k: before[k] for k in _FREE}, {k: now[k] for k in _FREE})
    asked = [one for one in differences(before, now) if one not in free]
    if asked and not accept:
        what = f"was edited since the run was made: {'; '.join(asked)}"
        if changed := _changed(
            store, originals(store.meta("sources") or ())
        ):  # whoever assents does so to both
            what += f"; a source has changed, too: {_some(sorted(changed))}"
        raise UserFault(what, where=where, next_step=ASSENT)
    hints = Hints.model_validate(store.meta("hints") or {})
    caps = {key: getattr(edited, key) for key in _FREE if before[key] != now[key]}
    store.set_meta("hints", hints.model_copy(update=caps).model_dump(mode="json"))
    store.set_meta("spec", edited.model_dump(mode="json"))
    store.record([Event("person", "spec edited", {"differences": [*free, *asked]})])
    said(f"taken from {folder.spec.name}: {'; '.join([*free, *asked])}")


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
        raise UserFault(
            "the plan was edited, and seats have been drawn from it",
            where=str(folder.plan),
            next_step=f"undo it, or build anew by the edited plan: seedbed build {folder.spec} -o ANOTHER",
        )
    check_plan(edited, spec, str(folder.plan))
    return edited


def move_index(folder: RunFolder, store: Store, place: str) -> None:
    """Keep the passages elsewhere from now on; no row depends on where they lie.

    Args:
        place: As `knowledge` of a spec.

    Raises:
        UserFault: it can't be used; nothing is changed then.
    """
    stored = store.meta("spec")
    spec = Spec.model_validate(stored) if stored is not None else None
    check_place(place, egress=bool(spec and spec.egress))
    hints = Hints.model_validate(store.meta("hints") or {})
    store.set_meta("hints", hints.model_copy(update={"knowledge": place}).model_dump(mode="json"))
    if spec is not None:
        moved = spec.model_copy(update={"knowledge": place})
        store.set_meta("spec", moved.model_dump(mode="json"))
        write_spec(moved, folder.spec)
        store.record([Event("person", "index moved", {"from": spec.knowledge, "to": place})])


# documents ---------------------------------------------------------------------------------------------


def check_originals(
    store: Store, kept: Iterable[Mapping[str, Any]], *, accept: bool, said: Callable[[str], None]
) -> bool:
    """Whether the documents are to be read anew, having changed since the run took its copies of them.

    Those that are gone may be: that is said, and the copies stand.

    Args:
        store: The run's.
        kept: What the run knows of its sources.
        accept: Whether changes are accepted: before there is a plan the documents are read and indexed
            anew; later the run goes on with its own copies, which rows and plan cite.
        said: Told in a line what was found.

    Raises:
        UserFault: one has changed, and that isn't accepted.
    """
    now = originals(kept)
    if now.gone:
        said(f"no longer there: {_some(now.gone)}; the run goes on with its own copies of the text")
    if not (changed := _changed(store, now)):
        return False
    planned = store.meta("plan") is not None or store.ordered() > 0
    if not accept:
        raise UserFault(
            "a source has changed since the run was made",
            where=_some(sorted(changed)),
            next_step="undo it; `resume --accept-changes` goes on with the text that the run keeps, and a "
            "new build reads the new one"
            if planned
            else "`resume --accept-changes` reads and indexes it anew; or undo the change",
        )
    store.set_meta(_ACCEPTED, {**(store.meta(_ACCEPTED) or {}), **changed})
    store.record(
        [Event("person", "changes accepted", {"differences": [f"source {p}" for p in sorted(changed)]})]
    )
    if not planned:
        said(f"changed, and read anew: {_some(sorted(changed))}")
    return not planned


def _changed(store: Store, now: Originals) -> dict[str, str]:
    """What has changed, without what was accepted."""
    accepted = store.meta(_ACCEPTED) or {}
    return {path: there for path, there in now.changed.items() if accepted.get(path) != there}


def _some(paths: Sequence[str]) -> str:
    return ", ".join(paths[:5]) + (f" and {len(paths) - 5} more" if len(paths) > 5 else "")
