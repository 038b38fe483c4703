"""One candidate as spans: its brief, attempts, calls, evidence, and the committer's verdict."""

from collections.abc import Iterator, Sequence
from typing import Any

from seedbed.memory.brief import Brief
from seedbed.memory.store.protocol import Candidate, Delivery, StoredEvent
from seedbed.tools.trace.calls import call_spans, ended
from seedbed.tools.trace.vocabulary import Span, Trace

DECIDED = ("accepted", "rejected", "failed")
"""Kinds of the committer's events that end a candidate."""


def brief_spans(
    trace: Trace,
    brief: Brief,
    deliveries: Sequence[Delivery],
    candidate: Candidate | None,
    ordered: float,
    decided: StoredEvent | None,
) -> Iterator[Span]:
    """A brief and everything below it; without a candidate it was taken back, or is in flight.

    Args:
        deliveries: Of its calls.
        ordered: When it was ordered, epoch seconds; 0: that isn't known.
        decided: The committer's event.
    """
    times = [one.time for one in deliveries if one.time] or [decided.time if decided else ordered]
    start = ordered or min(times)
    end = max([start, *map(ended, deliveries), *([decided.time] if decided else ())])
    told = {
        "number": brief.number,
        "brief": brief.id,
        "row": brief.row_id,
        "seat": brief.seat,
        "cell": brief.cell.key,
        "method": brief.method,
        "form": brief.form,
        "attributes": brief.attributes,
        "revision": brief.revision,
        "state": decided.kind if decided else "in_flight",
    }
    parent = trace.ref("revision", brief.revision) if brief.revision else trace.ref("plan")
    id = trace.ref("brief", brief.id)
    yield Span(id, parent, "brief", f"brief {brief.number}", start, end, told, decided is not None)
    draft = candidate.draft if candidate else None
    attempts = range(draft.attempts if draft else 0)
    for number in sorted({one.slot.attempt for one in deliveries} | {*attempts}):
        about: dict[str, Any] = {}
        if draft is not None and number < len(draft.tries):
            about["reasons"] = list(draft.tries[number])
        if draft is not None and number < len(draft.refused):
            about["refused_by"] = draft.refused[number]
        ok = draft is not None and number == max(attempts, default=0) and not draft.reasons
        yield _attempt(trace, brief.id, number, deliveries, start, about, ok=ok)
    yield from call_spans(trace, deliveries, lambda one: within(trace, one))
    for key, found in trace.store.journal_entries("retrieval", f"retrieval/{brief.id}/"):
        step, _, attempt = key.removeprefix(f"retrieval/{brief.id}/").rpartition("/")
        about = {"tool": "search", "step": step, "passages": [one["id"] for one in found]}
        about["sources"] = [one["name"] for one in found]
        inside = trace.ref("attempt", brief.id, attempt)
        yield Span(trace.ref("tool", key), inside, "tool", f"search {step}", start, start, about, bool(found))
    for n, piece in enumerate(draft.evidence if draft else ()):
        about = {"number": brief.number, "row": brief.row_id, "piece": n, "kind": piece.kind, "by": piece.by}
        about |= {"slot": slot} if (slot := getattr(piece, "slot", "")) else {}
        inside = trace.ref("attempt", brief.id, max(attempts, default=0))
        name = f"{piece.kind} {piece.by}"
        yield Span(trace.ref("evidence", brief.id, n), inside, "evidence", name, end, end, about, piece.ok)
    if candidate is not None and decided is not None:
        about = {"number": brief.number, "row": brief.row_id, "state": decided.kind}
        about |= {name: decided.data[name] for name in ("cell", "seat")}
        about |= {"reasons": decided.data.get("reasons", []), "grade": candidate.verdict.grade}
        about["event"], at, accepted = decided.seq, decided.time, decided.kind == "accepted"
        yield Span(trace.ref("verdict", brief.id), id, "verdict", decided.kind, at, at, about, accepted)
        if accepted:
            yield row_span(trace, brief, decided)


def loose_brief(trace: Trace, deliveries: Sequence[Delivery], ordered: float) -> Iterator[Span]:
    """A brief that was taken back, as far as its calls tell of it."""
    first = deliveries[0]
    start = ordered or min(one.time for one in deliveries)
    end = max([start, *map(ended, deliveries)])
    told = {"brief": first.slot.brief, "cell": first.cell, "method": first.method, "state": "withdrawn"}
    id = trace.ref("brief", first.slot.brief)
    yield Span(id, trace.ref("plan"), "brief", "brief taken back", start, end, told, ok=False)
    for attempt in dict.fromkeys(one.slot.attempt for one in deliveries):
        yield _attempt(trace, first.slot.brief, attempt, deliveries, start, {}, ok=False)
    yield from call_spans(trace, deliveries, lambda one: within(trace, one))


def within(trace: Trace, call: Delivery) -> str:
    """The attempt in which a call of a brief was made."""
    return trace.ref("attempt", call.slot.brief, call.slot.attempt)


def _attempt(
    trace: Trace,
    brief: str,
    number: int,
    deliveries: Sequence[Delivery],
    start: float,
    told: dict[str, Any],
    *,
    ok: bool,
) -> Span:
    mine = [one for one in deliveries if one.slot.attempt == number and one.time]
    begin = min((one.time for one in mine), default=start)
    end = max(map(ended, mine), default=begin)
    id, told = trace.ref("attempt", brief, number), {"brief": brief, "attempt": number, **told}
    return Span(id, trace.ref("brief", brief), "attempt", f"attempt {number + 1}", begin, end, told, ok)


def row_span(trace: Trace, brief: Brief, event: StoredEvent) -> Span:
    """The candidate as a row of the dataset, from the event that made it one."""
    told = {"row": brief.row_id, "number": brief.number}
    told |= {name: event.data[name] for name in ("cell", "seat")}
    id, verdict = trace.ref("row", brief.row_id), trace.ref("verdict", brief.id)
    return Span(id, verdict, "row", brief.row_id, event.time, event.time, told)
