"""Chains about the things of a table: what is said of one, of two together, of the one that has a value."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from seedbed.tools.knowledge.absence.near_misses import NearMiss
from seedbed.tools.knowledge.questions.items import GroundedItem
from seedbed.tools.knowledge.talks.asking import in_talk
from seedbed.tools.knowledge.talks.cells import Cell, cell_of
from seedbed.tools.knowledge.talks.counting import counted_in, times
from seedbed.tools.knowledge.talks.exchange import Chain, Exchange, place_of, shape_of
from seedbed.tools.knowledge.talks.missing import absent
from seedbed.tools.knowledge.talks.phrases import bank, pick
from seedbed.tools.knowledge.talks.sums import summed

_RECURS = re.compile(r"\b(?:hourly|daily|weekly|monthly|yearly|annual)\b", re.I)
_LIMITED = re.compile(r"^According to the table ", re.I)


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of a table: its cells by column, and the questions whose answer is its entry."""

    cells: tuple[Cell, ...]
    asked_back: tuple[GroundedItem, ...]


def table_chains(items: Iterable[GroundedItem], near: Iterable[NearMiss]) -> Iterator[Chain]:
    """Chains about the tables of some items, several for each row; they share cells.

    Args:
        near: Questions without an answer; those of a table's entries end its chains.
    """
    missing: dict[str, list[NearMiss]] = defaultdict(list)
    for one in near:
        if one.kind == "other column":
            missing[one.sought.entity.casefold()].append(one)
    for lines in _tables(items):
        for at, line in enumerate(lines):
            beside = lines[(at + 1) % len(lines)] if len(lines) > 1 else None
            yield from _of_thing(line, at)
            yield from _of_the_one(line, at)
            if beside is not None:
                yield from _of_two(line, beside, at)
            for one in missing.get(line.cells[0].item.entry.casefold(), ()):
                yield from _without_answer(line, one, at)


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
    """One thing: a value, another one, and what several come to or a third value."""
    for turn in range(len(line.cells)):
        first, second, *others = _turned(line.cells, at + turn)
        begun = [_value(first, first.question), _value(second, second.of_it)]
        counted = counted_in(second)
        more = times(second.answer, counted, second.item.id) if counted else None
        if more:
            yield _chain([*begun, more], first)
        elif others:
            yield _chain([*begun, _value(others[0], others[0].of_it)], first)
        else:
            yield _chain(begun, first)


def _of_the_one(line: _Line, at: int) -> Iterator[Chain]:
    """The thing that has a value: which one it is, and more about it."""
    for turn, item in enumerate(line.asked_back):
        rest = [cell for cell in _turned(line.cells, at + turn) if cell.answer not in item.question]
        if len(rest) < 2:
            continue
        name = re.sub(r"^an? ", "the ", rest[0].name)
        which = Exchange("which", (in_talk(item.question),), f"That's {name}.", (place_of(item),))
        first, second = rest[0], rest[1]
        begun = [which, _value(first, first.of_it)]
        counted = counted_in(first)
        more = times(first.answer, counted, first.item.id, "which") if counted else None
        yield _chain([*begun, more or _value(second, second.of_it)], first)


def _of_two(line: _Line, beside: _Line, at: int) -> Iterator[Chain]:
    """Two things side by side, and their difference, or one of each."""
    there = {cell.column: cell for cell in beside.cells}
    for turn, cell in enumerate(_turned(line.cells, at)):
        other = there.get(cell.column)
        if other is None or cell.answer == other.answer or cell.item.value_kind != other.item.value_kind:
            continue
        begun = [_value(cell, cell.question), _value(other, other.of_other)]
        end = _both(cell, other) if (at + turn) % 2 else None
        end = end or _apart(cell, other)
        if end is not None:
            yield _chain([*begun, end], cell)


def _apart(cell: Cell, other: Cell) -> Exchange | None:
    """How far two values are apart; shares of a whole aren't taken from each other."""
    if cell.item.value_kind == "percent":
        return None
    for inputs in ([cell.answer, other.answer], [other.answer, cell.answer]):
        made = summed("minus", inputs)
        if made is not None and not made.result.startswith("-"):
            said = pick(bank().answers["minus"], cell.item.id, other.item.id)
            answer = said.format(sum=made.shown, result=made.result)
            return Exchange(
                "sum", tuple(bank().asks["minus"]), answer, way="minus", inputs=made.inputs, linked=True
            )
    return None


def _both(cell: Cell, other: Cell) -> Exchange | None:
    """What one of each comes to, of things that are counted and have a price."""
    if not (cell.is_counted and other.is_counted and counted_in(cell)):
        return None
    made = summed("plus", [cell.answer, other.answer])
    if made is None:
        return None
    said = pick(bank().answers["plus money"], cell.item.id, other.item.id)
    answer = said.format(sum=made.shown, result=made.result)
    return Exchange(
        "sum", tuple(bank().asks["plus money"]), answer, way="plus", inputs=made.inputs, linked=True
    )


def _without_answer(line: _Line, near: NearMiss, at: int) -> Iterator[Chain]:
    """A value of a thing, and one that the documents don't give."""
    first, second, *_ = _turned(line.cells, at)
    asked = re.sub(rf" (?:for|of) {re.escape(first.name)}\?$", "?", near.question)
    if asked == near.question or _RECURS.search(asked):
        return  # a monthly fee is asked of what has one: of other things nobody would
    missing = absent(near, f"And {asked[0].lower()}{asked[1:]}")
    yield _chain([_value(first, first.question), missing, _value(second, second.of_it)], first)
    yield _chain([_value(first, first.question), missing], first)
