"""Consoles: people read stderr, results go to stdout; and a few shapes that both use."""

import gc
import io
import os
import sys
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from seedbed.app.views.escape import words

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table


class _Heedless(io.FileIO):
    """A stream whose reader may go, or whose disk may be full: what can't be written is lost."""

    def write(self, said: Any) -> int:
        try:
            return super().write(said)
        except OSError:
            return len(said)


def steady_streams() -> None:
    """Open the standard streams that whoever began this process has closed, and let stderr, words for people,
    stop nothing. Standard output stays strict: a result that is lost has to be told."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))
    given = sys.__stderr__
    if given is not None and sys.stderr is given:  # no test's or caller's own
        raw = io.BufferedWriter(_Heedless(given.fileno(), "w", closefd=False))
        sys.stderr = io.TextIOWrapper(raw, given.encoding, given.errors, line_buffering=True)


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
