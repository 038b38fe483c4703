"""Small programming tasks with two solutions each and arguments to try them on.

`words/code_tasks.txt` has a task per `# names | signature` head: `say` lines word it, `one` and `two` begin
its solutions (bodies of the function), `try` lists arguments. `$k:3-9` is a slot where it is first told.
"""

import random
import re
from dataclasses import dataclass
from functools import cache

from tests.simulator.world.vocabulary import FOLDER

IMPORTS = (
    ("Counter", "from collections import Counter"),
    ("timedelta", "from datetime import timedelta"),
    ("date", "from datetime import date"),
    ("accumulate", "from itertools import accumulate"),
    ("math", "import math"),
    ("re", "import re"),
)
_SLOT = re.compile(r"\$([a-z])(?::(\w+(?:[,-]\w+)*))?")


@dataclass(frozen=True, slots=True)
class CodeTask:
    """One task."""

    text: str
    entry_point: str
    one: str
    """A module that solves it."""
    two: str
    """Another, written in another way."""
    arguments: tuple[str, ...]
    """Of calls, as Python has them."""


@dataclass(frozen=True, slots=True)
class _Template:
    names: tuple[str, ...]
    signature: str
    say: tuple[str, ...]
    one: str
    two: str
    arguments: tuple[str, ...]


def filled(text: str, slots: dict[str, str], draw: random.Random) -> str:
    """A text with its slots filled; those drawn here are added to `slots`."""

    def value(match: re.Match[str]) -> str:
        name, given = match.groups()
        if name not in slots:
            slots[name] = _drawn(given, draw)
        return slots[name]

    return _SLOT.sub(value, text)


def _drawn(given: str, draw: random.Random) -> str:
    low, _, high = given.partition("-")
    if high.isdigit():
        return str(draw.randint(int(low), int(high)))
    return draw.choice(given.split(","))


@cache
def templates() -> tuple[_Template, ...]:
    """All tasks of the file."""
    blocks = re.split(r"^# ", (FOLDER / "words" / "code_tasks.txt").read_text(encoding="utf-8"), flags=re.M)
    return tuple(_template(block) for block in blocks[1:])


def _template(block: str) -> _Template:
    head, *lines = block.rstrip().splitlines()
    names, signature = head.split(" | ")
    parts: dict[str, list[str]] = {"say": [], "one": [], "two": [], "try": []}
    section = ""
    for line in lines:
        word = line.split(" ", 1)[0]
        if word in ("say", "try"):
            parts[word].append(line[4:])
        elif line in ("one", "two"):
            section = line
        else:
            parts[section].append(line)
    bodies = ("\n".join(parts[key]).rstrip() for key in ("one", "two"))
    one, two = bodies
    tried = tuple(" ; ".join(parts["try"]).split(" ; "))
    return _Template(tuple(names.split(", ")), signature, tuple(parts["say"]), one, two, tried)


def fixed_task(draw: random.Random) -> CodeTask:
    """One of the file's tasks."""
    template = draw.choice(templates())
    name = draw.choice(template.names)
    slots: dict[str, str] = {}
    signature = f"{name}{template.signature}"
    text = filled(draw.choice(template.say).replace("SIGNATURE", f"`{signature}`"), slots, draw)
    one, two = (
        module(f"def {signature}:\n{filled(body, slots, draw).replace('SELF', name)}\n")
        for body in (template.one, template.two)
    )
    return CodeTask(text, name, one, two, template.arguments)


def module(function: str) -> str:
    """The function with the imports that it needs."""
    needed = [line for name, line in IMPORTS if re.search(rf"\b{name}\b[.(]", function)]
    return "\n".join([*needed, *([""] * 2 if needed else []), function])
