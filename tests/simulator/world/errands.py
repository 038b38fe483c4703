"""Errands that users of this server run: the blueprint behind each, and what assistants know it by.

A user's brief carries kind, seed and number of its blueprint; whoever has the world (`--tool-world FILE`)
draws it again. An assistant knows the errand by the talk's first message.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the product's modules take long to import: only a server with a world does
    from seedbed.tools.world.blueprints.blueprint import Blueprint, Message
    from seedbed.tools.world.world import World

Turn = tuple["Message", ...]
"""What an assistant does between two messages of the user: groups of calls, and its words."""


@dataclass(frozen=True, slots=True)
class Errand:
    """One errand."""

    world: "World"
    blueprint: "Blueprint"

    @property
    def dues(self) -> "tuple[Message, ...]":
        """The user's messages."""
        return tuple(one for one in self.blueprint.messages if one.role == "user")

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The assistant's turns."""
        found: list[list[Message]] = []
        for one in self.blueprint.messages:
            if one.role == "user":
                found.append([])
            elif one.role == "assistant":
                found[-1].append(one)
        return tuple(map(tuple, found))


@cache
def errand_of(file: str, id: str) -> Errand | None:
    """The errand with an id `KIND/SEED/NUMBER`; None: the world has no such one.

    Args:
        file: Path of the world's file.
    """
    from seedbed.memory.errors import UserFault
    from seedbed.tools.world.blueprints.blueprint import KINDS
    from seedbed.tools.world.blueprints.drawing import draw_blueprint

    try:
        kind, seed, number = map(int, id.split("/"))
        world = _world(file)
        return Errand(world, draw_blueprint(world, KINDS[kind], seed, number))
    except (ValueError, IndexError, UserFault):
        return None


@cache
def _world(file: str) -> "World":
    from seedbed.tools.world.copies import REAL
    from seedbed.tools.world.world_file import read_world

    return read_world(Path(file), REAL)


def key_words(key: str) -> tuple[str, ...]:
    """The words of a field's name, as the product tells them."""
    from seedbed.tools.verification.toolcalls import tools

    return tools.key_words(key)
