"""The status of a run, read from its store: the figures of `seedbed status --json`.

Always: requested = accepted + missing, and candidates = accepted + rejected + failed + in_flight."""

import socket
from collections.abc import Iterable, Mapping
from typing import Any

from seedbed.memory.batch import left_open
from seedbed.memory.clauses import clauses
from seedbed.memory.plan import Plan
from seedbed.memory.spec import Spec
from seedbed.memory.store.costs import spending
from seedbed.memory.store.protocol import Candidate, StepCost, Store, Totals, Usage
from seedbed.memory.store.standing import coverage, plan_in, standing

PUBLISHED = ("done", "short")
"""States in which a run has its report."""
WAITS = "waits"
"""Key of the run's values: what a build that runs waits for (`for`, in words; `since`, and `until` or None,
in seconds of the clock); empty: nothing."""
CHANGED = "recounted"
"""Key of the run's values: `critiques`, how many there were when people last withdrew rows, had them stand
again or asked for more."""
REFUSED = "refused"
"""Key of the run's values: commands of people that couldn't be carried out any more."""


def read_status(
    store: Store,
    among: Iterable[Candidate] | None = None,
    totals: Totals | None = None,
    steps: Iterable[StepCost] | None = None,
    grades: Mapping[str, int] | None = None,
    ended: Mapping[str, str] = {},
) -> dict[str, Any]:
    """The status as a JSON object, all of it of one moment.

    Args:
        among: Accepted candidates by which the clauses are told; None: all of them, and where several models
            answered, it is told how many rows each had a part in (`made_by`).
        totals, steps: Of the ledger; None: they are summed up.
        grades: Accepted rows by grade; None: they are counted.
        ended: `state` and `stopped_because` that a run whose files are being written is to have."""
    with store.at_once():
        counts, spec = store.counts(), store.meta("spec")
        state = ended.get("state") or store.meta("state") or "new"
        totals = store.totals() if totals is None else totals
        requested = int(store.meta("requested") or 0)
        accepted, rejected, failed = (counts.get(one, 0) for one in ("accepted", "rejected", "failed"))
        lost, most = store.lost() if among is None else (0, Usage())
        charged = {"calls": lost, "tokens": most.prompt_tokens, "usd": round(most.usd, 6)}
        demanded = clauses(store, Spec.model_validate(spec), among, state) if spec is not None else []
        critiques = [value for _, value in store.journal_entries("critique")]
        last = critiques[-1] if critiques else {}
        plan = plan_in(store)
        now = standing(store, plan or Plan(parts=()))
        spent = spending(store.steps() if steps is None else steps, now.filled)
        by_people = store.meta("faithfulness")
        varied = store.meta("diversity") or {}
        measured = varied and sum(one["texts"] for one in varied.values()) == accepted
        faithful = dict(by_people or last.get("faithfulness", {}))
        # Of people's drawn decisions it is counted anew once rows change; of all else by the next critique.
        changed = (store.meta(CHANGED) or {}).get("critiques") == len(critiques)
        if changed and faithful.get("basis") and (store.meta("decided") or not by_people):
            faithful["basis"] += "; as it was before people withdrew rows or asked for more"
        return (
            {
                "requested": requested,
                "accepted": accepted,
                "missing": requested - accepted,
                "candidates": counts["ordered"],
                "rejected": rejected,
                "failed": failed,
                "in_flight": counts["ordered"] - accepted - rejected - failed,
                "planted": sum(1 for _ in store.journal_entries("probe")),
                "calls": totals.calls,
                "cached_calls": int(store.meta("cached_calls") or 0),
                "failed_calls": totals.failed_calls,
                "tokens": {"prompt": totals.prompt_tokens, "completion": totals.completion_tokens},
                "cost_usd": round(totals.usd, 6),
                "spending": spent,
                "made_by": store.made_by() if among is None and len(spent["by_model"]) > 1 else {},
                "seconds": round(float(store.meta("seconds") or 0.0), 1),
                "coverage": coverage(now, plan) if plan else 0.0,
                "faithfulness": {key: faithful.get(key) for key in ("estimate", "low", "high", "basis")},
                "clauses": demanded,
                "diversity": varied if measured else None,
                "grades": store.grades() if grades is None else dict(grades),
                "rounds": len(critiques),
                "state": state,
                "stopped_because": ended.get("stopped_because", store.meta("stopped_because") or ""),
            }
            | ({"lost": charged} if lost else {})
            | ({"refused": refused} if (refused := store.meta(REFUSED)) else {})
            | ({"waits": waits} if state == "running" and (waits := store.meta(WAITS)) else {})
        )


def left_by_all(found: Mapping[str, Any], store: Store) -> dict[str, Any]:
    """The status of a run that nobody is seen to work on: of one that was to run on this machine, that it was
    interrupted, and the calls that it left open."""
    host = "" if store.place.startswith("{") else (store.meta("by") or {}).get("host", "")
    if found["state"] != "running" or host not in ("", socket.gethostname()):
        return dict(found)
    told = {name: one for name, one in found.items() if name != "waits"}
    told |= {"state": "interrupted", "stopped_because": "its process is gone, or its disk was full"}
    if left := [one.reserved for one in left_open(store)]:
        tokens, usd = sum(one.prompt_tokens for one in left), sum(one.usd for one in left)
        told |= {"open": {"calls": len(left), "tokens": tokens, "usd": round(usd, 6)}}
    return told
