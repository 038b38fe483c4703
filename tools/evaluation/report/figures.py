"""The figures of a report: what was asked, what was delivered, what became of the rest, and what it cost.

Read from the store alone. Figures are given against the plan as approved and the plan as it ended. How they
are shown is `report_html.py` and `card.py`.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from seedbed.memory.candidate import ReasonCode
from seedbed.memory.plan import Plan
from seedbed.memory.spec import ANY, Part, Spec
from seedbed.memory.store.protocol import Store, Usage
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

    candidates: int = 0
    states: Counter[str] = field(default_factory=Counter)
    grades: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    forms: Counter[str] = field(default_factory=Counter)
    talks: TalkFigures = field(default_factory=TalkFigures)
    """Of a part of talks."""


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
    by_part: defaultdict[str, _Tally] = defaultdict(_Tally)
    by_method: defaultdict[tuple[str, str], _Tally] = defaultdict(_Tally)
    by_cell: defaultdict[str, _Tally] = defaultdict(_Tally)
    evidence: defaultdict[str, Counter[str]] = defaultdict(Counter)
    every = _Tally()
    checks: Counter[tuple[str, str]] = Counter()
    briefs = {number: brief for number, brief in store.briefs() if brief is not None}
    for candidate in store.candidates():
        brief = briefs[candidate.number]
        part, cell = brief.cell.part, candidate.verdict.cell or brief.cell.key
        tallies = (
            every,
            by_part[part],
            by_method[part, brief.method],
            by_cell[cell],
        )
        for tally in tallies:
            tally.candidates += 1
            tally.states[candidate.verdict.state] += 1
            tally.reasons.update(reason.code for reason in candidate.verdict.reasons)
            if candidate.verdict.state == "accepted":
                tally.grades[candidate.verdict.grade] += 1
                tally.forms[candidate.draft.form] += 1
        if talk := _talk(spec.part(part)):
            by_part[part].talks.tried(candidate.draft)
            if candidate.verdict.state == "accepted":
                by_part[part].talks.add(candidate.draft, talk)
        checks.update((reason.code, reason.by) for reason in candidate.verdict.reasons)
        if candidate.verdict.state == "accepted":
            for piece in candidate.draft.evidence:
                evidence[piece.kind]["pieces"] += 1
                evidence[piece.kind]["holds" if piece.ok else "speaks against"] += 1
    now = standing(store, plan)
    ended, trees = now.open + now.filled, now.trees
    costs = _costs(store, every, by_part, by_method)
    by_cell_cost = store.costs("cell")
    parts = [
        _part(
            part, plan, trees[part.name], by_part[part.name], by_cell, ended, by_method, costs, by_cell_cost
        )
        for part in spec.parts
    ]
    return {
        "title": title(spec),
        "request": spec.request,
        "language": spec.language,
        "state": status["state"],
        "stopped_because": status["stopped_because"],
        "sha256": sha256,
        **{
            key: status[key]
            for key in ("requested", "accepted", "missing", "candidates", "rejected", "failed")
        },
        "in_flight": status["in_flight"],
        "acceptance": _share(every.states["accepted"], every.candidates),
        "grades": dict(every.grades),
        "parts": parts,
        "reasons": [
            {"reason": code, "by": by, "candidates": number} for (code, by), number in checks.most_common()
        ],
        "duplicates": {
            "turned_away": sum(every.reasons[code] for code in _DOUBLES),
            "share_of_candidates": _share(sum(every.reasons[code] for code in _DOUBLES), every.candidates),
        },
        "clauses": status["clauses"],
        "coverage": status["coverage"],
        "faithfulness": status["faithfulness"],
        "steered_by": _steered_by(store),
        "decided_by_people": store.meta("decided"),
        "critic": critic_figures(store, spec.accept.faithfulness, parts),
        "diversity": _diversity(store, spec, status["accepted"]),
        "evidence": {kind: dict(counts) for kind, counts in sorted(evidence.items())},
        "forms": dict(every.forms),
        "cost": costs,
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
    plan: Plan,
    tree: ConceptTree,
    tally: _Tally,
    by_cell: Mapping[str, _Tally],
    ended: Mapping[str, int],
    by_method: Mapping[tuple[str, str], _Tally],
    costs: Mapping[str, Any],
    by_cell_cost: Mapping[str, Usage],
) -> dict[str, Any]:
    mine = plan.part(part.name)
    keys = [key for key in mine.quotas if mine.quotas[key] or ended.get(key) or key in by_cell]
    later = {key for key in (*ended, *by_cell) if key.startswith(f"{part.name}/")} - mine.quotas.keys()
    keys += sorted(later)  # of concepts that came while it was built
    cells = []
    for key in keys:
        _, leaf, label, difficulty = key.split("/", 3)
        here = by_cell.get(key, _Tally())
        cells.append(
            {
                "cell": key,
                "concept": [concept.name for concept in tree.path(leaf)] or [tree.root.name],
                "label": "" if label == ANY else label,
                "difficulty": "" if difficulty == ANY else difficulty,
                "asked": mine.quotas.get(key, 0),
                "planned_at_the_end": ended.get(key, 0),
                "delivered": here.states["accepted"],
                "candidates": here.candidates,
                "reasons": dict(here.reasons.most_common()),
                **_cost(by_cell_cost.get(key, Usage()), here.states["accepted"]),
            }
        )
    delivered = tally.states["accepted"]
    return {
        "part": part.name,
        "source": part.offline or "recipe",
        "topic": part.topic,
        "asked": part.rows,
        "delivered": delivered,
        "missing": part.rows - delivered,
        "grades": {grade: tally.grades[grade] for grade in ("proven", "supported")},
        "candidates": tally.candidates,
        "rejected": tally.states["rejected"],
        "failed": tally.states["failed"],
        "acceptance": _share(delivered, tally.candidates),
        "reasons": dict(tally.reasons.most_common()),
        "forms": dict(tally.forms),
        "talks": tally.talks.figures(),
        "labels": [label.model_dump() for label in part.labels],
        "methods": [
            {
                "method": method,
                "candidates": counts.candidates,
                "accepted": counts.states["accepted"],
                "acceptance": _share(counts.states["accepted"], counts.candidates),
                **costs["by_method"].get(method, _cost(Usage(), 0)),
            }
            for (name, method), counts in by_method.items()
            if name == part.name
        ],
        "cells": cells,
    }


def _costs(
    store: Store, every: _Tally, by_part: Mapping[str, _Tally], by_method: Mapping[tuple[str, str], _Tally]
) -> dict[str, Any]:
    totals = store.totals()
    status = read_status(store)
    accepted_by: Counter[str] = Counter()
    for (_, method), tally in by_method.items():
        accepted_by[method] += tally.states["accepted"]
    parts: defaultdict[str, Usage] = defaultdict(Usage)
    for cell, usage in store.costs("cell").items():
        name = cell.split("/", 1)[0]
        before = parts[name]
        parts[name] = Usage(
            before.prompt_tokens + usage.prompt_tokens,
            before.completion_tokens + usage.completion_tokens,
            before.usd + usage.usd,
            before.seconds + usage.seconds,
        )
    whole = Usage(totals.prompt_tokens, totals.completion_tokens, totals.usd, status["seconds"])
    return {
        "calls": totals.calls,
        "failed_calls": totals.failed_calls,
        "cached_calls": status["cached_calls"],
        "seconds": status["seconds"],
        "whole": _cost(whole, every.states["accepted"]),
        "by_part": {
            name or "before the rows": _cost(usage, by_part[name].states["accepted"] if name else 0)
            for name, usage in parts.items()
        },
        "by_method": {
            name: _cost(usage, accepted_by[name]) for name, usage in store.costs("method").items() if name
        },
        "by_model": {name: _cost(usage, 0) for name, usage in store.costs("model").items()},
        "by_role": {name: _cost(usage, 0) for name, usage in store.costs("role").items()},
        "by_stage": {name: _cost(usage, 0) for name, usage in store.costs("stage").items()},
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
    known = sorted(profiles.items())
    named = {profile["model"] for profile in profiles.values()}
    known += [("", {"model": model}) for model in store.costs("model") if model not in named]
    return [_model(name, profile) for name, profile in known]


def _model(name: str, profile: Mapping[str, Any]) -> dict[str, Any]:
    skills = profile.get("skills", {})
    able = [skill for skill, result in skills.items() if result["able"]]
    # Results of the exam's first version say by `able` that a skill was shown.
    shown = [skill for skill in able if skills[skill].get("shown", True)]
    return {
        "name": name,
        "model": profile["model"],
        "can": shown,
        "not_shown": [skill for skill in able if skill not in shown],
        "can_not": [skill for skill in skills if skill not in able],
        "skills": skills,
        "context_tokens": profile.get("context_tokens"),
    }


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
