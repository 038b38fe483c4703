"""What didn't work, by cause: candidates turned away, failed calls, what was given up, and what it cost."""

from collections import Counter
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request

from seedbed.app.viewer.pages.frame import Told, of_run
from seedbed.app.viewer.runs import ViewedRun, spec_of
from seedbed.memory.brief import split_key
from seedbed.memory.clauses import numbered_clauses, parted
from seedbed.memory.store.protocol import FailedCall, Store

_MOST = 60
"""Groups that are shown, of each sort."""


@of_run("/failures", "failures.html")
def _failures(request: Request, run: ViewedRun, store: Store) -> Told:
    run.follow()
    spec, counts, (_, totals) = spec_of(store), run.index.counts.states(), run.spent(store)
    groups = [_group(store, row) for row in run.index.counts.refusals()[: 2 * _MOST]]
    return {
        "title": f"Failures of {run.name}",
        "turned_away": [one for one in groups if one["state"] == "rejected"][:_MOST],
        "given_up": [one for one in groups if one["state"] == "failed"][:_MOST],
        "counts": counts,
        "calls": [
            {"last": last, "times": times, "tokens": cost.prompt_tokens + cost.completion_tokens}
            | {"usd": cost.usd, "step": _step(store, last)}
            for last, times, cost in store.failure_counts()[:_MOST]
        ],
        "tokens": totals.prompt_tokens + totals.completion_tokens,
        "short": _short(store),
        "unmakeable": store.meta("unmakeable") or (),
        "unkept": [(text, why) for _, text, by in numbered_clauses(spec) if (why := parted(by)[1])],
        "working": run.working,
        "whole": run.index.whole,
    }


def _group(store: Store, group: dict[str, Any]) -> dict[str, Any]:
    """A reason of a check, with the last candidate that it turned away."""
    candidate = store.candidate(group["number"])
    reasons = candidate.verdict.reasons if candidate else ()
    said = [one.detail for one in reasons if (one.code, one.by) == (group["code"], group["by"])]
    return {
        **group,
        "id": candidate.row_id if candidate else "",
        "text": candidate.draft.text if candidate else "",
        "detail": next(iter(said), ""),
        "query": urlencode({key: group[key] for key in ("state", "code", "by")}),
    }


def _step(store: Store, call: FailedCall) -> str:
    """What the call was for; empty: it isn't known."""
    found = store.find_slot(call.slot) if call.slot else []
    return found[0].step if found else ""


def _short(store: Store) -> list[tuple[str, str, int]]:
    """(part, concept, rows that are missing), the most first."""
    short: Counter[tuple[str, str]] = Counter()
    for (cell, state), seats in store.seat_counts().items():
        if state == "open":
            part, leaf, *_ = split_key(cell)
            short[part, leaf] += seats
    return [(*at, seats) for at, seats in short.most_common(_MOST)]
