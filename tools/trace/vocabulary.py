"""The words of a trace: what a span is, and the kinds there are.

A span refers to what it tells of (slot, brief, row, hash of what was sent) and copies no prompt. Its id is a
hash of the run and of that, so equal stores give equal trees, and a span that is sent twice is the same
span."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from seedbed.memory.exact.canonical import digest_text
from seedbed.memory.store.protocol import Delivery, Store

Kind = Literal[
    "request",  # the root: what was asked for, and how the run stands
    "stage",  # a stage of the build with calls of its own (embed, calibration)
    "exam",  # what one model can do
    "interpret",  # the request read
    "clause",  # one demand of the request, and what keeps it
    "recipe",  # how the rows of a part are made
    "trial",  # its dry run, with the defects planted and caught
    "plan",  # concept tree and quotas, until approval
    "revision",  # the concept tree with concepts added; links to the directive that did it
    "brief",  # the order for one candidate: seat, cell, method
    "attempt",  # one writing of it, with its checks
    "call",  # one delivery to a model, a failed one too
    "tool",  # a tool that an answer called, or a search
    "evidence",  # why the candidate may be believed, a piece each
    "verdict",  # what the committer decided
    "row",  # the candidate in the dataset
    "critique",  # the critic's reading of the dataset
    "probe",  # a row of known truth that measured the checks
    "directive",  # what critic or person asked of the planner, answered or dropped
    "decision",  # another decision of a person
    "event",  # whatever else the run noted
]


@dataclass(frozen=True, slots=True)
class Span:
    """One thing that happened, and within which other."""

    id: str
    """16 hex digits."""
    parent: str
    """Id of the span that it lies within; empty: the root."""
    kind: Kind
    name: str
    start: float
    """Epoch seconds."""
    end: float
    """Not before `start`; equal to it where only an instant is known."""
    attributes: Mapping[str, Any]
    """JSON values, mostly references."""
    ok: bool = True
    links: tuple[str, ...] = ()
    """Ids of spans that caused it and that it doesn't lie within."""


@dataclass(frozen=True, slots=True)
class Trace:
    """One run's trace."""

    store: Store
    id: str
    """32 hex digits: a hash of the request and of when the run began."""

    def ref(self, kind: Kind, *of: object) -> str:
        """The id of a span. `of`: what it tells of; nothing: there is one such span."""
        return digest_text("/".join((self.id, kind, *map(str, of))))[:16]

    @property
    def root(self) -> str:
        return self.ref("request")


def lasting(calls: Sequence[Delivery], *times: float) -> tuple[float, float]:
    """The first and the last moment of calls and of other times, epoch seconds; 0: it isn't known."""
    known = [*filter(None, times)]
    start = min([*known, *(one.time for one in calls)], default=0.0)
    return start, max([*known, *(one.end for one in calls)], default=0.0)


def trace_of(store: Store) -> Trace:
    """The trace of a store's run."""
    began = next((event.time for event in store.events(page=1)), 0.0)
    return Trace(store, digest_text(f"{store.meta('request')}/{began!r}")[:32])
