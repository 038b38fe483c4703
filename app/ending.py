"""How a command ends: the one place where errors become a line on stderr and an exit code.

0 delivered · 1 not delivered · 2 call, spec or settings are wrong · 3 stopped, resumable · 130 interrupted.
Anything that isn't foreseen here is a bug and keeps its traceback."""

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from seedbed.app.console import steady_streams
from seedbed.app.views.escape import line
from seedbed.graphs.interrupting import ended_as_by_ctrl_c
from seedbed.memory.errors import Interrupted, Paused, UserFault
from seedbed.memory.files.disk import AGAIN, machine_fault

WRONG, PAUSED, INTERRUPTED = 2, 3, 130


class Program(click.Group):
    """A group whose commands return an exit code, and whose errors end here."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which people need them."""
        return list(self.commands)

    def main(  # type: ignore[override]  # it always exits
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any
    ) -> None:
        words = list(sys.argv[1:] if args is None else args)
        extra["standalone_mode"] = False
        steady_streams()
        try:
            with ended_as_by_ctrl_c():
                code = super().main(words, prog_name, **extra)
                sys.stdout.flush()
        except click.UsageError as error:
            error.show()
            code = _tell("", WRONG, words, said=error.format_message())
        except click.ClickException as error:
            code = _tell(error.format_message(), WRONG, words)
        except (KeyboardInterrupt, click.Abort, asyncio.CancelledError):
            kept = "if its run was begun, `seedbed resume RUN` goes on with what was answered"
            code = _tell(f"interrupted; {kept}", INTERRUPTED, words)
        except Paused as pause:
            code = _tell(str(pause), INTERRUPTED if isinstance(pause, Interrupted) else PAUSED, words)
        except BrokenPipeError:  # whoever read our output has gone
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = 0
        except Exception as error:
            why = machine_fault(error)
            if not why and not isinstance(error, UserFault):
                raise
            said = str(error) if isinstance(error, UserFault) else why + AGAIN
            code = _tell(said, PAUSED if why else WRONG, words)
        sys.exit(code if isinstance(code, int) else 0)


def _tell(message: str, code: int, words: Sequence[str], said: str = "") -> int:
    """The message for people on stderr; with `--json` one object on stdout too."""
    if message:
        click.echo(f"seedbed: {line(message, 4000)}", err=True)
    if "--json" in words:
        print_json({"error": said or message, "exit_code": code})
    return code


def print_json(value: Any) -> None:
    """One JSON object on stdout."""
    click.echo(json.dumps(value, ensure_ascii=True, indent=1))
