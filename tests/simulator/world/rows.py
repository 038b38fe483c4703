"""What this server wrote, found again by the texts of a prompt.

A row is what one call wrote. Calls of one candidate know each other: the later ones had the earlier texts in
their prompts. Every string of a recipe's row is known by itself, whatever stands around it; a value of
another form by its words and figures in order, however it is printed. Memory of one process: after a restart
judges fall back on what a text shows by itself (`vocabulary.py`).
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.simulator.chance import sha256
from tests.simulator.world.nearest import Nearest
from tests.simulator.world.vocabulary import words

BROKEN = "broken_relation"
_HEAD = 20
"""Characters by which a string is found within a longer text."""
_ITEM = re.compile(r"^\s*(?:\d+[.)]|[-*]|\[\d+\] \w+:)\s+")
"""What stands before an item of a list or a turn of a talk."""
_COPIED = "before"
"""Target that is words of another text: many rows may hold them."""
_SHORTEST = 12
"""Characters of a string that may be found as a line of a text."""


_TOLD = ("job", "concept", "asked_concept", "asked_leaf", "defect", "copy", "axes", "wrong_axis", "recipe")
"""What `GET /truth` tells of a row beside its hashes."""


@dataclass(eq=False, slots=True)
class Row:
    """What one call wrote, and the truth about it."""

    job: str
    key: str = ""
    """The call's."""
    text: str = ""
    """Its main field; empty: the longest of its values."""
    values: dict[str, Any] = field(default_factory=dict)
    """Of a recipe: target → what was written."""
    recipe: str = ""
    seed: str = ""
    roles: dict[str, str] = field(default_factory=dict)
    """Target → what it is for."""
    axes: dict[str, str] = field(default_factory=dict)
    """Axis → the value asked for, as text."""
    concept: str | None = None
    """What it is really about."""
    asked_concept: str | None = None
    asked_leaf: str | None = None
    """The leaf of the order, where that may be one split from `asked_concept`."""
    level: str | None = None
    defect: str | None = None
    """What was planted, or None."""
    copy: bool = False
    """Whether it was written as a copy or near-copy."""
    broken: str = ""
    """The sentence of the rubric that was to be made false of it."""
    wrong_axis: str | None = None
    """The axis (or `level`) whose value isn't the one asked for."""
    needs: tuple[str, ...] = ()
    """Sentences of documents without which nobody can answer."""
    known: dict[str, Any] = field(default_factory=dict)
    """What solvers and answerers need: right values of targets that somebody else works out, an answer."""
    made_of: tuple[str, ...] = ()
    """The delimited texts of its prompt."""
    sources: tuple["Row", ...] = ()
    """Rows of other candidates that it was made of."""
    parents: tuple["Row", ...] = ()
    children: list["Row"] = field(default_factory=list)
    number: int = 0
    """Order of writing."""


@dataclass(frozen=True, slots=True)
class Held:
    """A value of a row that a text holds."""

    row: Row
    target: str
    text: str
    changed: bool = False
    """Whether it stands there in other words than it was written."""


def plain(text: str) -> str:
    """A text with its white space evened out."""
    return " ".join(text.split())


def flat(value: Any) -> str:
    """The words and figures of a value in order, however it is printed."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return " ".join(words(text))


def strings(value: Any) -> Iterator[str]:
    """Every string in a value, keys left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for child in value.values():
            yield from strings(child)
    elif isinstance(value, list):
        for child in value:
            yield from strings(child)


@dataclass(slots=True)
class Rows:
    """The rows of this process."""

    _by_text: dict[str, list[Held]] = field(default_factory=dict)
    _by_flat: dict[str, list[Held]] = field(default_factory=dict)
    _by_head: dict[str, list[Held]] = field(default_factory=dict)
    _near: Nearest[Held] = field(default_factory=Nearest)
    _told: dict[str, Row] = field(default_factory=dict)
    """By each text of any job."""
    _truth: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)

    def add(self, row: Row, content: str) -> None:
        """Files a row with the whole answer as sent, once per call."""
        if (row.key, row.job) in self._truth:
            return
        texts = [text for text in strings(row.values) if text]
        text = row.text or max(texts, key=len, default=str(row.values))
        hashes = {"hash": sha256(text), "content_hash": sha256(content), "difficulty": row.level}
        self._truth[row.key, row.job] = {**hashes, **{name: getattr(row, name) for name in _TOLD}}
        for one in (text, *texts):
            self.learn(one, row)
        row.number = len(self._truth)
        for parent in row.parents:
            parent.children.append(row)
        for target, value in row.values.items():
            if target == _COPIED:
                continue
            for text in filter(None, map(plain, strings(value))):
                held = Held(row, target, text)
                self._by_text.setdefault(text, []).append(held)
                if len(text) >= _HEAD:
                    self._by_head.setdefault(text[:_HEAD], []).append(held)
                    self._near.add(text, held)
            if not isinstance(value, (str, bool, type(None))) and flat(value):
                self._by_flat.setdefault(flat(value), []).append(Held(row, target, flat(value)))

    def truth(self) -> list[dict[str, Any]]:
        """Per writing its hashes, true concept and label, and planted defect, in order of writing."""
        return list(self._truth.values())

    def learn(self, text: str, row: Row) -> None:
        """Keeps what is known of a text, for those who read it later."""
        self._told.setdefault(plain(text), row)

    def told(self, text: str) -> Row | None:
        """What is known of exactly that text, whatever its white space."""
        return self._told.get(plain(text))

    def exact(self, text: str) -> list[Held]:
        """The values that are exactly this text."""
        return self._by_text.get(plain(text)) or self._by_flat.get(flat(text)) or []

    def held(self, text: str) -> list[Held]:
        """The values that a text is or holds; where it holds none, the one it was changed from."""
        if whole := self.exact(text):
            return whole
        found, begun = self._within(plain(text))
        found += [h for line in _lines(text) for h in self._by_text.get(line, ())]
        if found:
            return list(dict.fromkeys(found))
        near = self._near.find(text) or next(iter(begun), None)
        return [Held(near.row, near.target, near.text, True)] if near else []

    def of(self, texts: Iterable[str]) -> list[Held]:
        """The values of several texts; those of the row that holds most of them first, of equals the one that
        was made of what stands there (two rows may hold the same few words), then the latest."""
        texts = list(texts)
        found = [held for text in texts for held in self.held(text)]
        there = {word for text in texts for word in words(text)}
        weight: dict[int, int] = {}
        for held in found:
            for row in family(held.row):
                weight[id(row)] = weight.get(id(row), 0) + len(held.text)
        order = {id(held.row): i for i, held in enumerate(found)}
        made = {id(h.row): len(there.intersection(words(" ".join(h.row.made_of)))) for h in found}
        return sorted(found, key=lambda h: (-weight[id(h.row)], -made[id(h.row)], -order[id(h.row)]))

    def _within(self, text: str) -> tuple[list[Held], list[Held]]:
        """Strings that stand in it whole, and those of which only the beginning does."""
        whole: list[Held] = []
        begun: list[Held] = []
        for at in range(len(text) - _HEAD + 1):
            for held in self._by_head.get(text[at : at + _HEAD], ()):
                (whole if text.startswith(held.text, at) else begun).append(held)
        return whole, begun


def family(row: Row) -> list[Row]:
    """The rows of its candidate: itself, what it was made of, and what was made of that; the latest last."""
    found = {id(row): row}
    waiting = [row]
    while waiting:
        one = waiting.pop()
        for other in (*one.parents, *one.children):
            if id(other) not in found:
                found[id(other)] = other
                waiting.append(other)
    return sorted(found.values(), key=lambda one: one.number)


def _lines(text: str) -> Iterator[str]:
    """Its lines, and what stands behind a name and a colon; of JSON its strings."""
    try:
        parsed = json.loads(text)
    except ValueError:
        parsed = None
    if isinstance(parsed, (dict, list)):
        yield from map(plain, strings(parsed))
    for line in text.splitlines():
        yield plain(line)
        yield plain(_ITEM.sub("", line))
        behind = plain(line.partition(":")[2])
        if len(behind) >= _SHORTEST:
            yield behind
