"""What a request leaves open: a question, and how a person is asked."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

Ask = Callable[[str, tuple[str, ...]], Awaitable[str | None]]
"""A question with its closed options → a person's answer; None: nobody is there."""
UNSAID_ROWS = 100
"""Taken where a request doesn't say how many rows, and nobody can be asked."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something that a request leaves open, or says in two ways."""

    part: str
    """Name of the part; empty: the whole request."""
    matter: str
    """What it is about: `rows`, `labels`, `reading`."""
    text: str
    """As a person is asked."""
    options: tuple[str, ...] = ()
    """Closed options; none: any words will do."""
    decided: str = ""
    """What is taken when nobody can be asked. Empty: it can't be decided, the request must say it."""
