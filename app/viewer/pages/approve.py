"""What waits for a person's yes: the plan with what was understood, its dry rows and cost; or more budget.

Everything is done by forms. An answer is left in the run as one from Python is (`app/asking.py`). Fields of
the plan's form are numbered by part, and within it by concept, label and demand, so that their names stay out
of it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from seedbed.agent.planner.estimate import Estimate
from seedbed.agent.planner.scheduling.seats import rows_dealt
from seedbed.app import asking
from seedbed.app.proposal import Dealt, binder_told, rows_told
from seedbed.app.viewer.pages.frame import Told, numbered, of_form, of_run, shown
from seedbed.app.viewer.row import blocks
from seedbed.app.viewer.runs import ViewedRun, status_of
from seedbed.app.views.plan import concepts
from seedbed.graphs.approval.changing import ChangeFault, wished
from seedbed.graphs.approval.orders import Answer, Approve, Change, Decline
from seedbed.graphs.approval.questions import question_of
from seedbed.graphs.trial.trying import META as TRIALS
from seedbed.graphs.trial.trying import Trial
from seedbed.memory.budget import budget_words, parse_budget
from seedbed.memory.candidate import Draft
from seedbed.memory.clauses import basis, parted
from seedbed.memory.errors import UserFault
from seedbed.memory.spec import ANY, Part, Spec
from seedbed.memory.store.protocol import Store
from seedbed.memory.store.standing import known, revised, spec_in
from seedbed.tools.evaluation.report.visible import visible

_HERE = "in the browser"
_DONE = {
    "approved": "You said yes.",
    "declined": "You said no. The plan can still be changed and approved.",
    "changed": "Saved.",
    "anew": "Saved. The process that waits makes the dry rows anew.",
    "anew later": "Saved. `seedbed resume` makes the dry rows anew, and asks again.",
    "kept": "Your answer is kept. The process that works on the run hasn't taken it up yet.",
    "same": "Nothing was changed.",
}
"""What was done → what is said of it."""
_NEW = 2
"""Empty places for new concepts, and for new demands, in the form."""
_MOST = 400
"""Concepts that the form lists; a larger plan is changed in its file."""


@of_run("/approve", "approve.html")
def _page(request: Request, run: ViewedRun, store: Store) -> Told:
    return _told(run, store) | {"done": _DONE.get(request.query_params.get("done", ""), "")}


def _told(
    run: ViewedRun, store: Store, form: Mapping[str, str] = {}, faults: Mapping[str, str] = {}
) -> dict[str, Any]:
    """The values of the page.

    Args:
        form: What was entered and couldn't be had; it stands in the fields again.
        faults: Field → what is wrong with it."""
    question, spec = question_of(store), spec_in(store)
    about_plan = question is not None and question.point == "plan"
    return {
        "title": f"Approve {run.name}",
        "question": question,
        "status": status_of(run, store),
        "working": run.working,
        "path": str(run.folder.path),
        "spec": spec,
        "caps": budget_words(spec.budget) if spec else [],
        "parts": _parts_of(store, faults) if about_plan else [],
        "cost": _cost(question.estimate, store) if question and question.estimate else None,
        "again": store.meta("trials") is None,
        "new": _NEW,
        "form": form,
        "faults": faults,
        "done": "",
    }


@of_form("/approve")
def _answered(request: Request, run: ViewedRun, form: Mapping[str, str]) -> Response:
    number = numbered(form, "question", 0)
    with run.open() as store:
        try:
            given, done = _given(form, number, store)
            if given is not None:
                working, taken = asking.answer(run.folder.path, given)
                if not taken:
                    done = "kept"
                elif done == "anew" and not working:
                    done = "anew later"
        except UserFault as fault:
            faults = fault.faults if isinstance(fault, ChangeFault) else {"": str(fault)}
            return shown(request, "approve.html", 409, **_told(run, store, form, faults))
    return RedirectResponse(f"{request.url.path}?{urlencode({'done': done})}", 303)


def _given(form: Mapping[str, str], number: int, store: Store) -> tuple[Answer | None, str]:
    """(The answer, what is done by it) that a form asks for; None: it asks for nothing. Raises UserFault: an
    entry can't be had, or a yes was given to what isn't saved."""
    question, does = question_of(store), form.get("do", "")
    base: dict[str, Any] = {"question": number, "by": _HERE}
    if does == "decline":
        return Decline(**base, because=form.get("because", "")[:500]), "declined"
    words = form.get("budget", "").split()
    budget = parse_budget(words) if words else None
    if question is None or question.number != number or question.point == "budget":
        return Approve(**base, budget=budget), "approved"  # or too late, which is told
    wishes, faults = entered(form, _parts_of(store, {}))
    if faults:
        raise ChangeFault(faults)
    if does == "approve":
        if wishes:
            step = "save them and look at the plan again, or take them back, then approve"
            raise UserFault(f"changes of {', '.join(wishes)} aren't saved", next_step=step)
        return Approve(**base, budget=budget), "approved"
    anew = does == "anew"
    if not wishes and not anew:
        return None, "same"
    return Change(**base, parts=wished(wishes), anew=anew), "anew" if anew else "changed"


# the form of a plan -------------------------------------------------------------------------------------


def _parts_of(store: Store, faults: Mapping[str, str]) -> list[dict[str, Any]]:
    """The parts as they are planned, with what stands in their fields: `number`, `part`, `concepts` (as
    `views/plan.py` has them; of very many the first, `cut` are not listed), `labels`, `demands`, `trial` and
    `faults`. `faults`: field (`PART: …`) → what is wrong with it."""
    spec, plan = known(store)
    trials, now = store.meta(TRIALS) or {}, revised(store, plan)
    dealt = rows_dealt(spec, plan, store.meta("asked") or {})
    said = [(place.partition(": "), why) for place, why in faults.items()]
    found = []
    for number, part in enumerate(spec.parts):
        mine, trial = plan.part(part.name), trials.get(part.name)
        listed = concepts(mine, now)
        labels = [{"name": name, "rows": rows} for name, rows in mine.rows_by(2).items() if name != ANY]
        found.append(
            {
                "number": number,
                "part": part,
                "concepts": listed[:_MOST],
                "cut": max(0, len(listed) - _MOST),
                "labels": labels if len(labels) > 1 else [],
                "demands": list(demands(part, spec, dealt)),
                "trial": _tried(part, Trial.model_validate(trial)) if trial else None,
                "faults": [
                    f"{name}: {why}" if name else why for (of, _, name), why in said if of == part.name
                ],
            }
        )
    return found


def demands(part: Part, spec: Spec, dealt: Dealt) -> Iterator[dict[str, Any]]:
    """What was understood: the `text` of each demand, `kept_by` in words with the rows dealt by an axis, and
    why it is `lost`, if it is."""
    for text, binders in part.clauses.items():
        keeping, lost = parted(binders)
        told = [(one, binder_told(one, part)) for one in keeping]
        kept = [
            f"«{said}», read in each row"
            if said != one
            else basis(one, part, spec) + rows_told(one, part, dealt)
            for one, said in told
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


def _cost(estimate: Estimate, store: Store) -> dict[str, Any]:
    """What the estimate is, and between what it lies.

    Returns:
        As `Estimate`, and `basis` in words."""
    trials = [Trial.model_validate(one) for one in (store.meta(TRIALS) or {}).values()]
    right, tried = sum(len(one.accepted) for one in trials), sum(one.size for one in trials)
    basis = f"{right} of {tried} rows of the dry run were right" if tried else "no dry run was made"
    return {**estimate.model_dump(), "basis": basis}


def entered(
    form: Mapping[str, str], parts: Iterable[Mapping[str, Any]]
) -> tuple[dict[str, Any], dict[str, str]]:
    """What a form asks for that isn't so already.

    Returns:
        Part → what changes (as `graphs/approval/changing.py` has it); field → what is wrong with an entry."""
    faults: dict[str, str] = {}
    wishes = {one["part"].name: _entered(form, one, faults) for one in parts}
    return {name: wish for name, wish in wishes.items() if wish and wish != {"spread": True}}, faults


def _entered(form: Mapping[str, str], one: Mapping[str, Any], faults: dict[str, str]) -> dict[str, Any]:
    name, n = one["part"].name, one["number"]

    def said(field: str) -> str:
        return form.get(f"{field}-{n}", "").strip()

    def rows(field: str, called: str, now: int) -> int:
        text = said(field).replace(",", "")
        if text == "" or (text.isascii() and text.isdigit() and len(text) < 9):
            return int(text) if text else now
        faults[f"{name}: rows of {called}"] = f"«{text[:40]}» is no whole number of rows"
        return now

    found: dict[str, Any] = {"rows": {}, "rename": {}, "drop": [], "labels": {}, "add": []}
    for at, c in enumerate(one["concepts"]):
        if said(f"drop-{at}"):
            found["drop"].append(c["id"])
        if c["leaf"] and (wanted := rows(f"rows-{at}", c["name"], c["approved"])) != c["approved"]:
            found["rows"][c["id"]] = wanted
        called = form.get(f"name-{at}-{n}", c["name"]).strip()
        if not _same(called, c["name"]):
            found["rename"][c["id"]] = called
    for at, c in enumerate(one["labels"]):
        if (wanted := rows(f"label-{at}", c["name"], c["rows"])) != c["rows"]:
            found["labels"][c["name"]] = wanted
    for at in range(_NEW):
        new: dict[str, Any] = {key: said(f"add-{at}-{key}") for key in ("name", "under", "inside", "rows")}
        if new["name"]:
            found["add"].append(new | {"rows": rows(f"add-{at}-rows", new["name"], 0)})
        elif new["rows"] or new["inside"]:
            faults[f"{name}: new concept {at + 1}"] = "it has no name: give it one, or empty its other fields"
    found["strike"] = [c["text"] for at, c in enumerate(one["demands"]) if said(f"strike-{at}")]
    found["demand"] = [text for at in range(_NEW) if (text := said(f"demand-{at}"))]
    guidance = [" ".join(text.split()) for text in form.get(f"guide-{n}", "").splitlines() if text.strip()]
    was = [" ".join(text.split()) for text in one["part"].guidance]
    if f"guide-{n}" in form and not (len(was) == len(guidance) and all(map(_same, guidance, was))):
        found["guidance"] = guidance
    wish = {key: value for key, value in found.items() if value or key == "guidance"}
    return wish | ({"spread": True} if said("spread") else {})


def _same(text: str, now: str) -> bool:
    """Whether a field holds what stood there: hidden characters are shown in it as what they are."""
    return text in (now.strip(), visible(now).strip())
