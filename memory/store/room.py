"""Whether caps in tokens and money leave room for one more candidate, so that the last of a budget goes into
rows that are finished: one is begun only where what is left, less what those begun may still need, covers it.

What one needs is the mean of the latest of its part, at first of its dry run. One that is begun may need what
the dearest of them took: else a slow one, for which the others wait, is what isn't finished. It decides when
a candidate is begun, never which; the caps themselves are held by the ledger."""

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from statistics import fmean

from seedbed.memory.brief import Brief
from seedbed.memory.store.ledger import Amounts, Ledger, paid
from seedbed.memory.store.protocol import Store, Usage

_LATEST = 128
"""Candidates of a part that are looked at."""
_TOLD = {"tokens": "{:,.0f} tokens", "usd": "${:.4f}"}
"""Kind of cap → how an amount of it is told."""


class Room:
    """Of a build in one process."""

    def __init__(
        self, ledger: Ledger, store: Store, dry: Mapping[str, Sequence[int]], period: int, critique: Amounts
    ) -> None:
        """Args:
        dry: Part → tokens of each candidate of its dry run.
        period: Commits between two critiques.
        critique: What a call of it may take, before there was one."""
        self._ledger, self._store, self._period, self._critique = ledger, store, period, critique
        self._latest = defaultdict[str, deque[Amounts]](lambda: deque(maxlen=_LATEST))
        self._parts: dict[str, str] = {}
        """Brief that is begun → its part."""
        if not self._caps:
            return
        tried = store.costs("stage").get("trial", Usage())
        each = tried.usd / max(1, tried.prompt_tokens + tried.completion_tokens)
        for part, tokens in dry.items():
            self._latest[part] += ({"tokens": one, "usd": one * each} for one in tokens)
        for number in range(store.committed() - _LATEST, store.committed() + 1):
            if brief := store.brief(number):
                self._latest[brief.cell.part].append(self._paid(brief))

    @property
    def _caps(self) -> dict[str, float]:
        caps = self._ledger.budget
        return {kind: cap for kind in _TOLD if (cap := getattr(caps, kind)) is not None}

    def lacks(self, brief: Brief, next_: int) -> str:
        """Why it can't be begun now; empty: it can, or an earlier process has. `next_`: number decided
        next."""
        ledger, part, caps = self._ledger, brief.cell.part, self._caps
        if not caps or self._paid(brief)["tokens"]:
            return ""
        for kind, cap in caps.items():
            took = {one: [cost[kind] for cost in self._of(one)] for one in {part, *self._parts.values()}}
            most = {one: max(costs, default=0.0) for one, costs in took.items()}
            others = sum(max(0.0, most[self._parts[id]] - own[kind]) for id, own in ledger.begun.items())
            mine = fmean(took[part]) if took[part] else 0.0
            # The last call of a row goes out only if its upper bound fits, and so does a critique before it.
            bound = ledger.largest["rows"][kind]
            if (brief.number - 1) // self._period > (next_ - 1) // self._period:
                bound += ledger.largest["critiques"][kind] or self._critique[kind]
            spent = getattr(ledger, kind)
            if spent + others + mine + bound > cap:
                told = _TOLD[kind].format
                reserved = f" and calls reserve up to {told(bound)}" if bound else ""
                used = f"{told(spent)} of the budget of {told(cap)} are used"
                return f"no further row fits: one takes about {told(mine)}{reserved}; {used}"
        return ""

    @contextmanager
    def begun(self, brief: Brief) -> Iterator[None]:
        """It is being made, until it is made or has to stop."""
        own = self._paid(brief) if self._caps else paid(())
        self._ledger.begun[brief.id], self._parts[brief.id] = own, brief.cell.part
        try:
            yield
            self._latest[brief.cell.part].append(own)
        finally:
            del self._ledger.begun[brief.id], self._parts[brief.id]

    def _of(self, part: str) -> Sequence[Amounts]:
        """The latest of a part; of all, while none of it is known."""
        return self._latest.get(part) or [one for some in self._latest.values() for one in some]

    def _paid(self, brief: Brief) -> Amounts:
        """What it has cost so far, in an earlier process too."""
        return paid(one.usage for one in self._store.deliveries(brief.id))
