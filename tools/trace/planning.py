"""What comes before the first brief, as spans: the request, the exam, the reading, recipes with their dry
runs, the plan."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from seedbed.memory.clauses import parted
from seedbed.memory.exact.canonical import digest_text
from seedbed.memory.spec import Part, Spec
from seedbed.memory.store.protocol import Delivery, Event
from seedbed.memory.store.standing import plan_in, spec_in
from seedbed.tools.trace.calls import call_spans
from seedbed.tools.trace.vocabulary import Span, Trace, lasting

STAGES = ("exam", "interpret", "plan", "trial")
"""What the calls of these spans are charged to."""


def planning_spans(trace: Trace, events: Sequence[Event], part: str = "") -> Iterator[Span]:
    """All of them, but for the root.

    Args:
        events: The run's first ones, until production.
        part: Only what the rows of a part rest on, without exams and calls; empty: everything."""
    before = _Before(trace, spec_in(trace.store), trace.store.deliveries_of(STAGES), events, part)
    yield from before.exams() if not part else ()
    yield from before.reading()
    yield from before.planned()


@dataclass(frozen=True, slots=True)
class _Before:
    trace: Trace
    spec: Spec | None
    """None: the request isn't read yet."""
    calls: Sequence[Delivery]
    events: Sequence[Event]
    part: str

    def within(self, calls: Sequence[Delivery], inside: Callable[[Delivery], str]) -> Iterator[Span]:
        """The spans of calls, where they are wanted."""
        yield from call_spans(self.trace, calls, inside) if not self.part else ()

    def times(self, stage: str, calls: Sequence[Delivery]) -> tuple[float, float]:
        """When something ran: from its first call or its stage's event to its last call or the next stage."""
        entered = [(e.data["stage"], e.time) for e in self.events if (e.actor, e.kind) == ("run", "stage")]
        mine = [time for name, time in entered if name == stage][:1]
        start, end = lasting(calls, *mine)
        start = start or max((event.time for event in self.events), default=0.0)
        next_ = [time for _, time in entered if time > start][:1] if mine else []
        return start, max([start, end, *next_])

    def of(self, stage: str) -> list[Delivery]:
        return [one for one in self.calls if one.stage == stage]

    @property
    def parts(self) -> Sequence[Part]:
        every = self.spec.parts if self.spec else ()
        return [part for part in every if self.part in ("", part.name)]

    def exams(self) -> Iterator[Span]:
        """What each model can do."""
        trace, calls = self.trace, self.of("exam")
        profiles = dict(trace.store.journal_entries("exam"))
        for key in dict.fromkeys([*profiles, *(one.slot.brief for one in calls)]):
            mine = [one for one in calls if one.slot.brief == key]
            found = profiles.get(key) or {}
            skills = {name: one["able"] for name, one in (found.get("skills") or {}).items()}
            told = {"model": found.get("model", ""), "skills": skills}
            id, inside = trace.ref("exam", key), trace.root
            yield Span(id, inside, "exam", key or "exam", *self.times("examine", mine), told, bool(found))
        yield from self.within(calls, lambda one: trace.ref("exam", one.slot.brief))

    def reading(self) -> Iterator[Span]:
        """The request's parts, with clauses, recipes and dry runs."""
        trace, calls, names = self.trace, self.of("interpret"), [part.name for part in self.parts]
        times, id = self.times("interpret", calls), trace.ref("interpret")
        every = [part.name for part in self.spec.parts] if self.spec else []
        yield Span(id, trace.root, "interpret", "interpret", *times, {"parts": every}, self.spec is not None)

        def recipe_of(call: Delivery) -> str:
            job, _, rest = call.slot.step.partition("/")
            return part if job == "write_recipe" and (part := rest.partition("/")[0]) in names else ""

        def inside(call: Delivery) -> str:
            return trace.ref("recipe", name) if (name := recipe_of(call)) else id

        for part in self.parts:
            tries = [one for one in calls if recipe_of(one) == part.name]
            trials = [one for one in self.of("trial") if one.cell.partition("/")[0] == part.name]
            yield from self._part(part, times[1], tries, trials)
        yield from self.within(calls, inside)
        stray = [one for one in self.of("trial") if one.cell.partition("/")[0] not in names]
        yield from self.within(stray, lambda one: id)

    def _part(
        self, part: Part, read: float, tries: Sequence[Delivery], trials: Sequence[Delivery]
    ) -> Iterator[Span]:
        trace = self.trace
        for text, kept_by in part.clauses.items():
            ok = not parted(kept_by)[1]
            told: dict[str, Any] = {"part": part.name, "text": text, "kept_by": list(kept_by)}
            id, inside = trace.ref("clause", part.name, text), trace.ref("interpret")
            yield Span(id, inside, "clause", text[:200], read, read, told, ok)
        revised = [name for e in self.events if e.kind == "recipes revised" for name in e.data["parts"]]
        told = {"part": part.name, "topic": part.topic, "source": part.offline or "recipe"}
        told |= {"sha256": digest_text(str(part.recipe))} if part.recipe else {}
        told |= {"tries": len(tries), "revised": part.name in revised}
        (start, _), (_, end) = lasting(tries, read), lasting([*tries, *trials], read)
        above = trace.ref("recipe", part.name)
        yield Span(above, trace.ref("interpret"), "recipe", part.name, start, end, told)
        tried = (trace.store.meta("trials") or {}).get(part.name)
        if tried is not None or trials:
            id, name = trace.ref("trial", part.name), f"dry run of {part.name}"
            shown = {"part": part.name, **_tried(tried or {})}
            yield Span(id, above, "trial", name, *self.times("", trials), shown, not shown["missed"])
            yield from self.within(trials, lambda one: id)

    def planned(self) -> Iterator[Span]:
        """The plan until approval."""
        trace, calls, how = self.trace, self.of("plan"), self.trace.store.meta("planning") or {}
        plan = plan_in(trace.store)
        parts = plan.parts if plan else ()
        told = {
            name: how.get(name) for name in ("by", "because", "calls", "tokens", "ended") if how.get(name)
        }
        told["concepts"] = {part.part: len(part.tree.concepts) for part in parts}
        told["cells"] = {part.part: sum(1 for rows in part.quotas.values() if rows) for part in parts}
        told["approved"] = bool(trace.store.meta("approved"))
        yield Span(
            trace.ref("plan"), trace.root, "plan", "plan", *self.times("plan", calls), told, plan is not None
        )
        yield from self.within(calls, lambda one: trace.ref("plan"))


def _tried(trial: Mapping[str, Any]) -> dict[str, Any]:
    rows, planted = trial.get("rows", ()), trial.get("planted", ())
    return {
        "rows": len(rows),
        "accepted": sum(not one.get("reasons") for one in rows),
        "failed": list(trial.get("failed", ())),
        "planted": len(planted),
        "caught": sum(bool(one.get("caught")) for one in planted),
        "missed": sorted({one["kind"] for one in planted if not one.get("caught")}),
    }
