"""Records of the steering worlds: short arithmetic notes from the books of a bike-rental shop.

40 concepts in 8 groups. A text speaks in its concept's words, or, for a share of the texts, mostly in those
of a neighbour: static embeddings then take it for the neighbour's, and whoever knows it doesn't. What becomes
of an order is `steering.py`'s business.
"""

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from tests.simulator.chance import canonical, rng, sha256
from tests.simulator.jobs.briefs import polish
from tests.simulator.world.vocabulary import FOLDER, sections, stems

LEVELS = ("easy", "medium", "hard")
BLURRED = 0.14
"""Share of texts that are mostly in a neighbour's words, so that the nearest centroid is right for 85 %."""
OWN_KEPT = 1
"""Things of its own that such a text keeps, of seven."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One leaf of the steering worlds."""

    group: str
    name: str
    inside: str
    things: tuple[str, ...]
    """What texts on it are made of."""


@dataclass(frozen=True, slots=True)
class Note:
    """One record's text and the sum in it."""

    text: str
    sum: str
    """Such as `3 * 14 + 6`."""
    result: int

    def working(self, slip: int = 0) -> str:
        """The equation; with a slip its result is off by that."""
        return f"<<{self.sum} = {self.result + slip}>>"


@cache
def concepts() -> dict[str, Concept]:
    """The 40 by name."""
    raw = json.loads((FOLDER / "steering_concepts.json").read_text(encoding="utf-8"))
    return {c["name"]: Concept(c["group"], c["name"], c["inside"], tuple(c["things"])) for c in raw}


def steering_concepts() -> list[tuple[str, str, str]]:
    """(group, name, inside) of the 40 leaves, group by group."""
    return [(c.group, c.name, c.inside) for c in concepts().values()]


@cache
def _neighbours(name: str) -> tuple[Concept, ...]:
    found = concepts()
    return tuple(c for c in found.values() if c.group == found[name].group and c.name != name)


def note(draw: random.Random, name: str, level: str, told: tuple[str, ...] = ()) -> Note:
    """A new text of a cell, 25–60 words.

    Args:
        told: Things of the concept that the text must have, if it isn't blurred.
    """
    own = concepts()[name]
    things = draw.sample(own.things, 7)
    if told:
        rest = [thing for thing in own.things if thing not in told]
        things = [*told, *draw.sample(rest, 7 - len(told))]
        draw.shuffle(things)
    if draw.random() < BLURRED:
        foreign = draw.sample(draw.choice(_neighbours(name)).things, 7 - OWN_KEPT)
        things = [*foreign, *things[:OWN_KEPT]]
        draw.shuffle(things)
    numbers = _numbers(draw, level)
    slots = {**dict(zip("abcdefg", things, strict=True)), **numbers, **_circumstances(draw)}
    frames = sections("records")
    parts = [draw.choice(frames[kind]) for kind in ("openings", level, "closings")]
    if draw.random() < 0.5:
        parts[0], parts[1] = parts[1], parts[0]
    text = " ".join(polish(part.format_map(slots)) for part in parts)
    return _noted(text, numbers)


def repeated(draw: random.Random, first: Note) -> Note:
    """The text with one word put in."""
    words = first.text.split(" ")
    words.insert(draw.randrange(1, len(words)), draw.choice(_names("inserted")))
    return Note(" ".join(words), first.sum, first.result)


def steering_rows(seed: int, number: int, working: bool = False) -> list[dict[str, str]]:
    """Good rows of a user's own, in sentences that the server never writes.

    Args:
        working: whether each has its equation too (world 1).

    Returns:
        `text`, `concept` and `difficulty` each, spread evenly over the 120 cells, in an order drawn
        by the seed.
    """
    cells = [(name, level) for name in concepts() for level in LEVELS]
    rng(seed, "steering rows", "order").shuffle(cells)
    found: dict[str, dict[str, str]] = {}
    turn = 0
    while len(found) < number:
        name, level = cells[len(found) % len(cells)]
        made = _real(rng(seed, "steering rows", str(turn)), name, level)
        more = {"working": made.working()} if working else {}
        found.setdefault(made.text, {"text": made.text, "concept": name, "difficulty": level, **more})
        turn += 1
    return list(found.values())


def read_concept(text: str) -> str:
    """Which concept a text that this server didn't write is about, by its words."""
    shown = stems(text)
    return max(concepts(), key=lambda name: len(shown & _stems_of(name)))


def record_hash(row: Mapping[str, Any]) -> str:
    """The `hash` of `GET /truth` for a delivered row: of its fields `text` and `working` alone."""
    return sha256(canonical({k: row[k] for k in ("text", "working") if k in row}))


@cache
def _stems_of(name: str) -> frozenset[str]:
    return stems(" ".join(concepts()[name].things))


@cache
def _names(kind: str) -> tuple[str, ...]:
    return tuple(" ".join(sections("records")[kind]).split())


def _circumstances(draw: random.Random) -> dict[str, str]:
    person, person2 = draw.sample(_names("people"), 2)
    return {"person": person, "person2": person2, "day": draw.choice(_names("days"))}


def _numbers(draw: random.Random, level: str) -> dict[str, int]:
    """The numbers of a text by slot."""
    n = {"x": draw.randint(2, 19), "y": draw.randint(11, 98)}
    if level != "easy":
        n["z"] = draw.randint(2, 60)
    if level == "hard":
        n |= {"w": draw.randint(3, 40), "v": draw.randint(2, 20)}
    return n


def _noted(text: str, n: dict[str, int]) -> Note:
    """The text with the sum that its numbers make: x * y + z * w - v, as far as there are so many."""
    sum_ = f"{n['x']} * {n['y']}"
    for sign, names in ((" + ", "zw"), (" - ", "v")):
        sum_ += sign * (names[0] in n) + " * ".join(str(n[name]) for name in names if name in n)
    result = n["x"] * n["y"] + n.get("z", 0) * n.get("w", 1) - n.get("v", 0)
    return Note(text, sum_, result)


def _real(draw: random.Random, name: str, level: str) -> Note:
    n = _numbers(draw, "hard")
    more = f", {n['z']} euros extra" * (level != "easy") + f", {n['v']} euros returned" * (level == "hard")
    slots = {**dict(zip("abcde", draw.sample(concepts()[name].things, 5), strict=True)), **n}
    frame = draw.choice(sections("records")["real"])
    text = polish(frame.format_map({**slots, **_circumstances(draw), "more": more}))
    kept = {"easy": "xy", "medium": "xyz", "hard": "xyzv"}[level]
    return _noted(text, {name: n[name] for name in kept})
