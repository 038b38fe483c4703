"""Consoles: people read stderr, results go to stdout; and a few shapes that both use."""

import sys
from functools import cache
from typing import TYPE_CHECKING

from seedbed.app.views.escape import words

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table


@cache
def people() -> "Console":
    """The console for messages to people (stderr)."""
    return _console(stderr=True)


@cache
def results() -> "Console":
    """The console for what was asked for (stdout)."""
    return _console(stderr=False)


def tell(text: str, style: str = "") -> None:
    """A line for people, escaped; lines that hold paths aren't broken."""
    people().print(words(text, style), soft_wrap=True)


def show(text: str, style: str = "") -> None:
    """A line of what was asked for, in the same way."""
    results().print(words(text, style), soft_wrap=True)


def _console(*, stderr: bool) -> "Console":
    from rich.console import Console

    # Nothing that is printed is markup, an emoji code or a thing to be coloured by guess.
    return Console(stderr=stderr, markup=False, emoji=False, highlight=False)


def interactive() -> bool:
    """Whether a person can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def table(*columns: str, numbers: tuple[str, ...] = ()) -> "Table":
    """A plain table: a rule under the head, numbers at the right."""
    from rich import box
    from rich.table import Table

    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True, header_style="bold")
    for name in columns:
        right = name in numbers
        made.add_column(name, justify="right" if right else "left", no_wrap=right, overflow="fold")
    return made
