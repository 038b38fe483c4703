"""The committer of a run that has begun: schedule and memories as they were after the last commit.

Candidates and answered directives are gone through in the order in which they came; moved seats stand in the
store as they ended.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seedbed.agent.critic.critique import Critique
from seedbed.agent.critic.state import CriticState, fresh_state
from seedbed.agent.planner.scheduling.answer import remember
from seedbed.agent.planner.scheduling.directives import DIRECTIVES, AddConcept, Directive, Expand
from seedbed.agent.planner.scheduling.order import Orderer
from seedbed.agent.planner.scheduling.schedule import Schedule
from seedbed.graphs.committer import Committer
from seedbed.graphs.doubles import Doubles
from seedbed.memory.brief import Brief
from seedbed.memory.plan import Plan, cells
from seedbed.memory.spec import Spec
from seedbed.memory.store.protocol import Store
from seedbed.memory.store.standing import answers


def restore(
    store: Store,
    spec: Spec,
    plan: Plan,
    orderer: Orderer,
    doubles: Doubles,
    look_ahead: int,
    examples: Mapping[str, Sequence[str]],
) -> Committer:
    """Args:
    plan: As approved.
    examples: Part → the user's own texts.
    """
    past = [
        _Past(commit, tuple(value.get("withdrawn", ())), DIRECTIVES.validate_python(tuple(value["answered"])))
        for commit, value in answers(store)
    ]
    schedule = _empty(spec, plan, orderer, [d for one in past for d in one.directives])
    seats = store.seats()
    for seat, _, _ in seats:
        schedule.seats[seat.number] = seat
        schedule.cells[seat.cell.key].open.append(seat.number)
    at = store.committed()
    memory = fresh_state(spec, examples, orderer.env.resources)
    briefs = dict(store.briefs())
    for number, brief in briefs.items():
        if brief is not None and number > at:
            schedule.order(number, brief)
    taken = {candidate: seat.number for seat, _, candidate in seats if candidate is not None}
    for candidate in store.candidates():
        while past and past[0].commit < candidate.number:
            _again(past.pop(0), schedule, memory, store, briefs)
        brief = briefs[candidate.number]
        assert brief is not None
        schedule.order(candidate.number, brief)
        filled = [(taken[candidate.number], candidate.number)] if candidate.number in taken else []
        verdict = candidate.verdict.at_first
        schedule.apply(candidate.number, verdict, filled, candidate.draft)
        memory.add(brief, candidate.draft, verdict)
    for one in past:
        _again(one, schedule, memory, store, briefs)
    for _, critique in list(store.journal_entries("critique"))[-1:]:
        for key in critique.get("exhausted", ()):
            schedule.cells[key].exhausted = True
    parents = {
        e.data["number"]: e.seq for e in store.events() if e.kind == "ordered" and e.data["number"] > at
    }
    pending: dict[int, Brief | None] = {n: brief for n, brief in briefs.items() if n > at}
    critiques = sorted(store.journal_entries("critique"))
    read_at = Critique.model_validate(critiques[-1][1]).candidates if critiques else 0
    return Committer(
        store, spec, plan, orderer, schedule, doubles, memory, look_ahead, at, pending, parents, read_at
    )


def _empty(spec: Spec, plan: Plan, orderer: Orderer, answered: Sequence[Directive]) -> Schedule:
    """A schedule without seats, with the cells of the plan and of each concept that came later."""
    every = [
        cell
        for part in spec.parts
        for cell in cells(part, plan.part(part.name).tree, plan.part(part.name).difficulties)
    ]
    trees = {part.part: part.tree for part in plan.parts}
    schedule = Schedule((), every, trees, pool=orderer.policy.pool)
    for directive in answered:
        if isinstance(directive, (Expand, AddConcept)):
            made = directive.concepts if isinstance(directive, Expand) else (directive.concept,)
            schedule.add_kinds(directive.part, made)
    return schedule


@dataclass(frozen=True, slots=True)
class _Past:
    """What was answered after a commit."""

    commit: int
    withdrawn: tuple[int, ...]
    """Candidates that a person took back."""
    directives: tuple[Directive, ...]


def _again(
    one: _Past, schedule: Schedule, memory: CriticState, store: Store, briefs: Mapping[int, Brief | None]
) -> None:
    for number in one.withdrawn:
        candidate, brief = store.candidate(number), briefs[number]
        assert candidate is not None and brief is not None
        schedule.withdraw(number, brief, candidate.verdict, reopen=False)
        memory.withdraw(brief, candidate.draft, candidate.verdict.at_first)
    for directive in one.directives:
        remember(directive, schedule)
