"""Whether two final answers say the same: numbers, expressions, sets, intervals, equations, units, words.

Strict where graders are lenient. A decimal is the number it writes (0.333 is not 1/3, 3.14 is not π); a unit,
a degree, a percent sign, a currency or a base on one side only is another answer; a pair keeps its order. An
answer that can't be read is compared as text. Values are compared at 60 digits within counted bounds, and
exactly where all is rational (`numeric.py`, `functions_agree.py`); the same two answers always get the same
verdict. It does not know which of two equal forms a question asks for.
"""

import re
from fractions import Fraction

from seedbed.tools.verification.algebra.answer_forms import (
    is_extent,
    is_number,
    items_of,
    label_of,
    letters_of,
    settled,
    spelled_out,
    unlabelled,
)
from seedbed.tools.verification.algebra.answer_text import (
    admitted,
    as_text,
    is_bare,
    lone_words,
    plain_words,
    undressed,
    unwrapped_text,
)
from seedbed.tools.verification.algebra.functions_agree import same_relation, same_value
from seedbed.tools.verification.algebra.latex import parse_latex
from seedbed.tools.verification.algebra.latex_words import EVERYTHING, NOTHING
from seedbed.tools.verification.algebra.measures import converted, scale
from seedbed.tools.verification.algebra.numeric import worth
from seedbed.tools.verification.algebra.plain import parse_plain
from seedbed.tools.verification.algebra.real_sets import real_set, same_set
from seedbed.tools.verification.syntax import (
    Binary,
    Call,
    Constant,
    ExpressionFault,
    Group,
    Interval,
    Matrix,
    Measured,
    Name,
    Negative,
    Node,
    Relation,
    Words,
    children,
    names_of,
    written,
)

_GROUPED = re.compile(r"(?<=\d),(?=\d{3})")
_CALLED = re.compile(r"[A-Za-z]{1,12}[0-9]{0,2}\(|\[\s*\[")
"""What plain writing reads as a call, or as a matrix of rows."""
_IMAGINARY = re.compile(r"(?<![A-Za-z])I(?![A-Za-z])")
"""The imaginary unit as programs print it: `3 + 4*I`."""
_NOTHING = Group("set", ())
_EVERYTHING = Interval(Negative(Constant("oo")), Constant("oo"), True, True)


def equivalent(a: str, b: str) -> tuple[bool, str]:
    """Whether two final answers say the same, and why, in a line.

    Raises:
        ExpressionFault: an answer that may not be read (too long, control characters, an unknown macro), or
            two that are defined at too few points to tell.
    """
    admitted(a), admitted(b)
    words = lone_words(a), lone_words(b)
    if words[0] is not None and words[0] == words[1] and _same_case(a, b):
        return True, "the same words"
    if words[0] in NOTHING and words[1] in NOTHING:
        return True, "words for the empty set"
    if words[0] is not None and words[1] is not None and (_is_word(a, words[0]) or _is_word(b, words[1])):
        return False, "other words"
    first, second = readings(a), readings(b)
    if not first or not second:
        if as_text(a) == as_text(b):
            return True, "the same text; it can't be read as mathematics"
        unread = "neither" if not first and not second else "only one"
        return False, f"other texts, {unread} of which is mathematics that can be read"
    untold: ExpressionFault | None = None
    for left in first:
        for right in second:
            try:
                if same(left, right):
                    return True, "the same value"
            except ExpressionFault as fault:
                untold = fault
    if untold is not None:
        raise untold
    return False, _difference(first[0], second[0])


def _difference(a: Node, b: Node) -> str:
    """What kind of difference two answers show that aren't the same."""
    units = [node.unit.strip() for node in (a, b) if isinstance(node, Measured)]
    if len(units) == 1:
        return f"only one has the unit {units[0][:30]!r}"
    if len(units) == 2 and scale(units[0], units[1]) is None:
        return f"the units {units[0][:30]!r} and {units[1][:30]!r} don't agree"
    members = items_of(a), items_of(b)
    if members[0] is not None and members[1] is not None and len(members[0]) != len(members[1]):
        return f"{len(members[0])} and {len(members[1])} members"
    kinds = _shape(a).split()[0], _shape(b).split()[0]
    return "another value" if kinds[0] == kinds[1] else "another kind of answer"


def readings(text: str) -> list[Node]:
    """The trees that an answer may mean; none where it can't be read.

    Several where a comma may group or separate, or letters before a bracket may be a product or a call.
    """
    found: list[Node] = []
    writings = [text, _GROUPED.sub(", ", text)]
    if "*" in text and "\\" not in text:
        writings.append(_IMAGINARY.sub("i", text))
    for writing in dict.fromkeys(writings):
        node = _read(writing)
        if node is not None and node not in found:
            found.append(node)
    if found and _CALLED.search(text) and "\\" not in text:
        plain = _read_plainly(text)
        if plain is not None and plain not in found:
            found.append(plain)
    return found


def _read_plainly(text: str) -> Node | None:
    try:
        return settled(parse_plain(text))
    except ExpressionFault:
        return None


def _read(text: str) -> Node | None:
    words = lone_words(text) or ""
    if words in NOTHING or words in EVERYTHING:
        return _NOTHING if words in NOTHING else _EVERYTHING
    if words and (len(words) > 3 or not is_bare(text)):
        return Words(words)
    try:
        return settled(parse_latex(unwrapped_text(text)))
    except ExpressionFault:
        pass
    return _read_plainly(text)


def _is_word(text: str, words: str) -> bool:
    """Whether letters are a word rather than a product of names."""
    capitals = len(words) > 2 and undressed(text).isupper()
    return len(words) > 3 or capitals or not is_bare(text)


def _same_case(a: str, b: str) -> bool:
    """Single bare letters are names, and `x` isn't `X`; `(a)` and `A` are a choice."""
    return not (is_bare(a) and is_bare(b)) or len(lone_words(a) or "") > 1 or a.strip(" $.") == b.strip(" $.")


def same(a: Node, b: Node) -> bool:
    """Whether two settled trees say the same. Raises ExpressionFault where it can't be told."""
    if a == b:
        return True
    if isinstance(a, Relation) != isinstance(b, Relation):
        a, b = _without_label(a, b), _without_label(b, a)
    if is_extent(a) or is_extent(b):
        verdict = _same_extent(a, b)
        if verdict is not None:
            return verdict
    first, second = items_of(a), items_of(b)
    if first is not None or second is not None:
        return _same_items(a, b, first, second)
    if isinstance(a, Words) or isinstance(b, Words):
        return _same_words(a, b)
    if isinstance(a, Measured) or isinstance(b, Measured):
        return _same_measure(a, b)
    if isinstance(a, Relation) or isinstance(b, Relation):
        return isinstance(a, Relation) and isinstance(b, Relation) and _same_equation(a, b)
    shapes = _shape(a), _shape(b)
    if shapes != ("number", "number"):
        return shapes[0] == shapes[1] and all(
            same(left, right) for left, right in zip(_entries(a), _entries(b), strict=True)
        )
    return is_number(a) and is_number(b) and same_value(a, b)


def _without_label(node: Node, other: Node) -> Node:
    inner = unlabelled(node)
    return node if inner is None or items_of(other) is not None else inner


def _same_extent(a: Node, b: Node) -> bool | None:
    """Two sets of real numbers; None where one of them isn't known as such."""
    if isinstance(a, Relation | Group) and isinstance(b, Relation | Group):
        of_a, of_b = _names_compared(a), _names_compared(b)
        if of_a and of_b and of_a != of_b:
            return False
    left, right = real_set(a), real_set(b)
    return None if left is None or right is None else same_set(left, right)


def _names_compared(node: Node) -> frozenset[str]:
    if isinstance(node, Group):
        return frozenset().union(*(_names_compared(item) for item in node.items))
    return names_of(node) if isinstance(node, Relation) else frozenset()


def _same_items(a: Node, b: Node, first: tuple[Node, ...] | None, second: tuple[Node, ...] | None) -> bool:
    left = _distinct(a, first if first is not None else (a,))
    rest = list(_distinct(b, second if second is not None else (b,)))
    if len(left) != len(rest):
        return False
    if _kinds(a, b) == {"all of", "any of"} and len(names_of(a)) > 1:
        return False
    for item in left:
        at = next((index for index, other in enumerate(rest) if same(item, other)), None)
        if at is None:
            return False
        del rest[at]
    return True


def _kinds(a: Node, b: Node) -> set[str]:
    return {node.kind for node in (a, b) if isinstance(node, Group)}


def _distinct(node: Node, items: tuple[Node, ...]) -> tuple[Node, ...]:
    """The members once each, where writing one twice says nothing new."""
    if not isinstance(node, Group) or node.kind == "list":
        return items
    kept: list[Node] = []
    for item in items:
        if not any(same(item, other) for other in kept):
            kept.append(item)
    return tuple(kept)


def _same_words(a: Node, b: Node) -> bool:
    if isinstance(a, Words) and isinstance(b, Words):
        return plain_words(a.text) == plain_words(b.text)
    words, other = (a, b) if isinstance(a, Words) else (b, a)
    return isinstance(words, Words) and plain_words(words.text) == (letters_of(other).casefold() or None)


def _same_measure(a: Node, b: Node) -> bool:
    if isinstance(a, Measured) and not isinstance(b, Measured):
        b = spelled_out(b, a.unit) or b
    if isinstance(b, Measured) and not isinstance(a, Measured):
        a = spelled_out(a, b.unit) or a
    if not isinstance(a, Measured) or not isinstance(b, Measured):
        return False
    factor = scale(a.unit, b.unit)
    if factor is not None:
        return same(a.value if factor == 1 else Binary("*", a.value, written(factor)), b.value)
    value = worth(a.value, {}) if not names_of(a.value) else None
    moved = converted(value, a.unit, b.unit) if isinstance(value, Fraction) else None
    return moved is not None and same(written(moved), b.value)


def _same_equation(a: Relation, b: Relation) -> bool:
    inner = unlabelled(a), unlabelled(b)
    if inner[0] is not None and inner[1] is not None and _same_label(label_of(a), label_of(b)):
        return same(inner[0], inner[1])
    if not all(is_number(side) for side in children(a) + children(b)):
        return a.op == b.op and same(a.left, b.left) and same(a.right, b.right)
    return same_relation(a, b)


def _same_label(a: Node, b: Node) -> bool:
    """Whether two labels are one; the graph of f is y = f(x)."""
    return a == b or (Name("y") in (a, b) and Binary("*", Name("f"), Name("x")) in (a, b))


def _shape(node: Node) -> str:
    """What a tree is compared as, with its size; a pair and an open interval are told apart by the sets."""
    match node:
        case Group("tuple", items):
            return f"tuple {len(items)}"
        case Group("union", items):
            return f"union {len(items)}"
        case Interval(_, _, low_open, high_open):
            return "tuple 2" if low_open and high_open else f"interval {low_open} {high_open}"
        case Matrix(rows):
            return f"matrix {len(rows)} {len(rows[0])}"
        case Call("without", _):
            return "without"
        case Constant("oo") | Negative(Constant("oo")):
            return "endless" if isinstance(node, Constant) else "endless below"
        case _:
            return "number"


def _entries(node: Node) -> tuple[Node, ...]:
    match node:
        case Group(_, items):
            return items
        case Interval(low, high):
            return (low, high)
        case Matrix(rows):
            return tuple(entry for row in rows for entry in row)
        case Call(_, arguments):
            return arguments
        case _:
            return ()
