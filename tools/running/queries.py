"""SQL read by sqlglot: whether a text is one SELECT, whether its rows are ordered, what a script makes and
fills; none is run."""

import logging
import re

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

logging.getLogger("sqlglot").setLevel(logging.ERROR)  # it warns of what it doesn't know

LONGEST = 20_000
"""Most characters of a query that is read."""
_NOW = ("now", "localtime")
_CHANGES = (exp.Insert, exp.Update, exp.Delete, exp.Create, exp.Drop, exp.Command, exp.Into)
_UNSETTLED = (
    exp.CurrentDate, exp.CurrentDatetime, exp.CurrentTime, exp.CurrentTimestamp, exp.CurrentTimestampLTZ,
    exp.Localtime, exp.Localtimestamp, exp.Rand, exp.Systimestamp, exp.UtcDate, exp.UtcTime,
    exp.UtcTimestamp, exp.Uuid,
)  # fmt: skip
_TIMES = dict.fromkeys(("date", "time", "datetime", "julianday", "unixepoch"), slice(1)) | {
    "strftime": slice(1, 2), "timediff": slice(2),
}  # fmt: skip
"""Functions of SQLite → their arguments that are points in time."""
_FIGURES = re.compile(r"[\d:.+\-TZ ]*")


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
    if tree.find(*_CHANGES) is not None:
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
        if isinstance(node, _UNSETTLED) or not all(map(_is_settled, _times(node))):
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


def _times(node: exp.Expr) -> list[exp.Expr | None]:
    """The points in time that a function goes by; None: it is left out, which means now."""
    if isinstance(node, (exp.Date, exp.TimeToStr)):
        return [node.this.this if isinstance(node.this, exp.TsOrDsToTimestamp) else node.this]
    if isinstance(node, exp.Anonymous) and (which := _TIMES.get(node.name.lower())):
        return [*node.expressions, None, None][which]
    return []


def _is_settled(time: exp.Expr | None) -> bool:
    """Whether a point in time is of the rows, or a date as it is written: SQLite reads `"now"` as a text."""
    if time is None:
        return False
    if isinstance(time, exp.Literal):
        return not time.is_string or time.name[:1].isdigit()
    columns = time.find_all(exp.Column)
    if any(not one.this.quoted or one.name.lower() not in _NOW for one in columns) or _times(time):
        return True
    texts = [one.name for one in time.find_all(exp.Literal) if one.is_string]
    return bool(_FIGURES.fullmatch("".join(texts))) and time.find(exp.Chr, exp.HexString, exp.Column) is None


def emptied(text: str) -> str:
    """The query around itself, with a condition that never holds. Raises as `parsed`."""
    return f"SELECT * FROM ({parsed(text).sql('sqlite')}) WHERE 1 = 0"
