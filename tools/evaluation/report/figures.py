"""The figures of a report: what was asked, what was delivered, what became of the rest, and what it cost.

Read from the store alone. Figures are given against the plan as approved and the plan as it ended. How they
are shown is `report_html.py` and `card.py`.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import astuple, dataclass, field
from typing import Any

from seedbed.memory.brief import Brief
from seedbed.memory.candidate import ReasonCode
from seedbed.memory.plan import Plan
from seedbed.memory.spec import ANY, Part, Spec
from seedbed.memory.store.protocol import Candidate, Store, Usage
from seedbed.memory.store.standing import standing
from seedbed.memory.store.status import read_status
from seedbed.memory.tree import ConceptTree
from seedbed.tools.evaluation.diversity import measures
from seedbed.tools.evaluation.report.critic_figures import critic_figures
from seedbed.tools.evaluation.report.sources_used import sources_used
from seedbed.tools.evaluation.report.talk_figures import TalkFigures
from seedbed.tools.knowledge.remote.ask import used as searched

_DOUBLES: tuple[ReasonCode, ...] = ("duplicate", "contaminated")


@dataclass(slots=True)
class _Tally:
    """What became of some candidates."""

    states: Counter[str] = field(default_factory=Counter)
    grades: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    forms: Counter[str] = field(default_factory=Counter)

    @property
    def accepted(self) -> int:
        return self.states["accepted"]

    def counts(self) -> dict[str, Any]:
        """Candidates by what became of them, JSON-ready."""
        return {
            "candidates": self.states.total(),
            "rejected": self.states["rejected"],
            "failed": self.states["failed"],
            "acceptance": _share(self.accepted, self.states.total()),
            "reasons": dict(self.reasons.most_common()),
            "forms": dict(self.forms),
        }


@dataclass(slots=True)
class _Tallies:
    """What became of a run's candidates: of all, by part, by part and method, by cell."""

    every: _Tally = field(default_factory=_Tally)
    part: defaultdict[str, _Tally] = field(default_factory=lambda: defaultdict(_Tally))
    method: defaultdict[tuple[str, str], _Tally] = field(default_factory=lambda: defaultdict(_Tally))
    cell: defaultdict[str, _Tally] = field(default_factory=lambda: defaultdict(_Tally))
    talks: defaultdict[str, TalkFigures] = field(default_factory=lambda: defaultdict(TalkFigures))
    """Of a part of talks."""
    checks: Counter[tuple[str, str]] = field(default_factory=Counter)
    evidence: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, candidate: Candidate, brief: Brief, talk: str) -> None:
        """Args:
        talk: The field that holds the talk where rows are talks.
        """
        verdict, draft, part = candidate.verdict, candidate.draft, brief.cell.part
        accepted = verdict.state == "accepted"
        cell = verdict.cell or brief.cell.key
        for tally in (self.every, self.part[part], self.method[part, brief.method], self.cell[cell]):
            tally.states[verdict.state] += 1
            tally.reasons.update(reason.code for reason in verdict.reasons)
            if accepted:
                tally.grades[verdict.grade] += 1
                tally.forms[draft.form] += 1
        self.checks.update((reason.code, reason.by) for reason in verdict.reasons)
        if talk:
            self.talks[part].tried(draft)
        if talk and accepted:
            self.talks[part].add(draft, talk)
        for piece in draft.evidence if accepted else ():
            self.evidence[piece.kind].update(("pieces", "holds" if piece.ok else "speaks against"))


def figures(
    store: Store, spec: Spec, plan: Plan, sha256: str, profiles: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """The content of `report.json`.

    Args:
        plan: As approved.
        sha256: Over all rows and their evidence.
        profiles: Name of a model → what its exam found.
    """
    status = read_status(store)
    found = _Tallies()
    briefs = {number: brief for number, brief in store.briefs() if brief is not None}
    for candidate in store.candidates():
        brief = briefs[candidate.number]
        found.add(candidate, brief, _talk(spec.part(brief.cell.part)))
    now = standing(store, plan)
    ended, by_cell, by_method = now.open + now.filled, store.costs("cell"), store.costs("method")
    parts = [
        _part(part, plan.part(part.name).quotas, now.trees[part.name], found, ended, by_cell, by_method)
        for part in spec.parts
    ]
    doubles = sum(found.every.reasons[code] for code in _DOUBLES)
    asked = ("requested", "accepted", "missing", "candidates", "rejected", "failed", "in_flight")
    return {
        "title": title(spec),
        "request": spec.request,
        "language": spec.language,
        "sha256": sha256,
        **{key: status[key] for key in ("state", "stopped_because", *asked)},
        "acceptance": found.every.counts()["acceptance"],
        "grades": dict(found.every.grades),
        "parts": parts,
        "reasons": [
            {"reason": code, "by": by, "candidates": number}
            for (code, by), number in found.checks.most_common()
        ],
        "duplicates": {
            "turned_away": doubles,
            "share_of_candidates": _share(doubles, found.every.states.total()),
        },
        **{key: status[key] for key in ("clauses", "coverage", "faithfulness")},
        "steered_by": _steered_by(store),
        "decided_by_people": store.meta("decided"),
        "critic": critic_figures(store, spec.accept.faithfulness, parts),
        "diversity": _diversity(store, spec, status["accepted"]),
        "evidence": {kind: dict(counts) for kind, counts in sorted(found.evidence.items())},
        "forms": dict(found.every.forms),
        "cost": _costs(store, status, found),
        "models": _models(store, profiles),
        "sources": {"named": list(spec.sources), **sources_used(store, status["accepted"])},
        "searched": searched(store),
        "seed": spec.seed,
        "critiques": status["rounds"],
    }


def _talk(part: Part) -> str:
    """The field that holds the talk where a part's rows are talks; empty: they are none."""
    return next((name for name, role in part.row_roles.items() if role == "messages"), "")


def _diversity(store: Store, spec: Spec, accepted: int) -> dict[str, Any]:
    """As it was measured at the end, beside the examples; of a run under way, of the rows alone."""
    kept: dict[str, Any] = store.meta("diversity") or {}
    current = kept and sum(part["texts"] for part in kept.values()) == accepted
    return kept if current else measures(store, spec)


def _steered_by(store: Store) -> dict[str, Any] | None:
    """What students of the dataset got right of the real rows that steered it, critique by critique."""
    read = [value.get("downstream") for _, value in sorted(store.journal_entries("critique"))]
    if not (found := [one for one in read if one]):
        return None
    return {
        "rows": found[-1]["rows"],
        "trained_on": [one["trained_on"] for one in found],
        "macro_f1": [one["macro_f1"] for one in found],
        "note": "these rows steered the build, so they do not measure the result",
    }


def title(spec: Spec) -> str:
    """What the dataset is about: its topics, without those that say more of the same."""
    topics = list(dict.fromkeys(part.topic for part in spec.parts))
    short = [topic for topic in topics if not any(topic.startswith(f"{other} ") for other in topics)]
    said = "; ".join(short)
    return said[:1].upper() + said[1:]


def _part(
    part: Part,
    quotas: Mapping[str, int],
    tree: ConceptTree,
    found: _Tallies,
    ended: Mapping[str, int],
    by_cell: Mapping[str, Usage],
    by_method: Mapping[str, Usage],
) -> dict[str, Any]:
    keys = [key for key in quotas if quotas[key] or ended.get(key) or key in found.cell]
    later = {key for key in (*ended, *found.cell) if key.startswith(f"{part.name}/")} - quotas.keys()
    cells = []
    for key in (*keys, *sorted(later)):  # later: of concepts that came while it was built
        _, leaf, label, difficulty = key.split("/", 3)
        here = found.cell.get(key, _Tally())
        cells.append(
            {
                "cell": key,
                "concept": [concept.name for concept in tree.path(leaf)] or [tree.root.name],
                "label": "" if label == ANY else label,
                "difficulty": "" if difficulty == ANY else difficulty,
                "asked": quotas.get(key, 0),
                "planned_at_the_end": ended.get(key, 0),
                "delivered": here.accepted,
                "candidates": here.states.total(),
                "reasons": dict(here.reasons.most_common()),
                **_cost(by_cell.get(key, Usage()), here.accepted),
            }
        )
    mine = found.part[part.name]
    return {
        "part": part.name,
        "source": part.offline or "recipe",
        "topic": part.topic,
        "asked": part.rows,
        "delivered": mine.accepted,
        "missing": part.rows - mine.accepted,
        "grades": {grade: mine.grades[grade] for grade in ("proven", "supported")},
        **mine.counts(),
        "talks": found.talks[part.name].figures(),
        "labels": [label.model_dump() for label in part.labels],
        "methods": [
            {
                "method": method,
                "candidates": tally.states.total(),
                "accepted": tally.accepted,
                "acceptance": _share(tally.accepted, tally.states.total()),
                **_cost(by_method.get(method, Usage()), _accepted_by(found, method)),
            }
            for (name, method), tally in found.method.items()
            if name == part.name
        ],
        "cells": cells,
    }


def _accepted_by(found: _Tallies, method: str) -> int:
    """Accepted rows of a method, of all parts."""
    return sum(tally.accepted for (_, name), tally in found.method.items() if name == method)


def _costs(store: Store, status: Mapping[str, Any], found: _Tallies) -> dict[str, Any]:
    totals = store.totals()
    parts: defaultdict[str, Usage] = defaultdict(Usage)
    for cell, usage in store.costs("cell").items():
        name = cell.split("/", 1)[0]
        parts[name] = Usage(*map(sum, zip(astuple(parts[name]), astuple(usage), strict=True)))
    whole = Usage(totals.prompt_tokens, totals.completion_tokens, totals.usd, status["seconds"])
    return {
        "calls": totals.calls,
        "failed_calls": totals.failed_calls,
        "cached_calls": status["cached_calls"],
        "seconds": status["seconds"],
        "whole": _cost(whole, found.every.accepted),
        "by_part": {
            name or "before the rows": _cost(usage, found.part[name].accepted if name else 0)
            for name, usage in parts.items()
        },
        "by_method": {
            name: _cost(usage, _accepted_by(found, name))
            for name, usage in store.costs("method").items()
            if name
        },
        **{
            f"by_{kind}": {name: _cost(usage, 0) for name, usage in store.costs(kind).items()}
            for kind in ("model", "role", "stage")
        },
    }


def _cost(usage: Usage, rows: int) -> dict[str, Any]:
    tokens = usage.prompt_tokens + usage.completion_tokens
    return {
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
        "usd": round(usage.usd, 6),
        "tokens_per_row": round(tokens / rows, 1) if rows else None,
        "usd_per_row": round(usage.usd / rows, 6) if rows else None,
    }


def _models(store: Store, profiles: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The models by name, with the skills of their exam; those that sat none have no name."""
    named = {profile["model"] for profile in profiles.values()}
    unnamed = [("", {"model": model}) for model in store.costs("model") if model not in named]
    found = []
    for name, profile in (*sorted(profiles.items()), *unnamed):
        skills = profile.get("skills", {})
        able = [skill for skill, result in skills.items() if result["able"]]
        # Results of the exam's first version say by `able` that a skill was shown.
        shown = [skill for skill in able if skills[skill].get("shown", True)]
        about = {"name": name, "model": profile["model"], "can": shown}
        about["not_shown"] = [skill for skill in able if skill not in shown]
        about["can_not"] = [skill for skill in skills if skill not in able]
        found.append({**about, "skills": skills, "context_tokens": profile.get("context_tokens")})
    return found


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
