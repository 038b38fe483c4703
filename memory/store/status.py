"""The status of a run, read from its store: the figures of `seedbed status --json`.

Always: requested = accepted + missing, and candidates = accepted + rejected + failed + in_flight.
"""

from typing import Any

from seedbed.memory.clauses import clauses
from seedbed.memory.spec import Spec
from seedbed.memory.store.protocol import Store


def read_status(store: Store) -> dict[str, Any]:
    """The status as a JSON object (design.md §5)."""
    counts, totals = store.counts(), store.totals()
    requested = int(store.meta("requested") or 0)
    accepted = counts.get("accepted", 0)
    decided = sum(counts.get(state, 0) for state in ("accepted", "rejected", "failed"))
    rounds, last = _last_critique(store)
    return {
        "requested": requested,
        "accepted": accepted,
        "missing": requested - accepted,
        "candidates": counts["ordered"],
        "rejected": counts.get("rejected", 0),
        "failed": counts.get("failed", 0),
        "in_flight": counts["ordered"] - decided,
        "planted": sum(1 for _ in store.journal_entries("probe")),
        "calls": totals.calls,
        "cached_calls": int(store.meta("cached_calls") or 0),
        "failed_calls": totals.failed_calls,
        "tokens": {"prompt": totals.prompt_tokens, "completion": totals.completion_tokens},
        "cost_usd": round(totals.usd, 6),
        "seconds": round(float(store.meta("seconds") or 0.0), 1),
        "coverage": _coverage(store, rounds, last),
        # People may have decided on the delivered rows after the last critique.
        "faithfulness": {
            k: (store.meta("faithfulness") or last.get("faithfulness", {})).get(k)
            for k in ("estimate", "low", "high", "basis")
        },
        "clauses": _clauses(store),
        "diversity": store.meta("diversity"),
        "grades": store.grades(),
        "rounds": rounds,
        "state": store.meta("state") or "new",
        "stopped_because": store.meta("stopped_because") or "",
    }


def _clauses(store: Store) -> list[dict[str, Any]]:
    spec = store.meta("spec")
    return clauses(store, Spec.model_validate(spec)) if spec is not None else []


def _coverage(store: Store, rounds: int, last: dict[str, Any]) -> float:
    """By the last critique, or as a person's command (more rows, rows made anew) has left it since."""
    since = store.meta("recounted") or {}
    counts = since if since.get("critiques") == rounds else last
    return float(counts.get("coverage", 0.0))


def _last_critique(store: Store) -> tuple[int, dict[str, Any]]:
    """(critiques so far, the last one)."""
    found = [value for _, value in store.journal_entries("critique")]
    return len(found), found[-1] if found else {}
