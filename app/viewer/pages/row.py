"""One candidate: as its reader sees it, why it may be believed, how it came about, what else was tried."""

from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from seedbed.agent.work import WHOLE
from seedbed.app.viewer.pages.frame import of_run, shown
from seedbed.app.viewer.pages.rows import wished
from seedbed.app.viewer.row import blocks, told
from seedbed.app.viewer.row.attempts import calls, tries
from seedbed.app.viewer.row.sources import excerpt, sources_of
from seedbed.app.viewer.runs import ViewedRun, spec_of
from seedbed.app.views.why import why
from seedbed.memory.candidate import Citation
from seedbed.memory.spec import Part
from seedbed.memory.store.protocol import Candidate, Store
from seedbed.tools.evaluation.report.grounds import pages_of


def _row(request: Request, run: ViewedRun) -> Response:
    run.follow()
    wish = wished(request)
    with run.open() as store:
        candidate = _found(store, request.path_params["id"])
        spec, chain = spec_of(store), why(store, candidate)
        draft, part = candidate.draft, spec.part(chain["part"]["name"])
        answers = store.answers_of(chain["brief"]["id"])
        known = sources_of(store)
        cited = {(one.sha256, one.start, one.end): one for one in draft.evidence if isinstance(one, Citation)}
        others = [one for one in chain["also_tried"] if one["state"] != "in_flight"]
        before, after = run.index.beside(candidate.number, wish)
        return shown(
            request,
            "row.html",
            title=f"Row {candidate.row_id[:8]}",
            run=run.name,
            query=urlencode(wish),
            before=before,
            after=after,
            row=candidate,
            chain=chain,
            blocks=blocks.blocks(part, draft),
            beside=blocks.beside(part, draft),
            steps=blocks.steps(draft),
            evidence=told.evidence(candidate, pages_of(store), answers),
            cited=[excerpt(run.folder.sources, known, one) for one in cited.values()],
            sources={about["name"]: sha256 for sha256, about in known.items()},
            clauses=told.clauses(candidate, part, spec),
            calls=calls(store, chain["brief"]["id"]),
            whole=WHOLE,
            tries=[(one, blocks.written(part, one.fields)) for one in tries(draft, answers)],
            others=[(one, _blocks_of(store, part, one["id"])) for one in others],
            ordered=[one for one in chain["also_tried"] if one["state"] == "in_flight"],
        )


def _blocks_of(store: Store, part: Part, row_id: str) -> list[blocks.Block]:
    return [block for one in store.find_row(row_id) for block in blocks.blocks(part, one.draft)]


def _found(store: Store, prefix: str) -> Candidate:
    """The candidate whose id begins so.

    Raises:
        HTTPException: there is none, or there are several.
    """
    found = store.find_row(prefix.strip().lower())
    if len(found) > 1:
        some = ", ".join(one.row_id for one in found[:3])
        raise HTTPException(404, f"{len(found)} rows begin with {prefix}: {some}. Give more of the id.")
    if not found:
        raise HTTPException(404, f"No row of this run has the id {prefix}.")
    return found[0]


routes: tuple[BaseRoute, ...] = (of_run("/row/{id}", _row),)
