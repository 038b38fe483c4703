"""Rows that exist, verified one after the other: rows in, verdicts out, in the order of the rows.

A few rows may be under way at once, each verdict is given as soon as it and those before it are there, and
memory stays constant however many rows there are. It does not know what a kind checks (`row_checks.py`) nor
where rows come from (`row_source.py`).
"""

import os
import queue
import threading
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from seedbed.memory.errors import UserFault
from seedbed.memory.files.file_faults import nearest
from seedbed.tools.verification.row_checks import KINDS, Kind, Verdict, not_ok
from seedbed.tools.verification.row_source import Row

LOOKED_AT = 1_000
"""Rows that are held back until one has the fields of the kind; if none has, the file isn't of this kind."""
_AHEAD = 4
"""Rows read ahead for each that is under way."""
_MOST_THREADS = 8
_SHOWN = 12
"""Names of fields that a message shows."""


def kind_of(name: str) -> Kind:
    """The kind of that name, ready to be used on this machine.

    Raises:
        UserFault: there is none, or this machine can't check it.
    """
    if name not in KINDS:
        meant = nearest(name, tuple(KINDS))
        step = f"did you mean {meant}?" if meant else f"one of {', '.join(KINDS)}"
        raise UserFault(f"there is no kind of check {name!r}", where="--kind", next_step=step)
    KINDS[name].ready()
    return KINDS[name]


def verdicts(rows: Iterable[Row], kind: str, where: str = "") -> Generator[Verdict, None, None]:
    """A verdict for each row, in order, as soon as it is there; kind and machine are looked at before that.

    Args:
        where: What the rows come from, for messages.

    Raises:
        UserFault: there is no such kind, or it can't be checked here; with the first verdict: no row, of the
            first LOOKED_AT, has its fields.
    """
    chosen = kind_of(kind)
    fitting = _fitting(rows, kind, chosen, where)
    return _at_once(fitting, chosen) if chosen.at_once else (_verdict(row, chosen) for row in fitting)


def _verdict(row: Row | Verdict, kind: Kind) -> Verdict:
    if isinstance(row, Verdict):
        return row
    return not_ok(row, row.fault) if row.fault else kind.check(row)


@dataclass(slots=True)
class _Looked:
    """What was seen of rows that don't fit."""

    rows: int = 0
    faults: list[str] = field(default_factory=list)
    names: dict[str, None] = field(default_factory=dict)

    def at(self, row: Row) -> None:
        self.rows += 1
        if row.fault:
            self.faults = self.faults or [f"line {row.number + 1} is {row.fault}"]
        for name in row.fields:
            if len(self.names) > _SHOWN:
                break
            self.names[name[:40]] = None


def _fitting(rows: Iterable[Row], name: str, kind: Kind, where: str) -> Iterator[Row | Verdict]:
    """The rows, once one of them has the fields of the kind; those before it as verdicts."""
    waiting: list[Verdict] = []
    looked, found = _Looked(), False
    for row in rows:
        if found:
            yield row
            continue
        found = not row.fault and kind.fits(row)
        if not found:
            looked.at(row)
            waiting.append(_verdict(row, kind))
            if len(waiting) < LOOKED_AT:
                continue
            break
        yield from waiting
        waiting = []
        yield row
    if not found:
        raise _none_fits(name, kind, looked, where)


def _none_fits(name: str, kind: Kind, looked: _Looked, where: str) -> UserFault:
    wanted = " and ".join(f"`{each}`" for each in kind.fields)
    wanted = f"the field{'s' if len(kind.fields) > 1 else ''} {wanted}"
    if name == "calculations":
        wanted += " nor a text that holds <<48/2=24>>"
    if name == "toolcalls":
        wanted += " nor the `messages` or `conversations` of a talk"
    if not looked.rows:
        return UserFault("there are no rows", where=where, next_step='one JSON object a line: {"…": …}')
    if not looked.names:
        said = f"; {looked.faults[0]}" if looked.faults else ""
        return UserFault(f"no line is a row{said}", where=where, next_step="one JSON object a line (JSONL)")
    names = list(looked.names)
    there = ", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")
    first = "no row" if looked.rows < LOOKED_AT else f"none of the first {LOOKED_AT:,} rows"
    return UserFault(
        f"{first} has {wanted}; there are: {there}",
        where=where,
        next_step=f"--kind {name} reads {', '.join(kind.fields)}",
    )


# several at once -----------------------------------------------------------------------------------------

_Next = Future[Verdict] | BaseException | None


def _at_once(rows: Iterator[Row | Verdict], kind: Kind) -> Generator[Verdict, None, None]:
    """The verdicts in order, a few rows under way.

    Rows are read on a thread of their own, so that no verdict waits for the row after it: who writes into a
    pipe and waits for the answer gets it. That thread is a daemon, since nothing can end a read that waits.
    """
    threads = min(os.cpu_count() or 1, _MOST_THREADS)
    under_way: queue.Queue[_Next] = queue.Queue(threads * _AHEAD)
    left = threading.Event()
    pool = ThreadPoolExecutor(threads, thread_name_prefix="verify")

    def feed() -> None:
        end: BaseException | None = RuntimeError("reading the rows broke off")
        try:
            for row in rows:
                if left.is_set():
                    return
                _put(under_way, pool.submit(_verdict, row, kind), left)
            end = None
        except (UserFault, OSError) as error:
            end = error
        except RuntimeError:  # the pool has been shut down between the question and the next row
            if not left.is_set():
                raise
        finally:
            _put(under_way, end, left)

    threading.Thread(target=feed, name="verify-reader", daemon=True).start()
    try:
        while (following := under_way.get()) is not None:
            if isinstance(following, BaseException):
                raise following
            yield following.result()
    finally:
        left.set()
        pool.shutdown(wait=False, cancel_futures=True)


def _put(under_way: "queue.Queue[_Next]", following: _Next, left: threading.Event) -> None:
    """Wait for room, unless nobody takes anything any more."""
    while not left.is_set():
        try:
            under_way.put(following, timeout=0.2)
        except queue.Full:
            continue
        return
