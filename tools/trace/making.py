"""What happens while rows are made, as spans: a candidate's brief, attempts, calls, evidence and the
committer's verdict; critiques, directives, revisions, what people decide."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from seedbed.memory.brief import WHOLE, Brief
from seedbed.memory.candidate import Draft
from seedbed.memory.store.protocol import Candidate, Delivery, Event
from seedbed.memory.store.standing import added
from seedbed.tools.trace.calls import call_spans
from seedbed.tools.trace.vocabulary import Kind, Span, Trace, lasting

Told = dict[str, Any]
DECIDED = ("accepted", "rejected", "failed")
"""Kinds of the committer's events that end a candidate."""
STAGES = ("critique", "probe")
"""What the calls of a critique are charged to."""


def brief_spans(trace: Trace, brief: Brief, ordered: float, decided: Event | None) -> Iterator[Span]:
    """A brief and everything below it.

    Args:
        ordered: When it was ordered, epoch seconds; 0: that isn't known.
        decided: The committer's event; None: it was taken back, or is in flight."""
    calls, candidate = trace.store.deliveries(brief.id), trace.store.candidate(brief.number)
    start, end = lasting(calls, ordered, decided.time if decided else 0.0)
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
    draft = candidate.draft if candidate and decided else None
    yield from _attempts(trace, brief, calls, draft, start, end)
    if candidate is not None and decided is not None:
        yield from _decided(trace, brief, candidate, decided)


def loose_brief(trace: Trace, deliveries: Sequence[Delivery], ordered: float) -> Iterator[Span]:
    """A brief that was taken back, as far as its calls tell of it."""
    first = deliveries[0]
    start, end = lasting(deliveries, ordered)
    told = {"brief": first.slot.brief, "cell": first.cell, "method": first.method, "state": "withdrawn"}
    id = trace.ref("brief", first.slot.brief)
    yield Span(id, trace.ref("plan"), "brief", "brief taken back", start, end, told, ok=False)
    for attempt in dict.fromkeys(one.slot.attempt % WHOLE for one in deliveries):
        yield _attempt(trace, first.slot.brief, attempt, deliveries, start, {}, False)
    yield from call_spans(trace, deliveries, lambda one: within(trace, one))


def within(trace: Trace, call: Delivery) -> str:
    """The attempt in which a call of a brief was made."""
    return trace.ref("attempt", call.slot.brief, call.slot.attempt % WHOLE)


def _attempts(
    trace: Trace, brief: Brief, calls: Sequence[Delivery], draft: Draft | None, start: float, end: float
) -> Iterator[Span]:
    numbers = {one.slot.attempt % WHOLE for one in calls} | set(range(draft.attempts if draft else 0))
    last = max(range(draft.attempts), default=0) if draft else -1
    for number in sorted(numbers):
        told: Told = {}
        if draft is not None and number < len(draft.tries):
            told["reasons"] = list(draft.tries[number])
        if draft is not None and number < len(draft.refused):
            told["refused_by"] = draft.refused[number]
        ok = draft is not None and number == last and not draft.reasons
        yield _attempt(trace, brief.id, number, calls, start, told, ok)
    yield from call_spans(trace, calls, lambda one: within(trace, one))
    for key, found in trace.store.journal_entries("retrieval", f"retrieval/{brief.id}/"):
        step, _, attempt = key.removeprefix(f"retrieval/{brief.id}/").rpartition("/")
        passages, sources = ([one[key] for one in found] for key in ("id", "name"))
        told = {"tool": "search", "step": step, "passages": passages, "sources": sources}
        inside = trace.ref("attempt", brief.id, int(attempt) % WHOLE)
        yield Span(trace.ref("tool", key), inside, "tool", f"search {step}", start, start, told, bool(found))
    for n, piece in enumerate(draft.evidence if draft else ()):
        told = {"number": brief.number, "row": brief.row_id, "piece": n, "kind": piece.kind, "by": piece.by}
        told |= {"slot": slot} if (slot := getattr(piece, "slot", "")) else {}
        id, inside = trace.ref("evidence", brief.id, n), trace.ref("attempt", brief.id, last)
        yield Span(id, inside, "evidence", f"{piece.kind} {piece.by}", end, end, told, piece.ok)


def _attempt(
    trace: Trace, brief: str, number: int, calls: Sequence[Delivery], start: float, told: Told, ok: bool
) -> Span:
    mine = [one for one in calls if one.slot.attempt % WHOLE == number]
    begin, end = lasting(mine) if mine else (start, start)
    id, told = trace.ref("attempt", brief, number), {"brief": brief, "attempt": number, **told}
    return Span(id, trace.ref("brief", brief), "attempt", f"attempt {number + 1}", begin, end, told, ok)


def _decided(trace: Trace, brief: Brief, candidate: Candidate, decided: Event) -> Iterator[Span]:
    data, time = decided.data, decided.time
    told = {
        "number": brief.number,
        "row": brief.row_id,
        "state": decided.kind,
        "reasons": data.get("reasons", []),
        "cell": data["cell"],
        "seat": data["seat"],
        "grade": candidate.verdict.grade,
        "event": decided.seq,
    }
    accepted = decided.kind == "accepted"
    id = trace.ref("verdict", brief.id)
    yield Span(id, trace.ref("brief", brief.id), "verdict", decided.kind, time, time, told, accepted)
    if accepted:
        yield row_span(trace, brief, decided)


def changed_spans(trace: Trace, brief: Brief, event: Event) -> Iterator[Span]:
    """What became of a candidate after its verdict: it took a seat after all, or a person withdrew it."""
    yield noted(trace, event)
    if event.kind == "promoted":
        yield row_span(trace, brief, event)


def row_span(trace: Trace, brief: Brief, event: Event) -> Span:
    """The candidate as a row of the dataset, from the event that made it one."""
    data, at = event.data, event.time
    told = {"row": brief.row_id, "number": brief.number, "cell": data["cell"], "seat": data["seat"]}
    id, verdict = trace.ref("row", brief.row_id), trace.ref("verdict", brief.id)
    return Span(id, verdict, "row", brief.row_id, at, at, told)


def probed(event: Event) -> int:
    """The commit until which the probes were drawn that a critique knew."""
    until = event.data.get("probed")
    return int(event.data["commit"] if until is None else until)


def critique_spans(trace: Trace, event: Event, calls: Sequence[Delivery], known: int = -1) -> Iterator[Span]:
    """A critique: its figures, what its model saw, its probes and calls.

    Args:
        event: Its own, `critique` of the critic.
        calls: Charged to it.
        known: `probed` of the critique before."""
    data = event.data
    commit, review = data["commit"], data.get("review") or {}
    told: dict[str, Any] = {name: data.get(name) for name in ("commit", "accepted", "missing", "coverage")}
    told |= {"candidates": data.get("candidates"), "duplicate_share": data.get("duplicate_share")}
    faithful = data.get("faithfulness") or {}
    told |= {f"faithfulness_{name}": faithful.get(name) for name in ("estimate", "low", "high", "basis")}
    told |= {name: review[name] for name in ("rows", "seen", "tried", "unusable") if review.get(name)}
    id, start = trace.ref("critique", commit), min([event.time, *(one.time for one in calls)])
    name = f"critique at {commit}"
    yield Span(id, trace.root, "critique", name, start, event.time, told | {"event": event.seq})
    yield from call_spans(trace, calls, lambda one: id)
    yield from probe_spans(trace, id, event.time, lambda at: known < at <= probed(event))
    kept = trace.store.journaled(f"critique/{commit:012d}") or {}
    for n, one in enumerate(kept.get("directives", ())):
        if one["kind"] == "stop":  # answered by the end of the build, without an event
            at, ref = event.time, trace.ref("directive", commit, n)
            yield Span(ref, id, "directive", "stop", at, at, {"commit": commit, **one})


def probe_spans(trace: Trace, inside: str, at: float, wanted: Callable[[int], bool]) -> Iterator[Span]:
    """Probes that ended.

    Args:
        inside: Id of the span that they lie within.
        at: When they are told, epoch seconds.
        wanted: Whether those of the critique at a commit are."""
    for key, probe in trace.store.journal_entries("probe"):
        if wanted(probe["commit"]):
            ok = bool(probe["flagged"]) is not bool(probe["good"])
            shown = {
                name: probe.get(name) for name in ("n", "kind", "good", "flagged", "by", "reasons", "base")
            }
            name = f"probe {probe['n']}: {probe['kind']}"
            yield Span(trace.ref("probe", key), inside, "probe", name, at, at, shown, ok)


def directive_spans(trace: Trace, event: Event, critique: str, revision: int) -> Iterator[Span]:
    """A directive, answered or dropped, and the revision of the concept tree that it made.

    Args:
        critique: Id of the last critique's span; a person's directive lies within the request.
        revision: The number that its revision has, if it makes one."""
    data, at = event.data, event.time
    inside = trace.root if event.actor == "person" else critique
    id, ok = trace.ref("directive", event.seq), event.kind == "directive"
    name = str(data.get("kind") or "a wish")
    yield Span(id, inside, "directive", name, at, at, {**data, "event": event.seq}, ok)
    if grows(event):
        told = {"revision": revision, "part": data.get("part"), "because": data.get("because")}
        told["concepts"] = [one["id"] for one in added(data)]
        ref, plan = trace.ref("revision", revision), trace.ref("plan")
        yield Span(ref, plan, "revision", f"revision {revision}", at, at, told, links=(id,))


def grows(event: Event) -> bool:
    """Whether an event adds concepts to a tree, which makes a revision of the plan."""
    return event.kind == "directive" and bool(added(event.data))


def noted(trace: Trace, event: Event) -> Span:
    """Any other event, as an instant: a person's decision, or what the run noted."""
    kind: Kind = "decision" if event.actor == "person" else "event"
    inside = trace.root
    if (number := event.data.get("number")) is not None and (brief := trace.store.brief(number)):
        inside = trace.ref("verdict", brief.id)
    told = {"event": event.seq, "actor": event.actor, **event.data}
    at, name = event.time, f"{event.actor}: {event.kind}"
    id = trace.ref(kind, event.seq)
    return Span(id, inside, kind, name, at, at, told)
