"""Spec and plan of a run, and how the plan stands after what was answered so far: revised trees, closed
concepts, seats per cell.

Read from the store alone, as is the row that a person names. The planner's own state is
`agent/planner/scheduling/schedule.py`."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from seedbed.memory.brief import Brief
from seedbed.memory.errors import UserFault
from seedbed.memory.plan import Plan
from seedbed.memory.spec import Spec
from seedbed.memory.store.protocol import Candidate, Store
from seedbed.memory.tree import Concept, ConceptTree, grow


@dataclass(slots=True)
class Standing:
    """The plan as it stands."""

    history: list[dict[str, ConceptTree]]
    """Part → its tree, by revision, those of all parts counted together; the approved ones first."""
    closed: set[tuple[str, str]] = field(default_factory=set)
    """(part, leaf) for which nothing more is ordered: pruned, or split."""
    open: Counter[str] = field(default_factory=Counter)
    """Cell key → open seats."""
    filled: Counter[str] = field(default_factory=Counter)
    """Cell key → filled seats."""
    said: dict[tuple[str, str, str], str] = field(default_factory=dict)
    """(part, leaf, sentence) → the condition over axes under which writers are told it."""

    @property
    def trees(self) -> dict[str, ConceptTree]:
        """Part → its tree."""
        return self.history[-1]

    def heed(self, directive: Mapping[str, Any]) -> None:
        """A directive, as JSON, was answered: concepts are closed or added, sentences told or taken back."""
        part = directive.get("part", "")
        if directive["kind"] == "guide":
            self.said[part, directive.get("leaf", ""), directive["say"]] = directive.get("when", "")
        if directive["kind"] == "unguide":
            self.said.pop((part, directive.get("leaf", ""), directive["say"]), None)
        if directive["kind"] in ("prune", "expand"):
            self.closed.add((part, directive["leaf"]))
        if made := added(directive):
            tree = grow(self.trees[part], [Concept.model_validate(c) for c in made])
            self.history.append({**self.trees, part: tree})


def begun(store: Store) -> dict[int, Brief]:
    """Ordered, not decided yet, and a call was made of it: by number."""
    briefs = store.briefs(after=store.committed())
    return {number: one for number, one in briefs if one is not None and store.deliveries(one.id)}


def profiles_in(store: Store) -> dict[str, Any]:
    """Name of an endpoint → what its last exam found."""
    return {key.split("/")[1]: value for key, value in store.journal_entries("exam")}


def spec_in(store: Store) -> Spec | None:
    """The spec of a run; None: it has none yet."""
    kept = store.meta("spec")
    return None if kept is None else Spec.model_validate(kept)


def plan_in(store: Store) -> Plan | None:
    """Its plan as approved; None: it has none yet."""
    kept = store.meta("plan")
    return None if kept is None else Plan.model_validate(kept)


def known(store: Store) -> tuple[Spec, Plan]:
    """(spec, plan as approved) of a run. Raises UserFault: it has none yet."""
    spec, plan = spec_in(store), plan_in(store)
    if spec is None or plan is None:
        step = "look again once it is planned; `seedbed resume RUN` goes on to it"
        raise UserFault("the run has no plan yet", next_step=step)
    return spec, plan


def standing(store: Store, plan: Plan) -> Standing:
    """Args:
    plan: As approved."""
    found = revised(store, plan)
    for (cell, state), seats in store.seat_counts().items():
        (found.filled if state == "filled" else found.open)[cell] += seats
    return found


def revised(store: Store, plan: Plan) -> Standing:
    """The trees and closed concepts alone: seats, of which there are many, are not counted. `plan`: as
    approved."""
    found = Standing([{part.part: part.tree for part in plan.parts}])
    for _, value in answers(store):
        for directive in value["answered"]:
            found.heed(directive)
    return found


def added(directive: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The concepts that a directive, or a revision by one, adds to a tree."""
    return [*(directive.get("concepts") or ()), *([directive["concept"]] if directive.get("concept") else [])]


def ended(store: Store, plan: Plan) -> Plan:
    """A plan as it stands: trees as revised, rows per cell as the seats are. `plan`: as approved."""
    now = standing(store, plan)
    seats = now.open + now.filled
    parts = []
    for part in plan.parts:
        mine = {key: number for key, number in seats.items() if key.startswith(f"{part.part}/")}
        quotas = {key: mine.pop(key, 0) for key in part.quotas} | mine
        parts.append(part.model_copy(update={"tree": now.trees[part.part], "quotas": quotas}))
    return Plan(parts=tuple(parts))


def answers(store: Store) -> list[tuple[int, Mapping[str, Any]]]:
    """(commit, journal entry) of whatever was answered, in the order in which it was."""
    entries = [(int(key.split("/")[1]), value, key) for key, value in store.journal_entries("steered")]
    entries.sort(key=lambda entry: (entry[0], entry[1].get("order", 0), entry[2]))
    return [(commit, value) for commit, value, _ in entries]


def entry_key(kind: str, commit: int) -> str:
    """Journal key of what comes once after a commit; keys sort as commits do."""
    return f"{kind}/{commit:012d}"


def key_of(store: Store, commit: int) -> tuple[str, int]:
    """(journal key of the next answer to a person after a commit, its place among all answers)."""
    order = sum(1 for _ in store.journal_entries("steered"))
    return f"{entry_key('steered', commit)}/{order:06d}", order


def coverage(now: Standing, plan: Plan) -> float:
    """Share of the planned rows that stand in the cell they were planned for, 0–1. Rows of a concept that was
    made out of a planned one count for that one. `plan`: as approved."""
    wanted = there = 0
    for part in plan.parts:
        filled: Counter[str] = Counter()
        for key, rows in now.filled.items():
            name, leaf, rest = key.split("/", 2)
            if name == part.part:
                filled[f"{name}/{planned_leaf(leaf, part.tree, now.trees[name])}/{rest}"] += rows
        wanted += sum(part.quotas.values())
        there += sum(min(filled[key], rows) for key, rows in part.quotas.items())
    return there / wanted if wanted else 1.0


def planned_leaf(leaf: str, approved: ConceptTree, now: ConceptTree) -> str:
    """The concept of the approved tree that a leaf was made out of, or itself."""
    if leaf in approved or leaf not in now:
        return leaf
    return next((c.id for c in reversed(now.path(leaf)) if c.id in approved), leaf)


def row_named(store: Store, prefix: Any) -> Candidate:
    """The candidate whose row id begins with a prefix. Raises UserFault: none or several do."""
    begins = prefix.strip().lower() if isinstance(prefix, str) and prefix.isascii() else ""
    found = store.find_row(begins) if begins else []
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(candidate.row_id for candidate in found[:8])
        raise UserFault(f"{len(found)} rows begin with {prefix!r}", next_step=f"give more of the id: {names}")
    some = [candidate.row_id for _, candidate in zip(range(3), store.candidates("accepted"), strict=False)]
    hint = f"ids look like {', '.join(some)}" if some else "no row is accepted yet"
    raise UserFault(f"no row's id begins with {prefix!r}", next_step=hint)
