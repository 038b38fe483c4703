"""What the critic found, for the report: probes per kind, faithfulness per stratum, difficulty as measured.

Read from the journaled critiques and probes. The last critique comes after the last commit of a build that
ended by itself; of one that was stopped it may be some commits old. What the figures mean is docs/critic.md.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from seedbed.memory.store.protocol import Store
from seedbed.tools.evaluation.probe_figures import probe_figures
from seedbed.tools.evaluation.report.amounts import percent

_READ = ("rows", "seen", "tried", "calls", "tokens", "unusable")


def critic_figures(
    store: Store, demanded: float | None, parts: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """The content of `critic` in `report.json`.

    Args:
        demanded: The share of right rows that the spec demands; None: any.
        parts: `parts` of the report.
    """
    critiques = [value for _, value in sorted(store.journal_entries("critique"))]
    last: Mapping[str, Any] = critiques[-1] if critiques else {}
    probes = probe_figures(store)
    return {
        "planted": sum(kind["judged"] + kind["void"] for kind in probes),
        "probes": probes,
        "demanded": demanded,
        "strata": last.get("faithfulness", {}).get("strata", []),
        "difficulty": last.get("difficulty", []),
        "read_together": [
            _read_together(one["review"], one["commit"], critiques) for one in critiques if one.get("review")
        ],
        "history": [
            {
                "commit": one["commit"],
                "accepted": one["accepted"],
                "coverage": one["coverage"],
                "duplicate_share": one["duplicate_share"],
                **{key: one["faithfulness"][key] for key in ("estimate", "low", "high")},
            }
            for one in critiques
        ],
        "short": [
            _short(cell)
            for part in parts
            for cell in part["cells"]
            if cell["delivered"] < min(cell["asked"], cell["planned_at_the_end"])
        ],
    }


def _read_together(
    review: Mapping[str, Any], commit: int, critiques: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """What a model that read rows together saw and asked for."""
    asked = [
        {"kind": one["kind"], "because": one["because"], "changed": _changed(one, commit, critiques)}
        for one in review["asked"]
    ]
    dropped = [f"{one['asked']}: {one['why']}" for one in review["dropped"]]
    return {"commit": commit, **{key: review[key] for key in _READ}, "asked": asked, "dropped": dropped}


def _changed(directive: Mapping[str, Any], commit: int, critiques: Sequence[Mapping[str, Any]]) -> str:
    """What a directive has changed, in words, as the last critique that holds it to account says."""
    told = (
        account["told"]
        for one in reversed(critiques)
        for account in one.get("accounts", ())
        if account["commit"] == commit and _key(account["directive"]) == _key(directive)
    )
    return next(told, "")


def _key(directive: Mapping[str, Any]) -> dict[str, Any]:
    """A directive without what is filled in when it is answered."""
    return {key: value for key, value in directive.items() if key not in ("values", "concepts")}


def _short(cell: Mapping[str, Any]) -> dict[str, Any]:
    """A cell that stays short of its seats, and why."""
    reasons: Mapping[str, int] = cell["reasons"]
    said = ", ".join(f"{reason} {number}" for reason, number in list(reasons.items())[:3])
    return {
        "cell": cell["cell"],
        "missing": cell["planned_at_the_end"] - cell["delivered"],
        "candidates": cell["candidates"],
        "why": said or ("no candidate was made" if not cell["candidates"] else "none was turned away"),
    }


def faithfulness_told(found: Mapping[str, Any]) -> str:
    """A faithfulness in a few words: the share with its interval, or that it isn't known."""
    if found.get("estimate") is None:
        # Mixed datasets: what isn't known is the supported rows; what is said of the others follows.
        return str(found.get("basis") or "not measured")
    said = percent(found["estimate"])
    if found.get("low") is not None and found.get("high") is not None:
        said += f" (95 % interval {percent(found['low'])} to {percent(found['high'])})"
    return said
