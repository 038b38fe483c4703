"""Sets of real numbers as sorted, disjoint pieces: intervals, unions, inequalities in one name.

Ends are numbers, so two writings of a set are the same where their pieces are. It knows linear inequalities;
others stay relations.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from seedbed.tools.verification.algebra.numeric import (
    difference,
    is_real,
    less,
    product,
    quotient,
    same_number,
    worth,
)
from seedbed.tools.verification.syntax import (
    Call,
    Constant,
    ExpressionFault,
    Group,
    Interval,
    Negative,
    Node,
    Relation,
    names_of,
)

_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "!=": "!=", "=": "="}


@dataclass(frozen=True, slots=True)
class Piece:
    """The numbers between two ends; None is an infinite end, which is open."""

    low: Any
    high: Any
    low_open: bool
    high_open: bool


ALL = (Piece(None, None, True, True),)


def real_set(node: Node) -> tuple[Piece, ...] | None:
    """The real numbers that a tree names, as sorted and disjoint pieces; None where it names something else.

    A pair in brackets is taken as an open interval; a single equation isn't a set.
    """
    try:
        return _pieces(node)
    except ExpressionFault:
        return None


def same_set(left: tuple[Piece, ...], right: tuple[Piece, ...]) -> bool:
    """Whether two sets have the same pieces."""
    return len(left) == len(right) and all(_same(a, b) for a, b in zip(left, right, strict=True))


def _same(left: Piece, right: Piece) -> bool:
    if (left.low_open, left.high_open) != (right.low_open, right.high_open):
        return False
    return _same_end(left.low, right.low) and _same_end(left.high, right.high)


def _same_end(left: Any, right: Any) -> bool:
    if left is None or right is None:
        return left is None and right is None
    return same_number(left, right)


def _pieces(node: Node) -> tuple[Piece, ...] | None:
    match node:
        case Interval(low, high, low_open, high_open):
            return _interval(low, high, low_open, high_open)
        case Group("tuple", (low, high)):
            return _interval(low, high, True, True)
        case Group("set", items):
            points = [_end(item) for item in items]
            return _tidy([Piece(point, point, False, False) for point in points])
        case Group("union" | "any of", items):
            return _union(_pieces(item) for item in _of_one_name(items))
        case Group("all of", items):
            return _intersection([_pieces(item) for item in _of_one_name(items)])
        case Call("without", (whole, taken)):
            return _without(_pieces(whole), _pieces(taken))
        case Relation("=", _, _):
            return None
        case Relation():
            return _inequality(node)
        case _:
            return None


def _of_one_name(items: tuple[Node, ...]) -> tuple[Node, ...]:
    names = {name for item in items if isinstance(item, Relation) for name in names_of(item)}
    if len(names) > 1:
        raise ExpressionFault("more than one name")
    return items


def _infinite(node: Node) -> int:
    if isinstance(node, Negative):
        return -_infinite(node.operand)
    return 1 if node == Constant("oo") else 0


def _end(node: Node) -> Any:
    value = worth(node, {})
    if not is_real(value):
        raise ExpressionFault("an end that isn't real")
    return value


def _interval(low: Node, high: Node, low_open: bool, high_open: bool) -> tuple[Piece, ...] | None:
    if _infinite(low) > 0 or _infinite(high) < 0:
        return None
    start = None if _infinite(low) else _end(low)
    end = None if _infinite(high) else _end(high)
    if start is not None and end is not None and not less(start, end):
        return None
    return (Piece(start, end, low_open or start is None, high_open or end is None),)


def _inequality(node: Relation) -> tuple[Piece, ...] | None:
    """A linear inequality in one name, solved."""
    names = sorted(names_of(node))
    if len(names) != 1:
        return None
    if _infinite(node.right) or _infinite(node.left):
        return None
    places = [Fraction(0), Fraction(1), Fraction(-37, 11), Fraction(1013, 7)]
    heights = []
    for place in places:
        at = {names[0]: place}
        heights.append(difference(worth(node.left, at), worth(node.right, at)))
    slope = difference(heights[1], heights[0])
    if not all(is_real(height) for height in heights) or same_number(slope, Fraction(0)):
        return None
    for place, height in zip(places, heights, strict=True):
        if not same_number(difference(height, heights[0]), product(slope, place)):
            return None
    root = quotient(-heights[0], slope)
    op = node.op if less(Fraction(0), slope) else _FLIPPED[node.op]
    return _side(op, root)


def _side(op: str, root: Any) -> tuple[Piece, ...]:
    match op:
        case "<" | "<=":
            return (Piece(None, root, True, op == "<"),)
        case ">" | ">=":
            return (Piece(root, None, op == ">", True),)
        case _:
            return (Piece(None, root, True, True), Piece(root, None, True, True))


def _union(sets: Iterable[tuple[Piece, ...] | None]) -> tuple[Piece, ...] | None:
    pieces: list[Piece] = []
    for one in sets:
        if one is None:
            return None
        pieces.extend(one)
    return _tidy(pieces)


def _intersection(sets: list[tuple[Piece, ...] | None]) -> tuple[Piece, ...] | None:
    found: tuple[Piece, ...] = ALL
    for one in sets:
        if one is None:
            return None
        found = tuple(common for a in found for b in one if (common := _common(a, b)) is not None)
    return _tidy(list(found))


def _common(a: Piece, b: Piece) -> Piece | None:
    low, low_open = _later(a, b)
    high, high_open = _earlier(a, b)
    if low is not None and high is not None:
        if less(high, low):
            return None
        if same_number(low, high) and (low_open or high_open):
            return None
    return Piece(low, high, low_open, high_open)


def _later(a: Piece, b: Piece) -> tuple[Any, bool]:
    if a.low is None or b.low is None:
        return (b.low, b.low_open) if a.low is None else (a.low, a.low_open)
    if same_number(a.low, b.low):
        return a.low, a.low_open or b.low_open
    return (b.low, b.low_open) if less(a.low, b.low) else (a.low, a.low_open)


def _earlier(a: Piece, b: Piece) -> tuple[Any, bool]:
    if a.high is None or b.high is None:
        return (b.high, b.high_open) if a.high is None else (a.high, a.high_open)
    if same_number(a.high, b.high):
        return a.high, a.high_open or b.high_open
    return (a.high, a.high_open) if less(a.high, b.high) else (b.high, b.high_open)


def _without(whole: tuple[Piece, ...] | None, taken: tuple[Piece, ...] | None) -> tuple[Piece, ...] | None:
    if whole is None or taken is None:
        return None
    rest: list[tuple[Piece, ...] | None] = [whole]
    for piece in taken:
        outside = []
        if piece.low is not None:
            outside.append(Piece(None, piece.low, True, not piece.low_open))
        if piece.high is not None:
            outside.append(Piece(piece.high, None, not piece.high_open, True))
        rest.append(tuple(outside))
    return _intersection(rest)


def _before(a: Piece, b: Piece) -> bool:
    if a.low is None or b.low is None:
        return a.low is None and b.low is not None
    if same_number(a.low, b.low):
        return b.low_open and not a.low_open
    return less(a.low, b.low)


def _tidy(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Sorted, with pieces that touch or overlap made one."""
    ordered: list[Piece] = []
    for piece in pieces:
        at = next((i for i, other in enumerate(ordered) if _before(piece, other)), len(ordered))
        ordered.insert(at, piece)
    merged: list[Piece] = []
    for piece in ordered:
        if merged and _touch(merged[-1], piece):
            merged[-1] = _joined(merged[-1], piece)
        else:
            merged.append(piece)
    return tuple(merged)


def _touch(a: Piece, b: Piece) -> bool:
    """Whether b, which doesn't begin before a, begins within a or right at its end."""
    if a.high is None or b.low is None:
        return True
    if same_number(a.high, b.low):
        return not (a.high_open and b.low_open)
    return less(b.low, a.high)


def _joined(a: Piece, b: Piece) -> Piece:
    if a.high is None or b.high is None:
        return Piece(a.low, None, a.low_open, True)
    if same_number(a.high, b.high):
        return Piece(a.low, a.high, a.low_open, a.high_open and b.high_open)
    top = b if less(a.high, b.high) else a
    return Piece(a.low, top.high, a.low_open, top.high_open)
