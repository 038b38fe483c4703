"""Two runs side by side; each figure leads into the run that it is of."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from seedbed.app.viewer.pages.frame import shown
from seedbed.app.viewer.runs import ViewedRun, demands, spec_of, status_of
from seedbed.app.views.compare import Side, compared, side
from seedbed.tools.evaluation.report.visible import visible

_MOST = 100
"""Lines of a list that are shown."""


def compare(request: Request) -> Response:
    """Two runs, or the choice of them."""
    runs: dict[str, ViewedRun] = request.app.state.runs
    by_form = {visible(name): name for name in runs}  # as the form's options have it
    asked = [request.query_params.get(key, "") for key in ("a", "b")]
    names = [name if name in runs else by_form.get(name, name) for name in asked]
    if not all(names):
        names = [name or next(iter([one for one in runs if one not in names]), "") for name in names]
        return shown(request, "compare.html", title="Two runs side by side", names=names, found=None)
    if any(name not in runs for name in names):
        raise HTTPException(404, "There is no such run here.")
    found: dict[str, Any] = compared(*(_side(runs[name]) for name in names))
    found["reasons"] = sorted(found["reasons"], key=lambda one: -max(one["a"], one["b"]))[:_MOST]
    return shown(
        request,
        "compare.html",
        title=" and ".join(names),
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
