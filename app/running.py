"""Carrying a build through: during it the view, after it the summary."""

import asyncio
import gc
from collections.abc import Callable, Coroutine
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from seedbed.app.console import show, tell
from seedbed.app.ending import print_json
from seedbed.app.views.escape import line
from seedbed.app.views.run import open_run, report_of
from seedbed.app.views.summary import READ, missing, refused_told, summary
from seedbed.app.views.terminal import Terminal
from seedbed.graphs.approval.questions import question_of
from seedbed.graphs.lifecycle import Outcome
from seedbed.memory.errors import Interrupted, Paused, SeedbedError
from seedbed.memory.files.disk import holds_run, typed
from seedbed.memory.files.run_folder import open_for_reading
from seedbed.tools.evaluation.report.reading import specimens


def carry(
    work: Callable[[], Coroutine[Any, Any, Outcome]],
    observer: Terminal,
    *,
    run: Path | None = None,
    far: bool = False,
) -> Outcome:
    """Run a build or what is left of it, with its view, to its end.

    Args:
        run: Its folder, where it can be resumed.
        far: Whether its store may go away: the loop's clock stands still meanwhile, which uvloop's can't."""
    gc.freeze()
    gc.enable()
    loop = None
    told, why = "crashed", ""
    with suppress(ImportError):  # with it the engine's own cost per call falls by a fifth
        if not far:
            import uvloop

            loop = uvloop.new_event_loop
    try:
        with closing(observer), asyncio.Runner(loop_factory=loop) as runner:
            outcome = runner.run(work())
        told, why = outcome.status["state"], outcome.stopped_because
        return outcome
    except (SeedbedError, KeyboardInterrupt, asyncio.CancelledError) as error:
        ended = "paused" if isinstance(error, Paused) else "stopped"
        signalled = isinstance(error, Interrupted) or not isinstance(error, SeedbedError)
        told, why = "interrupted" if signalled else ended, str(error)
        if isinstance(error, SeedbedError) or run is None or not holds_run(run):
            raise
        kept = f"what was answered is kept, and `seedbed resume {typed(run)}` goes on"
        raise Interrupted(f"interrupted; {kept}") from error
    finally:
        observer.notify(told, why)


def after(path: Path, outcome: Outcome, *, as_json: bool, quiet: bool) -> int:
    """Show how it ended; the exit code."""
    figures = report_of(path)
    if as_json:
        more = {"run": str(path), "exit_code": outcome.exit_code, "sha256": figures.get("sha256", "")}
        print_json({**outcome.status, **more})
    for said in refused_told(outcome.status):
        tell(said, "yellow")
    if outcome.exit_code in (0, 1) and figures:
        if not (quiet or as_json):
            with open_run(path) as view:
                for piece in summary(path, figures, specimens(view.store, view.spec, READ)):
                    show(piece)
        for piece in missing(figures) if outcome.exit_code and (quiet or as_json) else ():
            tell(piece)
        return outcome.exit_code
    status = outcome.status
    rows = f"{status['accepted']} of {status['requested']} rows are accepted"
    with closing(open_for_reading(path).open_store()) as store:
        asked = question_of(store)
    how = " --yes" if status["state"] == "awaiting approval" else ""
    if asked is not None and asked.point == "budget":
        how = " --budget CAP, above that one"
    tell(f"stopped: {line(outcome.stopped_because)}; {rows if status['requested'] else 'no plan yet'}")
    tell(f"go on: seedbed resume {typed(path)}{how}")
    return outcome.exit_code


def stopped(outcome: Outcome, *, as_json: bool) -> int:
    """Say why what leaves no run stopped before its end; the exit code."""
    tell(f"stopped: {line(outcome.stopped_because)}")
    if as_json:
        print_json({"error": outcome.stopped_because, "exit_code": outcome.exit_code})
    return outcome.exit_code
