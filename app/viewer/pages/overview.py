"""A run at a glance: how far it is, its request clause by clause, its parts; kept up while it is built."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from seedbed.app.viewer.now import now
from seedbed.app.viewer.pages.frame import Told, of_run, shown
from seedbed.app.viewer.runs import ViewedRun, demands, status_of
from seedbed.graphs.approval.questions import question_of
from seedbed.memory.store.protocol import Store
from seedbed.memory.store.standing import spec_in
from seedbed.memory.store.status import left_by_all


def first(request: Request) -> Response:
    """Of one run its overview, of several their list."""
    runs: Mapping[str, ViewedRun] = request.app.state.runs
    if len(runs) == 1:
        return RedirectResponse(f"/run/{quote(next(iter(runs)))}", 303)
    return shown(request, "runs.html", title="Runs", folders={n: one.folder.path for n, one in runs.items()})


@of_run("", "overview.html")
def _overview(_: Request, run: ViewedRun, store: Store) -> Told:
    return {"title": run.name, **_found(run, store)}


@of_run("/live", "live.html")
def _live(_: Request, run: ViewedRun, store: Store) -> Told:
    """What changes while a run is built; asked for again and again by the overview, maybe in many tabs."""
    return run.moment(lambda: _found(run, store))


def _found(run: ViewedRun, store: Store) -> dict[str, Any]:
    run.follow()
    spec, status, working = spec_in(store), status_of(run, store), run.working
    return {
        "status": status if working else left_by_all(status, store),
        "working": working,
        "now": now(store, spec, status) if working else None,
        "request_text": spec.request if spec else "",
        "spec": spec,
        "clauses": demands(run, store, spec) if spec else [],
        "whole": run.index.whole,
        "waits": question_of(store),
    }
