"""Ascending numbers, 4 bytes each."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import partial

Numbers = partial(array, "i")
"""None, or those given, ascending."""


def merged(some: Iterable[Sequence[int]]) -> "array[int]":
    """The numbers of all, ascending."""
    import numpy as np

    every = Numbers()
    for numbers in some:
        every.extend(numbers)
    return Numbers(np.sort(np.frombuffer(every, np.intc)).tobytes()) if every else every


def holds(some: "array[int]", number: int) -> bool:
    """Whether a number is among them."""
    at = bisect_left(some, number)
    return at < len(some) and some[at] == number


def drop(some: "array[int]", number: int) -> None:
    """Take a number out. Raises ValueError: it isn't there."""
    if not holds(some, number):
        raise ValueError(f"{number} isn't there")
    del some[bisect_left(some, number)]
