"""Talks about documents without a model: chains of questions about one thing or section with sure answers.

About the rows of tables: what is said of one, of two, of the one that has a value. About a section: questions
that its sentences answer, each by the sentence. Plain values; the words around them are `wording.py`.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from seedbed.memory.exact.canonical import digest_text
from seedbed.tools.curation.duplicates import rouge_l, words
from seedbed.tools.knowledge.citations import contains
from seedbed.tools.offline.items import GroundedItem

ALIKE = 0.7
"""ROUGE-L F of the questions from which two chains are alike."""
_FEW = 6
"""Words below which questions aren't compared: their wordings vary."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question of the user, the answer that is certain, and where it stands (code points)."""

    kind: str
    """`value`, `which` or `statement`."""
    asked: str
    answer: str
    claim: str
    """Words of the quote that the answer holds, white space and inline markup aside."""
    source: str
    """SHA-256 of the source's text."""
    name: str
    start: int
    end: int
    quote: str
    linked: bool = False
    """Whether its wording goes on from the answer before, so that nothing is put in front of it."""


@dataclass(frozen=True, slots=True)
class Chain:
    """Exchanges about one thing, in an order that makes sense."""

    exchanges: tuple[Exchange, ...]
    heading_path: tuple[str, ...]

    @property
    def id(self) -> str:
        """What no two rows may share: the questions and the places of their answers."""
        said = [(one.asked, one.answer, one.source[:16], one.start) for one in self.exchanges]
        return f"talk:{digest_text(repr(said))[:16]}"

    @property
    def shape(self) -> str:
        """The kinds of its links."""
        return ", ".join(one.kind for one in self.exchanges)

    @property
    def names(self) -> tuple[str, ...]:
        """The sources that it cites, each once."""
        return tuple(dict.fromkeys(one.name for one in self.exchanges))

    @property
    def turns(self) -> int:
        """Messages of its talk."""
        return 2 * len(self.exchanges)

    def as_json(self) -> dict[str, Any]:
        """As it stands in a brief."""
        return asdict(self)


def chain_of(kept: Mapping[str, Any]) -> Chain:
    """A chain as it stood in a brief.

    Raises:
        TypeError, KeyError: it isn't one.
    """
    return Chain(tuple(Exchange(**one) for one in kept["exchanges"]), tuple(kept["heading_path"]))


def chains_of(items: Sequence[GroundedItem], least: int = 4, most: int = 6) -> tuple[Chain, ...]:
    """The chains of so many turns about some documents' questions, each place asked about once, no two alike.

    Shapes take turns, so that what is kept is as varied as the passages allow.
    """
    taken: set[tuple[str, int, str]] = set()
    kept: list[Chain] = []
    asked: dict[str, list[list[str]]] = defaultdict(list)
    for chain in _in_turn([*_of_tables(items), *_of_sections(items)]):
        places = {(one.source, one.start, one.answer) for one in chain.exchanges}
        if not least <= chain.turns <= most:
            continue
        own = words(" ".join(one.asked for one in chain.exchanges))
        if places & taken or not all(contains(one.claim, one.quote) for one in chain.exchanges):
            continue
        if len(own) >= _FEW and any(_alike(own, other) for other in asked[chain.shape]):
            continue
        taken |= places
        asked[chain.shape].append(own)
        kept.append(chain)
    return tuple(kept)


def _in_turn(chains: Iterable[Chain]) -> Iterator[Chain]:
    """One of each shape after another, in an order that has nothing to do with the documents'."""
    by_shape: dict[str, list[Chain]] = defaultdict(list)
    for chain in chains:
        by_shape[chain.shape].append(chain)
    queues = [sorted(mine, key=lambda one: one.id) for mine in by_shape.values()]
    for at in range(max(map(len, queues), default=0)):
        yield from (mine[at] for mine in queues if at < len(mine))


def _alike(one: Sequence[str], other: Sequence[str]) -> bool:
    shared = sum((Counter(one) & Counter(other)).values())
    return 2 * shared >= ALIKE * (len(one) + len(other)) and rouge_l(list(one), list(other)) >= ALIKE


def _exchange(
    kind: str, item: GroundedItem, asked: str, answer: str, claim: str = "", linked: bool = False
) -> Exchange:
    claim = claim or item.answer
    return Exchange(
        kind, asked, answer, claim, item.source, item.name, item.start, item.end, item.quote, linked
    )


# tables --------------------------------------------------------------------------------------------------


def _of_tables(items: Iterable[GroundedItem]) -> Iterator[Chain]:
    """Chains about the rows of tables, several for each; they share cells."""
    tables: dict[tuple[str, tuple[str, ...]], dict[int, list[GroundedItem]]] = {}
    for item in items:
        if item.kind != "sentence":
            tables.setdefault((item.source, item.heading_path), {}).setdefault(item.start, []).append(item)
    for rows in tables.values():
        lines = [
            (cells, [item for item in mine if item.told is None])
            for mine in rows.values()
            if len(cells := [item for item in mine if item.told is not None]) > 1
        ]
        for at, (cells, back) in enumerate(lines):
            yield from _of_thing(cells, at)
            yield from _of_the_one(cells, back, at)
            if len(lines) > 1:
                yield from _of_two(cells, lines[(at + 1) % len(lines)][0], at)


def _value(item: GroundedItem, asked: str) -> Exchange:
    assert item.told is not None
    return _exchange("value", item, asked, item.told.statement, linked=asked != item.question)


def _turned(cells: Sequence[GroundedItem], by: int) -> list[GroundedItem]:
    by %= len(cells)
    return [*cells[by:], *cells[:by]]


def _of_thing(cells: Sequence[GroundedItem], at: int) -> Iterator[Chain]:
    """One thing: a value, another one, and a third where there is one."""
    for turn in range(len(cells)):
        first, *others = _turned(cells, at + turn)[:3]
        asked = [_value(one, one.told.of_it) for one in others if one.told]
        yield Chain((_value(first, first.question), *asked), first.heading_path)


def _of_the_one(cells: Sequence[GroundedItem], back: Sequence[GroundedItem], at: int) -> Iterator[Chain]:
    """The thing that has a value: which one it is, and more about it."""
    for turn, item in enumerate(back):
        rest = [cell for cell in _turned(cells, at + turn) if cell.answer not in item.question][:2]
        if len(rest) < 2 or rest[0].told is None:
            continue
        name = re.sub(r"^an? ", "the ", rest[0].told.name)
        which = _exchange("which", item, item.question, f"That's {name}.")
        yield Chain((which, *(_value(one, one.told.of_it) for one in rest if one.told)), item.heading_path)


def _of_two(cells: Sequence[GroundedItem], beside: Sequence[GroundedItem], at: int) -> Iterator[Chain]:
    """Two things side by side."""
    there = {one.told.column: one for one in beside if one.told}
    for cell in _turned(cells, at):
        other = there.get(cell.told.column) if cell.told else None
        if other is None or other.told is None or cell.answer == other.answer:
            continue
        if cell.value_kind == other.value_kind:
            asked = (_value(cell, cell.question), _value(other, other.told.of_other))
            yield Chain(asked, cell.heading_path)


# sections ------------------------------------------------------------------------------------------------


def _of_sections(items: Iterable[GroundedItem]) -> Iterator[Chain]:
    """Chains of two and three questions about one section; they share none."""
    sections: dict[tuple[str, tuple[str, ...]], list[GroundedItem]] = {}
    for item in items:
        if item.kind == "sentence":
            sections.setdefault((item.source, item.heading_path), []).append(item)
    for mine in sections.values():
        mine.sort(key=lambda item: item.start)
        at = 0
        while at < len(mine) - 1:
            taken = 3 if len(mine) - at not in (2, 4) else 2
            asked = [
                _exchange("statement", one, one.question, one.shown, one.shown)
                for one in mine[at : at + taken]
            ]
            yield Chain(tuple(asked), mine[at].heading_path)
            at += taken


# what a talk says ----------------------------------------------------------------------------------------


def faults(chain: Chain, messages: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """What of a talk its chain doesn't bear, a line each."""
    if len(messages) != chain.turns:
        yield f"it has {len(messages)} messages, its chain {chain.turns}"
        return
    for at, exchange in enumerate(chain.exchanges):
        if not contains(exchange.claim, exchange.quote):
            yield f"the quote doesn't hold {exchange.claim[:80]!r}"
        elif exchange.kind != "which" and not contains(exchange.claim, messages[2 * at + 1]["content"]):
            yield f"the assistant doesn't say {exchange.claim[:80]!r}"
