"""What the store knows of the batches that calls go out in: which are out, and which calls lie in them.

Both are written before anything is submitted, so whoever takes a run up finds its batches again."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from seedbed.memory.store.protocol import Delivery, Store

_KEY = "batches"
"""Key of the run's values: tag → batch, of those whose answers weren't taken yet."""


@dataclass(slots=True)
class Batch:
    """One batch that is out, or about to be."""

    endpoint: str
    """The name of its model in the spec's `models`."""
    path: str
    """`/chat/completions` or `/completions`."""
    calls: int
    since: float
    """Epoch seconds."""
    file: str = ""
    """Id of the input file at the endpoint; empty: it isn't uploaded yet."""
    id: str = ""
    """Id at the endpoint; empty: it isn't submitted, or its process ended before it heard that it was."""
    answered: int = 0
    """Of its calls, as the endpoint last said."""


def custom_id(slot: str, request: str) -> str:
    """By which a call is known in a batch: of the slot's key and the request's hash the first half each, for
    some endpoints take no more than 64 characters."""
    return f"{slot[:32]}{request[:32]}"


def batches_out(store: Store) -> dict[str, Batch]:
    """Tag → batch."""
    return {tag: Batch(**one) for tag, one in (store.meta(_KEY) or {}).items()}


def keep_batches(store: Store, out: Mapping[str, Batch]) -> None:
    """Keep which are out."""
    store.set_meta(_KEY, {tag: asdict(one) for tag, one in out.items()})


def keep_calls(store: Store, tag: str, calls: Collection[str]) -> None:
    """Keep which calls lie in a batch, by their ids in it."""
    store.journal(f"batch/{tag}", "batch", sorted(calls))


def calls_out(store: Store) -> dict[str, dict[str, Delivery]]:
    """Tag → the calls that lie in it and have no answer yet, by their ids in it."""
    if not (out := batches_out(store)):
        return {}
    open_ = {custom_id(one.slot.key, one.request): one for one in store.under_way()}
    lying = {tag: store.journaled(f"batch/{tag}") or () for tag in out}
    return {tag: {key: open_[key] for key in keys if key in open_} for tag, keys in lying.items()}


def charge_lost(store: Store) -> int:
    """Charge the calls whose process died before they were answered, but those in a batch; how many."""
    return store.charge_lost(but=_lying(store))


def left_open(store: Store) -> list[Delivery]:
    """Those calls, before they are charged."""
    lying = _lying(store)
    return [one for one in store.under_way() if one.number not in lying]


def _lying(store: Store) -> set[int]:
    return {one.number for calls in calls_out(store).values() for one in calls.values()}


def figures(store: Store) -> dict[str, Any]:
    """Batches that are out, their calls, how many of these are answered, and since when the oldest is out
    (epoch seconds; None: none is)."""
    out = batches_out(store).values()
    return {
        "out": len(out),
        "calls": sum(one.calls for one in out),
        "answered": sum(one.answered for one in out),
        "since": min((one.since for one in out), default=None),
    }
