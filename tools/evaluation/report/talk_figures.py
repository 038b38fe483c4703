"""The figures of talks for the report: how long, how they ended, how often a turn was asked again, calls."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import fmean
from typing import Any

from seedbed.memory.candidate import Draft
from seedbed.tools.evaluation.report.amounts import counted, percent

_MOST_TOOLS = 30


@dataclass(slots=True)
class TalkFigures:
    """Counts over the accepted talks of one part."""

    turns: list[int] = field(default_factory=list)
    """Of each talk, messages of user and assistant; calls and results are no turns of their own."""
    ended: Counter[str] = field(default_factory=Counter)
    asked_again: Counter[str] = field(default_factory=Counter)
    """Why a turn failed its checks and was spoken once more (`code: check`) → how often."""
    calls: Counter[str] = field(default_factory=Counter)
    """Tool → calls."""
    passed: list[list[float]] = field(default_factory=list)
    """Task that was held several times → pass^1, pass^2, … of it (tau-bench, Yao et al. 2024, section 3)."""

    def add(self, draft: Draft, name: str = "messages") -> None:
        """An accepted talk.

        Args:
            name: The row's field that holds it.
        """
        messages, notes = (draft.row or {}).get(name) or (), draft.notes
        spoken = sum(
            one.get("role") in ("user", "assistant") and not one.get("tool_calls") for one in messages
        )
        self.turns.append(spoken)
        self.ended.update([str(notes["ended"])] if notes.get("ended") else [])
        self.asked_again.update(map(str, notes.get("asked_again") or ()))
        calls = (call.get("function", {}) for one in messages for call in one.get("tool_calls") or ())
        self.calls.update(str(called.get("name")) for called in calls)

    def tried(self, draft: Draft) -> None:
        """A candidate, accepted or not: of a task held several times, how often it was done."""
        shares = draft.notes.get("pass^k")
        if isinstance(shares, list) and len(shares) > 1:
            self.passed.append([float(share) for share in shares])

    def figures(self) -> dict[str, Any]:
        """JSON-ready; {} without talks.

        `pass^k`: k → the mean over tasks of the chance that k talks about one all do it, rejected ones
        included.
        """
        if not self.turns:
            return {}
        talks, least, most = len(self.turns), min(self.turns), max(self.turns)
        found: dict[str, Any] = {
            "talks": talks,
            "turns": {"mean": round(fmean(self.turns), 2), "least": least, "most": most},
            "asked_again": self.asked_again.total(),
            "asked_again_for": dict(self.asked_again.most_common()),
            "ended": dict(self.ended.most_common()),
        }
        if self.calls:
            found["calls_per_talk"] = round(self.calls.total() / talks, 2)
            found["tools_called"] = dict(self.calls.most_common(_MOST_TOOLS))
        if self.passed:
            means = (round(fmean(shares), 4) for shares in zip(*self.passed, strict=False))
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
