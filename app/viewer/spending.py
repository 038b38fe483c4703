"""What a run has spent, kept summed up: of a ledger of half a million calls only what is new is read."""

import threading
from collections.abc import Iterable
from functools import reduce

from seedbed.memory.store.protocol import StepCost, Store, Totals, Usage


class Spending:
    """The ledger of one run by step and cell. Filled by one thread at a time, read by any."""

    def __init__(self) -> None:
        self._filling = threading.Lock()
        self.until = 0
        """Until this number no delivery is under way; they are summed up for good."""
        self._closed: dict[tuple[str, ...], StepCost] = {}
        self._shown: tuple[StepCost, ...] | None = None
        self._open = 0

    @property
    def ready(self) -> bool:
        """Whether the ledger has been read once."""
        return self._shown is not None

    def refresh(self, store: Store) -> None:
        """Take in what is new; returns at once where another does."""
        if not self._filling.acquire(blocking=False):
            return
        try:
            waiting = store.under_way(self.until)
            until = waiting[0].number - 1 if waiting else store.last_delivery()
            if until > self.until:
                self._closed = _summed([*self._closed.values(), *store.steps(self.until, until)])
                self.until = until
            later = store.steps(until) if waiting else ()
            self._open = len(waiting)
            self._shown = tuple(_summed([*self._closed.values(), *later]).values())
        finally:
            self._filling.release()

    def steps(self) -> tuple[StepCost, ...]:
        return self._shown or ()

    def totals(self) -> Totals:
        """As `Store.totals`."""
        steps = self.steps()
        whole = reduce(_added, (one.usage for one in steps), Usage())
        calls, failed = sum(one.calls for one in steps), sum(one.failed for one in steps)
        return Totals(calls + self._open, failed, whole.prompt_tokens, whole.completion_tokens, whole.usd)


def _summed(steps: Iterable[StepCost]) -> dict[tuple[str, ...], StepCost]:
    found: dict[tuple[str, ...], StepCost] = {}
    for one in steps:
        key = one.cell, one.stage, one.role, one.step, one.model
        if (before := found.get(key)) is None:
            found[key] = one
        else:
            calls, failed = before.calls + one.calls, before.failed + one.failed
            found[key] = StepCost(*key, calls, failed, _added(before.usage, one.usage), before.slot)
    return found


def _added(a: Usage, b: Usage) -> Usage:
    return Usage(*(getattr(a, name) + getattr(b, name) for name in Usage.__slots__))
