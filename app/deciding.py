"""A person's decision about a row as an order to the run: from the Python API and from the browser."""

import getpass
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seedbed.app.asking import ask
from seedbed.memory.errors import UserFault
from seedbed.memory.files.run_folder import open_for_reading
from seedbed.memory.review import planted_rows
from seedbed.memory.store.standing import row_named

if TYPE_CHECKING:
    from seedbed.graphs.commands.orders import Decide


def who(name: str = "") -> str:
    """A reviewer's name; where none is given, that of the user of this machine."""
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
    from seedbed.graphs.commands.fixing import examined
    from seedbed.graphs.commands.orders import Decide, order_of

    said["reviewer"] = who(said.get("reviewer", ""))
    if changes and decision != "fix":
        raise UserFault(f"{decision} changes nothing in a row", next_step="decide fix, or leave `fixed` out")
    if decision == "fix":
        folder = open_for_reading(run)
        with closing(folder.open_store()) as store:
            # Of a planted row, or one that isn't in the dataset, it says no more than that it is wrong.
            if row not in planted_rows(store) and row_named(store, row).verdict.state == "accepted":
                said["fixed"] = examined(folder, store, row, changes or {})
    step = "docs/review.md tells what may be decided"
    return order_of(Decide, step, row=row, decision=decision, **said)


def plant(run: Path) -> None:
    """See that a run has rows of known truth for its reviewers, as far as they can be made. Raises UserFault:
    there is no run, or it has no plan yet."""
    from seedbed.graphs.commands.planting import planting

    folder = open_for_reading(run)
    with closing(folder.open_store()) as store:
        wanted = planting(folder, store)
    if wanted is not None:
        ask(run, wanted)
