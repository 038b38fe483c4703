"""The ledger: what a run has spent, and whether the next call still fits under its caps.

Before each delivery its upper bound is reserved; it is settled by usage, or charged at the reservation where
usage never came. Caps in tokens, money and calls are never passed. Once the minutes are over nothing new is
begun: no call before rows are made, and no row (the worker pool asks `in_time` before it takes a brief)."""

import asyncio
import math
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from itertools import count

from seedbed.memory.brief import Slot
from seedbed.memory.budget import budget_words
from seedbed.memory.errors import BudgetSpent
from seedbed.memory.spec import Budget
from seedbed.memory.store.protocol import Charge, FailedCall, Store, StoredAnswer, Usage

_ON_THEIR_WAY = ("sample", "probe", "critique")
"""Stages whose calls still go out when the minutes are over: begun rows, probes, and reading."""
_LIKE = {"sample": "rows", "probe": "rows", "trial": "rows", "critique": "critiques"}
"""Stage → whose upper bounds its calls have, while rows are made."""
_LOOK_AGAIN = 0.2
"""Seconds between two looks whether another process has freed some of the budget."""


Amounts = dict[str, float]
"""Kind of cap (`tokens`, `usd`) → so much of it."""


def paid(usages: Iterable[Usage]) -> Amounts:
    """What some deliveries have cost."""
    found = {"tokens": 0.0, "usd": 0.0}
    for one in usages:
        _add(found, one)
    return found


def _add(paid: Amounts, usage: Usage) -> None:
    paid["tokens"] += usage.prompt_tokens + usage.completion_tokens
    paid["usd"] += usage.usd


class Ledger:
    """Reserves, settles and releases, in memory and in the store at once."""

    def __init__(self, store: Store, budget: Budget, *, seconds_before: float = 0.0) -> None:
        self._store, self.budget = store, budget
        totals = store.totals()
        self.prompt_tokens, self.completion_tokens = totals.prompt_tokens, totals.completion_tokens
        self.usd, self.calls = totals.usd, totals.calls
        self.begun: dict[str, Amounts] = {}
        """Brief that is being made → what it has cost so far."""
        self.largest = {like: paid(()) for like in _LIKE.values()}
        """The highest upper bounds of a call of rows, and of critiques, so far."""
        self._open: dict[int, Charge] = {}
        self._held = count(-1, -1)
        """Numbers that are given in memory alone."""
        self._beyond = False
        """Whether more was told of a call than its upper bound."""
        self._closed: BaseException | None = None
        self._settled = asyncio.Event()
        self._began = time.monotonic() - seconds_before
        self.rests = 0.0
        """Since when nothing is worked on; 0: it is."""
        self.cached_calls = 0
        """Calls answered from the journal by this process."""

    @property
    def tokens(self) -> int:
        return self.prompt_tokens + self.completion_tokens

    @property
    def idle(self) -> bool:
        """Whether no call of this process is out."""
        return not self._open

    @property
    def seconds(self) -> float:
        """Seconds that the run has been worked on, over all its processes."""
        return (self.rests or time.monotonic()) - self._began

    @contextmanager
    def rest(self) -> Iterator[None]:
        """Within, nothing is worked on: the time isn't counted."""
        self.rests = time.monotonic()
        try:
            yield
        finally:
            self._began += time.monotonic() - self.rests
            self.rests = 0.0

    def left(self) -> float:
        """Seconds that the cap in minutes leaves; endless without one."""
        most = self.budget.minutes
        return math.inf if most is None else max(0.0, 60 * most - self.seconds)

    def in_time(self) -> None:
        """Raises BudgetSpent: the cap in minutes is used up."""
        most = self.budget.minutes
        if most is not None and not self.left():
            raise BudgetSpent(f"the budget of {most:g} minute{'s' * (most != 1)} is used up")

    async def reserve(self, charge: Charge, *, held: bool = False) -> int:
        """Reserve a call's upper bound; waits while only calls in flight stand in its way. `held`: in memory
        alone, of a store that nobody shares; the number, below 0, is that by which it begins or is dropped.
        Raises BudgetSpent: it doesn't fit even when everything in flight comes back for nothing."""
        if charge.stage not in _ON_THEIR_WAY:
            self.in_time()
        while not (number := self._reserved(charge, held)):
            if self._closed is not None:
                raise self._closed
            self._settled.clear()
            with suppress(TimeoutError):  # what is settled elsewhere isn't told
                await asyncio.wait_for(self._settled.wait(), _LOOK_AGAIN if self._store.shared else None)
        self._open[number] = charge
        self.calls += 1
        return number

    def begin(self, held: int) -> int:
        """What was held goes out: it stands in the store, under the number by which it is settled."""
        charge = self._open.pop(held)
        number = self._store.reserve(charge)
        self._open[number] = charge
        return number

    def drop(self, held: int) -> None:
        """What was held doesn't go out."""
        del self._open[held]
        self.calls -= 1
        self._settled.set()

    def adopt(self, number: int, charge: Charge) -> None:
        """A call that an earlier process began is still under way."""
        self._open[number] = charge

    def close(self, reason: BaseException) -> None:
        """Who waits for room ends in the reason: nothing may come back for long."""
        self._closed = reason
        self._settled.set()

    def _reserved(self, charge: Charge, held: bool) -> int:
        """The number of a reservation; 0: only calls in flight stand in its way."""
        number = 0
        if self._store.shared:
            if not (number := self._store.reserve(charge, self.budget)):
                self.follow()
        elif self.fits(charge):
            number = next(self._held) if held else self._store.reserve(charge)
        if not number and (reason := self._lacks(charge)):
            raise BudgetSpent(reason, partial(self._lacks, charge))
        return number

    def follow(self) -> None:
        """Take over what all connections that share the store have spent."""
        now = self._store.spent()
        self.prompt_tokens, self.completion_tokens = now.prompt_tokens, now.completion_tokens
        self.usd, self.calls = now.usd, now.calls

    def _lacks(self, charge: Charge, open_: Iterable[Charge] = ()) -> str:
        cap, reserved = self.budget, (charge, *open_)
        passed = (cap.tokens and self.tokens > cap.tokens) or (cap.usd and self.usd > cap.usd)
        beyond = ": an endpoint told more of a call than it can take" if passed and self._beyond else ""
        if cap.calls is not None and self.calls + 1 > cap.calls:
            made = f": {self.calls:,} were made" if self.calls > cap.calls else ""
            return f"the budget of {cap.calls} call{'s' * (cap.calls != 1)} is used up{made}"
        if cap.tokens is not None and self.tokens + sum(one.reserved_tokens for one in reserved) > cap.tokens:
            return (
                f"the next call may take {charge.reserved_tokens:,} tokens; "
                f"{self.tokens:,} of the budget of {cap.tokens:,} are used{beyond}"
            )
        if cap.usd is not None and self.usd + sum(one.reserved_usd for one in reserved) > cap.usd:
            (capped,) = budget_words(Budget(usd=cap.usd))
            return (
                f"the next call may cost ${charge.reserved_usd:.4f}; "
                f"${self.usd:.4f} of the budget of {capped} are used{beyond}"
            )
        return ""

    def fits(self, charge: Charge) -> bool:
        """Whether a call's upper bound could be reserved at once."""
        return not self._lacks(charge, self._open.values())

    def settle(self, number: int, slot: Slot, answer: StoredAnswer | None, usage: Usage) -> None:
        """The answer came: journal it and charge its usage, in one transaction; None: its twin came first."""
        self._store.settle(number, slot, answer, usage)
        self._close(number, usage)

    def release(self, number: int, failure: FailedCall, usage: Usage | None) -> None:
        """The delivery failed; None: it may have been billed, so the reservation is charged."""
        self._store.release(number, failure, usage)
        charge = self._open[number]
        self._close(number, usage or Usage(charge.reserved_tokens, 0, charge.reserved_usd))

    def _close(self, number: int, usage: Usage) -> None:
        charge = self._open.pop(number)
        self._beyond |= usage.prompt_tokens + usage.completion_tokens > charge.reserved_tokens
        if most := self.largest.get(_LIKE.get(charge.stage, "")):
            most["tokens"] = max(most["tokens"], charge.reserved_tokens)
            most["usd"] = max(most["usd"], charge.reserved_usd)
        if (own := self.begun.get(charge.slot.brief)) is not None:
            _add(own, usage)
        self.prompt_tokens += usage.prompt_tokens
        self.completion_tokens += usage.completion_tokens
        self.usd += usage.usd
        self._settled.set()
