"""`seedbed stop`: end a run in good order, from another terminal."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from seedbed.app import options

if TYPE_CHECKING:
    from seedbed.memory.files.run_folder import RunFolder

_WAIT = 60.0
"""Seconds that calls in flight are waited for before this command leaves them to the run."""


@click.command()
@options.run
@options.as_json
def stop(run: Path, as_json: bool) -> int:
    """End a running build in good order.

    Calls in flight finish; `seedbed resume` goes on.
    """
    from seedbed.app.console import people
    from seedbed.app.ending import print_json
    from seedbed.app.views.escape import words
    from seedbed.memory.files.run_folder import RunFolder, open_for_reading

    folder = open_for_reading(run)
    working = held(folder)
    if working:
        store = folder.open_store(write=True)
        try:
            store.send("stop", {})
        finally:
            store.close()
        until = time.monotonic() + _WAIT
        while (working := held(RunFolder(run))) and time.monotonic() < until:
            time.sleep(0.1)
        said = "it is finishing its calls in flight" if working else f"stopped; go on: seedbed resume {run}"
    else:
        said = f"no process is working on it; go on: seedbed resume {run}"
    if as_json:
        print_json({"run": str(run), "running": working})
    else:
        people().print(words(said), soft_wrap=True)
    return 0


def held(folder: "RunFolder") -> bool:
    """Whether a process works on the run."""
    from seedbed.memory.files.run_folder import Held

    try:
        folder.hold()
    except Held:
        return True
    folder.release()
    return False
