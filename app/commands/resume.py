"""`seedbed resume`: go on where a run stopped."""

import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from seedbed.app import options
from seedbed.app.console import tell


@click.command()
@options.run
@options.paced
@options.models
@options.real_files
@options.knowledge
@click.option("--accept-changes", is_flag=True, help="Go on though prompts, sources or models have changed.")
@options.carried
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
    """Go on with a run that was stopped or killed.

    Nothing that was answered is paid for twice."""
    from seedbed.app.away import Notifier, detached, log_to
    from seedbed.app.intake import read_run
    from seedbed.app.running import after, carry
    from seedbed.app.tracing import followed
    from seedbed.app.views.terminal import Terminal, before
    from seedbed.graphs import lifecycle
    from seedbed.graphs.at_rest import mend
    from seedbed.memory.files.disk import NOTE

    notified = Notifier(notify, run, tell)
    stopped = read_run(run, flags)
    if stopped.finished:
        mended = mend(run)
        if mended and not quiet:
            tell(f"written again from the store: {', '.join(mended)}")
        if not quiet:
            tell(f"nothing to resume: all {stopped.status['accepted']:,} rows are there")
        return after(run, lifecycle.Outcome(stopped.status), as_json=as_json, quiet=True)
    observer = Terminal(
        yes=yes or stopped.yes, quiet=quiet or as_json, capped=stopped.capped, notify=notified
    )
    logged = log_to(log) if log is not None else None  # where it can't be written, nothing is begun
    if logged is not None and not detach:
        observer.console, observer.present = logged, False
    before(stopped.settings, observer, approved=stopped.approved)
    if detach:
        return detached(run, [word for word in sys.argv[1:] if word != "--detach"], log)
    with closing(notified), followed(run, trace, tell):
        outcome = carry(
            lambda: lifecycle.resume(run, stopped.settings, observer, **stopped.wishes),
            observer,
            run=run,
            far=(run / NOTE).is_file(),
        )
    return after(run, outcome, as_json=as_json, quiet=quiet)
