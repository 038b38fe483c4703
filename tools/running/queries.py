"""Queries read by sqlglot: whether a text is one SELECT, whether its rows are ordered, faulty variants of it.

The variants are those of Tuya, Suarez-Cabal and de la Riva ("SQLMutation", 2006): comparisons, aggregates,
conditions, joins, constants, order, limits, distinct. Text in, texts out: nothing is executed.
"""

import logging
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import TYPE_CHECKING, Any, cast

from seedbed.memory.errors import ToolFault
from seedbed.memory.exact.randomness import rng
from seedbed.tools.running.turns import in_turns

if TYPE_CHECKING:
    from sqlglot import exp

LONGEST = 20_000
"""Most characters of a query that is read."""
_NOW = ("now", "localtime")


class QueryFault(ValueError):
    """A text that is no single SELECT; says why in a line."""


def parsed(text: str, dialect: str = "sqlite") -> "exp.Query":
    """The one SELECT (or union, with its WITH) of a text.

    Raises:
        QueryFault: it can't be read, is something else, or has a second statement.
        ToolFault: sqlglot isn't installed.
    """
    sqlglot = _sqlglot()
    if len(text) > LONGEST:
        raise QueryFault(f"a query of more than {LONGEST:,} characters")
    try:
        trees = [tree for tree in sqlglot.parse(text, read=dialect) if tree is not None]
    except (sqlglot.errors.SqlglotError, RecursionError, ValueError) as fault:
        raise QueryFault(f"it can't be read as SQL: {' '.join(str(fault).split())[:200]}") from fault
    kinds = sqlglot.exp
    trees = [tree for tree in trees if not isinstance(tree, kinds.Semicolon)]
    if len(trees) != 1:
        raise QueryFault(f"it has {len(trees)} statements, not one" if trees else "there is no statement")
    tree: Any = trees[0]
    if not isinstance(tree, (kinds.Select, kinds.SetOperation)):
        raise QueryFault(f"it is no SELECT, but {tree.key.upper()}")
    writing = (kinds.Insert, kinds.Update, kinds.Delete, kinds.Create, kinds.Drop, kinds.Command)
    if tree.find(*writing) is not None:
        raise QueryFault("it changes something")
    return cast("exp.Query", tree)


def known_dialect(name: str) -> bool:
    """Whether there is such a dialect. Raises ToolFault."""
    return name.lower() in _sqlglot().Dialects._value2member_map_


def is_ordered(text: str) -> bool:
    """Whether the rows of a query come in an order that it asks for. Raises as `parsed`."""
    return parsed(text).args.get("order") is not None


def depends_on_the_day(tree: "exp.Query") -> str:
    """What in a query makes its answer another one tomorrow or by chance; empty: nothing."""
    exp = _sqlglot().exp
    for node in tree.walk():
        if isinstance(node, (exp.CurrentDate, exp.CurrentTime, exp.CurrentTimestamp, exp.Rand)):
            return str(node.sql("sqlite"))[:60]
        if isinstance(node, exp.Anonymous) and node.name.lower() in ("random", "randomblob"):
            return f"{node.name.lower()}()"
        inside = node.parent
        if (
            isinstance(node, exp.Literal)
            and node.is_string
            and str(node.this).lower() in _NOW
            and isinstance(inside, exp.Func)
            and not isinstance(inside, exp.Connector)
        ):
            return str(inside.sql("sqlite"))[:60]
    return ""


def variants(text: str, most: int) -> tuple[str, ...]:
    """At most `most` faulty variants of a query, always the same for the same text. Raises as `parsed`."""
    tree = parsed(text)
    seen = {tree.sql("sqlite")}
    kinds: dict[str, list[Callable[[Any], Any]]] = {}
    places: dict[str, list[int]] = {}
    for place, node in enumerate(tree.walk()):
        for kind, change in _changes(node):
            kinds.setdefault(kind, []).append(change)
            places.setdefault(kind, []).append(place)
    sites = {kind: list(zip(places[kind], kinds[kind], strict=True)) for kind in kinds}
    found: list[str] = []
    for place, change in in_turns(sites, rng(0, "query variants", text[:LONGEST])):
        if len(found) == most:
            break
        copy = tree.copy()
        change(list(copy.walk())[place])
        said = copy.sql("sqlite")
        if said not in seen:
            seen.add(said)
            found.append(said)
    return tuple(found)


def emptied(text: str) -> str:
    """The query around itself, with a condition that never holds. Raises as `parsed`."""
    return f"SELECT * FROM ({parsed(text).sql('sqlite')}) WHERE 1 = 0"


def _changes(node: Any) -> Iterator[tuple[str, Callable[[Any], Any]]]:
    """What could be changed at a node, each with its kind."""
    exp = _sqlglot().exp
    if node.parent is not None:
        for kind, others in _swaps().get(type(node), ()):
            yield kind, partial(_exchanged, others)
    if isinstance(node, exp.Literal) and not node.is_string and node.parent is not None:
        yield "number", _other_number
    if isinstance(node, exp.Join):
        yield "join", _other_join
    if isinstance(node, exp.Ordered):
        yield "order", partial(_turned, "desc")
    if isinstance(node, exp.Select):
        for clause in ("where", "having", "distinct", "limit"):
            if node.args.get(clause) is not None:
                yield clause, partial(_dropped, clause)
        if node.args.get("distinct") is None and not node.args.get("group"):
            yield "distinct", _distinct
    if isinstance(node, exp.SetOperation):
        yield "distinct", partial(_turned, "distinct")


@cache
def _swaps() -> dict[type, list[tuple[str, Any]]]:
    """What may stand in a node's place, with the kind of change."""
    exp = _sqlglot().exp
    swaps: dict[type, list[tuple[str, Any]]] = {}
    for kind, old, new in (
        ("comparison", exp.GT, (exp.GTE, exp.LT)),
        ("comparison", exp.GTE, (exp.GT, exp.LT)),
        ("comparison", exp.LT, (exp.LTE, exp.GT)),
        ("comparison", exp.LTE, (exp.LT, exp.GT)),
        ("comparison", exp.EQ, (exp.NEQ,)),
        ("comparison", exp.NEQ, (exp.EQ,)),
        ("condition", exp.And, (exp.Or,)),
        ("condition", exp.Or, (exp.And,)),
        ("aggregate", exp.Sum, (exp.Avg, exp.Max)),
        ("aggregate", exp.Avg, (exp.Sum, exp.Max)),
        ("aggregate", exp.Max, (exp.Min,)),
        ("aggregate", exp.Min, (exp.Max,)),
        ("arithmetic", exp.Add, (exp.Sub,)),
        ("arithmetic", exp.Sub, (exp.Add,)),
        ("arithmetic", exp.Mul, (exp.Add,)),
        ("arithmetic", exp.Div, (exp.Mul,)),
    ):
        swaps.setdefault(old, []).extend((kind, other) for other in new)
    return swaps


def _exchanged(other: Any, at: Any) -> None:
    parts = {key: value for key, value in at.args.items() if key in ("this", "expression")}
    at.replace(other(**parts))


def _turned(key: str, at: Any) -> None:
    at.set(key, not at.args.get(key))


def _dropped(clause: str, at: Any) -> None:
    at.set(clause, None)


def _distinct(at: Any) -> None:
    at.set("distinct", _sqlglot().exp.Distinct())


def _other_number(at: Any) -> None:
    try:
        other = str(int(at.this) + 1)
    except ValueError:
        other = f"{float(at.this) + 1:g}"
    at.replace(_sqlglot().exp.Literal.number(other))


def _other_join(at: Any) -> None:
    """Inner becomes left, left becomes inner."""
    left = str(at.args.get("side") or "").upper() == "LEFT"
    at.set("side", None if left else "LEFT")
    at.set("kind", None)


def _sqlglot() -> Any:
    try:
        import sqlglot
        import sqlglot.errors
    except ImportError as fault:
        raise ToolFault(
            "queries can't be read: sqlglot isn't installed (pip install 'seedbed[sql]')"
        ) from fault
    logging.getLogger("sqlglot").setLevel(logging.ERROR)  # it warns of what it doesn't know
    return sqlglot
