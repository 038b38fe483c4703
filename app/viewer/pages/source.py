"""A document of a run as text, part by part, with a place in it marked; and the colours of code."""

from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from seedbed.app.viewer.code import stylesheet
from seedbed.app.viewer.pages.frame import numbered, of_run, shown
from seedbed.app.viewer.row.blocks import pieces
from seedbed.app.viewer.row.sources import A_PAGE, sources_of, text_of_source
from seedbed.app.viewer.runs import ViewedRun
from seedbed.memory.errors import UserFault
from seedbed.tools.knowledge.sources import page_at


def _source(request: Request, run: ViewedRun) -> Response:
    with run.open() as store:
        about = sources_of(store).get(request.path_params["sha256"])
    if about is None:
        raise HTTPException(404, "No source of this run has that hash.")
    text = text_of_source(run.folder.sources, about)
    if text is None:
        step = "`seedbed audit` names all such files; `seedbed resume` reads the documents again"
        raise UserFault(
            "the run's copy of this source is gone, or isn't what it was", where=about["name"], next_step=step
        )
    start, end = numbered(request, "start", -1), numbered(request, "end", -1)
    span = {"start": start, "end": end} if 0 <= start < end <= len(text) else {}
    pages = max(-(-len(text) // A_PAGE), 1)
    at = min(max(numbered(request, "page", start // A_PAGE + 1 if span else 1), 1), pages)
    low = (at - 1) * A_PAGE
    # Pieces are told in offsets of this part.
    marked = [(max(start - low, 0), min(end - low, A_PAGE))] if span else []
    return shown(
        request,
        "row/source.html",
        title=about.get("title") or about["name"],
        path=about["path"],
        total=len(text),
        at=at,
        pages=pages,
        page=page_at(about.get("pages") or (), start) if span else None,
        span=span,
        again=lambda n: f"?{urlencode({**span, 'page': n})}",
        pieces=pieces(text[low : low + A_PAGE], marked),
    )


routes = [
    of_run("/source/{sha256}", _source),
    Route("/static/code.css", lambda _: Response(stylesheet(), media_type="text/css")),
]
