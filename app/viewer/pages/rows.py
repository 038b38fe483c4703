"""The candidates of a run as a table: searched, filtered, sorted; every view of it has an address."""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from seedbed.app.viewer.index import FACETS
from seedbed.app.viewer.pages.frame import numbered, of_run, shown
from seedbed.app.viewer.runs import ViewedRun, spec_of

WISHES = (*FACETS, "leaf", "cell", "search", "check", "passed", "misses", "code", "by")
_A_PAGE = 50
_LONGEST = 400
"""Characters of a wish."""


def wished(request: Request) -> dict[str, str]:
    """What an address asks of the rows."""
    asked = request.query_params
    return {name: value for name in WISHES if (value := asked.get(name, "").strip()[:_LONGEST])}


def _rows(request: Request, run: ViewedRun) -> Response:
    run.follow()
    wish, order = wished(request), request.query_params.get("sort", "number")
    at = max(numbered(request.query_params, "page", 1), 1)
    found = run.index.find(wish, order, (at - 1) * _A_PAGE, _A_PAGE)
    with run.open() as store:
        texts = [text for part in spec_of(store).parts for text in part.clauses]
    number = numbered(request.query_params, "misses", len(texts))
    return shown(
        request,
        "rows.html",
        title=f"Rows of {run.name}",
        wish=wish,
        query=urlencode(wish),
        order=order,
        at=at,
        pages=max(-(-found.total // _A_PAGE), 1),
        total=found.total,
        rows=found.rows,
        facets=found.facets,
        checks=run.index.counts.failed_checks(),
        clause=texts[number] if number < len(texts) else "",
        whole=run.index.whole,
        without=lambda name: urlencode({one: value for one, value in wish.items() if one != name}),
        again=lambda n: f"?{urlencode({**wish, 'sort': order, 'page': n})}",
        having=lambda name, value: urlencode({**wish, name: value}),
    )


routes = [of_run("/rows", _rows)]
