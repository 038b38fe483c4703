"""Sums over the ledger: what a run has spent, in all and by column."""

from sqlalchemy import Connection, func, select

from seedbed.memory.store import tables as t
from seedbed.memory.store.protocol import Totals, Usage


def totals(connection: Connection) -> Totals:
    """Sums over all entries, by state."""
    c = t.ledger.c
    query = select(
        c.state,
        c.role,
        func.count(),
        func.sum(c.prompt_tokens),
        func.sum(c.completion_tokens),
        func.sum(c.usd),
        func.sum(c.reserved_tokens),
        func.sum(c.reserved_usd),
    ).group_by(c.state, c.role)
    rows = connection.execute(query).fetchall()
    shut = [row for row in rows if row[0] != "open"]
    waiting = [row for row in rows if row[0] == "open"]
    by: dict[str, dict[str, float]] = {}
    for row in shut:
        role = by.setdefault(row[1], {"calls": 0, "tokens": 0, "usd": 0.0})
        role["calls"] += row[2]
        role["tokens"] += row[3] + row[4]
        role["usd"] += row[5]
    return Totals(
        calls=sum(row[2] for row in rows),
        failed_calls=sum(row[2] for row in rows if row[0] in ("failed", "lost")),
        prompt_tokens=sum(row[3] for row in shut),
        completion_tokens=sum(row[4] for row in shut),
        usd=sum(row[5] for row in shut),
        open_tokens=sum(row[6] for row in waiting),
        open_usd=sum(row[7] for row in waiting),
        by=by,
    )


def costs(connection: Connection, key: str) -> dict[str, Usage]:
    """Sums of closed entries by a column: model, role, stage, cell, method."""
    c = t.ledger.c
    sums = (
        func.sum(c.prompt_tokens),
        func.sum(c.completion_tokens),
        func.sum(c.usd),
        func.sum(c.seconds),
    )
    query = select(c[key], *sums).where(c.state != "open").group_by(c[key]).order_by(c[key])
    return {row[0]: Usage(*row[1:]) for row in connection.execute(query).fetchall()}
