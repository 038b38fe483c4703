"""What the critic found, for the report: probes per kind, faithfulness per stratum, difficulty as measured.

Read from the journaled critiques and probes. The last critique comes after the last commit of a build that
ended by itself; of one that was stopped it may be some commits old. What the figures mean is
docs/critic.md."""

from bisect import bisect
from collections.abc import Mapping, Sequence
from typing import Any

from seedbed.memory.store.protocol import Store
from seedbed.tools.evaluation.probe_figures import probe_figures
from seedbed.tools.evaluation.report.amounts import counted, percent


def critic_figures(
    store: Store,
    demanded: float | None,
    parts: Sequence[Mapping[str, Any]],
    numbers: Sequence[int],
    spent: Sequence[int],
) -> dict[str, Any]:
    """The content of `critic` in `report.json`.

    Args:
        demanded: The share of right rows that the spec demands; None: any.
        numbers: Of the candidates, ascending.
        spent: Tokens of the answers for none of them, the first one, the first two, …"""
    critiques = [value for _, value in sorted(store.journal_entries("critique"))]
    last: Mapping[str, Any] = critiques[-1] if critiques else {}
    tried = {one["commit"]: bisect(numbers, one["commit"]) for one in critiques}
    reached = {commit: (before, spent[before]) for commit, before in tried.items()}
    probes = probe_figures(store)
    dry = [one for trial in (store.meta("trials") or {}).values() for one in trial["planted"]]
    return {
        "planted": sum(kind["judged"] + kind["void"] for kind in probes),
        "probes": probes,
        "dry_run": {"planted": len(dry), "found": sum(bool(one["caught"]) for one in dry)},
        "demanded": demanded,
        "strata": last.get("faithfulness", {}).get("strata", []),
        "difficulty": last.get("difficulty", []),
        "history": history(critiques, reached),
        "short": [
            _short(cell)
            for part in parts
            for cell in part["cells"]
            if cell["delivered"] < cell["planned_at_the_end"]
        ],
    }


def history(
    critiques: Sequence[Mapping[str, Any]], reached: Mapping[int, tuple[int, int]]
) -> list[dict[str, Any]]:
    """The dataset as each critique measured it: `commit`, `candidates` tried and rows `accepted` by then,
    `coverage`, `duplicate_share`, faithfulness (`estimate`, `low`, `high`), and `tokens_per_row`: of the
    answers for each row accepted since the critique before (None: none was). `reached`: commit → candidates
    tried by then, and tokens of their answers."""
    found = []
    accepted = spent = 0
    for one in critiques:
        candidates, tokens = reached[one["commit"]]
        rows = one["accepted"] - accepted
        found.append(
            {
                **{key: one[key] for key in ("commit", "accepted", "coverage", "duplicate_share")},
                **{key: one["faithfulness"].get(key) for key in ("estimate", "low", "high")},
                "candidates": candidates,
                "tokens_per_row": round((tokens - spent) / rows, 1) if rows > 0 else None,
            }
        )
        accepted, spent = one["accepted"], tokens
    return found


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
