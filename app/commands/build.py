"""`seedbed build`: the whole thing."""

import os
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from seedbed.app import options
from seedbed.app.console import first_word, tell
from seedbed.app.ending import print_json
from seedbed.memory.errors import UserFault
from seedbed.memory.files.disk import typed


@click.command()
@click.argument("request", metavar="REQUEST|SPEC.yaml")
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), metavar="RUN", help="The run's folder; new or empty."
)
@options.wish
@click.option("--dry-run", is_flag=True, help="Plan and estimate only; make no rows and leave no run.")
@options.carried
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
    """Make a dataset.

    Reads the request, plans, asks for approval, makes and checks every row.

    REQUEST is plain words, a text file that holds them, a spec, or a folder made by `seedbed plan`."""
    first_word(quiet=quiet or as_json)
    from seedbed.app.away import Notifier, detached, log_to
    from seedbed.app.intake import place, read_wish
    from seedbed.app.running import after, carry, stopped
    from seedbed.app.tracing import followed
    from seedbed.app.views.run import open_run
    from seedbed.app.views.terminal import Terminal, before
    from seedbed.graphs import lifecycle

    wish, said = read_wish(request, {**flags, "yes": yes})
    observer = Terminal(yes=yes, quiet=quiet or as_json, capped=wish.capped, looking_only=dry_run)
    logged = log_to(log) if log is not None else None  # where it can't be written, nothing is begun
    if logged is not None and not detach:
        observer.console, observer.present = logged, False
    before(wish.settings, observer, said)
    if dry_run:
        with tempfile.TemporaryDirectory() as folder:
            run = Path(folder) / "run"
            outcome = carry(lambda: lifecycle.build(run, wish, observer), observer)
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
    observer.notify = notified = Notifier(notify, path, tell)
    try:
        with closing(notified), followed(path, "" if detach else trace, tell):
            outcome = carry(
                lambda: lifecycle.build(path, wish, observer, until=until),
                observer,
                run=path,
                far=bool(wish.store),
            )
    except UserFault as fault:
        if taken or not os.path.exists(path):
            raise
        step = f"{fault.next_step}; then seedbed resume {typed(path)}, with the flags that were wrong"
        raise UserFault(fault.what, where=fault.where, next_step=step) from fault
    if outcome.status["state"] == "planned":
        return detached(path, ["resume", str(path)], log, notify=notify, trace=trace)
    return after(path, outcome, as_json=as_json, quiet=quiet)
