"""The terminal: what is said there (for people on stderr, results on stdout), and how a command ends.

`line` and `words` are the one escape between untrusted text and the terminal. Model output, documents and
file names are shown as text: control characters (C0, C1, so every OSC and CSI sequence), bidirectional and
other invisible characters become visible escapes, and rich never sees markup.

`Program` is the one place where errors become a line on stderr and an exit code:
0 delivered · 1 not delivered · 2 call, spec or settings are wrong · 3 stopped, resumable · 130 interrupted.
Anything that isn't foreseen is a bug and keeps its traceback."""

import asyncio
import gc
import io
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import click

from seedbed.graphs.interrupting import ended_as_by_ctrl_c
from seedbed.memory.errors import Interrupted, Paused, UserFault
from seedbed.memory.files.disk import AGAIN, machine_fault
from seedbed.tools.evaluation.report.visible import shortened, visible

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

WRONG, PAUSED, INTERRUPTED = 2, 3, 130


def line(text: str, width: int = 1000) -> str:
    """The text on one line of at most `width` characters."""
    return shortened(text, width)


def words(text: str, style: str = "") -> "Text":
    """The text for rich: escaped, and never read as markup; line feeds stay."""
    from rich.text import Text

    return Text(visible(text), style=style)


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
    """A plain table: a rule under the head, numbers at the right; one that has no room is cut with «…»."""
    from rich import box
    from rich.table import Table

    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True, header_style="bold")
    for name in columns:
        right = name in numbers
        how: Any = {"justify": "right", "overflow": "ellipsis"} if right else {"overflow": "fold"}
        made.add_column(name, no_wrap=right, **how)
    return made


def print_json(value: Any) -> None:
    """One JSON object on stdout."""
    click.echo(json.dumps(value, ensure_ascii=True, indent=1))


# how a command ends -------------------------------------------------------------------------------------


class _Heedless(io.TextIOWrapper):
    """A standard stream of which some faults (`spared`) stop nothing, and others are told once: what can't be
    written may be lost. Letters that its encoding hasn't are written by their numbers."""

    def __init__(self, given: Any, spared: type[OSError]) -> None:
        raw = io.FileIO(given.fileno(), "w", closefd=False)
        lines = given.line_buffering or given.write_through
        faults = "backslashreplace" if given.errors == "strict" else given.errors
        super().__init__(io.BufferedWriter(raw), given.encoding, faults, line_buffering=lines)
        self.spared, self.lost = spared, False

    def write(self, said: str) -> int:
        with self._heedless():
            super().write(said)
        return len(said)

    def flush(self) -> None:
        with self._heedless():
            super().flush()

    def close(self) -> None:
        with self._heedless():
            super().close()

    @contextmanager
    def _heedless(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            told, self.lost = self.lost, True
            if not (told or isinstance(error, self.spared)):
                raise


def stream(said: str, code: int = 0) -> None:
    """A line of many on stdout, of a command whose work is to tell them: it ends where nobody reads on, with
    this code."""
    click.echo(said)
    if isinstance(sys.stdout, _Heedless) and sys.stdout.lost:
        raise click.exceptions.Exit(code)


def _steady_streams() -> None:
    """Open the standard streams that whoever began this process has closed. Who no longer reads one stops
    nothing; nor do other faults of stderr, words for people, while a result that is lost has to be told."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))
    for name, spared in (("stdout", BrokenPipeError), ("stderr", OSError)):
        given = getattr(sys, f"__{name}__")
        if given is not None and getattr(sys, name) is given:  # no test's or caller's own
            setattr(sys, name, _Heedless(given, spared))


class Program(click.Group):
    """A group whose commands return an exit code (none: 0), and whose errors end here."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which people need them."""
        return list(self.commands)

    def main(  # type: ignore[override]  # it always exits
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any
    ) -> None:
        typed = list(sys.argv[1:] if args is None else args)
        extra["standalone_mode"] = False
        _steady_streams()
        try:
            with ended_as_by_ctrl_c():
                code = super().main(typed, prog_name, **extra)
                sys.stdout.flush()
        except click.UsageError as error:
            error.show()
            number = isinstance(error, click.NoSuchOption) and error.option_name[1:].isdigit()
            unquoted = typed[:1] in (["build"], ["plan"]) and (number or "extra arg" in error.message)
            hint = "a request is one text in quotes; documents go by --from" if unquoted else ""
            code = _told(hint, WRONG, typed, said=f"{error.format_message()} {hint}".strip())
        except click.ClickException as error:
            code = _told(error.format_message(), WRONG, typed)
        except (KeyboardInterrupt, click.Abort, asyncio.CancelledError):
            kept = "; if its run was begun, `seedbed resume RUN` goes on with what was answered"
            builds = typed[:1] in (["build"], ["resume"])
            code = _told(f"interrupted{kept if builds else ''}", INTERRUPTED, typed)
        except Paused as pause:
            code = _told(str(pause), INTERRUPTED if isinstance(pause, Interrupted) else PAUSED, typed)
        except Exception as error:
            why = machine_fault(error)
            if isinstance(error.__cause__, KeyboardInterrupt):  # while a class was being made, say
                sys.exit(_told("interrupted", INTERRUPTED, typed))
            if not why and not isinstance(error, UserFault):
                raise
            said = str(error) if isinstance(error, UserFault) else why + AGAIN
            mended = getattr(error, "next_step", "")  # another place does, say, where an export has no room
            code = _told(said, PAUSED if why and not mended else WRONG, typed)
        sys.exit(code if isinstance(code, int) else 0)


def _told(message: str, code: int, typed: Sequence[str], said: str = "") -> int:
    """The message for people on stderr; with `--json` one object on stdout too, in a line."""
    if message:
        click.echo(f"seedbed: {line(message, 4000)}", err=True)
    if "--json" in typed:
        click.echo(json.dumps({"error": said or message, "exit_code": code}))
    return code
