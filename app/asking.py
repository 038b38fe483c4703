"""Handing a person's command to a run, whether a process works on it or not, and telling what came of it."""

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seedbed.memory.errors import UserFault
from seedbed.memory.store.damage import reading

if TYPE_CHECKING:
    from seedbed.graphs.commands.orders import Order
    from seedbed.memory.files.run_folder import RunFolder
    from seedbed.memory.plan import Plan
    from seedbed.memory.store.sql import SqlStore
    from seedbed.memory.store.standing import Standing

_WAIT = 10.0
"""Seconds that a process is given to take a command up before this one leaves it there."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of a command."""

    running: bool
    """Whether a process works on the run."""
    done: bool
    """Whether it is carried out; else it waits for the process, or for `resume`."""


def ask(run: Path, order: "Order", check: "Callable[[SqlStore, Plan], Any]") -> Asked:
    """Hand a command to a run: to the process that works on it, or, as far as it needs no models, at once.

    Args:
        check: Raises UserFault if the command can't be had; nothing is changed then.

    Raises:
        UserFault: there is no run, no plan yet, the store is damaged, or what was asked can't be had.
    """
    from seedbed.graphs.commands.carry_out import known
    from seedbed.graphs.commands.orders import ORDERS
    from seedbed.memory.files.run_folder import open_for_reading

    folder = open_for_reading(run)
    name = next(name for name, shape in ORDERS.items() if shape is type(order))
    with reading(run), closing(folder.open_store()) as store:
        _, plan = known(store)
        check(store, plan)
    with reading(run), closing(folder.open_store(write=True)) as store:
        number = store.send(name, order.model_dump(mode="json"))
    until = time.monotonic() + _WAIT
    while (running := open_for_reading(run).held()) and time.monotonic() < until:
        if _taken(folder, number):
            break
        time.sleep(0.1)
    if not running and name != "steer":
        _at_once(folder)
    done = _taken(folder, number)
    if done and (why := _refused(folder, number)):
        raise UserFault(why, where=str(run))
    return Asked(running, done)


def _at_once(folder: "RunFolder") -> None:
    from seedbed.graphs.lifecycle import obey_at_rest

    folder.hold()
    try:
        obey_at_rest(folder)
    finally:
        folder.release()


def _taken(folder: "RunFolder", number: int) -> bool:
    with closing(folder.open_store()) as store:
        return all(command.number != number for command in store.waiting())


def _refused(folder: "RunFolder", number: int) -> str:
    """Why a command that was taken wasn't carried out after all; empty: it was."""
    with closing(folder.open_store()) as store:
        for event in store.events():
            if event.kind == "refused" and event.data.get("command") == number:
                return str(event.data["why"])
    return ""


def stands(store: "SqlStore", plan: "Plan") -> "Standing":
    """The plan as it stands."""
    from seedbed.memory.store.standing import standing

    return standing(store, plan)


def what_next(run: Path, asked: Asked) -> str:
    """The next step, in a line."""
    if asked.running:
        return "the build goes on with it" if asked.done else "the build takes it up after its next commit"
    return f"go on: seedbed resume {run}"


def report(
    run: Path, asked: Asked, said: "Callable[[dict[str, Any]], str]", more: dict[str, Any] | None
) -> None:
    """Tell what came of a command that changes the rows of a run.

    Args:
        said: What was done, from the status of the run.
        more: What JSON says besides; None: people are told.
    """
    from seedbed.app.console import tell
    from seedbed.app.ending import print_json
    from seedbed.memory.files.run_folder import open_for_reading
    from seedbed.memory.store.status import read_status

    with closing(open_for_reading(run).open_store()) as store:
        status = read_status(store)
    if more is None:
        tell(f"{said(status)}: {what_next(run, asked)}")
        return
    state = {"run": str(run), "running": asked.running, "done": asked.done}
    print_json({**state, **more, **{k: status[k] for k in ("requested", "accepted", "missing")}})
