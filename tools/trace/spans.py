"""What to ask of a run's trace: all its spans, those of one row, of the planning."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from seedbed.memory.store.protocol import Store, StoredEvent
from seedbed.tools.trace.making import DECIDED, brief_spans, changed_spans
from seedbed.tools.trace.planning import planning_spans
from seedbed.tools.trace.reader import Reader, begins, root_span
from seedbed.tools.trace.steering import critique_spans, directive_spans, grows
from seedbed.tools.trace.vocabulary import Span, Trace, trace_of


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
    candidate, decided = store.candidate(number), decision(store, number)
    order = next(store.events(decided.parent - 1, page=1), None) if decided and decided.parent else None
    ordered = order.time if order else 0.0
    yield from brief_spans(trace, brief, store.deliveries(brief.id), candidate, ordered, decided)
    if decided and candidate:  # then what became of it after its verdict
        for event in store.events(decided.seq, actor="" if candidate.verdict.promoted else "person"):
            if event.data.get("number") == number and event.kind not in ("ordered", "directive"):
                yield from changed_spans(trace, brief, event)


def decision(store: Store, number: int) -> StoredEvent | None:
    """The committer's event that ended a candidate; None: it is in flight. Found by halving, since numbers
    rise with `seq`."""

    def after(seq: int) -> StoredEvent | None:
        events = store.events(seq, page=20)
        return next((e for e in events if e.actor == "committer" and e.kind in DECIDED), None)

    def reached(seq: int) -> int:
        return int(found.data["number"]) if (found := after(seq)) else number

    found = after(bisect_left(range(store.last_seq()), number, key=reached))
    return found if found is not None and found.data["number"] == number else None


def _first(store: Store) -> Sequence[StoredEvent]:
    """The events until production began, its own included."""
    found: list[StoredEvent] = []
    for event in store.events(page=200):
        found.append(event)
        if begins(event):
            break
    return found


def _revision(trace: Trace, number: int) -> Iterator[Span]:
    """A revision of the plan, with the directive that made it and the critique which that answered."""
    critique: StoredEvent | None = None
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
