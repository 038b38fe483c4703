"""Consoles: people read stderr, results go to stdout; and a few shapes that both use."""

import gc
import sys
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from seedbed.app.views.escape import words

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table


def tell(said: Any, style: str = "", *, stderr: bool = True) -> None:
    """Something for people: a text is escaped, and its lines, which may hold paths, aren't broken."""
    from rich.text import Text

    piece = words(said, style) if isinstance(said, str) else said
    console(stderr).print(piece, soft_wrap=isinstance(piece, Text))


show = partial(tell, stderr=False)
"""Something of what was asked for, in the same way."""


def first_word(*, quiet: bool) -> None:
    """Said before what a command works with is loaded, which takes a second or two. All of it stays, so
    nothing is collected until `running.carry`."""
    gc.disable()
    if not quiet:
        tell("getting ready", "cyan")


@cache
def console(stderr: bool) -> "Console":
    """The console for messages to people (stderr), or for what was asked for (stdout)."""
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
