"""Things of several kinds, drawn so that each kind comes up before one comes up again."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def in_turns(kinds: Mapping[str, Sequence[T]], dice: Random) -> Iterator[T]:
    """All of them, kinds taking turns; always the same for the same generator."""
    left = {kind: dice.sample(list(kinds[kind]), len(kinds[kind])) for kind in sorted(kinds)}
    order = dice.sample(sorted(left), len(left))
    while any(left.values()):
        for kind in order:
            if left[kind]:
                yield left[kind].pop()
