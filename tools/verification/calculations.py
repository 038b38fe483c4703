"""Calculations in records: string fields whose schema says `format: calculation`, recomputed exactly.

Such a field holds equations like `3 * 14 + 5 = 47`, one or several, separated by line ends or semicolons; a
chain `3 * 14 = 6 * 7 = 42` is an equation for each of its signs. Each is read by the closed grammar
(`grammar.py`) and both sides are computed; nothing in it is ever run as code. It knows the arithmetic only:
whether the numbers are those that the rest of the record tells of is for others to judge.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from seedbed.tools.verification.numbers.expression import equal, evaluate, format_value
from seedbed.tools.verification.numbers.grammar import parse
from seedbed.tools.verification.numbers.syntax import Call, ExpressionFault, Node, Number, children
from seedbed.tools.verification.record_schema import CALCULATION, keeps

ENGINE = "seedbed calculations 1"
"""The `engine` of evidence for an equation in a record; its `inputs` name the field."""
MOST = 100
"""Equations of one record, at most."""
_SHOWN = 120
"""Characters of an expression that a message shows."""


@dataclass(frozen=True, slots=True)
class Recomputed:
    """One equation of a record, computed again."""

    field: str
    """Where it stands: names and places joined by dots."""
    expression: str
    result: str
    """What the record says that it comes to."""
    fault: str = ""
    """What is wrong with it, with the right value where there is one; empty: it holds."""

    def evidence(self) -> dict[str, Any]:
        """The fields of a `Computation`."""
        return {
            "ok": not self.fault,
            "by": "calculator",
            "expression": self.expression,
            "result": self.result,
            "engine": ENGINE,
            "inputs": {"field": self.field},
        }


def recompute_record(row: Any, schema: Mapping[str, Any]) -> list[Recomputed]:
    """Every equation of a record's calculation fields, in order, computed; empty: no such field is filled.

    `schema` has passed `check_schema`, and `row` keeps it.
    """
    found: list[Recomputed] = []
    for place, text in calculations(row, schema):
        found += recompute(".".join(map(str, place)), text, MOST - len(found))
        if len(found) > MOST:
            break
    return found


def recompute(field: str, text: str, room: int) -> list[Recomputed]:
    """Every equation of one text, in order, computed; a text without any is one with a fault.

    Args:
        field: What the text is called, in `field` of what is found.
        room: Equations that are read at most.
    """
    said = [piece for piece in _pieces(text) if piece.strip()]
    if not said:
        return [Recomputed(field, "", "", "it holds no calculation")]
    found: list[Recomputed] = []
    for piece in said:
        sides = [side.strip() for side in piece.split("=")]
        if len(found) + len(sides) - 1 > room:
            return [*found, Recomputed(field, "", "", f"more than {MOST} calculations in a record")]
        if len(sides) < 2:
            found.append(Recomputed(field, _short(piece), "", f"{_short(piece)!r} is no equation"))
        else:
            found += [_computed(field, left, right) for left, right in pairwise(sides)]
    return found


def _pieces(text: str) -> Iterator[str]:
    """The equations of a text: parted by line ends, and by semicolons outside brackets."""
    for line in text.splitlines():
        depth, start = 0, 0
        for place, letter in enumerate(line):
            depth += (letter == "(") - (letter == ")")
            if letter == ";" and depth <= 0:
                yield line[start:place]
                start = place + 1
        yield line[start:]


def _computed(field: str, left: str, right: str) -> Recomputed:
    def told(fault: str) -> Recomputed:
        return Recomputed(field, left[:_SHOWN], right[:_SHOWN], fault)

    try:
        trees = parse(left), parse(right)
        values = [evaluate(tree) for tree in trees]
        holds = equal(*values)
    except (ExpressionFault, ZeroDivisionError) as fault:
        return told(f"{_short(f'{left} = {right}')!r}: {fault}")
    if not any(map(_operates, trees)):
        return told(f"{_short(f'{left} = {right}')!r} calculates nothing")
    if not holds:
        return told(f"{_short(left)} is {_short(format_value(values[0]))}, not {_short(right)}")
    return Recomputed(field, left, right)


def _operates(node: Node) -> bool:
    """Whether there is anything in an expression to calculate; a signed number alone is none."""
    inner = children(node)
    return isinstance(node, Call) or len(inner) > 1 or any(not isinstance(child, Number) for child in inner)


def _short(text: str) -> str:
    """On one line, without back-ticks (the writer is told it) and not long."""
    plain = " ".join(text.split()).replace("`", "'")
    return plain if len(plain) <= _SHOWN else f"{plain[:_SHOWN]}…"


# which fields ------------------------------------------------------------------------------------------


def has_calculations(schema: Any) -> bool:
    """Whether a schema has a calculation field anywhere."""
    if isinstance(schema, Mapping):
        return schema.get("format") == CALCULATION or any(map(has_calculations, schema.values()))
    return isinstance(schema, list) and any(map(has_calculations, schema))


def calculations(row: Any, schema: Mapping[str, Any]) -> list[tuple[tuple[Any, ...], str]]:
    """(place, text) of every string of a record that its schema calls a calculation, in order, each once."""
    return list(dict(_walk(row, schema, schema, ())).items())


_Found = Iterator[tuple[tuple[Any, ...], str]]


def _walk(value: Any, node: Any, root: Mapping[str, Any], place: tuple[Any, ...]) -> _Found:
    if not isinstance(node, Mapping):
        return
    if node.get("format") == CALCULATION and isinstance(value, str):
        yield place, value
    for branch in _branches(value, node, root):
        yield from _walk(value, branch, root, place)
    if isinstance(value, dict):
        named = node.get("properties", {})
        for name, child in value.items():
            yield from _walk(child, named.get(name, node.get("additionalProperties")), root, (*place, name))
    elif isinstance(value, list):
        first: Sequence[Any] = node.get("prefixItems", ())
        for number, child in enumerate(value):
            inner = first[number] if number < len(first) else node.get("items")
            yield from _walk(child, inner, root, (*place, number))


def _branches(value: Any, node: Mapping[str, Any], root: Mapping[str, Any]) -> Iterator[Any]:
    """The subschemas that apply to the same value; of alternatives those that it keeps."""
    if name := str(node.get("$ref", "")).removeprefix("#/$defs/"):
        yield root.get("$defs", {}).get(name)
    yield from node.get("allOf", ())
    for choice in (*node.get("anyOf", ()), *node.get("oneOf", ())):
        if keeps(value, choice, root):
            yield choice
    if "if" in node:
        yield node.get("then" if keeps(value, node["if"], root) else "else")
    if isinstance(value, dict):
        for name, child in node.get("dependentSchemas", {}).items():
            if name in value:
                yield child
