"""A talk in the terminal: who speaks, what is called, what it gave; long results are cut.

Everything that is said is data: escaped, and no line of it can pass for another speaker's."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from seedbed.app.console import line, words
from seedbed.tools.evaluation.report.play import calls_of, text_of

_SAID = 1_200
"""Characters of a message."""
_CALLED, _GAVE = 300, 200
"""Of a call, and of what it gave."""
_STYLES = {"user": "cyan", "assistant": "green", "system": "dim"}


def spoken(messages: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Text]]:
    """(who, what) of each line to be printed: messages, calls and results of tools."""
    for message in messages:
        role, said = str(message.get("role")), text_of(message.get("content"))
        if role == "tool":
            yield "gave", words(line(said, _GAVE), "dim")
            continue
        if said.strip():
            cut = said if len(said) <= _SAID else f"{said[:_SAID].rstrip()}…"
            yield line(role, 12), words(cut.strip(), "dim" if role == "system" else "not dim")
        for call in calls_of(message):
            yield "calls", words(line(call, _CALLED), "yellow not dim")


def played(messages: Sequence[Mapping[str, Any]], most: int = 0) -> Table:
    """The talk as a grid of speakers and what they say. `most`: lines that are shown, without the system's;
    0: all, and that too."""
    made = Table.grid(padding=(0, 2))
    made.add_column(width=9, justify="right")
    made.add_column(overflow="fold")
    lines = [one for one in spoken(messages) if not most or one[0] != "system"]
    for who, what in lines[: most or None]:
        made.add_row(words(who, _STYLES.get(who, "dim")), what)
    if most and len(lines) > most:
        made.add_row("", words(f"… and {len(lines) - most} more", "dim"))
    return made
