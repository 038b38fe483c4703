"""What to ask of a run's trace: all its spans, those of one row, of the planning."""

from collections.abc import Iterator

from seedbed.memory.store.protocol import Store, StoredEvent
from seedbed.tools.trace.planning import planning_spans
from seedbed.tools.trace.reader import Reader, begins, root_span
from seedbed.tools.trace.vocabulary import Span, trace_of

_ABOVE = ("request", "interpret", "clause", "recipe", "trial", "plan", "revision", "critique", "directive")
"""Kinds of what candidates rest on."""


def of_run(store: Store) -> Iterator[Span]:
    """Every span of a run, in the order of its commits; the root comes last."""
    reader = Reader(store)
    yield from reader.more()
    yield from reader.rest()


def of_planning(store: Store) -> Iterator[Span]:
    """The root, and what came before the first brief."""
    trace, first = trace_of(store), list[StoredEvent]()
    for event in store.events(page=200):
        first.append(event)
        if begins(event):
            break
    yield root_span(trace)
    yield from planning_spans(trace, first)


def of_row(store: Store, number: int) -> Iterator[Span]:
    """One candidate: all that lies within its brief, and what the run's candidates rest on. Reads the run.

    Args:
        number: Of its brief. One that wasn't ordered has no spans.
    """
    if (brief := store.brief(number)) is None:
        return
    own = {trace_of(store).ref("brief", brief.id)}
    for span in of_run(store):
        if span.id in own or span.parent in own:
            own.add(span.id)
            yield span
        elif span.kind in _ABOVE:
            yield span
