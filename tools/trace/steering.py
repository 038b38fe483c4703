"""What is decided while rows are made, as spans: critiques, directives, revisions, what people decide."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from seedbed.memory.store.protocol import Delivery, StoredEvent
from seedbed.memory.store.standing import added
from seedbed.tools.trace.calls import call_spans
from seedbed.tools.trace.vocabulary import Kind, Span, Trace

STAGES = ("critique", "probe")
"""What the calls of a critique are charged to."""


def probed(event: StoredEvent) -> int:
    """The commit until which the probes were drawn that a critique knew."""
    until = event.data.get("probed")
    return int(event.data["commit"] if until is None else until)


def critique_spans(
    trace: Trace, event: StoredEvent, calls: Sequence[Delivery], known: int = -1
) -> Iterator[Span]:
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
    id, start = trace.ref("critique", commit), min([event.time, *(one.time for one in calls if one.time)])
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


def directive_spans(trace: Trace, event: StoredEvent, critique: str, revision: int) -> Iterator[Span]:
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


def grows(event: StoredEvent) -> bool:
    """Whether an event adds concepts to a tree, which makes a revision of the plan."""
    return event.kind == "directive" and bool(added(event.data))


def noted(trace: Trace, event: StoredEvent) -> Span:
    """Any other event, as an instant: a person's decision, or what the run noted."""
    kind: Kind = "decision" if event.actor == "person" else "event"
    inside = trace.root
    if (number := event.data.get("number")) is not None and (brief := trace.store.brief(number)):
        inside = trace.ref("verdict", brief.id)
    told = {"event": event.seq, "actor": event.actor, **event.data}
    at, name = event.time, f"{event.actor}: {event.kind}"
    id = trace.ref(kind, event.seq)
    return Span(id, inside, kind, name, at, at, told)
