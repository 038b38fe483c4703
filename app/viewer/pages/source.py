"""A document of a run as text, part by part, with a place in it marked; excerpts round what is cited; and the
colours of code."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from seedbed.app.viewer.code import stylesheet
from seedbed.app.viewer.pages.frame import numbered, of_run, paged, shown
from seedbed.app.viewer.row.blocks import pieces
from seedbed.app.viewer.runs import ViewedRun
from seedbed.memory.candidate import Citation
from seedbed.memory.errors import UserFault
from seedbed.memory.store.protocol import Store
from seedbed.tools.checks.sources.documents import kept_text
from seedbed.tools.knowledge.remote.egress import known as found_elsewhere
from seedbed.tools.knowledge.sources import page_at

A_PAGE = 20_000
"""Characters of a source on one page."""
_ROUND = 240
"""Characters shown before and after what is cited."""


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
    start, end = (numbered(request.query_params, name, -1) for name in ("start", "end"))
    span = {"start": start, "end": end} if 0 <= start < end <= len(text) else {}
    _, at, pages = paged(request, text, A_PAGE, start // A_PAGE + 1 if span else 1)
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


def sources_of(store: Store) -> dict[str, Mapping[str, Any]]:
    """Hash → what the run knows of a source, without its text."""
    return {about["sha256"]: about for about in (*(store.meta("sources") or ()), *found_elsewhere(store))}


def text_of_source(folder: Path, about: Mapping[str, Any]) -> str | None:
    """The text of a source, of the run's own copy; None: that is gone, or isn't what it was. `folder`:
    `sources/` of the run."""
    path = folder / f"{about['sha256']}.txt"
    if path.is_symlink() or not path.is_file():
        return None
    return _read(folder, about["sha256"], path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _read(folder: Path, sha256: str, _changed: int) -> str | None:
    return kept_text(folder, sha256)


def excerpt(folder: Path, known: Mapping[str, Mapping[str, Any]], cited: Citation) -> dict[str, Any]:
    """A citation where it stands: its place in the source, with its `page` (None: it has none), and its
    `quote` with the text `before` and `after` it; empty where the run's copy is gone or another."""
    about = known.get(cited.sha256)
    text = text_of_source(folder, about) if about else None
    page = page_at(about.get("pages") or (), cited.start) if about else None
    place = {**cited.model_dump(include={"source", "sha256", "start", "end"}), "page": page}
    if text is None:
        return {**place, "before": "", "quote": "", "after": ""}
    low, high = max(cited.start - _ROUND, 0), cited.end + _ROUND
    before, after = text[low : cited.start], text[cited.end : high]
    return {
        **place,
        "before": f"{'…' if low else ''}{before}",
        "quote": text[cited.start : cited.end],
        "after": f"{after}{'…' if high < len(text) else ''}",
    }


routes = [
    of_run("/source/{sha256}", _source),
    Route("/static/code.css", lambda _: Response(stylesheet(), media_type="text/css")),
]
