"""A true and a false claim of one statement, that differ in one part and are alike in all others."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from seedbed.tools.knowledge.labelled.denial import affirm, denies, deny
from seedbed.tools.knowledge.labelled.exchange import canonical, opposite, rotated
from seedbed.tools.knowledge.labelled.items import Change, Statement
from seedbed.tools.knowledge.labelled.statements import column_cells, negated, parse_said
from seedbed.tools.knowledge.labelled.workshop import Workshop
from seedbed.tools.knowledge.values import find_values

DENIED_SHARE = 0.25
"""Of the pairs with an exchanged value, how many deny: «isn't £15», true where it is £26."""
IN, OUT = "negation in", "negation out"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two claims."""

    statement: Statement
    """The true claim's."""
    change: Change
    true: str
    false: str
    other: str = ""
    """What stands for the value, or for the word."""
    denied: bool = False
    way: str = ""
    """What was done, where it has a direction: «negation in», «at least>at most»."""
    back: str = ""
    """The direction that makes up for it."""
    against: Statement | None = None
    """The statement that the false claim contradicts, if it is another."""


def pairs(statement: Statement, evidence: str, draw: random.Random, shop: Workshop) -> Iterator[Pair]:
    """The pairs that a statement may give, the one to be preferred first.

    Args:
        evidence: Of the statement; values that stand in it are preferred for the false claim.
    """
    if statement.told == "sentence":
        yield from _of_sentence(statement, evidence, draw, shop)
    elif (pair := _of_key(statement, evidence, draw, shop)) is not None:
        yield _perhaps_denied(pair, draw, shop)


def _exchanged(statement: Statement, other: str) -> Pair:
    return Pair(statement, "value", statement.text, statement.put(other), other)


def _perhaps_denied(pair: Pair, draw: random.Random, shop: Workshop) -> Pair:
    """Some of the pairs with an exchanged value with both claims denied: then the other one is true."""
    if draw.random() >= DENIED_SHARE or pair.change != "value":
        return pair
    false = negated(pair.statement, pair.true, shop.words)
    true = negated(pair.statement, pair.false, shop.words)
    return replace(pair, true=true, false=false, denied=True) if true and false else pair


def _of_key(statement: Statement, evidence: str, draw: random.Random, shop: Workshop) -> Pair | None:
    """Another value of the column or key, or another entry that has its own."""
    if statement.told == "key value":
        other = shop.pool.other(statement, evidence, draw)
        return _exchanged(statement, other) if other else None
    cells, at, starts = column_cells(statement, shop.chunks[statement.chunk])
    if not cells:
        return None
    other = rotated(cells, at, 1 + draw.randrange(max(1, len(cells) - 1)))
    if not other or not _alike(other, statement.value):
        return None
    pair = _exchanged(statement, other)
    its = shop.by_place.get((statement.cited.source, starts[cells.index(other)], statement.attribute))
    if draw.random() < 0.5 and its is not None and canonical(its.value) == canonical(other):
        return replace(pair, change="entity", false=its.put(statement.value), against=its)
    return pair


def _alike(one: str, other: str) -> bool:
    """Whether two cells hold one value each, of one measure."""
    kinds = [[(value.kind, value.unit) for value in find_values(text)] for text in (one, other)]
    return kinds[0] == kinds[1] and len(kinds[0]) == 1


def _of_sentence(statement: Statement, evidence: str, draw: random.Random, shop: Workshop) -> Iterator[Pair]:
    text = statement.text
    if statement.measure and not denies(text) and shop.said_once(statement, value=True):
        other = shop.pool.other(statement, evidence, draw)
        if other:
            yield _perhaps_denied(_exchanged(statement, other), draw, shop)
    if not shop.said_once(statement, value=False):
        return
    if not denies(text) and (turned := opposite(text)) is not None:
        false, said, other = turned
        yield Pair(statement, "opposite", text, false, other, way=f"{said}>{other}", back=f"{other}>{said}")
    clause = parse_said(text, shop.words)
    if clause is None:
        return
    if denies(text):
        if false := affirm(text):
            yield Pair(statement, "negation", text, false, way=OUT, back=IN)
    elif false := deny(text, clause):
        yield Pair(statement, "negation", text, false, way=IN, back=OUT)
