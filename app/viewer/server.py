"""The viewer's server: Starlette on loopback, until Ctrl-C."""

import logging
import socket
from collections.abc import Callable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import uvicorn
from anyio.to_thread import current_default_thread_limiter
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from seedbed.app.console import tell
from seedbed.app.viewer.access import Access
from seedbed.app.viewer.code import stylesheet
from seedbed.app.viewer.pages import agents, approve, compare, failures, map, overview, recipe, review, rows  # noqa: F401 - each adds its routes
from seedbed.app.viewer.pages.frame import ROUTES, shown
from seedbed.app.viewer.reviewing import reviewing
from seedbed.app.viewer.runs import ViewedRun, viewed
from seedbed.memory.errors import UserFault
from seedbed.memory.review import BEHIND
from seedbed.tools.evaluation.report.visible import visible

_AT_ONCE = 8
"""Pages that are made at the same time, at most."""


class Visible(logging.Formatter):
    """Of the server's log: the words of a fault may be a model's, and are shown as text."""

    def format(self, record: logging.LogRecord) -> str:
        return visible(super().format(record))


def application(runs: dict[str, ViewedRun]) -> Starlette:
    """The pages of some runs, open to whoever reaches them (`Access` guards the door)."""

    @asynccontextmanager
    async def lifespan(_: Starlette):  # type: ignore[no-untyped-def]
        # Pages are made in threads, each with memory of its own that is never given back.
        current_default_thread_limiter().total_tokens = _AT_ONCE
        for run in runs.values():
            with suppress(UserFault):  # the page that is asked for says so
                run.follow()
        try:
            yield
        finally:
            for run in runs.values():
                run.index.close()

    async def missing(request: Request, fault: Exception) -> Response:
        assert isinstance(fault, HTTPException)
        about = UserFault(fault.detail, next_step="the links above lead on")
        title = "There is no such page" if fault.status_code == 404 else "This can't be done"
        return shown(request, "fault.html", fault.status_code, title=title, fault=about)

    def refused(request: Request, fault: Exception) -> Response:
        return shown(request, "fault.html", 409, title="This can't be shown", fault=fault)

    def broken(request: Request, fault: Exception) -> Response:
        """Shown before the fault goes on to the terminal's log."""
        said = f"this page can't be made ({type(fault).__name__}): seedbed is at fault, or a changed store"
        step = "the terminal shows where; other pages go on. `seedbed audit RUN` tells if the run is whole"
        about = UserFault(said, next_step=step)
        return shown(request, "fault.html", 500, title="Something went wrong here", fault=about)

    made = Starlette(
        routes=[
            Route("/", overview.first),
            Route("/compare", compare.compare),
            *ROUTES,
            Route("/static/code.css", lambda _: Response(stylesheet(), media_type="text/css")),
            Mount("/static", StaticFiles(directory=Path(__file__).parent / "static")),
        ],
        exception_handlers={HTTPException: missing, UserFault: refused, Exception: broken},
        lifespan=lifespan,
    )
    made.state.runs = runs
    return made


def serve(paths: Sequence[Path], port: int, told: Callable[[str], None], at: str = "/") -> None:
    """Serve the pages of some runs until the process is interrupted. Raises UserFault: one of them is no run,
    or the port is taken.

    Args:
        port: On 127.0.0.1; 0: any that is free.
        told: Called with the link, and with a new one each time one was used.
        at: The page that the link opens, as path and query."""
    runs = viewed(paths)
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
        listening.listen()
    except OSError as error:
        listening.close()
        step = "give another --port, or none: then a free one is taken"
        raise UserFault(f"port {port} can't be had: {error.strerror}", next_step=step) from error
    number = listening.getsockname()[1]
    guarded = Access(application(runs), number, told, at)
    told(guarded.link())
    log = logging.StreamHandler()
    log.setFormatter(Visible("%(levelname)s: %(message)s"))
    logging.getLogger("uvicorn").addHandler(log)
    server = uvicorn.Server(
        uvicorn.Config(
            guarded,
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            ws="none",
            timeout_graceful_shutdown=1,
        )
    )
    try:
        server.run([listening])
    finally:
        for run in runs.values():
            _follow(run)


def _follow(run: ViewedRun) -> None:
    """The files of a run follow what was decided."""
    with suppress(UserFault):  # it is gone
        with run.open() as store:
            behind = bool(store.meta(BEHIND))
        if behind and not run.working:
            step = "`seedbed resume` or `seedbed audit --repair` does so later, too"
            tell(f"bringing the files of {run.name} up to date ({step})", "dim")
        if behind:
            reviewing(run).close()
