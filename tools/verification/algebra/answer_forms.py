"""The forms in which an answer may be written, brought to those that are compared.

Both signs of ± become two answers, a chain of equations its last side, a multiple of a matrix a matrix; a
label (`x =`, `f(x) =`) is told from an equation. It compares nothing.
"""

from itertools import pairwise, product

from seedbed.tools.verification.algebra.latex_words import OF_FUNCTIONS
from seedbed.tools.verification.algebra.measures import scale
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
    Number,
    Percent,
    PlusMinus,
    Relation,
    Words,
    children,
    names_of,
    written,
)

MAX_ITEMS = 60
"""Most members of a list or set."""
_MAX_SIGNS = 4
_MANY = ("list", "set", "any of", "all of")


def settled(node: Node) -> Node:
    """The tree without ±, with multiples of matrices multiplied out and chains of equations shortened.

    Raises:
        ExpressionFault: more than four ±, or more than MAX_ITEMS members.
    """
    if isinstance(node, Group):
        if node.kind == "all of" and _chain(node):
            return settled(_chain(node)[0])
        items = tuple(settled(item) for item in node.items)
        if node.kind in _MANY:
            items = tuple(
                inner
                for item in items
                for inner in (item.items if isinstance(item, Group) and item.kind == "any of" else (item,))
            )
        if len(items) > MAX_ITEMS:
            raise ExpressionFault(f"{len(items)} members; at most {MAX_ITEMS} are compared")
        node = Group(node.kind, items)
    signs = _signs(node)
    if signs:
        if signs > _MAX_SIGNS:
            raise ExpressionFault(f"more than {_MAX_SIGNS} times ±")
        chosen = (_with_signs(node, list(choice)) for choice in product((False, True), repeat=signs))
        unequal = isinstance(node, Relation) and node.op == "!="
        return Group("all of" if unequal else "any of", tuple(chosen))
    return _scaled(node)


def items_of(node: Node) -> tuple[Node, ...] | None:
    """The members of a list, a set or several solutions, in no order; None for anything else."""
    return node.items if isinstance(node, Group) and node.kind in _MANY else None


def is_number(node: Node) -> bool:
    """Whether a tree is an expression through and through: no words, sets, pairs or relations in it."""
    if isinstance(node, Words | Group | Interval | Relation | PlusMinus):
        return False
    if isinstance(node, Matrix) or (isinstance(node, Measured) and node.unit != "°"):
        return False
    if isinstance(node, Call) and node.function == "det":
        return True
    return all(is_number(child) for child in children(node))


def letters_of(node: Node) -> str:
    """The letters of a product of letters, which may be a word: `Amy`; empty for anything else."""
    match node:
        case Name(name) | Constant(name):
            return name if len(name) == 1 else ""
        case Binary("*", left, right):
            first, second = letters_of(left), letters_of(right)
            return first + second if first and second else ""
        case _:
            return ""


def is_extent(node: Node) -> bool:
    """Whether a tree is an interval, a union or an inequality: a set with an extent."""
    match node:
        case Interval() | Group("union", _) | Call("without", _):
            return True
        case Relation(op):
            return op != "="
        case Group("all of" | "any of", items):
            return any(isinstance(item, Relation) and item.op != "=" for item in items)
        case _:
            return False


def unlabelled(node: Node) -> Node | None:
    """The right side of `x = 5`, `f(x) = x^2`, `(x, y) = (1, 2)`, `5 = x`; None where nothing is a label."""
    if not isinstance(node, Relation) or node.op != "=":
        return None
    if is_label(node.left) and not names_of(node.left) & names_of(node.right):
        return node.right
    if _is_applied(node.left):
        return node.right
    if isinstance(node.right, Name | Group) and is_label(node.right) and not names_of(node.left):
        return node.left
    return None


def label_of(relation: Relation) -> Node:
    """The side of a labelled answer that is its label."""
    return relation.right if unlabelled(relation) is relation.left else relation.left


def is_label(node: Node) -> bool:
    """Whether the left side of an equation only names what the right side is."""
    match node:
        case Name() | Words():
            return True
        case Group("tuple", items):
            return all(isinstance(item, Name) for item in items)
        case Binary("*", left, right):
            return all(isinstance(side, Name) or is_label(side) for side in (left, right)) and all(
                name[:1].isupper() for name in names_of(node)
            )
        case _:
            return _is_applied(node)


def _is_applied(node: Node) -> bool:
    return (
        isinstance(node, Binary)
        and node.op == "*"
        and _name(node.left) in OF_FUNCTIONS
        and isinstance(node.right, Name | Number)
    )


def _name(node: Node) -> str:
    if isinstance(node, Binary) and node.op == "^":
        return f"{_name(node.left)}^{{-1}}"
    return node.name if isinstance(node, Name) else ""


def spelled_out(node: Node, unit: str) -> Node | None:
    """`5 m`, read as a product, as the measure it may be where the other answer has the unit m."""
    found = _value_and_unit(node)
    if found is None or (found[1] != unit.replace(" ", "") and scale(found[1], unit) is None):
        return None
    return Measured(*found)


def _value_and_unit(node: Node) -> tuple[Node, str] | None:
    match node:
        case Binary("*", value, Name(name)):
            inner = _value_and_unit(value)
            return (value, name) if inner is None else (inner[0], inner[1] + name)
        case Binary("*", value, Binary("^", Name(name), Number(power))):
            return value, f"{name}^{power}"
        case Binary("/", top, Name() | Binary("^", Name(), Number()) as bottom):
            over, under = _value_and_unit(top), _value_and_unit(Binary("*", written(1), bottom))
            return None if over is None or under is None else (over[0], f"{over[1]}/{under[1]}")
        case _:
            return None


def _chain(node: Group) -> tuple[Node, ...]:
    """A chain of equations `x = 1/2 = 0.5` as one equation; empty if it's anything else."""
    links = node.items
    for link, following in pairwise(links):
        if not isinstance(link, Relation) or not isinstance(following, Relation):
            return ()
        if link.op != "=" or following.op != "=" or link.right != following.left:
            return ()
    first, last = links[0], links[-1]
    if isinstance(first, Relation) and isinstance(last, Relation) and is_label(first.left):
        return (Relation("=", first.left, last.right),)
    return ()


def _signs(node: Node) -> int:
    return isinstance(node, PlusMinus) + sum(_signs(child) for child in children(node))


def _with_signs(node: Node, choices: list[bool]) -> Node:
    """The tree with each ± replaced by one sign, in the order of the tree."""
    if isinstance(node, PlusMinus):
        negative = choices.pop(0)
        operand = _with_signs(node.operand, choices)
        return Negative(operand) if negative else operand
    return _rebuilt(node, tuple(_with_signs(child, choices) for child in children(node)))


def _rebuilt(node: Node, parts: tuple[Node, ...]) -> Node:
    """The same kind of tree over other operands."""
    match node:
        case Negative():
            return Negative(parts[0])
        case Percent():
            return Percent(parts[0])
        case Measured(_, unit):
            return Measured(parts[0], unit)
        case Binary(op):
            return Binary(op, parts[0], parts[1])
        case Relation(op):
            return Relation(op, parts[0], parts[1])
        case Call(function):
            return Call(function, parts)
        case Group(kind):
            return Group(kind, parts)
        case Interval(_, _, low_open, high_open):
            return Interval(parts[0], parts[1], low_open, high_open)
        case Matrix(rows):
            width = len(rows[0])
            return Matrix(tuple(parts[at : at + width] for at in range(0, len(parts), width)))
        case _:
            return node


def _scaled(node: Node) -> Node:
    match node:
        case Negative(operand):
            inner, factor = _scaled(operand), written(-1)
        case Binary("*", left, right) if isinstance(_scaled(right), Matrix):
            inner, factor = _scaled(right), left
        case Binary("*" | "/", left, right) if isinstance(_scaled(left), Matrix):
            inner, factor = _scaled(left), right if node.op == "*" else Binary("/", written(1), right)
        case _:
            return node
    if not isinstance(inner, Matrix):
        return node
    return Matrix(tuple(tuple(Binary("*", factor, entry) for entry in row) for row in inner.rows))
