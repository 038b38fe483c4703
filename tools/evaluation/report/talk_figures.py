"""The figures of talks for the report: how long, how they ended, how often a turn was asked again, calls."""

from collections import Counter
from collections.abc import Iterable, Mapping
from statistics import fmean
from typing import Any

from seedbed.memory.candidate import Draft
from seedbed.tools.evaluation.report.amounts import counted, percent

_MOST_TOOLS = 30


def talk_figures(drafts: Iterable[tuple[Draft, bool]], name: str = "messages") -> dict[str, Any]:
    """JSON-ready; {} without accepted talks.

    Turns are messages of user and assistant; calls and results are none of their own. `asked_again_for` says
    why a turn failed its checks and was spoken once more (`code: check`). `pass^k`: k → the mean over tasks
    held several times of the chance that k talks about one all do it, rejected ones included (tau-bench, Yao
    et al. 2024, section 3). `drafts`: candidates, and whether each was accepted; read once, none is kept."""
    turns: list[int] = []
    passed: list[list[float]] = []
    ended, again, calls = Counter[str](), Counter[str](), Counter[str]()
    for draft, accepted in drafts:
        shares: list[float] = draft.notes.get("pass^k") or []
        passed += [shares] if len(shares) > 1 else []
        if not accepted:
            continue
        talk, end = (draft.row or {}).get(name) or (), draft.notes.get("ended")
        turns.append(
            sum(one.get("role") in ("user", "assistant") and not one.get("tool_calls") for one in talk)
        )
        ended.update([str(end)] if end else [])
        again.update(map(str, draft.notes.get("asked_again") or ()))
        made = (call for one in talk for call in one.get("tool_calls") or ())
        calls.update(str(call.get("function", {}).get("name")) for call in made)
    if not turns:
        return {}
    found: dict[str, Any] = {
        "talks": len(turns),
        "turns": {"mean": round(fmean(turns), 2), "least": min(turns), "most": max(turns)},
        "asked_again": again.total(),
        "asked_again_for": dict(again.most_common()),
        "ended": dict(ended.most_common()),
    }
    if calls:
        found["calls_per_talk"] = round(calls.total() / len(turns), 2)
        found["tools_called"] = dict(calls.most_common(_MOST_TOOLS))
    if passed:
        means = (round(fmean(shares), 4) for shares in zip(*passed, strict=False))
        found["pass^k"] = {str(k): mean for k, mean in enumerate(means, 1)}
    return found


def talks_told(figures: Mapping[str, Any]) -> str:
    """The figures in a line; empty: there are none."""
    if not figures:
        return ""
    turns = figures["turns"]
    span = f"{turns['least']} to {turns['most']} turns, {turns['mean']:g} on average"
    told = [f"{counted(figures['talks'], 'talk')} of {span}"]
    if figures["ended"]:
        told.append("ended by " + ", ".join(f"{why} {number}" for why, number in figures["ended"].items()))
    told.append(f"{counted(figures['asked_again'], 'turn')} asked again")
    if "calls_per_talk" in figures:
        told.append(f"calls per talk {figures['calls_per_talk']:g}")
    if "pass^k" in figures:
        shares = ", ".join(f"pass^{k} {percent(share)}" for k, share in figures["pass^k"].items())
        told.append(f"of tasks held several times {shares}")
    return "; ".join(told)
