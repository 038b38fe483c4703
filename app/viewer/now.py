"""What a build does at the moment: its pace, what is left, the calls under way and what happened last."""

import time
from collections import Counter
from collections.abc import Mapping
from typing import Any

from seedbed.app.viewer.runs import trees_of
from seedbed.app.views.live import STAGES, waits_told
from seedbed.graphs.observer import pace
from seedbed.memory.spec import Spec
from seedbed.memory.store.protocol import Event, Store
from seedbed.tools.evaluation.report.amounts import percent
from seedbed.tools.evaluation.report.revisions import changed
from seedbed.tools.evaluation.rows_named import Trees

_WINDOW = 1_500
"""Events that are looked at, the last ones."""
_SHOWN = 8
_GOES_ON = ("probe", "critique")
"""Stages that cost as long as rows come; exam, plan and dry runs are paid once."""
_DOING = {
    "planner": "plans",
    "writer": "writes",
    "judge": "reads what was written",
    "critic": "reads the dataset so far",
    "solver": "solves",
    "annotator": "assigns concepts and labels",
    "researcher": "searches",
    "user": "plays the user",
    "assistant": "plays the assistant",
    "weaker": "writes the weaker answers",
}
"""Role → what whoever has it does."""


def now(store: Store, spec: Spec | None, status: Mapping[str, Any]) -> dict[str, Any]:
    """The moment: `stage`, `seconds` (that it was worked on), `waits` (since when and what for; empty: for
    nothing), `rate` (rows a minute), `left` (seconds; 0: unknown), `usd` (that the missing rows will cost;
    None: unknown), `budget`, `doing` (role, what it does, calls, seconds of the oldest) and `events` (words,
    id of the row).

    Args:
        status: As `read_status` gives it."""
    events = list(store.events(max(store.last_seq() - _WINDOW, 0)))
    stages = [at for at, one in enumerate(events) if (one.actor, one.kind) == ("run", "stage")]
    since = events[stages[-1] :] if stages else events
    accepted = sum(one.kind == "accepted" for one in since)
    rate, left = pace(accepted, status["missing"], time.time() - since[0].time if since else 0.0)
    spent, rows = status["spending"], status["accepted"]
    paid = spent["rows"]["usd"] + sum(spent["apart"].get(stage, {"usd": 0})["usd"] for stage in _GOES_ON)
    calls = store.under_way()
    oldest = {one.slot.role: one.time for one in reversed(calls)}
    counted = Counter(one.slot.role for one in calls)
    trees = trees_of(store) if any(one.kind == "directive" for one in events) else {}
    told = [said for one in reversed(events) if (said := _said(one, trees))]
    return {
        "stage": STAGES.get(events[stages[-1]].data["stage"], "") if stages else STAGES["produce"],
        "seconds": status["seconds"],
        "waits": waits_told(status.get("waits", {})),
        "rate": rate,
        "left": left,
        "usd": paid / rows * status["missing"] if paid and rows else None,
        "budget": spec.budget.usd if spec else None,
        "doing": [
            (role, _DOING.get(role, "works"), n, time.time() - oldest[role])
            for role, n in counted.most_common()
        ],
        "events": told[:_SHOWN],
    }


def _said(event: Event, trees: Trees) -> tuple[str, str] | None:
    """An event in words, and the row that it is about; None: nothing that a person would look for."""
    data, kind = event.data, event.kind
    if kind == "ordered":
        return None
    if event.actor == "committer":
        reasons = ", ".join(one["code"] for one in data.get("reasons", ()) if isinstance(one, dict))
        return f"{kind}{f': {reasons}' if reasons else ''}", str(data.get("row", ""))
    if kind == "critique":
        covered = percent(data["coverage"])
        return f"the critic read the dataset after commit {data['commit']}: coverage {covered}", ""
    if kind == "directive":
        return f"the plan changed: {' '.join(changed(data, trees))}", ""
    if kind == "stage":
        return STAGES.get(data["stage"], data["stage"]), ""
    return f"{event.actor}: {kind}", ""
