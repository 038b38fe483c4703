"""The figures of a report: what was asked, what was delivered, what became of the rest, and what it cost.

Read from the store alone, and given against the plan as approved and the plan as it ended."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from seedbed.memory.brief import split_key
from seedbed.memory.candidate import Draft, ReasonCode
from seedbed.memory.exact.canonical import digest
from seedbed.memory.files.yaml_file import parse
from seedbed.memory.languages import is_code, language_code
from seedbed.memory.plan import Plan
from seedbed.memory.review import mended
from seedbed.memory.spec import ANY, Part, Spec
from seedbed.memory.store.costs import per_row
from seedbed.memory.store.protocol import Store
from seedbed.memory.store.standing import standing
from seedbed.memory.store.status import read_status
from seedbed.tools.curation.duplicates import HELD_OUT
from seedbed.tools.evaluation.diversity import measures
from seedbed.tools.evaluation.report.limits import limits
from seedbed.tools.evaluation.report.measured import critic_figures, sources_used, talk_figures
from seedbed.tools.evaluation.report.revisions import revisions
from seedbed.tools.evaluation.review.told import review_figures
from seedbed.tools.evaluation.rows_named import Trees, rows_named
from seedbed.tools.knowledge.remote.egress import used as searched
from seedbed.tools.knowledge.sources import UNREAD

_OF_A_CELL = {
    **dict.fromkeys(("prompt_tokens", "completion_tokens", "usd"), 0),
    **dict.fromkeys(("tokens_per_row", "usd_per_row")),
}
"""What is told of a cell's cost; of one for which nothing was asked, this."""
_DOUBLES: tuple[ReasonCode, ...] = ("duplicate", "contaminated")


@dataclass(slots=True)
class _Tally:
    states: Counter[str] = field(default_factory=Counter)
    grades: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def accepted(self) -> int:
        return self.states["accepted"]


_Tallies = defaultdict[tuple[str, ...], _Tally]
"""By (), ("part", its name) and ("cell", its key)."""


@dataclass(slots=True)
class _Counted:
    """What is counted of all candidates, in the order of their numbers."""

    found: _Tallies = field(default_factory=lambda: defaultdict(_Tally))
    checks: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Reason, who gave it → candidates."""
    details: dict[tuple[str, str], str] = field(default_factory=dict)
    """The same → the first one's detail."""
    given: int = 0
    """Accepted rows that were somebody's already."""
    spared: Counter[tuple[str, ...]] = field(default_factory=Counter)
    """Checks that accepted rows were spared → such rows, those left out that a person mended and so read."""
    spoken: set[str] = field(default_factory=set)
    """Languages of accepted rows."""
    numbers: "array[int]" = field(default_factory=lambda: array("q"))
    spent: "array[int]" = field(default_factory=lambda: array("q", [0]))
    """Tokens of the candidates up to each number, and first of none."""


def figures(
    store: Store,
    spec: Spec,
    plan: Plan,
    sha256: str,
    profiles: Mapping[str, Mapping[str, Any]],
    ended: Mapping[str, str] = {},
) -> dict[str, Any]:
    """The content of `report.json`.

    Args:
        sha256: Over all rows and their evidence.
        profiles: Name of a model → what its exam found.
        ended: As of `read_status`."""
    status = read_status(store, ended=ended)
    counted, now = _counted(store, spec), standing(store, plan)
    found, checks, spared = counted.found, counted.checks, counted.spared
    whole = found[()]
    held_out = len(store.meta(HELD_OUT) or ())
    totals, spent_by = store.totals(), status["spending"]
    tokens = {name: getattr(totals, name) for name in ("prompt_tokens", "completion_tokens")}
    paid = {**tokens, "usd": round(totals.usd, 6)}
    costs, ended_with = spent_by.pop("by_cell"), now.open + now.filled
    parts = []
    for part in spec.parts:
        quotas, talk = plan.part(part.name).quotas, _talk(part)
        cells = list(_cells(part, quotas, now.trees, found, ended_with, costs))
        talks = talk_figures(_talks(store, part.name), talk) if talk else {}
        parts.append(_part(part, cells, found, approved=bool(ended_with)) | {"talks": talks})
    asked = ("requested", "accepted", "missing", "candidates", "rejected", "failed", "in_flight")
    found_out = {
        "title": title(spec),
        "request": spec.request,
        "language": spec.language,
        "languages": _languages(spec, counted.spoken),
        "sha256": sha256,
        **{key: status[key] for key in ("state", "stopped_because", *asked)},
        "acceptance": round(whole.accepted / whole.states.total(), 4) if whole.states else 0.0,
        "grades": dict(whole.grades),
        "given": counted.given,
        "parts": parts,
        "reasons": [
            {"reason": code, "by": by, "candidates": number, "such_as": counted.details[code, by]}
            for (code, by), number in checks.most_common()
        ],
        "duplicates": {"turned_away": sum(whole.reasons[code] for code in _DOUBLES)},
        "held_out": {"rows": held_out, "turned_away": checks["contaminated", HELD_OUT]} if held_out else None,
        **{key: status[key] for key in ("clauses", "coverage", "faithfulness")},
        "steered_by": _steered_by(store),
        "decided_by_people": store.meta("decided"),
        "review": review_figures(store),
        "critic": critic_figures(store, spec.accept.faithfulness, parts, counted.numbers, counted.spent),
        "diversity": status["diversity"] or measures(store, spec),  # of a run under way, of the rows alone
        "cost": {
            **{key: status[key] for key in ("calls", "failed_calls", "cached_calls", "seconds")},
            "lost": status.get("lost", {}),
            "whole": {**paid, **per_row(paid, whole.accepted)},
            **spent_by,
        },
        "models": _models(spent_by["by_model"], profiles),
        "sources": {
            "named": list(spec.sources),
            "unread": [f"{path} ({why})" for path, why in store.meta(UNREAD) or ()],
            **sources_used(store, status["accepted"]),
        },
        "searched": searched(store),
        "seed": spec.seed,
        "critiques": status["rounds"],
        "spared": {"rows": spared.total(), "checks": sorted({one for some in spared for one in some})},
        "untried": store.meta("untried") or {},
        "revisions": list(revisions(store, now.trees)),
        "reproduce": _reproduce(store, spec),
    }
    return {**found_out, "limits": list(limits(found_out))}


def _counted(store: Store, spec: Spec) -> _Counted:
    counted, said = _Counted(), {part.name: _languages_said(part) for part in spec.parts}
    for candidate in store.candidates():
        brief, verdict = store.brief(candidate.number), candidate.verdict
        if brief is None:
            raise ValueError(f"candidate {candidate.number} has no brief")
        part, accepted = brief.cell.part, verdict.state == "accepted"
        counted.numbers.append(candidate.number)
        counted.spent.append(counted.spent[-1] + candidate.draft.tokens)
        for key in ((), ("part", part), ("cell", verdict.cell or brief.cell.key)):
            tally = counted.found[key]
            tally.states[verdict.state] += 1
            tally.reasons.update(reason.told for reason in verdict.reasons)
            tally.grades.update([verdict.grade] if accepted else [])
        counted.given += accepted and candidate.draft.given
        dealt = {"language": language_code(spec.language), **brief.attributes}
        counted.spoken.update(str(dealt.get(one, one)) for one in said[part] if accepted)
        by_trust = accepted and candidate.draft.spared and not mended(candidate)
        counted.spared.update([candidate.draft.spared] if by_trust else [])
        for reason in verdict.reasons:
            counted.checks[reason.told, reason.by] += 1
            counted.details.setdefault((reason.told, reason.by), reason.detail)
    return counted


def _languages(spec: Spec, spoken: set[str]) -> list[str]:
    """ISO 639-1 codes of the rows' languages, of no rows the spec's."""
    codes = sorted(filter(is_code, spoken)) or [language_code(spec.language)]
    return [code for code in codes if code != "any"]


def _languages_said(part: Part) -> list[str]:
    """Codes of the languages of a part's texts, or the axes that deal them; `language`: the seat's, or the
    spec's."""
    recipe = parse(str(part.recipe), part.name).value if "\n" in part.recipe else {}
    said, row = recipe.get("language", {}), recipe.get("row", {"": "string"})
    if isinstance(said, str):
        return [said]
    texts = [name for name, shape in row.items() if str(shape).startswith(("string", "line", "messages"))]
    return [*said.values(), *["language"] * bool({*texts} - {*said})]


def _reproduce(store: Store, spec: Spec) -> dict[str, Any]:
    """By what the same build is started again, and hashes of whatever changes its rows."""
    mark: Mapping[str, Any] = store.meta("fingerprint") or {}
    kept = [key for key in ("spec", "prompts", "sources", "examples", "held_out") if mark.get(key)]
    return {
        "command": f"seedbed build RUN/spec.yaml --seed {spec.seed} --yes --out NEW",
        "versions": store.meta("versions") or {},
        "recipes": {part.name: digest(part.recipe) for part in spec.parts if part.recipe},
        **{key: digest(mark[key]) for key in kept},
    }


def _talk(part: Part) -> str:
    """The field that holds the talk where a part's rows are talks; empty: they are none."""
    return next((name for name, role in part.row_roles.items() if role == "messages"), "")


def _talks(store: Store, part: str) -> Iterator[tuple[Draft, bool]]:
    """The candidates of a part, and whether each is in the dataset."""
    for one in store.candidates():
        if one.verdict.cell.partition("/")[0] == part:
            yield one.draft, one.verdict.state == "accepted"


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
    part: Part, cells: Sequence[Mapping[str, Any]], found: _Tallies, *, approved: bool
) -> dict[str, Any]:
    mine = found["part", part.name]
    planned = Counter[str]()
    for one in cells:  # nothing is planned at the end of what isn't approved
        planned[one["label"]] += one["planned_at_the_end"] if approved else one["asked"]
    return {
        "part": part.name,
        "source": part.offline or "recipe",
        "topic": part.topic,
        "asked": part.rows,
        "delivered": mine.accepted,
        "missing": part.rows - mine.accepted,
        "grades": _graded(mine),
        "candidates": mine.states.total(),
        "rejected": mine.states["rejected"],
        "failed": mine.states["failed"],
        "reasons": dict(mine.reasons.most_common()),
        "labels": [label.model_dump() | {"share": planned[label.name]} for label in part.labels],
        "cells": cells,
    }


def _cells(
    part: Part,
    quotas: Mapping[str, int],
    trees: Trees,
    found: _Tallies,
    ended: Mapping[str, int],
    costs: Mapping[str, Mapping[str, Any]],
) -> Iterator[dict[str, Any]]:
    reached = {key for kind, *(key, *_) in filter(None, found) if kind == "cell"} | ended.keys()
    keys = [key for key in quotas if quotas[key] or ended.get(key) or key in reached]
    later = {key for key in reached if key.startswith(f"{part.name}/")} - quotas.keys()
    tree = trees[part.name]
    for key in (*keys, *sorted(later)):  # later: of concepts that came while it was built
        _, leaf, label, difficulty = split_key(key)
        here = found.get(("cell", key), _Tally())
        yield {
            "cell": key,
            "rows": rows_named(key, trees),
            "concept": [concept.name for concept in tree.path(leaf)] or [tree.root.name],
            "label": "" if label == ANY else label,
            "difficulty": "" if difficulty == ANY else difficulty,
            "asked": quotas.get(key, 0),
            "planned_at_the_end": ended.get(key, 0),
            "delivered": here.accepted,
            "grades": _graded(here),
            "candidates": here.states.total(),
            "reasons": dict(here.reasons.most_common()),
            **{name: costs.get(key, _OF_A_CELL)[name] for name in _OF_A_CELL},
        }


def _graded(rows: _Tally) -> dict[str, int]:
    return {grade: rows.grades[grade] for grade in ("proven", "supported")}


def _models(used: Iterable[str], profiles: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The models by name, with the skills of their exam; those that sat none have no name."""
    named = {profile["model"] for profile in profiles.values()}
    unnamed = [("", {"model": model}) for model in used if model not in named]
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
