"""Tasks that show how a model plans: subtopics that differ, by their letters and to itself reading blind."""

import re
from collections.abc import Sequence

from seedbed.agent.models.exam.tasks.sitting import (
    Marks,
    Sitting,
    by_number,
    closed,
    listing,
    lots,
    material,
)
from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import render
from seedbed.memory.errors import AnswerFault

AT_ONCE = 4
"""Topics of one task."""
_WANTED, _LEAST = 6, 5
"""Subtopics ordered for a topic, and how many of them must be distinct."""
_NUMBER = {"type": "integer"}
_PAIRS = closed(
    "exam_pairs",
    {"pairs": {"type": "array", "items": closed("", {"first": _NUMBER, "second": _NUMBER})}},
)
_WRITE, _READ = Decode(1200, 0.7), Decode(1500, 0.0)


async def subtopics(sitting: Sitting, number: int) -> Marks:
    """Six subtopics for each topic, of which at least five differ. The reader must find the one pair that is
    known to mean the same, and no other among what is known."""
    start = number * AT_ONCE % len(material()["topics"])
    topics = [*material()["topics"][start:], *material()["topics"][:start]][:AT_ONCE]
    step = f"subtopics/{number}"
    schema = listing(
        "exam_subtopics", "topics", {"subtopics": {"type": "array", "items": {"type": "string"}}}
    )
    prompt = render("exam_subtopics", topics=topics, wanted=_WANTED)
    made = await sitting.structured(step, prompt, schema, _WRITE)
    proposed = by_number(made["topics"], "subtopics")
    names = [distinct(proposed.get(n, ()), topic)[:_WANTED] for n, topic in enumerate(topics, 1)]
    if all(len(own) < _LEAST for own in names):
        return [False] * len(names)
    known = material()["doubles"][number % len(material()["doubles"])]
    groups = [*zip(topics, names, strict=True), (known["topic"], known["names"])]
    pairs = await _pairs(sitting, f"{step}/read", groups)
    if pairs is None:
        return [False if len(own) < _LEAST else None for own in names]
    good = pairs.pop() == {frozenset(known["double"])}
    return [_spread(own, same, good) for own, same in zip(names, pairs, strict=True)]


def distinct(names: Sequence[str], topic: str) -> list[str]:
    """The names that differ from each other and from the whole by their letters and digits."""
    kept = {_plain(topic): ""}
    for name in names:
        kept.setdefault(_plain(name), name)
    return [name for plain, name in kept.items() if plain and name]


async def _pairs(
    sitting: Sitting, step: str, groups: list[tuple[str, list[str]]]
) -> list[set[frozenset[str]]] | None:
    """For each group the names that mean the same to a reader, two by two; None: no usable answer."""
    order = lots(step, 0).sample(range(len(groups)), len(groups))
    flat = [(group, name) for group in order for name in groups[group][1]]
    numbers = iter(range(1, len(flat) + 1))
    shown = [(groups[group][0], [(next(numbers), name) for name in groups[group][1]]) for group in order]
    try:
        made = await sitting.structured(step, render("exam_pairs", groups=shown), _PAIRS, _READ)
    except AnswerFault:
        return None
    found: list[set[frozenset[str]]] = [set() for _ in groups]
    for pair in made["pairs"]:
        one, other = pair["first"], pair["second"]
        if one != other and 0 < one <= len(flat) and 0 < other <= len(flat):
            (group, name), (second, same) = flat[one - 1], flat[other - 1]
            if group == second:  # what is the same in two lists is no fault of either
                found[group].add(frozenset((name, same)))
    return found


def _spread(names: list[str], pairs: set[frozenset[str]], good: bool) -> bool | None:
    """Whether enough of a topic's names stand for themselves; None: the reader can't tell."""
    if len(names) < _LEAST:
        return False
    last = {max(names.index(name) for name in pair) for pair in pairs}
    return len(names) - len(last) >= _LEAST if good else None


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
