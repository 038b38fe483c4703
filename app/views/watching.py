"""Looking on at a build from another process: the live view by what its store says."""

import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from rich.live import Live

from seedbed.app.console import console, stream, tell
from seedbed.app.viewer.now import now
from seedbed.app.views.live import figures, picture
from seedbed.graphs.observer import View, by_concept
from seedbed.memory import batch
from seedbed.memory.files.run_folder import open_for_reading
from seedbed.memory.store.damage import reading
from seedbed.memory.store.postgres.place import Unreached
from seedbed.memory.store.protocol import Store
from seedbed.memory.store.standing import Standing, plan_in, spec_in, standing
from seedbed.memory.store.status import left_by_all, read_status

_EVERY = 1.0
"""Seconds between two looks."""


def watch(run: Path, told: Callable[[View, dict[str, Any]], None]) -> dict[str, Any]:
    """Look at a run until nobody works on it any more; its status then. `told`: hears the figures and the
    status (without clauses) at each look. Raises UserFault: there is no run, or its store can't be read."""
    folder, away = open_for_reading(run), False
    while folder.held():
        began = time.monotonic()
        try:
            with reading(folder.path), closing(folder.open_store()) as store:
                status = read_status(store, ())
                view = _view(store, status)
            told(view, status)
            away = False
        except Unreached as fault:  # whoever works on the run waits for it
            if not away:
                tell(str(fault))
            away = True
        time.sleep(max(_EVERY, 4 * (time.monotonic() - began)))  # a fifth of a core at most, of any many rows
    with reading(run), closing(folder.open_store()) as store:
        return left_by_all(read_status(store), store)


def live(run: Path) -> dict[str, Any]:
    """`watch` with the live view at a terminal; piped, a line whenever the figures are others."""
    out, seen = console(False), ""
    with Live(console=out, auto_refresh=False, transient=True) as shown:

        def told(view: View, status: dict[str, Any]) -> None:
            nonlocal seen
            if out.is_terminal:
                shown.update(picture(view), refresh=True)
            elif (said := " · ".join(figures(view)[:5])) != seen:
                stream(seen := said)

        return watch(run, told)


def _view(store: Store, status: dict[str, Any]) -> View:
    moment, plan = now(store, spec_in(store), status), plan_in(store)
    plan_now = standing(store, plan) if plan else Standing([{}])
    cells = ((key, plan_now.filled[key], rows) for key, rows in (plan_now.open + plan_now.filled).items())
    return View(
        stage=moment["stage"],
        requested=status["requested"],
        accepted=status["accepted"],
        decided=status["accepted"] + status["rejected"] + status["failed"],
        in_flight=status["in_flight"],
        calls=status["calls"],
        tokens=sum(status["tokens"].values()),
        usd=status["cost_usd"],
        waits=status.get("waits", {}),
        batches=batch.figures(store),
        seconds=moment["seconds"],
        rate=moment["rate"],
        left=moment["left"],
        seats=by_concept(cells, plan_now.trees),
        reasons=Counter(),
    )
