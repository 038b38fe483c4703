"""What waits for a person's yes: the plan with what was understood, its dry rows and cost; or more budget.

Everything is done by forms. An answer is left in the run as one from Python is (`app/asking.py`)."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from seedbed.app import asking
from seedbed.app.viewer.approving import NEW, cost, entered, parts_of
from seedbed.app.viewer.pages.frame import numbered, of_form, of_run, shown
from seedbed.app.viewer.runs import ViewedRun, status_of
from seedbed.graphs.approval.changing import ChangeFault, wished
from seedbed.graphs.approval.orders import Answer, Approve, Change, Decline
from seedbed.graphs.approval.questions import question_of
from seedbed.memory.budget import budget_words, parse_budget
from seedbed.memory.errors import UserFault
from seedbed.memory.store.sql import SqlStore
from seedbed.memory.store.standing import spec_in

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


def _page(request: Request, run: ViewedRun) -> Response:
    done = request.query_params.get("done", "")
    with run.open() as store:
        return _shown(request, run, store, done=_DONE.get(done, ""))


def _shown(
    request: Request,
    run: ViewedRun,
    store: SqlStore,
    *,
    code: int = 200,
    done: str = "",
    form: Mapping[str, str] | None = None,
    faults: Mapping[str, str] = {},
) -> Response:
    """The page.

    Args:
        form: What was entered and couldn't be had; it stands in the fields again.
        faults: Field → what is wrong with it."""
    question, spec = question_of(store), spec_in(store)
    about_plan = question is not None and question.point == "plan"
    return shown(
        request,
        "approve.html",
        code,
        title=f"Approve {run.name}",
        question=question,
        status=status_of(run, store),
        working=run.working,
        path=str(run.folder.path),
        spec=spec,
        caps=budget_words(spec.budget) if spec else [],
        parts=parts_of(store, faults) if about_plan else [],
        cost=cost(question.estimate, store) if question and question.estimate else None,
        again=store.meta("trials") is None,
        new=NEW,
        form=form or {},
        faults=faults,
        done=done,
    )


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
            return _shown(request, run, store, code=409, form=form, faults=faults)
    return RedirectResponse(f"{request.url.path}?{urlencode({'done': done})}", 303)


def _given(form: Mapping[str, str], number: int, store: SqlStore) -> tuple[Answer | None, str]:
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
    wishes, faults = entered(form, parts_of(store, {}))
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


routes = [of_run("/approve", _page), of_form("/approve", _answered)]
