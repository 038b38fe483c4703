"""The figures of talks for the report: how long, how they ended, how often a turn was asked again, calls."""

from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any

from seedbed.memory.candidate import Draft
from seedbed.tools.evaluation.report.amounts import counted, percent

_MOST_TOOLS = 30


def talk_figures(tried: Sequence[Draft], accepted: Sequence[Draft], name: str = "messages") -> dict[str, Any]:
    """JSON-ready; {} without talks.

    Turns are messages of user and assistant; calls and results are none of their own. `asked_again_for` says
    why a turn failed its checks and was spoken once more (`code: check`). `pass^k`: k → the mean over tasks
    held several times of the chance that k talks about one all do it, rejected ones included (tau-bench, Yao
    et al. 2024, section 3).

    Args:
        tried: Candidates, the accepted ones among them.
        name: The row's field that holds the talk.
    """
    if not accepted:
        return {}
    talks = [(draft.row or {}).get(name) or () for draft in accepted]
    turns = [
        sum(one.get("role") in ("user", "assistant") and not one.get("tool_calls") for one in messages)
        for messages in talks
    ]
    ended = Counter(str(draft.notes["ended"]) for draft in accepted if draft.notes.get("ended"))
    again = Counter(str(why) for draft in accepted for why in draft.notes.get("asked_again") or ())
    found: dict[str, Any] = {
        "talks": len(talks),
        "turns": {"mean": round(fmean(turns), 2), "least": min(turns), "most": max(turns)},
        "asked_again": again.total(),
        "asked_again_for": dict(again.most_common()),
        "ended": dict(ended.most_common()),
    }
    made = (call for messages in talks for one in messages for call in one.get("tool_calls") or ())
    if calls := Counter(str(call.get("function", {}).get("name")) for call in made):
        found["calls_per_talk"] = round(calls.total() / len(talks), 2)
        found["tools_called"] = dict(calls.most_common(_MOST_TOOLS))
    passed = [shares for one in tried if len(shares := one.notes.get("pass^k") or ()) > 1]
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
