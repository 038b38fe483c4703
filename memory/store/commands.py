"""Commands from other processes, and what is written when one is carried out.

Each function works inside a transaction of its caller.
"""

import json
import time
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select, update

from seedbed.memory.brief import Seat
from seedbed.memory.candidate import Verdict
from seedbed.memory.store import tables as t
from seedbed.memory.store.protocol import Also

WAITING = (
    select(t.commands.c.id, t.commands.c.name, t.commands.c.arguments)
    .where(t.commands.c.taken == 0)
    .order_by(t.commands.c.id)
)


def dump(value: Any) -> str:
    """JSON in the order given: the order of a schema's fields or of attributes reaches prompts."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def send(c: Connection, name: str, arguments: Mapping[str, Any]) -> int:
    """Leave a command; its number."""
    values = {"name": name, "arguments": dump(dict(arguments)), "time": time.time(), "taken": 0}
    return int(c.execute(insert(t.commands), values).inserted_primary_key[0])  # type: ignore[index]


def take(c: Connection, numbers: Sequence[int]) -> None:
    """They wait no more."""
    if numbers:
        c.execute(update(t.commands).where(t.commands.c.id.in_(list(numbers))).values(taken=1))


def change_verdict(c: Connection, number: int, verdict: Verdict) -> None:
    """A candidate has another verdict from here on."""
    values = {"state": verdict.state, "cell": verdict.cell, "seat": verdict.seat}
    changed = update(t.candidates).where(t.candidates.c.number == number)
    c.execute(changed.values(verdict=verdict.model_dump_json(), **values))


def write(c: Connection, also: Also) -> None:
    """New seats, withdrawn rows, changed values of the run, and the commands that caused them."""
    insert_seats(c, also.added)
    for number, verdict in also.withdrawn:
        change_verdict(c, number, verdict)
        c.execute(update(t.seats).where(t.seats.c.candidate == number).values(state="open", candidate=None))
    for key, value in also.meta.items():
        set_meta(c, key, value)
    take(c, also.taken)


def insert_seats(c: Connection, seats: Sequence[Seat]) -> None:
    """Open seats."""
    rows = [
        {"number": s.number, "cell": s.cell.key, "content": dump(s.model_dump()), "state": "open"}
        for s in seats
    ]
    if rows:
        c.execute(insert(t.seats), rows)


def set_meta(c: Connection, key: str, value: Any) -> None:
    """A value of the run, in place of the one before."""
    c.execute(t.meta.delete().where(t.meta.c.key == key))
    c.execute(insert(t.meta), {"key": key, "value": dump(value)})
