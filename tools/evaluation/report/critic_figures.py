"""What the critic found, for the report: probes per kind, faithfulness per stratum, difficulty as measured.

Read from the journaled critiques and probes. The last critique comes after the last commit of a build that
ended by itself; of one that was stopped it may be some commits old. What the figures mean is docs/critic.md.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from seedbed.memory.store.protocol import Store
from seedbed.tools.evaluation.probe_figures import probe_figures
from seedbed.tools.evaluation.report.amounts import counted, percent


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
    tried = [one for trial in (store.meta("trials") or {}).values() for one in trial["planted"]]
    return {
        "planted": sum(kind["judged"] + kind["void"] for kind in probes),
        "probes": probes,
        "dry_run": {"planted": len(tried), "found": sum(bool(one["caught"]) for one in tried)},
        "demanded": demanded,
        "strata": last.get("faithfulness", {}).get("strata", []),
        "difficulty": last.get("difficulty", []),
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
            if cell["delivered"] < cell["planned_at_the_end"]
        ],
    }


def _short(cell: Mapping[str, Any]) -> dict[str, Any]:
    """A cell that stays short of its seats, and why."""
    reasons: Mapping[str, int] = cell["reasons"]
    said = ", ".join(f"{number} {reason}" for reason, number in list(reasons.items())[:3])
    return {
        "cell": cell["cell"],
        "rows": cell["rows"],
        "planned": cell["planned_at_the_end"],
        "missing": cell["planned_at_the_end"] - cell["delivered"],
        "candidates": cell["candidates"],
        "why": f"of {counted(cell['candidates'], 'candidate')}: {said}" if said else "no candidate was made",
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
