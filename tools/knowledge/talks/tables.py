"""Chains about the things of a table: what is said of one, of two, of the one that has a value."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from seedbed.tools.knowledge.questions.items import GroundedItem
from seedbed.tools.knowledge.talks.asking import in_talk
from seedbed.tools.knowledge.talks.cells import Cell, cell_of
from seedbed.tools.knowledge.talks.exchange import Chain, Exchange, place_of, shape_of

_LIMITED = re.compile(r"^According to the table ", re.I)


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of a table: its cells by column, and the questions whose answer is its entry."""

    cells: tuple[Cell, ...]
    asked_back: tuple[GroundedItem, ...]


def table_chains(items: Iterable[GroundedItem]) -> Iterator[Chain]:
    """Chains about the tables of some items, several for each row; they share cells."""
    for lines in _tables(items):
        for at, line in enumerate(lines):
            beside = lines[(at + 1) % len(lines)] if len(lines) > 1 else None
            yield from _of_thing(line, at)
            yield from _of_the_one(line, at)
            if beside is not None:
                yield from _of_two(line, beside, at)


def _tables(items: Iterable[GroundedItem]) -> Iterator[Sequence[_Line]]:
    """The tables' rows; of a table those of which two columns can be spoken."""
    tables: dict[tuple[str, tuple[str, ...]], dict[int, list[GroundedItem]]] = {}
    for item in items:
        if item.kind in ("table", "reverse table") and not _LIMITED.match(item.question):
            rows = tables.setdefault((item.source, item.heading_path), {})
            rows.setdefault(item.start, []).append(item)
    for rows in tables.values():
        lines = []
        for mine in rows.values():
            cells = [cell for item in mine if (cell := cell_of(item))]
            back = tuple(item for item in mine if item.kind == "reverse table")
            if len({cell.column for cell in cells}) > 1:
                lines.append(_Line(tuple(cells), back))
        if lines:
            yield lines


def _value(cell: Cell, asked: str) -> Exchange:
    linked = asked != cell.question
    return Exchange("value", (asked,), cell.statement, (place_of(cell.item),), linked=linked)


def _chain(exchanges: Sequence[Exchange], cell: Cell) -> Chain:
    return Chain(tuple(exchanges), shape_of(exchanges), cell.item.heading_path)


def _turned(cells: Sequence[Cell], by: int) -> list[Cell]:
    by %= len(cells)
    return [*cells[by:], *cells[:by]]


def _of_thing(line: _Line, at: int) -> Iterator[Chain]:
    """One thing: a value, another one, and a third where there is one."""
    for turn in range(len(line.cells)):
        first, second, *others = _turned(line.cells, at + turn)
        begun = [_value(first, first.question), _value(second, second.of_it)]
        yield _chain([*begun, *(_value(other, other.of_it) for other in others[:1])], first)


def _of_the_one(line: _Line, at: int) -> Iterator[Chain]:
    """The thing that has a value: which one it is, and more about it."""
    for turn, item in enumerate(line.asked_back):
        rest = [cell for cell in _turned(line.cells, at + turn) if cell.answer not in item.question]
        if len(rest) < 2:
            continue
        name = re.sub(r"^an? ", "the ", rest[0].name)
        which = Exchange("which", (in_talk(item.question),), f"That's {name}.", (place_of(item),))
        first, second = rest[0], rest[1]
        yield _chain([which, _value(first, first.of_it), _value(second, second.of_it)], first)


def _of_two(line: _Line, beside: _Line, at: int) -> Iterator[Chain]:
    """Two things side by side."""
    there = {cell.column: cell for cell in beside.cells}
    for cell in _turned(line.cells, at):
        other = there.get(cell.column)
        if other is None or cell.answer == other.answer or cell.item.value_kind != other.item.value_kind:
            continue
        yield _chain([_value(cell, cell.question), _value(other, other.of_other)], cell)
