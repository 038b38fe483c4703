"""Handing a person's command, answer or decision about a row to a run, whether a process works on it or not;
what came of it."""

import asyncio
import getpass
import re
import time
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from seedbed.app.console import print_json, tell
from seedbed.app.options import of_run
from seedbed.memory.errors import UserFault
from seedbed.memory.files.disk import typed
from seedbed.memory.files.run_folder import Held, RunFolder, open_for_reading
from seedbed.memory.review import LONGEST_NAME, Fixed, planted_rows
from seedbed.memory.store.damage import reading
from seedbed.memory.store.protocol import Candidate, Store
from seedbed.memory.store.standing import row_named
from seedbed.memory.store.status import read_status

if TYPE_CHECKING:
    from seedbed.graphs.approval.orders import Answer
    from seedbed.graphs.commands.orders import Decide, Order
    from seedbed.graphs.commands.reviewing import Change

_Given = TypeVar("_Given")
_SMALL = 64_000_000
"""Bytes of a store of which all is hashed within two seconds."""
_HALF = re.compile(r"[\ud800-\udfff]")
"""What a shell's bytes become that are no UTF-8."""
_WAIT = 10.0
"""Seconds that a process is given to take a command up before this one leaves it there."""


def ask(
    run: Path, order: "Order", said: Callable[[str], None] = lambda _: None
) -> "tuple[bool, bool, Change]":
    """Hand a command to a run: to the process that works on it, or, as far as it needs no models, at once.
    Raises UserFault: there is no run, no plan yet, the store is damaged, or what was asked can't be had;
    nothing is changed then.

    Returns:
        Whether a process builds the run; whether the command is carried out (else it waits for the process,
        or for `resume`); what it means."""
    from seedbed.graphs.commands.carry_out import change_of
    from seedbed.graphs.commands.orders import Decide, Steer

    folder = open_for_reading(run)
    with reading(run), closing(folder.open_store()) as store:
        if isinstance(order, Steer):
            order = order.model_copy(update={"at_rest": not (_is_built(store) and folder.held())})
        waiting = store.waiting()
        before = [Steer.model_validate(one.arguments) for one in waiting if one.name == "steer"]
        change = change_of(order, store, before)
        for one in (Decide.model_validate(one.arguments) for one in waiting if one.name == "decide"):
            lost = isinstance(order, Decide) and order.fixed and order.row.startswith(one.row.strip().lower())
            if lost and one.decision in ("fix", "reject"):
                what = (
                    f"{one.reviewer}'s decision about the row {one.row} waits for the build: {one.decision}"
                )
                raise UserFault(what, next_step="look at the row again once that is carried out")
    ended = f"should this command be ended now, `seedbed resume {typed(run)}` goes on with that"
    # Asked for twice, they would be twice as many.
    kept = f"{change.told}: asked for; {ended}" if change.rows else ""
    return *_hand(folder, order, said, kept), change


def _hand(
    folder: RunFolder, order: "Order | Answer", said: Callable[[str], None] = lambda _: None, kept: str = ""
) -> tuple[bool, bool]:
    """Leave a command in a run's table, and wait until it is taken. After a decision about a row the files
    are behind (`graphs/at_rest.py`). Raises UserFault: it was refused, or somebody changed the store since
    the build left it.

    Args:
        kept: What is said once it is left there.

    Returns:
        Whether a process builds the run; whether the command is taken."""
    from seedbed.graphs import at_rest as resting

    run = folder.path
    name = type(order).__name__.lower()
    with reading(run), closing(folder.open_store(write=True)) as store:
        # A large store is compared once, by what carries the command out.
        small = folder.store.stat().st_size <= _SMALL
        if name not in resting.DECISIONS and small and not folder.held():
            resting.refuse_changed(folder, store)
        told, number = store.last_seq(), store.send(name, order.model_dump(mode="json"))
    if kept:
        said(kept)

    def taken() -> bool:
        with closing(folder.open_store()) as store:
            return all(command.number != number for command in store.waiting())

    until = time.monotonic() + _WAIT
    while (running := open_for_reading(run).held()) and time.monotonic() < until and not taken():
        time.sleep(0.1)
    if not running and name != "steer":  # which needs models
        with suppress(Held):  # by whoever takes it up, then
            if name in resting.DECISIONS:
                resting.decide(folder)
            else:
                resting.obey(folder, said)
    with closing(folder.open_store()) as store:
        for event in store.events(told):
            if event.kind == "refused" and event.data.get("command") == number:
                raise UserFault(str(event.data["why"]), where=str(run))
        built = bool(running) and _is_built(store)
    return built, taken()


def _is_built(store: Store) -> bool:
    """Whether who holds a run, if anybody does, builds it, and isn't another command at a run at rest."""
    return bool(store.meta("state") == "running")


def answer(run: Path, given: "Answer") -> tuple[bool, bool]:
    """Answer what a run waits for: the process that waits goes on, or `seedbed resume` does. Raises
    UserFault: there is no run, it was answered already, or the answer can't be had; nothing is changed then.

    Returns:
        Whether a process builds the run; whether the answer is taken (else it waits for that process)."""
    from seedbed.graphs.approval.answers import waiting_of

    folder = open_for_reading(run)
    with reading(run), closing(folder.open_store()) as store:
        waiting_of(given, store)
    return _hand(folder, given)


def give(run: Path, order: "Order", *, as_json: bool) -> None:
    """Hand a command to a run and tell what came of it."""
    running, done, change = ask(run, order, (lambda _: None) if as_json else tell)
    with reading(run), closing(open_for_reading(run).open_store()) as store:
        status = read_status(store)
        later = sum(one.arguments["rows"] for one in store.waiting() if one.name == "extend")
    status |= {key: status[key] + later for key in ("requested", "missing")}
    if as_json:
        print_json(
            {
                "run": str(run),
                "running": running,
                "done": done,
                "added": sum(change.rows.values()),
                "withdrawn": [candidate.row_id for candidate, _ in change.gone],
                "directives": [directive.model_dump(mode="json") for directive in change.directives],
                "unheeded": list(change.unheeded),
                **{key: status[key] for key in ("requested", "accepted", "missing")},
            }
        )
        return
    for said in change.unheeded:
        tell(of_run(said, run), "yellow")
    step = f"go on: seedbed resume {typed(run)}" if status["missing"] else "kept for rows that are asked for"
    if running:
        step = "the build goes on with it" if done else "the build takes it up after its next commit"
    tell(f"{change.told} ({status['requested']:,} in all, {status['missing']:,} missing): {step}")


# decisions about rows ----------------------------------------------------------------------------------


def who(name: Any = "") -> str:
    """A reviewer's name; where none is given, that of the user of this machine. Raises UserFault: it is no
    text, or too long."""
    if not isinstance(name, str) or len(name) > LONGEST_NAME or _HALF.search(name):
        step = f"give a text of at most {LONGEST_NAME} characters"
        raise UserFault("is no name", where=f"reviewer {str(name)[:LONGEST_NAME]!r}", next_step=step)
    if said := " ".join(name.split()):
        return said
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name
        return "somebody"


def order(run: Path, row: str, decision: str, changes: Mapping[str, Any] | None, **said: Any) -> "Decide":
    """The order of a decision; a mended row has passed every check that costs nothing. Raises UserFault: a
    word isn't known, or the mended row doesn't hold.

    Args:
        changes: Field → its right value, of a row that is mended.
        said: The rest of `Decide`."""
    from seedbed.graphs.commands.orders import Decide, Mended, order_of

    said["reviewer"] = who(said.get("reviewer", ""))
    if changes and decision != "fix":
        raise UserFault(f"{decision} changes nothing in a row", next_step="decide fix, or leave `fixed` out")
    if said.get("reason") and decision != "reject":
        raise UserFault(f"{decision} has no reason", next_step="decide reject, or leave `reason` out")
    step = "docs/review.md tells what may be decided"
    wish = order_of(Decide, step, row=row, decision=decision, **said)
    if decision == "fix":
        folder, changes = open_for_reading(run), order_of(Mended, step, fixed=changes or {}).fixed
        with closing(folder.open_store()) as store:
            # Of a planted row, or one that isn't in the dataset, it says no more than that it is wrong.
            if row not in planted_rows(store) and (one := row_named(store, row)).verdict.state == "accepted":
                wish = wish.model_copy(
                    update={"row": one.row_id, "fixed": _examined(folder, store, one, changes)}
                )
    return wish


def _examined(folder: RunFolder, store: Store, row: Candidate, changes: Mapping[str, Any]) -> Fixed:
    """A row with a person's changes, which its schema and every check that costs nothing have let pass.
    Raises UserFault: a field can't be changed, or a check finds fault."""
    from seedbed.agent.making.fixing import KEPT, fixed
    from seedbed.graphs.candidate.remaking import env_of

    brief, draft = store.brief(row.number), row.draft
    if brief is None or draft.row is None:
        raise UserFault(f"of {row.row_id} no row came, so there is nothing to mend")
    return _apart(fixed(changes, draft.row, draft.notes.get(KEPT, {}), brief, env_of(folder, store)))


def _apart(work: Coroutine[Any, Any, _Given]) -> _Given:
    """What a coroutine gives; whoever wants it may be in an event loop."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, work).result()


def plant(run: Path) -> None:
    """See that a run has rows of known truth for its reviewers, as far as they can be made. Raises UserFault:
    there is no run, or it has no plan yet."""
    from seedbed.graphs.commands.planting import planting

    folder = open_for_reading(run)
    with closing(folder.open_store()) as store:
        wanted = _apart(planting(folder, store))
    if wanted is not None:
        ask(run, wanted)
