"""The committer of a run: at its beginning, or with schedule and memories as they were after the last commit.

Candidates and answered directives are gone through in the order in which they came; moved seats stand in the
store as they ended.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from seedbed.agent.critic.critique import Critique
from seedbed.agent.critic.state import CriticState, fresh_state
from seedbed.agent.planner.scheduling.answer import remember
from seedbed.agent.planner.scheduling.directives import DIRECTIVES, AddConcept, Directive, Expand
from seedbed.agent.planner.scheduling.order import Orderer
from seedbed.agent.planner.scheduling.schedule import Schedule
from seedbed.agent.planner.scheduling.seats import draw_seats
from seedbed.graphs.committer import Committer
from seedbed.graphs.doubles import Doubles
from seedbed.memory.brief import Brief, Seat
from seedbed.memory.candidate import Grade, Verdict
from seedbed.memory.plan import Plan, cells
from seedbed.memory.spec import Spec
from seedbed.memory.store.protocol import Candidate, Store
from seedbed.memory.store.standing import answers

_Past = tuple[int, Mapping[str, Any], Sequence[Directive]]
"""What was answered after a commit: its number, its journal entry, directives."""


def committer_of(
    store: Store,
    spec: Spec,
    plan: Plan,
    orderer: Orderer,
    doubles: Doubles,
    look_ahead: int,
    examples: Mapping[str, Sequence[str]],
) -> Committer:
    """The committer; where nothing was ordered yet, seats are drawn and the first briefs go out.

    Args:
        plan: As approved.
        examples: Part → the user's own texts.
    """
    memory = fresh_state(spec, examples)
    if not store.ordered():
        seats = draw_seats(spec, plan, store.meta("asked") or {})
        schedule = _schedule(seats, spec, plan, orderer, ())
        fresh = Committer(store, spec, plan, orderer, schedule, doubles, memory, look_ahead, 0, {}, {})
        fresh.start()
        return fresh
    past: list[_Past] = [
        (commit, value, DIRECTIVES.validate_python(tuple(value["answered"])))
        for commit, value in answers(store)
    ]
    placed = store.seats()
    schedule = _schedule([seat for seat, _, _ in placed], spec, plan, orderer, past)
    at = store.committed()
    briefs = store.briefs()
    for number, brief in briefs.items():
        if brief is not None and number > at:
            schedule.order(number, brief)
    grades: dict[int, Grade] = {}
    taken = {candidate: seat.number for seat, _, candidate in placed if candidate is not None}
    for candidate in store.candidates():
        while past and past[0][0] < candidate.number:
            _again(past.pop(0), schedule, memory, store, briefs, grades)
        brief = briefs[candidate.number]
        assert brief is not None
        schedule.order(candidate.number, brief)
        draft = candidate.draft.at_first
        verdict = candidate.verdict.at_first.model_copy(update={"grade": draft.grade})
        grades[candidate.number] = draft.grade
        schedule.apply(candidate.number, verdict, taken.get(candidate.number), draft)
        memory.add(brief, draft, verdict)
    for one in past:
        _again(one, schedule, memory, store, briefs, grades)
    parents = {
        e.data["number"]: e.seq for e in store.events() if e.kind == "ordered" and e.data["number"] > at
    }
    pending: dict[int, Brief | None] = {n: brief for n, brief in briefs.items() if n > at}
    read_at = 0
    for _, last in list(store.journal_entries("critique"))[-1:]:
        read_at = Critique.model_validate(last).candidates
        for key in last.get("exhausted", ()):
            schedule.cells[key].exhausted = True
    return Committer(
        store, spec, plan, orderer, schedule, doubles, memory, look_ahead, at, pending, parents, read_at
    )


def _schedule(
    seats: Sequence[Seat], spec: Spec, plan: Plan, orderer: Orderer, past: Sequence[_Past]
) -> Schedule:
    """A schedule with all seats open, in the cells of the plan and of each concept that came later."""
    every = [c for p in plan.parts for c in cells(spec.part(p.part), p.tree, p.difficulties)]
    trees = {part.part: part.tree for part in plan.parts}
    schedule = Schedule((), every, trees)
    for directive in (one for _, _, directives in past for one in directives):
        if isinstance(directive, (Expand, AddConcept)):
            made = directive.concepts if isinstance(directive, Expand) else (directive.concept,)
            schedule.add_kinds(directive.part, made)
    schedule.add_seats(seats)
    return schedule


def _again(
    one: _Past,
    schedule: Schedule,
    memory: CriticState,
    store: Store,
    briefs: Mapping[int, Brief | None],
    grades: dict[int, Grade],
) -> None:
    """What was answered after a commit, once more.

    Args:
        grades: Candidate → its grade so far, which people's decisions change.
    """
    _, value, directives = one

    def known(number: int) -> tuple[Brief, Candidate, Verdict]:
        candidate, brief = store.candidate(number), briefs[number]
        assert candidate is not None and brief is not None
        verdict = candidate.verdict.at_first.model_copy(update={"grade": grades[number]})
        return brief, candidate, verdict

    for number in value.get("withdrawn", ()):
        brief, candidate, verdict = known(number)
        schedule.withdraw(number, brief, verdict, reopen=False)
        memory.seen.deliver(brief, candidate.draft.at_first, verdict, rows=-1)
    for changed in value.get("amended", ()):
        number = changed["number"]
        brief, candidate, before = known(number)
        regraded, grades[number] = grades[number] != changed["grade"], changed["grade"]
        verdict = before.model_copy(update={"grade": changed["grade"]})
        if changed["again"]:
            schedule.restore(number, brief, verdict, refill=False)
            memory.seen.deliver(brief, candidate.draft.at_first, verdict)
        elif regraded and number in schedule.rows[verdict.cell]:
            memory.seen.deliver(brief, candidate.draft.at_first, before, rows=-1)
            memory.seen.deliver(brief, candidate.draft.at_first, verdict)
        if changed["row"] is not None:
            schedule.mend(number, changed["row"])
    for directive in directives:
        remember(directive, schedule)
