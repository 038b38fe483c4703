"""Builds from the command line: what is asked and said before, the view during, and the summary after."""

import asyncio
import gc
import os
import sys
import tempfile
from collections.abc import Callable, Coroutine, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from seedbed.app.away import Notifier, detached, log_to
from seedbed.app.console import line, print_json, show, tell
from seedbed.app.intake import place, read_run, read_wish
from seedbed.app.tracing import followed
from seedbed.app.views.plan import how_planned
from seedbed.app.views.run import open_run, report_of
from seedbed.app.views.summary import READ, missing, refused_told, summary
from seedbed.app.views.terminal import Terminal, before
from seedbed.graphs import lifecycle
from seedbed.graphs.approval.questions import question_of
from seedbed.graphs.at_rest import mend
from seedbed.graphs.lifecycle import Outcome, Wish
from seedbed.memory.errors import Interrupted, Paused, SeedbedError, UserFault
from seedbed.memory.files.disk import NOTE, holds_run, typed
from seedbed.memory.files.run_folder import open_for_reading
from seedbed.memory.files.yaml_file import save
from seedbed.tools.evaluation.report.reading import specimens


def build(
    request: str,
    out: Path | None,
    trace: str,
    notify: str,
    detach: bool,
    log: Path | None,
    dry_run: bool,
    yes: bool,
    as_json: bool,
    quiet: bool,
    **flags: Any,
) -> int:
    """`seedbed build`; the exit code."""
    wish, said = read_wish(request, {**flags, "yes": yes})
    observer = Terminal(yes=yes, quiet=quiet or as_json, capped=wish.capped, looking_only=dry_run)
    _log(observer, log, detach, None if dry_run else out)
    before(wish.settings, observer, said)
    if dry_run:
        with passing(wish, observer) as (run, outcome):
            if outcome.status["state"] != "awaiting approval":  # as far as it was to go
                return stopped(outcome, as_json=as_json)
            with open_run(run) as view:
                asked = view.waiting()
        if as_json and asked is not None:
            about = asked.model_dump(mode="json", include={"estimate", "methods", "models", "hosts"})
            print_json({**about, "status": outcome.status})
        return 0
    path = place(out, wish)
    if out is None:
        observer.said(f"the run's folder is {path}")
    taken, until = os.path.exists(path), "approve" if detach else ""
    observer.notify = notified = Notifier(notify, path, observer.told)
    try:
        with closing(notified), followed(path, trace, observer.told, detach):
            outcome = carry(
                lambda: lifecycle.build(path, wish, observer, until=until),
                observer,
                run=path,
                far=bool(wish.store),
            )
    except UserFault as fault:
        if taken or not os.path.exists(path):
            raise
        step = f"{fault.next_step}; then seedbed resume {typed(path)}, with those flags put right"
        raise UserFault(fault.what, where=fault.where, next_step=step) from fault
    if outcome.status["state"] == "planned":
        return detached(path, ["resume", str(path)], log, as_json, notify=notify, trace=trace)
    return after(path, outcome, as_json=as_json, quiet=quiet)


def resume(
    run: Path,
    trace: str,
    notify: str,
    detach: bool,
    log: Path | None,
    yes: bool,
    as_json: bool,
    quiet: bool,
    **flags: Any,
) -> int:
    """`seedbed resume`; the exit code."""
    left = read_run(run, flags)
    if left.finished:
        mended = mend(run)
        if mended and not quiet:
            tell(f"written again from the store: {', '.join(mended)}")
        if not quiet:
            tell(f"nothing to resume: all {left.status['accepted']:,} rows are there")
        return after(run, Outcome(left.status), as_json=as_json, quiet=True)
    observer = Terminal(yes=yes or left.yes, quiet=quiet or as_json, capped=left.capped)
    observer.notify = notified = Notifier(notify, run, observer.told)
    _log(observer, log, detach)
    before(left.settings, observer, approved=left.approved)
    asked = detach and not (left.approved or observer.yes)
    if asked or not detach:
        with closing(notified), followed(run, trace, observer.told, detach):
            outcome = carry(
                lambda: lifecycle.resume(
                    run, left.settings, observer, until="approve" if detach else "", **left.wishes
                ),
                observer,
                run=run,
                far=(run / NOTE).is_file(),
            )
    if detach and (not asked or outcome.status["state"] == "planned"):
        words = [word for word in sys.argv[1:] if word not in ("--detach", "--json")]
        return detached(run, words, log, as_json)
    return after(run, outcome, as_json=as_json, quiet=quiet)


def plan(request: str, out: Path, yes: bool, as_json: bool, quiet: bool, **flags: Any) -> int:
    """`seedbed plan`; the exit code."""
    written = [out / "spec.yaml", out / "plan.yaml"]
    for path in written:
        if os.path.exists(path):
            raise UserFault("is there already", where=str(path), next_step="give another --out, or remove it")
    try:  # before anything is spent on them
        out.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=out).close()
    except OSError as error:
        what = f"can't be written: {error.strerror}"
        raise UserFault(what, where=str(out), next_step="give another --out") from error
    wish, said = read_wish(request, flags)
    observer = Terminal(yes=yes, quiet=quiet or as_json)
    before(wish.settings, observer, said)
    with passing(wish, observer, until="plan") as (run, outcome):
        if outcome.exit_code:
            return stopped(outcome, as_json=as_json)
        with open_run(run) as view:
            found = view.plan()
        for path in written:
            save((run / path.name).read_bytes(), path, "give another --out")
    if as_json:
        print_json({"spec": str(written[0]), "plan": str(written[1]), "planning": found["planning"]})
    elif not quiet:
        for told in how_planned(found["agents"], found["planning"]):
            tell(told)
        tell(f"wrote {written[0]} and {written[1]}; edit them, then: seedbed build {typed(out)}")
    return 0


def _log(observer: Terminal, log: Path | None, detach: bool, new: Path | None = None) -> None:
    """Open the log; where it can't be written, nothing is begun. All is said there, unless the process that
    goes on detached does so. `new`: as of `log_to`."""
    if log is not None:
        console = log_to(log, new)
        if not detach:
            observer.console, observer.present = console, False


@contextmanager
def passing(wish: Wish, observer: Terminal, until: str = "") -> Iterator[tuple[Path, Outcome]]:
    """A build that leaves no run, nor anything in a database: its folder, which goes at the end, and how it
    ended."""
    wish = replace(wish, store="")
    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder) / "run"
        yield run, carry(lambda: lifecycle.build(run, wish, observer, until=until), observer)


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
    if status["state"] == "awaiting approval":
        run = typed(path)
        tell(f"change it first: seedbed view {run} · steer {run} --guide TEXT · extend {run} -n +ROWS")
    return outcome.exit_code


def stopped(outcome: Outcome, *, as_json: bool) -> int:
    """Say why what leaves no run stopped before its end; the exit code."""
    tell(f"stopped: {line(outcome.stopped_because)}")
    if as_json:
        print_json({"error": outcome.stopped_because, "exit_code": outcome.exit_code})
    return outcome.exit_code
