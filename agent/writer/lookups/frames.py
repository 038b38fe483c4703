"""What stands around a question that a tool answers: small talk, and the tools that are offered."""

from collections.abc import Sequence
from dataclasses import asdict
from random import Random
from typing import Any

from seedbed.tools.world.lookups.talk import FAREWELLS, GREETINGS, OPENINGS, Frame

_GREETED, _THANKED, _DISTRACTED = 0.15, 0.3, 0.4
"""Shares of the talks that begin with a greeting, that end with thanks, that offer a tool nobody needs."""


def drawn_frame(rng: Random, needed: Sequence[str], other: str, *, opens: bool = False) -> dict[str, Any]:
    """A frame as a brief keeps it.

    Args:
        needed: Names of the tools that are called.
        other: One that isn't, and may be offered beside them; empty: there is none.
        opens: Whether an opening may stand before the question where there is no greeting.
    """
    offered = [*needed, *([other] if other and rng.random() < _DISTRACTED else [])]
    rng.shuffle(offered)
    greeted = rng.random() < _GREETED
    frame = Frame(
        opening=rng.randrange(len(OPENINGS)) if opens and not greeted else 0,
        greeting=rng.randrange(len(GREETINGS)) if greeted else None,
        farewell=rng.randrange(len(FAREWELLS)) if rng.random() < _THANKED else None,
        offered=tuple(offered),
    )
    return {**asdict(frame), "offered": list(frame.offered)}
