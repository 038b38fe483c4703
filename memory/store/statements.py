"""Statements of the store on SQL, built once (building one costs more than running it), and what is written
inside a transaction."""

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any

import sqlalchemy as sa

from seedbed.memory.brief import Brief, Seat, Slot
from seedbed.memory.candidate import Draft, Verdict
from seedbed.memory.spec import Budget
from seedbed.memory.store import tables as t
from seedbed.memory.store.prepared import THEN, Prepared
from seedbed.memory.store.protocol import (
    MOST,
    Candidate,
    Charge,
    FailedCall,
    StepCost,
    StoredAnswer,
    Totals,
    Usage,
)


@cache
def at(table: sa.Table) -> sa.Select[Any]:
    """The row with a primary key."""
    return sa.select(table).where(table.primary_key.columns[0] == sa.bindparam("at"))


@cache
def change(table: sa.Table) -> sa.Update:
    """The row with a primary key has other values from here on."""
    return sa.update(table).where(table.primary_key.columns[0] == sa.bindparam("at"))


@cache
def by_key(table: sa.Table) -> sa.Select[Any]:
    """All rows, in the order of their primary keys."""
    return sa.select(table).order_by(table.primary_key.columns[0])


def begins(column: sa.Column[Any], prefix: str, last: str = "~") -> Any:
    """Keys that begin with a prefix, as a range, which the index answers. `last`: comes after every character
    that may follow; `~` does after hexadecimal digits."""
    return sa.and_(column >= prefix, column <= f"{prefix}{last}")


insert = cache(sa.insert)
RESERVED = ("model", "stage", "cell", "method", "reserved_tokens", "reserved_usd", "request")
LOST = {"state": "lost", "prompt_tokens": t.ledger.c.reserved_tokens, "usd": t.ledger.c.reserved_usd}
"""An entry of the ledger whose usage never came: charged at the reservation."""
_L = t.ledger.c
AT_MOST = sa.or_(
    _L.state == "lost",
    sa.and_(_L.reserved_tokens > 0, _L.prompt_tokens == _L.reserved_tokens, _L.completion_tokens == 0),
)
"""What was charged at the reservation, also of what was answered without usage."""
SUMS = [sa.func.sum(t.ledger.c[name]) for name in ("prompt_tokens", "completion_tokens", "usd")]
LOSE = sa.update(t.ledger).where(t.ledger.c.id == sa.bindparam("at")).values(LOST)
NOTHING = {"prompt_tokens": 0, "completion_tokens": 0, "usd": 0.0, "seconds": 0.0}
"""What an open entry of the ledger has cost so far."""
_SUMS = ("calls", "prompt_tokens", "completion_tokens", "usd", "open_tokens", "open_usd")
SPENT = sa.select(*(t.spent.c[name] for name in _SUMS))


def _spent(**values: str) -> sa.Update:
    return sa.update(t.spent).values({name: sa.text(value) for name, value in values.items()})


_OPEN_TOKENS, _OPEN_USD = "open_tokens + :given_open_tokens", "open_usd + :given_open_usd"
TAKE_ROOM = _spent(
    calls="calls + 1",
    open_tokens=_OPEN_TOKENS,
    open_usd=_OPEN_USD,
    fits=f"""CASE WHEN calls < :given_calls AND usd + {_OPEN_USD} <= :given_most_usd
        AND prompt_tokens + completion_tokens + {_OPEN_TOKENS} <= :given_tokens THEN 1 ELSE 0 END""",
)
"""A reservation among several connections; refused as a whole where it would pass a cap."""
_RESERVED = "(SELECT reserved_{} FROM ledger WHERE id = :at)"
_FREED = {f"open_{one}": f"open_{one} - {_RESERVED.format(one)}" for one in ("tokens", "usd")}
GIVE_ROOM = _spent(**{name: f"{name} + :given_{name}" for name in _SUMS[1:4]}, **_FREED)
_LOST = {"prompt_tokens": "tokens", "usd": "usd"}
CHARGE_ROOM = _spent(**{name: f"{name} + {_RESERVED.format(one)}" for name, one in _LOST.items()}, **_FREED)


def room(charge: Charge, cap: Budget) -> dict[str, Any]:
    """Values of `TAKE_ROOM`."""
    values = {"open_tokens": charge.reserved_tokens, "open_usd": charge.reserved_usd, "calls": cap.calls}
    values |= {"tokens": cap.tokens, "most_usd": cap.usd}
    return {f"given_{name}": MOST if one is None else one for name, one in values.items()}


ANSWERS = sa.select(t.answers).where(t.answers.c.brief == sa.bindparam("brief")).order_by(t.answers.c.time)
WAITING = by_key(t.commands).where(t.commands.c.taken == 0)
TAKE_BACK = t.briefs.delete().where(t.briefs.c.number > sa.bindparam("after"))
VACATE = sa.update(t.seats).where(t.seats.c.candidate == sa.bindparam("by"))
VACATE = VACATE.values(state="open", candidate=None)


@cache
def banded(alone: int, together: int) -> Any:
    """Candidates filed under one of so many keys, `alone0`, `alone1`, …, or under two of `together0`, …, with
    how many of the latter they share, one more than there are for the former."""
    number = t.bands.c.number

    def among(name: str, keys: int, shared: Any) -> Any:
        each: list[Any] = [sa.bindparam(f"{name}{place}") for place in range(keys)]
        named = t.bands.c.key.in_(each) if each else sa.false()
        return sa.select(number, shared.label("shared")).where(named)

    count = sa.func.count()
    twice = among("together", together, count).group_by(number).having(count > 1)
    found = sa.union_all(among("alone", alone, sa.literal_column(str(together + 1))), twice).subquery()
    most = sa.func.max(found.c.shared).label("shared")
    return sa.select(found.c.number, most).group_by(found.c.number)


@cache
def paged(table: sa.Table, by: str, *only: str) -> sa.Select[Any]:
    """The next rows above `last` in the order of a column that has an index; those with some values."""
    found = sa.select(table).where(table.c[by] > sa.bindparam("last")).order_by(table.c[by]).limit(500)
    key = table.c[by].primary_key  # with another one an index of those values would mean sorting all of them
    return found.where(
        *((table.c[name] if key else table.c[name] + "") == sa.bindparam(name) for name in only)
    )


SEATS = sa.text("SELECT cell, state, count(*) FROM seats GROUP BY 1, 2 ORDER BY 1, 2")
COUNTS = sa.text("""
    SELECT state, count(*) FROM candidates GROUP BY 1
    UNION ALL SELECT 'ordered', count(*) FROM briefs WHERE seat IS NOT NULL""")
"""One statement, so that a commit of the process that builds can't come between the two counts."""
GRADES = sa.text("""
    SELECT json_extract(verdict, '$.grade'), count(*) FROM candidates
    WHERE state = 'accepted' GROUP BY 1 ORDER BY 1""")
MADE_BY = sa.text("""
    SELECT json_extract(draft, '$.models'), count(*) FROM candidates
    WHERE state = 'accepted' GROUP BY 1 ORDER BY 1""")
BY_STEP = sa.text("""
    SELECT cell, stage, role, step, model, count(*), sum(CASE WHEN state = 'settled' THEN 0 ELSE 1 END),
        sum(prompt_tokens), sum(completion_tokens), sum(usd), sum(seconds), min(slot)
    FROM ledger WHERE state != 'open' GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5""")
FAILED = sa.text("""
    SELECT max(f.id), count(*), sum(prompt_tokens), sum(completion_tokens), sum(usd), sum(seconds)
    FROM failures AS f LEFT JOIN ledger AS d ON d.id = coalesce(f.charge, (
        SELECT max(id) FROM ledger AS same
        WHERE same.brief = f.brief AND same.slot = f.slot AND same.state = 'settled'))
    GROUP BY f.code, f.model ORDER BY count(*) DESC, max(f.id)""")
"""With the delivery that failed, or the one that brought an answer which can't be used."""
DELIVERED = sa.text("""
    SELECT number, row_id, state != 'accepted' FROM candidates
    WHERE state = 'accepted' OR state = 'rejected' AND json_extract(verdict, '$.withdrawn_at') IS NOT NULL
    ORDER BY number""")
"""Rows of the dataset, and those that were, by number."""
MATERIALS = sa.text("""
    SELECT row_id, json_extract(briefs.content, '$.material')
    FROM candidates JOIN briefs USING (number) WHERE candidates.state = 'accepted' ORDER BY number""")
LAST_EVENT = sa.select(sa.func.max(t.events.c.seq))
_ACTOR = sa.bindparam("actor", type_=sa.String)
NEXT_EVENTS = (
    sa.select(t.events)
    .where(t.events.c.seq > sa.bindparam("after"))
    .where(sa.or_(_ACTOR == "", t.events.c.actor == _ACTOR))
    .order_by(t.events.c.seq)
    .limit(sa.bindparam("page"))
)
OF_SEAT = by_key(t.briefs).where(t.briefs.c.seat == sa.bindparam("seat"))
"""Briefs of a seat; void ones have none."""


def dump(value: Any) -> str:
    """JSON in the order given: the order of a schema's fields or of attributes reaches prompts."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


@cache
def keep(table: sa.Table) -> sa.Insert:
    """A row, unless there is one with its primary key."""
    return sa.insert(table).execution_options(**{THEN: " ON CONFLICT DO NOTHING"})


@cache
def replace(table: sa.Table) -> sa.Insert:
    """A row, in place of the one before with its primary key."""
    key, *others = (column.name for column in table.columns)
    changed = ", ".join(f"{name} = excluded.{name}" for name in others)
    return sa.insert(table).execution_options(**{THEN: f" ON CONFLICT ({key}) DO UPDATE SET {changed}"})


def set_metas(c: Prepared, values: Mapping[str, Any]) -> None:
    """Values of the run itself."""
    c.execute_each(replace(t.meta), [{"key": key, "value": dump(value)} for key, value in values.items()])


def insert_failure(c: Prepared, failure: FailedCall, charge: int | None = None) -> None:
    """A failed call; `charge`: the delivery that failed, None where an answer came."""
    values = {name: getattr(failure, name) for name in FailedCall.__slots__}
    c.execute(insert(t.failures), values | {"time": time.time(), "charge": charge})


def step_cost(row: Any) -> StepCost:
    """A row of `BY_STEP`."""
    cell, stage, role, step, model, calls, failed, *spent, slot = row
    return StepCost(cell, stage, role, step, model, calls, failed, Usage(*spent), slot)


def slot(row: Any) -> Slot:
    """Where a row of `answers` or `ledger` stands."""
    return Slot(row.brief, row.role, row.step, row.attempt, row.draw)


def answer(row: Any) -> StoredAnswer:
    """A row of `answers`."""
    return StoredAnswer(row.slot, row.request, row.model, json.loads(row.content))


def failure(row: Any) -> FailedCall:
    """A row of `failures`."""
    return FailedCall(*(getattr(row, name) for name in FailedCall.__slots__))


def close_charge(c: Prepared, charge: int, state: str, usage: Usage | None, shared: bool) -> None:
    """What a delivery cost; None: its reservation. `shared`: whether `spent` is kept."""
    if usage is None:
        c.execute(LOSE, {"at": charge})
    else:
        values = {name: getattr(usage, name) for name in Usage.__slots__}
        c.execute(change(t.ledger), {**values, "state": state, "at": charge})
    if shared and usage is None:
        c.execute(CHARGE_ROOM, {"at": charge})
    elif shared:
        c.execute(GIVE_ROOM, {f"given_{name}": getattr(usage, name) for name in _SUMS[1:4]} | {"at": charge})


def reserved(connection: sa.Connection) -> Any:
    """(tokens, dollars) that are reserved; `spent` is made where it isn't there."""
    t.spent.create(connection, checkfirst=True)
    connection.commit()
    sums = (sa.func.sum(t.ledger.c[name]) for name in ("reserved_tokens", "reserved_usd"))
    return connection.execute(sa.select(*sums).where(t.ledger.c.state == "open")).one()


def spent(c: Prepared, totals: Totals, open_: Sequence[Any]) -> None:
    """The sums of the ledger, from which those that share it go on. `open_`: what `reserved` found."""
    values = {name: getattr(totals, name) for name in _SUMS[:4]}
    values |= {"id": 1, "open_tokens": open_[0] or 0, "open_usd": open_[1] or 0.0, "fits": 1}
    c.execute(replace(t.spent), values)


def insert_seats(c: Prepared, seats: Iterable[Seat]) -> None:
    """New open seats, however many."""
    rows = ({"number": seat.number, "state": "open", **of_seat(seat)} for seat in seats)
    while some := list(islice(rows, 1000)):
        c.execute_each(insert(t.seats), some)


def insert_briefs(c: Prepared, ordered: Sequence[tuple[int, Brief | None]]) -> None:
    """Briefs by number; None: nothing needed to be ordered under it."""
    c.execute_each(insert(t.briefs), [{"number": number, **of_brief(one)} for number, one in ordered])


def brief(row: Any) -> Brief | None:
    """A row of `briefs`; None: it is void."""
    return Brief.model_validate_json(row.content) if row.content else None


def of_brief(brief: Brief | None) -> dict[str, Any]:
    """A brief's columns; None: nothing needed to be ordered."""
    if brief is None:
        return {**dict.fromkeys(("id", "cell", "method", "content"), ""), "seat": None}
    told = {"id": brief.id, "cell": brief.cell.key, "method": brief.method, "seat": brief.seat}
    return {**told, "content": brief.model_dump_json()}


def of_seat(seat: Seat) -> dict[str, str]:
    """A seat's columns."""
    return {"cell": seat.cell.key, "content": dump(seat.model_dump())}


def seat(row: Any) -> tuple[Seat, str, int | None]:
    """A row of `seats`: seat, state and candidate."""
    return Seat.model_validate_json(row.content), row.state, row.candidate


def of_verdict(verdict: Verdict) -> dict[str, Any]:
    """A verdict's columns."""
    values = {"state": verdict.state, "cell": verdict.cell, "seat": verdict.seat}
    return {**values, "verdict": verdict.model_dump_json()}


def candidate(row: Any) -> Candidate:
    """A row of `candidates`."""
    verdict, draft = Verdict.model_validate_json(row.verdict), Draft.model_validate_json(row.draft)
    return Candidate(row.number, row.row_id, verdict, draft)
