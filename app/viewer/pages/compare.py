"""Two runs side by side; each figure leads into the run that it is of."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from seedbed.app.viewer.pages.frame import shown
from seedbed.app.viewer.runs import ViewedRun, demands, spec_of, status_of
from seedbed.app.views.compare import Side, compared, side
from seedbed.memory.errors import UserFault
from seedbed.tools.evaluation.report.visible import visible

_MOST = 100
"""Lines of a list that are shown."""


def _compare(request: Request) -> Response:
    runs: dict[str, ViewedRun] = request.app.state.runs
    by_form = {visible(name): name for name in runs}  # as the form's options have it
    asked = [request.query_params.get(key, "") for key in ("a", "b")]
    names = [name if name in runs else by_form.get(name, name) for name in asked]
    if not all(names):
        names = [name or next(iter([one for one in runs if one not in names]), "") for name in names]
        return shown(request, "compare.html", title="Two runs side by side", names=names, found=None)
    if any(name not in runs for name in names):
        raise HTTPException(404, "There is no such run here.")
    try:
        a, b = (_side(runs[name]) for name in names)
    except UserFault as fault:
        return shown(request, "fault.html", 409, title="This can't be shown", fault=fault)
    found: dict[str, Any] = compared(a, b)
    found["reasons"] = sorted(found["reasons"], key=lambda one: -max(one["a"], one["b"]))[:_MOST]
    title = f"{names[0]} and {names[1]}"
    return shown(
        request,
        "compare.html",
        title=title,
        names=names,
        found=found,
        most=_MOST,
        whole=all(runs[name].index.whole for name in names),
    )


def _side(run: ViewedRun) -> Side:
    run.follow()
    with run.open() as store:
        clauses = demands(run, store, spec_of(store))
        status = status_of(run, store) | {"clauses": clauses}
        reasons: dict[tuple[str, str], int] = {}
        for row in run.index.counts.refusals():
            key = row["code"], row["by"]
            reasons[key] = reasons.get(key, 0) + row["candidates"]
        return side(store, status, reasons)


routes = [Route("/compare", _compare)]
