"""Whether a SQLite file holds tables alone: what acts by itself when it is read or written is refused.

A trigger writes what nobody asked for, a view or a computed column shows what nobody wrote. No build makes
any, so a store or a file of checkpoints that has some was doctored."""

from collections.abc import Callable, Collection, Iterable
from typing import Any

Ask = Callable[[str], Iterable[Any]]
"""Runs one SQL query; its rows."""


def doctored(ask: Ask, tables: Collection[str]) -> str:
    """What a file holds besides tables of these names and their indexes, in words; empty: nothing. `ask`: on
    the file; values are never part of the SQL."""
    found = ask("SELECT type, name FROM sqlite_master")
    for kind, name in sorted((str(row[0]), str(row[1])) for row in found):
        if kind not in ("table", "index") or (kind == "table" and name not in tables):
            return f"the {kind} {name!r}"
    for table, column, hidden in ask(
        "SELECT m.name, c.name, c.hidden FROM sqlite_master AS m, pragma_table_xinfo(m.name) AS c "
        "WHERE m.type = 'table'"
    ):
        if hidden:
            return f"the computed column {column!r} of {table!r}"
    return ""
