"""Queries read by sqlglot: whether a text is one SELECT, and whether its rows are ordered; none is run."""

import logging
from typing import TYPE_CHECKING, Any, cast

from seedbed.memory.errors import ToolFault

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


def emptied(text: str) -> str:
    """The query around itself, with a condition that never holds. Raises as `parsed`."""
    return f"SELECT * FROM ({parsed(text).sql('sqlite')}) WHERE 1 = 0"


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
