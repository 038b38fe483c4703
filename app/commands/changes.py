"""Commands that change a run which is there: `seedbed extend`, `redo`, `steer` and `stop`."""

import time
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from seedbed.app import options
from seedbed.app.console import print_json, tell
from seedbed.memory.files.disk import typed

_WAIT = 60.0
"""Seconds that `stop` waits for the build to end."""


@click.command()
@options.run
@options.rows("How many more rows.", required=True, metavar="+N")
@options.text("part", "NAME", "Only for this part (else for all, by their size).")
@options.as_json
def extend(run: Path, rows: int, part: str, as_json: bool) -> None:
    """Ask a run for more rows.

    They are spread by the plan's shares, with the rows that are there; what a recipe counts (`3 rows`) grows
    in proportion. A running build goes on with them; a
    finished or stopped one is open again, and `seedbed resume` goes on. The budget stays as it is."""
    from seedbed.app.asking import give
    from seedbed.graphs.commands.orders import Extend, order_of

    give(run, order_of(Extend, rows=rows, part=part), as_json=as_json)


@click.command()
@options.run
@click.argument("rows", nargs=-1, required=True, metavar="ROW…")
@click.option(
    "--because", default="", metavar="T", help="Why; the writer is told that rows were sent back for it."
)
@options.as_json
def redo(run: Path, rows: tuple[str, ...], because: str, as_json: bool) -> None:
    """Withdraw rows of the dataset and have others made in their place.

    ROW is an id, or the beginning of one. A withdrawn row counts as rejected, for policy, by a person; its
    seat is owed again, and no copy of it is accepted. A running build goes on with that; a finished or
    stopped one is open again, and `seedbed resume` goes on."""
    from seedbed.app.asking import give
    from seedbed.graphs.commands.orders import Redo, order_of

    give(run, order_of(Redo, rows=rows, because=because), as_json=as_json)


@click.command()
@options.run
@options.several("drop", "C", "Make no more rows of a concept; its open seats go to its siblings.")
@options.several("add", "C", "Add a concept; it takes its share of the open seats of those beside it.")
@options.text("under", "P", "Concept that --add puts it under (else the root).")
@click.option("--inside", default="", metavar="LINE", help="What belongs to the concept of --add, in a line.")
@options.several(
    "weight",
    "C X",
    "Give a concept X times its open seats, from or to its siblings.",
    type=(str, options.Number(0.01, 100)),
)
@options.several("guide", "T", "Tell the writer a sentence.")
@options.several("for", "C", "Concept that --guide is for (else all).", "only")
@options.text("when", "EXPR", "Rows that --guide is for, by axes: \"mood == 'rude'\" (else all).")
@click.option("--part", default="", metavar="NAME", help="The part, where a run has several.")
@options.as_json
def steer(run: Path, as_json: bool, **wish: Any) -> None:
    """Change what a build makes, also while it runs.

    C is a concept by its id or its name; `seedbed inspect RUN --plan` shows them. Rows that are there stay.
    A running build obeys after its next commit, a stopped one when it is resumed."""
    from seedbed.app.asking import give
    from seedbed.graphs.commands.orders import Steer, order_of

    give(run, order_of(Steer, **wish), as_json=as_json)


@click.command()
@options.run
@options.as_json
def stop(run: Path, as_json: bool) -> None:
    """End a running build in good order.

    Calls in flight have 20 seconds to be answered, or twice as long as the slowest
    answer took; `seedbed resume` goes on."""
    from seedbed.memory.files.run_folder import open_for_reading
    from seedbed.memory.store.status import PUBLISHED

    folder = open_for_reading(run)
    said = "no process is working on it"
    if working := folder.held():
        with closing(folder.open_store(write=True)) as store:
            store.send("stop", {})
        tell("stopping: calls that are out have a while to be answered")
        until = time.monotonic() + _WAIT
        while (working := open_for_reading(run).held()) and time.monotonic() < until:
            time.sleep(0.1)
        said = "stopped"
    with closing(folder.open_store()) as store:
        state = store.meta("state") or ""
    if as_json:
        print_json({"run": str(run), "running": bool(working)})
    elif working:
        tell("it is still stopping")
    else:
        step = f": it is {state}" if state in PUBLISHED else f"; go on: seedbed resume {typed(run)}"
        tell(said + step)
