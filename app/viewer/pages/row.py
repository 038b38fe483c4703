"""One candidate: as its reader sees it, why it may be believed, how it came about, what else was tried."""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from seedbed.app.viewer.pages.frame import looked_up, of_run, shown
from seedbed.app.viewer.pages.rows import wished
from seedbed.app.viewer.row import blocks, told
from seedbed.app.viewer.row.attempts import tries
from seedbed.app.viewer.row.sources import excerpt, sources_of
from seedbed.app.viewer.runs import ViewedRun, spec_of
from seedbed.app.views.why import why
from seedbed.memory.brief import WHOLE
from seedbed.memory.candidate import Citation
from seedbed.memory.spec import Part
from seedbed.memory.store.protocol import Store
from seedbed.memory.store.standing import row_named


def _row(request: Request, run: ViewedRun) -> Response:
    run.follow()
    wish = wished(request)
    with run.open() as store:
        candidate = looked_up(row_named, store, request.path_params["id"])
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
            query=urlencode(wish),
            before=before,
            after=after,
            row=candidate,
            chain=chain,
            blocks=blocks.blocks(part, draft),
            beside=blocks.beside(part, draft),
            steps=blocks.steps(draft),
            evidence=list(told.evidence(chain["evidence"], answers)),
            cited=[excerpt(run.folder.sources, known, one) for one in cited.values()],
            sources={about["name"]: sha256 for sha256, about in known.items()},
            clauses=told.clauses(candidate, part, spec),
            whole=WHOLE,
            tries=[(one, blocks.written(part, one.fields)) for one in tries(draft, answers)],
            others=[(one, _blocks_of(store, part, one["id"])) for one in others],
            ordered=[one for one in chain["also_tried"] if one["state"] == "in_flight"],
        )


def _blocks_of(store: Store, part: Part, row_id: str) -> list[blocks.Block]:
    return [block for one in store.find_row(row_id) for block in blocks.blocks(part, one.draft)]


routes: tuple[BaseRoute, ...] = (of_run("/row/{id}", _row),)
