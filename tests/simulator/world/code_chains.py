"""Small programming tasks put together from parts: what is kept, what is taken of it, what is given back.

`words/code_chains.txt` has a kind of input per `# argument | type | names | in words | what is looped over`
head. Each part has its words and, after ` => `, two ways of writing it parted by ` || `: a loop is made of
the first ones, a comprehension of the second ones. `$k:3-9` is a slot.
"""

import random
from dataclasses import dataclass
from functools import cache

from tests.simulator.world.code_tasks import CodeTask, filled, module
from tests.simulator.world.vocabulary import FOLDER

_FRAMES = (
    "Write a function `{signature}`. From {source} it keeps those {keep}, takes {take} each time, and "
    "returns {give}.",
    "What we need is `{signature}`: given {source}, it looks only at those {keep}. For each of them it works "
    "out {take}. The result is {give}.",
    "Implement `{signature}` so that it returns {give}. The values are {take}, for all those {keep}; the "
    "argument is {source}, and their order is that of the argument.",
    "The argument of `{signature}` is {source}. Skip everything but those {keep}. Of what is left, take "
    "{take}, in order, and give back {give}.",
    "Please complete `{signature}`. It goes through {source}, and whenever it meets those {keep}, it notes "
    "{take}. When it is done, it hands over {give}.",
    "{opener} {source}. Those {keep} matter, the others don't. `{signature}` turns each into {take} and "
    "answers with {give}.",
    "The team would like {give}: {take} counts, and nothing is looked at except those {keep}. The input of "
    "`{signature}` is {source}.",
    "Finish the body of `{signature}`, please. Step one: from {source}, drop all but those {keep}. Step two: "
    "replace what is left by {take}. Step three: return {give}.",
    "`{signature}` is called with {source}. Its reply is {give}, where only those {keep} are used and every "
    "such entry stands for {take}.",
    "Someone hands us {source}. We have to ignore whatever isn't among those {keep}, note {take} in the "
    "given order, and reply with {give}. Put this into `{signature}`.",
)
_OPENERS = ("The data come as", "Imagine that a program reads", "A colleague sends", "On the desk lies")
_VERBS = ("collect", "gather", "report", "sum_up", "digest", "survey", "pick", "review", "process", "extract")


@dataclass(frozen=True, slots=True)
class _Part:
    kind: str
    """What it makes (`int`, `str`), or of what it can be made (`any` as well)."""
    said: str
    ways: tuple[str, str]
    returns: str = ""


@dataclass(frozen=True, slots=True)
class _Source:
    argument: str
    type: str
    names: str
    said: str
    loop: str
    keeps: tuple[_Part, ...]
    takes: tuple[_Part, ...]
    inputs: tuple[str, ...]


@cache
def _sources() -> tuple[tuple[_Source, ...], tuple[_Part, ...]]:
    """The kinds of input, and what can be given back."""
    blocks = (FOLDER / "words" / "code_chains.txt").read_text(encoding="utf-8").split("# ")[1:]
    *sources, last = [block.strip().splitlines() for block in blocks]
    return tuple(map(_source, sources)), tuple(_part(line) for line in last[1:])


def _source(lines: list[str]) -> _Source:
    head = [part.strip() for part in lines[0].split(" | ")]
    keeps = tuple(_part(line) for line in lines if line.startswith("keep "))
    takes = tuple(_part(line) for line in lines if line.startswith("take "))
    return _Source(
        head[0], head[1], head[2], head[3], head[4], keeps, takes, tuple(lines[-1][6:].split(" ; "))
    )


def _part(line: str) -> _Part:
    left, *middle, right = line.split(" => ")
    verb, said = left.split(" ", 1)
    kind, said = ("", said) if verb == "keep" else said.split(" ", 1)
    one, two = right.split(" || ")
    return _Part(kind, said, (one, two), middle[0] if middle else "")


def chain_task(draw: random.Random) -> CodeTask:
    """A task drawn from all combinations."""
    sources, gives = _sources()
    source = draw.choice(sources)
    keep, take = draw.choice(source.keeps), draw.choice(source.takes)
    give = draw.choice([part for part in gives if part.kind in (take.kind, "any")])
    name = f"{draw.choice(_VERBS)}_{source.argument}"
    signature = f"{name}({source.argument}: {source.type}) -> {give.returns.replace('T', take.kind)}"
    said = draw.choice(_FRAMES).format(
        opener=draw.choice(_OPENERS),
        signature=signature,
        source=source.said,
        keep=keep.said,
        take=take.said,
        give=give.said,
    )
    slots: dict[str, str] = {}
    text = filled(said, slots, draw)
    loop = (
        f"    found = []\n    for {source.names} in {source.loop}:\n        if {keep.ways[0]}:\n"
        f"            found.append({take.ways[0]})\n    return {give.ways[0]}"
    )
    comprehension = (
        f"    found = [{take.ways[1]} for {source.names} in {source.loop} if {keep.ways[1]}]\n"
        f"    return {give.ways[1]}"
    )
    bodies = (filled(body, slots, draw) for body in (loop, comprehension))
    one, two = (module(f"def {signature}:\n{body}\n") for body in bodies)
    return CodeTask(text, name, one, two, tuple(source.inputs))
