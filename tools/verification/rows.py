"""Rows that exist, verified one after the other: rows in, verdicts out, in the order of the rows.

It does not know what a kind checks (`row_checks.py`) nor where rows come from (`row_source.py`)."""

import os
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain

from seedbed.memory.errors import UserFault
from seedbed.memory.files.file_faults import meant
from seedbed.tools.verification.row_checks import KINDS, Kind, Verdict
from seedbed.tools.verification.row_source import Row

LOOKED_AT = 100
"""Rows that are held back until one has the fields of the kind; if none has, the file isn't of this kind."""
_AHEAD = 4
"""Rows read ahead for each that is under way."""
_THREADS = min(os.cpu_count() or 1, 8)
_SHOWN = 12
"""Names of fields that a message shows."""


def verdicts(
    rows: Iterable[Row], kind: str, where: str = "", *, ahead: bool = False
) -> Generator[Verdict, None, None]:
    """A verdict for each row, in order; kind and machine are looked at before that. `ahead`: whether rows may
    be read before the verdicts on those before them are there, so that several are checked at once. Raises
    UserFault: there is no such kind, or it can't be checked here; with the first verdict: no row, of the
    first LOOKED_AT, has its fields."""
    if kind not in KINDS:
        step = meant(kind, list(KINDS))
        raise UserFault(f"there is no kind of check {kind!r}", where="--kind", next_step=step)
    if kind == "program":
        from seedbed.tools.verification.sandbox.sandbox import find_sandbox

        find_sandbox()
    chosen = KINDS[kind]
    most = _THREADS * _AHEAD if ahead and chosen.apart else 0
    return _several(fitting(rows, kind, where), chosen, most)


def _several(rows: Iterable[Row], kind: Kind, most: int) -> Generator[Verdict, None, None]:
    """The verdicts in order, `most` rows under way beside one; in threads, where no event loop runs."""
    under_way: deque[Future[Verdict]] = deque()
    pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="verify")
    try:
        for row in rows:
            under_way.append(pool.submit(kind.verdict, row))
            if len(under_way) > most:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def fitting(rows: Iterable[Row], name: str, where: str) -> Iterator[Row]:
    """The rows, once one of them has the fields of the kind. Raises UserFault: there is none, or of the first
    LOOKED_AT none has them."""
    kind = KINDS[name]
    looked: list[Row] = []
    rest = iter(rows)
    for row in rest:
        looked.append(row)
        if kind.fits(row):
            yield from chain(looked, rest)
            return
        if len(looked) == LOOKED_AT:
            break
    names = list(dict.fromkeys(field[:40] for row in looked for field in row.fields))
    if not names:
        fault = next((f"; line {row.number + 1} is {row.fault}" for row in looked if row.fault), "")
        said = f"no line is a row{fault}" if looked else "there are no rows"
        raise UserFault(said, where=where, next_step="one JSON object a line (JSONL)")
    wanted = " and ".join(f"`{each}`" for each in kind.fields) + (f" nor {kind.instead}" * bool(kind.instead))
    first = "no row" if len(looked) < LOOKED_AT else f"none of the first {LOOKED_AT} rows"
    there = ", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")
    said = f"{first} has {wanted}; there are: {there}"
    raise UserFault(said, where=where, next_step=f"--kind {name} reads {', '.join(kind.fields)}")
