"""`seedbed stop`: end a run in good order, from another terminal."""

import time
from contextlib import closing
from pathlib import Path

import click

from seedbed.app import options

_WAIT = 60.0
"""Seconds that calls in flight are waited for before this command leaves them to the run."""


@click.command()
@options.run
@options.as_json
def stop(run: Path, as_json: bool) -> int:
    """End a running build in good order.

    Calls in flight finish; `seedbed resume` goes on.
    """
    from seedbed.app.console import tell
    from seedbed.app.ending import print_json
    from seedbed.memory.files.run_folder import open_for_reading

    folder = open_for_reading(run)
    said = "no process is working on it"
    if working := folder.held():
        with closing(folder.open_store(write=True)) as store:
            store.send("stop", {})
        until = time.monotonic() + _WAIT
        while (working := open_for_reading(run).held()) and time.monotonic() < until:
            time.sleep(0.1)
        said = "stopped"
    if as_json:
        print_json({"run": str(run), "running": working})
    else:
        tell("it is finishing its calls in flight" if working else f"{said}; go on: seedbed resume {run}")
    return 0
