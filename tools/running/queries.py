"""SQL read by sqlglot: whether a text is one SELECT, whether its rows are ordered, what a script makes and
fills; none is run."""

import logging

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

logging.getLogger("sqlglot").setLevel(logging.ERROR)  # it warns of what it doesn't know

LONGEST = 20_000
"""Most characters of a query that is read."""
_NOW = ("now", "localtime")


class QueryFault(ValueError):
    """A text that is no single SELECT; says why in a line."""


def parsed(text: str, dialect: str = "sqlite") -> exp.Expression:
    """The one SELECT (or union, with its WITH) of a text. Raises QueryFault."""
    if len(text) > LONGEST:
        raise QueryFault(f"a query of more than {LONGEST:,} characters")
    trees = [tree for tree in _trees(text, dialect) if not isinstance(tree, exp.Semicolon)]
    if len(trees) != 1:
        raise QueryFault(f"it has {len(trees)} statements, not one" if trees else "there is no statement")
    tree = trees[0]
    if not isinstance(tree, (exp.Select, exp.SetOperation)):
        raise QueryFault(f"it is no SELECT, but {tree.key.upper()}")
    if tree.find(exp.Insert, exp.Update, exp.Delete, exp.Create, exp.Drop, exp.Command) is not None:
        raise QueryFault("it changes something")
    return tree


def _trees(text: str, dialect: str) -> list[exp.Expr]:
    """The statements of a text. Raises QueryFault: it can't be read."""
    try:
        return [tree for tree in sqlglot.parse(text, read=dialect) if tree is not None]
    except (SqlglotError, RecursionError, ValueError) as fault:
        raise QueryFault(f"it can't be read as SQL: {' '.join(str(fault).split())[:200]}") from fault


def made_and_filled(script: str) -> dict[str, list[str]]:
    """`CREATE TABLE`, `INSERT` … → the tables of a script's whole statements, each once. Raises QueryFault:
    it can't be read."""
    found: dict[str, dict[str, None]] = {}
    for tree in _trees(script[: script.rfind(";") + 1], "sqlite"):
        table = tree.find(exp.Table)
        if table is not None and isinstance(tree, (exp.Create, exp.Insert)):
            kind = f"CREATE {tree.kind}" if isinstance(tree, exp.Create) else "INSERT"
            found.setdefault(kind, {})[table.name] = None
    return {kind: [*names] for kind, names in found.items()}


def is_ordered(text: str) -> bool:
    """Whether the rows of a query come in an order that it asks for. Raises as `parsed`."""
    return parsed(text).args.get("order") is not None


def depends_on_the_day(tree: exp.Expression) -> str:
    """What in a query makes its answer another one tomorrow or by chance; empty: nothing."""
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
