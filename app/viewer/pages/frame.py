"""What all pages share: the templates, their addresses, the run that an address names."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from seedbed.app.viewer.code import as_json, coloured, indented, worded
from seedbed.app.viewer.runs import ViewedRun
from seedbed.memory.errors import UserFault
from seedbed.memory.spec import Part
from seedbed.memory.store.protocol import Store
from seedbed.tools.evaluation.report.html import environment
from seedbed.tools.evaluation.report.visible import shortened

NAVIGATION = (
    ("", "Overview"),
    ("/rows", "Rows"),
    ("/map", "Map"),
    ("/recipe", "Recipe"),
    ("/planner", "Planner"),
    ("/critic", "Critic"),
    ("/failures", "Failures"),
    ("/review", "Review"),
)
"""The pages of a run that each page leads to: (path behind the run's, what it is called)."""
_FIELDS = 20_000
"""Of a form, at most."""
_HASH = re.compile("[0-9a-f]{8,}")
_T = TypeVar("_T")
Told = dict[str, Any] | Response
_Page = Callable[[Request, ViewedRun, Store], Told]
_Form = Callable[[Request, ViewedRun, Mapping[str, str]], Response]
ROUTES: list[Route] = []
"""Where the pages about runs are: filled by `of_run` and `of_form`."""


@cache
def _templates() -> Any:
    made = environment("seedbed.app.viewer")
    made.filters |= {"coloured": coloured, "indented": indented, "as_json": as_json, "worded": worded}
    made.filters |= {"short": shortened, "step": step_told}
    return made


def step_told(step: str) -> str:
    """A call's step in words, without the hash that tells it from its like: «write recipe: tickets» of
    `write_recipe/tickets/a75d41f3`."""
    job, *rest = step.split("/")
    said = [word.replace("-", " ") for word in rest if word and not _HASH.fullmatch(word)]
    return ": ".join(filter(None, (job.replace("_", " "), ", ".join(said))))


def shown(request: Request, template: str, code: int = 200, **values: Any) -> HTMLResponse:
    """A page. Its texts are data: escaped, and with nothing that hides."""
    runs: Mapping[str, ViewedRun] = request.app.state.runs
    named = request.path_params.get("run", "")
    run = named if named in runs else ""
    always = {
        "runs": list(runs),
        "run": run,
        "base": f"/run/{quote(run)}" if run else "",
        "here": request.url.path,
        "pages_of_run": NAVIGATION,
    }
    page = _templates().get_template(template).render(**always | values)
    return HTMLResponse(page, code)


def looked_up(find: Callable[[Store, str], _T], store: Store, prefix: str) -> _T:
    """What is found by the beginning of its id. Raises HTTPException: nothing, or several."""
    try:
        return find(store, prefix)
    except UserFault as fault:
        raise HTTPException(404, str(fault)) from fault


def part_asked(request: Request, parts: Sequence[Part]) -> Part:
    """The part that the address names, else the first one. Raises UserFault: there is none of that name."""
    by_name = {part.name: part for part in parts}
    name = request.query_params.get("part") or parts[0].name
    if name not in by_name:
        raise UserFault(f"there is no part {name!r}", next_step=f"there are {', '.join(by_name)}")
    return by_name[name]


def numbered(given: Mapping[str, str], name: str, otherwise: int) -> int:
    """The whole number that an address or a form gives under a name; `otherwise`: none, or one too large."""
    said = given.get(name, "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 12 else otherwise


def paged(request: Request, whole: Sequence[_T], most: int, first: int = 1) -> tuple[Sequence[_T], int, int]:
    """What of a list the address's `page` shows, that page's number, and how many pages there are. `first`:
    the page that an address without one shows."""
    pages = max(-(-len(whole) // most), 1)
    at = min(max(numbered(request.query_params, "page", first), 1), pages)
    return whole[(at - 1) * most : at * most], at, pages


def of_run(path: str, template: str) -> Callable[[_Page], _Page]:
    """A page about a run: `/run/NAME` and the path behind it. It is made in a thread, given the request, the
    run and its store, which is open until the page is drawn; what it returns is the values of the template,
    or an answer of another kind."""

    def served(page: _Page) -> _Page:
        def answer(request: Request) -> Response:
            run = _named(request)
            with run.open() as store:
                told = page(request, run, store)
                return told if isinstance(told, Response) else shown(request, template, **told)

        ROUTES.append(Route(f"/run/{{run}}{path}", answer))
        return page

    return served


def of_form(path: str) -> Callable[[_Form], _Form]:
    """What is answered to a form that is sent to a page's address. It is done in a thread, given the request,
    the run and the form's fields, of which a name has one value."""

    def served(done: _Form) -> _Form:
        async def answer(request: Request) -> Response:
            async with request.form(max_files=0, max_fields=_FIELDS) as form:
                fields = {name: value for name, value in form.items() if isinstance(value, str)}
            return await run_in_threadpool(done, request, _named(request), fields)

        ROUTES.append(Route(f"/run/{{run}}{path}", answer, methods=["POST"]))
        return done

    return served


def _named(request: Request) -> ViewedRun:
    run: ViewedRun | None = request.app.state.runs.get(request.path_params["run"])
    if run is None:
        raise HTTPException(404, "There is no such run here.")
    return run
