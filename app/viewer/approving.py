"""The form of a plan that waits for approval: what it shows, and what a person's entries in it ask for.

Fields are numbered by part, and within it by concept, label and demand, so that their names stay out of the
form."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from seedbed.agent.planner.estimate import Estimate
from seedbed.app.proposal import binder_told
from seedbed.app.viewer.row import blocks
from seedbed.app.views.plan import concepts
from seedbed.graphs.trial.trying import META as TRIALS
from seedbed.graphs.trial.trying import Trial
from seedbed.memory.brief import split_key
from seedbed.memory.candidate import Draft
from seedbed.memory.clauses import basis, parted
from seedbed.memory.spec import ANY, Part, Spec
from seedbed.memory.store.protocol import Store
from seedbed.memory.store.standing import known, revised
from seedbed.tools.evaluation.report.visible import visible

NEW = 2
"""Empty places for new concepts, and for new demands, in the form."""
MOST = 400
"""Concepts that the form lists; a larger plan is changed in its file."""


@dataclass(frozen=True, slots=True)
class PartForm:
    """One part of the plan, with what stands in its fields."""

    number: int
    part: Part
    concepts: list[dict[str, Any]]
    """As `views/plan.py` has them."""
    labels: list[dict[str, Any]]
    demands: list[dict[str, Any]]
    """As `demands` has them."""
    trial: dict[str, Any] | None
    cut: int = 0
    """Concepts that are not listed."""
    faults: list[str] = field(default_factory=list)


def parts_of(store: Store, faults: Mapping[str, str]) -> list[PartForm]:
    """The parts as they are planned. `faults`: field (`PART: …`) → what is wrong with it."""
    spec, plan = known(store)
    trials, now = store.meta(TRIALS) or {}, revised(store, plan)
    said = [(place.partition(": "), why) for place, why in faults.items()]
    found: list[PartForm] = []
    for number, part in enumerate(spec.parts):
        mine, trial = plan.part(part.name), trials.get(part.name)
        listed, by_label = concepts(mine, now), Counter[str]()
        for key, rows in mine.quotas.items():
            by_label[split_key(key)[2]] += rows
        labels = [{"name": name, "rows": rows} for name, rows in by_label.items() if name != ANY]
        form = PartForm(
            number,
            part,
            listed[:MOST],
            labels if len(labels) > 1 else [],
            list(demands(part, spec)),
            _tried(part, Trial.model_validate(trial)) if trial else None,
            max(0, len(listed) - MOST),
            [f"{name}: {why}" if name else why for (of, _, name), why in said if of == part.name],
        )
        found.append(form)
    return found


def demands(part: Part, spec: Spec) -> Iterator[dict[str, Any]]:
    """What was understood: the `text` of each demand, `kept_by` in words, and why it is `lost`, if it is."""
    for text, binders in part.clauses.items():
        keeping, lost = parted(binders)
        told = [(one, binder_told(one, part)) for one in keeping]
        kept = [
            f"«{said}», read in each row" if said != one else basis(one, part, spec) for one, said in told
        ]
        yield {"text": text, "kept_by": kept, "lost": lost}


def _tried(part: Part, trial: Trial) -> dict[str, Any]:
    rows = [
        {
            "blocks": blocks.written(part, one.row),
            "beside": blocks.beside(part, Draft(row=one.row, notes={"kept": one.kept})),
            "reasons": one.reasons,
            "grade": one.grade,
            "attempts": one.attempts,
        }
        for one in sorted(trial.rows, key=lambda one: bool(one.reasons))
    ]
    return {
        "told": trial.told,
        "tokens": trial.tokens_per_row,
        "rows": rows,
        "failed": trial.failed,
        "planted": [{**one.model_dump(), "blocks": blocks.written(part, one.row)} for one in trial.planted],
        "blind": trial.blind,
    }


def cost(estimate: Estimate, store: Store) -> dict[str, Any]:
    """What the estimate is, and between what it lies.

    Returns:
        As `Estimate`, and `basis` in words."""
    trials = [Trial.model_validate(one) for one in (store.meta(TRIALS) or {}).values()]
    right, tried = sum(len(one.accepted) for one in trials), sum(one.size for one in trials)
    basis = f"{right} of {tried} rows of the dry run were right" if tried else "no dry run was made"
    return {**estimate.model_dump(), "basis": basis}


def entered(form: Mapping[str, str], parts: list[PartForm]) -> tuple[dict[str, Any], dict[str, str]]:
    """What a form asks for that isn't so already.

    Returns:
        Part → what changes (as `graphs/approval/changing.py` has it); field → what is wrong with an entry."""
    wishes: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for one in parts:
        wish = _entered(form, one, faults)
        if wish and wish != {"spread": True}:
            wishes[one.part.name] = wish
    return wishes, faults


def _entered(form: Mapping[str, str], one: PartForm, faults: dict[str, str]) -> dict[str, Any]:
    name, n = one.part.name, one.number

    def said(field: str) -> str:
        return form.get(f"{field}-{n}", "").strip()

    def rows(field: str, called: str, now: int) -> int:
        text = said(field).replace(",", "")
        if text == "" or (text.isascii() and text.isdigit() and len(text) < 9):
            return int(text) if text else now
        faults[f"{name}: rows of {called}"] = f"«{text[:40]}» is no whole number of rows"
        return now

    found: dict[str, Any] = {}
    listed = list(enumerate(one.concepts))
    given = {c["id"]: rows(f"rows-{at}", c["name"], c["approved"]) for at, c in listed if c["leaf"]}
    names = {c["id"]: form.get(f"name-{at}-{n}", c["name"]).strip() for at, c in listed}
    labels = {c["name"]: rows(f"label-{at}", c["name"], c["rows"]) for at, c in enumerate(one.labels)}
    found["drop"] = [c["id"] for at, c in listed if said(f"drop-{at}")]
    found["rows"] = {
        c["id"]: given[c["id"]] for _, c in listed if given.get(c["id"], c["approved"]) != c["approved"]
    }
    found["rename"] = {c["id"]: names[c["id"]] for _, c in listed if not _same(names[c["id"]], c["name"])}
    found["labels"] = {c["name"]: labels[c["name"]] for c in one.labels if labels[c["name"]] != c["rows"]}
    for at in range(NEW):
        if not said(f"add-{at}-name") and (said(f"add-{at}-rows") or said(f"add-{at}-inside")):
            faults[f"{name}: new concept {at + 1}"] = "it has no name: give it one, or empty its other fields"
    found["add"] = [
        {
            "name": said(f"add-{at}-name"),
            "under": said(f"add-{at}-under"),
            "inside": said(f"add-{at}-inside"),
            "rows": rows(f"add-{at}-rows", said(f"add-{at}-name"), 0),
        }
        for at in range(NEW)
        if said(f"add-{at}-name")
    ]
    found["strike"] = [c["text"] for at, c in enumerate(one.demands) if said(f"strike-{at}")]
    found["demand"] = [text for at in range(NEW) if (text := said(f"demand-{at}"))]
    guidance = [" ".join(text.split()) for text in form.get(f"guide-{n}", "").splitlines() if text.strip()]
    was = [" ".join(text.split()) for text in one.part.guidance]
    if f"guide-{n}" in form and not (len(was) == len(guidance) and all(map(_same, guidance, was))):
        found["guidance"] = guidance
    wish = {key: value for key, value in found.items() if value or key == "guidance"}
    return wish | ({"spread": True} if said("spread") else {})


def _same(text: str, now: str) -> bool:
    """Whether a field holds what stood there: hidden characters are shown in it as what they are."""
    return text in (now.strip(), visible(now).strip())
