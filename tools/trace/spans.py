"""The spans of a run: all of them, those of one row, of the planning, and what has become whole since the
last time.

`Reader` goes along a run's events in the order in which they were written: a run of any length in little
memory, and one that is being built as it grows."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import takewhile

from seedbed.memory.store.protocol import Delivery, Event, Store
from seedbed.tools.trace.calls import call_spans
from seedbed.tools.trace.making import (
    DECIDED,
    STAGES,
    brief_spans,
    changed_spans,
    critique_spans,
    directive_spans,
    grows,
    loose_brief,
    noted,
    probe_spans,
    probed,
)
from seedbed.tools.trace.planning import planning_spans
from seedbed.tools.trace.vocabulary import Span, Trace, lasting, trace_of

_PLANNERS = ("withdrawn", "rehoused", "recipes revised", "clauses not kept")
"""Events of the planner that no other span tells."""


def of_run(store: Store) -> Iterator[Span]:
    """Every span of a run, in the order of its commits; the root comes last."""
    reader = Reader(store)
    yield from reader.more()
    yield from reader.rest()


def of_planning(store: Store) -> Iterator[Span]:
    """The root, and what came before the first brief."""
    trace = trace_of(store)
    yield root_span(trace)
    yield from planning_spans(trace, _first(store))


def of_row(store: Store, number: int) -> Iterator[Span]:
    """One candidate: what leads to it, from the root on, then all that lies within its brief.

    Args:
        number: Of its brief. One that wasn't ordered has no spans."""
    trace, brief = trace_of(store), store.brief(number)
    if brief is None:
        return
    yield root_span(trace)
    yield from planning_spans(trace, _first(store), brief.cell.part)
    if brief.revision:
        yield from _revision(trace, brief.revision)
    decided = decision(store, number)
    order = next(store.events(decided.parent - 1, page=1), None) if decided and decided.parent else None
    yield from brief_spans(trace, brief, order.time if order else 0.0, decided)
    if decided and (candidate := store.candidate(number)):  # then what became of it after its verdict
        for event in store.events(decided.seq, actor="" if candidate.verdict.promoted else "person"):
            if event.data.get("number") == number and event.kind not in ("ordered", "directive"):
                yield from changed_spans(trace, brief, event)


def decision(store: Store, number: int) -> Event | None:
    """The committer's event that ended a candidate; None: it is in flight. Found by halving, since numbers
    rise with `seq`."""

    def after(seq: int) -> Event | None:
        events = store.events(seq, page=20)
        return next((e for e in events if e.actor == "committer" and e.kind in DECIDED), None)

    def reached(seq: int) -> int:
        return int(found.data["number"]) if (found := after(seq)) else number

    found = after(bisect_left(range(store.last_seq()), number, key=reached))
    return found if found is not None and found.data["number"] == number else None


def _first(store: Store) -> Sequence[Event]:
    """The events until production began, its own included."""
    found: list[Event] = []
    for event in store.events(page=200):
        found.append(event)
        if begins(event):
            break
    return found


def _revision(trace: Trace, number: int) -> Iterator[Span]:
    """A revision of the plan, with the directive that made it and the critique which that answered."""
    critique: Event | None = None
    made = 0
    for event in trace.store.events():
        critique = event if event.kind == "critique" else critique
        made += grows(event)
        if made == number:
            asked = critique if event.actor != "person" else None
            above = next(critique_spans(trace, asked, ())) if asked else None
            yield from [above] if above else []
            yield from directive_spans(trace, event, above.id if above else trace.root, made)
            return


def root_span(trace: Trace) -> Span:
    """The request, and how the run stands."""
    store = trace.store
    first = next(store.events(page=1), None)
    last = next(store.events(max(0, store.last_seq() - 1), page=1), first)
    counts = store.counts()
    request = str(store.meta("request") or (store.meta("spec") or {}).get("request") or "")
    told = {
        "request": request,
        "state": store.meta("state") or "new",
        "because": store.meta("stopped_because") or "",
        "requested": int(store.meta("requested") or 0),
        **{name: counts.get(name, 0) for name in ("ordered", *DECIDED)},
    }
    start, end = (first.time, last.time) if first and last else (0.0, 0.0)
    ok = told["state"] not in ("crashed", "stopped", "short")
    name = " ".join(request.split())[:200] or "a spec"
    return Span(trace.root, "", "request", name, start, max(start, end), told, ok)


class Reader:
    """Reads the spans of a run as its events come. Each is told once."""

    def __init__(self, store: Store, after: int = 0, calls: bytes = b"") -> None:
        """Args:
        after: `seq` of an event; what happened until it is left out.
        calls: Those of another reader, that came so far."""
        self.store, self.trace = store, trace_of(store)
        self.at = self._steered = self._revision = 0
        """`at`: `seq` of the last event that was told."""
        self._critique, self._planned = self.trace.root, False
        self._probed, self._time = -1, 0.0
        """Until when probes were drawn that the last critique knew; when the last event was."""
        self._first: list[Event] = []
        """Events until production."""
        self._ordered: dict[str, float] = {}
        """Brief in flight, or taken back → when it was ordered."""
        self._seen = bytearray(calls)
        if after:
            told = 0.0
            for event in takewhile(lambda event: event.seq <= after, store.events()):
                self._remember(event)
                told = event.time if event.kind == "critique" else told
            self._planned = any(map(begins, self._first))
            self._steering(told)
            self.at = after

    @property
    def calls(self) -> bytes:
        """A bit a delivery that was told."""
        return bytes(self._seen)

    def more(self) -> Iterator[Span]:
        """The spans that have become whole since the last time."""
        for event in self.store.events(self.at):
            known = self._probed
            self._remember(event)
            yield from self._noting(self._told(event, known))
            self.at = event.seq

    def rest(self, *, in_flight: bool = True) -> Iterator[Span]:
        """What is left once nothing more comes: calls of briefs that were taken back, and last the root.
        `in_flight`: also candidates that aren't decided and probes of a critique that has not ended, as they
        stand."""
        yield from self._noting(self._planning())
        trace, store, out = self.trace, self.store, set()
        for number in range(store.committed() + 1, store.ordered() + 1):
            if (brief := store.brief(number)) is not None:
                out.add(brief.id)
                spans = brief_spans(trace, brief, self._ordered.get(brief.id, 0.0), None)
                yield from self._noting(spans) if in_flight else ()
        if in_flight:
            yield from probe_spans(trace, trace.root, self._time, lambda at: at > self._probed)
        yield from self._noting(self._late(out))
        yield root_span(trace)

    def _remember(self, event: Event) -> None:
        if not any(map(begins, self._first[-1:])):
            self._first.append(event)
        self._time = event.time
        if event.kind == "critique":
            self._critique = self.trace.ref("critique", event.data["commit"])
            # A build that goes on after its end knew of all probes before it.
            self._probed = max(self._probed, probed(event))
        elif event.kind == "ordered":
            self._ordered[event.data["brief"]] = event.time
        self._revision += grows(event)

    def _told(self, event: Event, known: int) -> Iterator[Span]:
        trace, kind = self.trace, event.kind
        if begins(event):
            yield from self._planning()
        if kind == "critique":
            yield from critique_spans(trace, event, self._steering(event.time), known)
        elif kind in ("directive", "dropped"):
            yield from directive_spans(trace, event, self._critique, self._revision)
        elif event.actor == "person":
            yield noted(trace, event)
        elif event.actor == "committer":
            yield from self._candidate(event)
        elif event.actor != "planner" or kind in _PLANNERS:
            yield noted(trace, event)

    def _candidate(self, event: Event) -> Iterator[Span]:
        brief = self.store.brief(event.data["number"])
        if brief is None:  # a damaged store
            yield noted(self.trace, event)
        elif event.kind in DECIDED:
            yield from brief_spans(self.trace, brief, self._ordered.pop(brief.id, 0.0), event)
        else:
            yield from changed_spans(self.trace, brief, event)

    def _planning(self) -> Iterator[Span]:
        if not self._planned:
            self._planned = True
            yield from planning_spans(self.trace, self._first)

    def _noting(self, spans: Iterator[Span]) -> Iterator[Span]:
        """The same spans; of calls it is noted that they were told."""
        for span in spans:
            if span.kind == "call":
                self._note(span.attributes["delivery"])
            yield span

    def _note(self, delivery: int) -> None:
        byte, bit = divmod(delivery, 8)
        self._seen.extend(bytes(max(0, byte + 1 - len(self._seen))))
        self._seen[byte] |= 1 << bit

    def _noted(self, delivery: int) -> bool:
        return bool(int.from_bytes(self._seen[delivery // 8 : delivery // 8 + 1]) & 1 << delivery % 8)

    def _steering(self, until: float) -> list[Delivery]:
        """Calls of critiques that had ended by then, epoch seconds, and that nothing has told yet; probes are
        read beside production, so others may be under way. A lost one's end nobody knows: it comes late."""
        calls = [one for one in self.store.deliveries_of(STAGES, self._steered) if one.state != "lost"]
        ended = [one for one in calls if one.state != "open" and one.end <= until]
        left = {one.number for one in calls} - {one.number for one in ended}
        self._steered = min(left) - 1 if left else max([self._steered, *(one.number for one in ended)])
        return [one for one in ended if not self._noted(one.number)]

    def _late(self, out: Collection[str]) -> Iterator[Span]:
        """The calls that nothing has told yet, within what they were made for. `out`: briefs in flight, whose
        calls are theirs."""
        left: dict[tuple[str, str], list[Delivery]] = defaultdict(list)
        for number in range(1, self.store.last_delivery() + 1):
            if not self._noted(number) and (one := self.store.delivery(number)) and one.slot.brief not in out:
                left[one.stage, one.slot.brief if one.stage == "sample" else ""].append(one)
        for (stage, brief), calls in left.items():
            if stage in ("plan", "interpret"):
                inside = self.trace.ref("plan" if stage == "plan" else "interpret")
            elif stage == "sample" and brief and not self.store.find_row(brief[:16]):
                yield from loose_brief(self.trace, calls, self._ordered.get(brief, 0.0))
                continue
            elif stage == "sample" and brief:
                inside = self.trace.ref("brief", brief)
            else:
                inside = self.trace.ref("stage", stage)
                yield Span(inside, self.trace.root, "stage", stage, *lasting(calls), {"stage": stage})
            yield from call_spans(self.trace, calls, lambda one, inside=inside: inside)  # type: ignore[misc]


def begins(event: Event) -> bool:
    """Whether production begins with an event."""
    return (event.actor, event.kind, event.data.get("stage")) == ("run", "stage", "produce")
