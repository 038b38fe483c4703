"""A talk in the terminal: who speaks, what is called, what it gave; long results are cut.

Everything that is said is data: escaped, and no line of it can pass for another speaker's.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from seedbed.app.views.escape import line, words

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

_SAID = 1_200
"""Characters of a message."""
_CALLED, _GAVE = 300, 200
"""Of a call, and of what it gave."""
_STYLES = {"user": "cyan", "assistant": "green", "system": "dim"}


def spoken(messages: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, "Text"]]:
    """(who, what) of each line to be printed: messages, calls and results of tools."""
    for message in messages:
        role, content = str(message.get("role")), message.get("content")
        said = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        if role == "tool":
            yield "gave", words(line(said, _GAVE), "dim")
            continue
        if content and said.strip():
            cut = said if len(said) <= _SAID else f"{said[:_SAID].rstrip()}…"
            yield line(role, 12), words(cut.strip(), "dim" if role == "system" else "not dim")
        for call in message.get("tool_calls") or ():
            function = call.get("function") if isinstance(call, Mapping) else None
            inner = function if isinstance(function, Mapping) else {}
            yield (
                "calls",
                words(line(f"{inner.get('name', '?')}({_arguments(inner)})", _CALLED), "yellow not dim"),
            )


def _arguments(call: Mapping[str, Any]) -> str:
    """As they are read best: name=value where the JSON is an object, else as they stand."""
    given = call.get("arguments", "")
    try:
        read = json.loads(given) if isinstance(given, str) else given
    except (ValueError, RecursionError):
        return str(given)
    if not isinstance(read, Mapping):
        return str(given)
    return ", ".join(f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in read.items())


def played(messages: Sequence[Mapping[str, Any]], most: int = 0) -> "Table":
    """The talk as a grid of speakers and what they say.

    Args:
        most: Lines that are shown, without the system's; 0: all, and that too.
    """
    from rich.table import Table

    made = Table.grid(padding=(0, 2))
    made.add_column(width=9, justify="right")
    made.add_column(overflow="fold")
    lines = [one for one in spoken(messages) if not most or one[0] != "system"]
    for who, what in lines[: most or None]:
        made.add_row(words(who, _STYLES.get(who, "dim")), what)
    if most and len(lines) > most:
        made.add_row("", words(f"… and {len(lines) - most} more", "dim"))
    return made
