"""What each kind of blueprint says before it is executed: wants, calls by turns, and what is told when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from seedbed.tools.world.blueprints.blueprint import Described, Want
from seedbed.tools.world.world import World


@dataclass(frozen=True, slots=True)
class Planned:
    """A call that is to be made."""

    turn: int
    name: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Draft:
    """A blueprint without results."""

    wants: tuple[Want, ...]
    calls: tuple[Planned, ...]
    asks: tuple[str, ...] = ()
    """Facts of the first want that the user leaves out at first."""
    wrong: Mapping[str, Any] | None = None
    """Facts of the first want as the user gets them wrong at first; None: right at once."""
    later: bool = False
    """Whether the second want is told once the first one is fulfilled."""
    offered: frozenset[str] | None = None
    """The tools that are given; None: those that are called."""


def want(
    world: World,
    name: str,
    facts: Mapping[str, Any],
    described: Sequence[Described] = (),
    computed: Sequence[str] = (),
) -> Want:
    """What a user wants who needs a tool."""
    operation = world.operations.get(name)
    does: Literal["create", "get", "find", "update", "delete", "compute"]
    does, of = (operation.does, operation.collection) if operation else ("compute", name)
    return Want(
        does=does,
        of=of,
        tool=name,
        facts=dict(facts),
        described=tuple(described),
        computed=tuple(computed),
    )
