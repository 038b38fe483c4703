"""A person's answers to what waits, as values that pass through the command table."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from seedbed.graphs.approval.changing import PartChange
from seedbed.graphs.commands.orders import order_of
from seedbed.memory.errors import UserFault
from seedbed.memory.spec import Budget, Frozen
from seedbed.memory.store.protocol import Commit, Event, Store, StoredCommand
from seedbed.memory.store.status import REFUSED


class _Answer(Frozen):
    question: int
    """The number of the question that it answers."""
    by: Annotated[str, Field(max_length=40)] = "a person"
    """Where it was given: `in the browser`, `from Python`."""


class Approve(_Answer):
    """Yes."""

    budget: Budget | None = None
    """Caps from now on; a question for more budget needs some."""


class Decline(_Answer):
    """No."""

    because: Annotated[str, Field(max_length=500)] = ""


class Change(_Answer):
    """Not so, but thus: the question is asked again."""

    parts: dict[str, PartChange] = {}
    anew: bool = False
    """Whether the dry rows are made anew."""


Answer = Approve | Decline | Change
ANSWERS: Mapping[str, type[Answer]] = {"approve": Approve, "decline": Decline, "change": Change}
"""Name in the command table, that of its shape in lower case → its shape."""


def read(name: str, arguments: Mapping[str, Any]) -> Answer:
    """An answer from plain data. Raises UserFault: it is none."""
    if name not in ANSWERS:
        raise UserFault(f"{name!r} is no answer", next_step=f"answers are {', '.join(ANSWERS)}")
    return order_of(ANSWERS[name], **arguments)


def refuse(store: Store, command: StoredCommand, why: str, *, kept: bool = False) -> None:
    """Take a command that can't be carried out; the trace says why. `kept`: so do the status and the plan,
    for whoever gave it may have been told that it would be."""
    said = [Event("person", "refused", {"command": command.number, "why": why})]
    asked = " by ".join(filter(None, [command.name, command.arguments.get("reviewer")]))
    one = {"asked": asked, "because": why, "commit": store.committed()}
    meta = {REFUSED: [*(store.meta(REFUSED) or ()), one]} if kept else {}
    store.commit(Commit(events=said, meta=meta, taken=[command.number]))
