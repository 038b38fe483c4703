"""The committer of a run: at its beginning, or with schedule and memories as they were after the last commit.

Candidates and answered directives are gone through in the order in which they came; moved seats stand in the
store as they ended."""

from collections.abc import Callable, Mapping, Sequence, Set
from typing import Any

from seedbed.agent.critic.critique import Past
from seedbed.agent.critic.state import CriticState, fresh_state
from seedbed.agent.planner.scheduling.ahead import Ahead
from seedbed.agent.planner.scheduling.answer import remember
from seedbed.agent.planner.scheduling.directives import DIRECTIVES, AddConcept, Directive, Expand
from seedbed.agent.planner.scheduling.order import Orderer
from seedbed.agent.planner.scheduling.schedule import Schedule
from seedbed.agent.planner.scheduling.seats import draw_seats
from seedbed.agent.work import Env
from seedbed.graphs.observer import progress
from seedbed.graphs.producing.committer import Committer
from seedbed.graphs.producing.doubles import Doubles
from seedbed.memory.brief import Brief
from seedbed.memory.candidate import Grade, Verdict
from seedbed.memory.exact.canonical import digest
from seedbed.memory.plan import cells
from seedbed.memory.store.protocol import Candidate, Commit, Event, Store
from seedbed.memory.store.standing import answers, begun

_Past = tuple[int, Mapping[str, Any], Sequence[Directive]]
"""What was answered after a commit: its number, its journal entry, directives."""


def committer_of(
    store: Store,
    orderer: Orderer,
    doubles: Doubles,
    ahead: Ahead,
    examples: Mapping[str, Sequence[str]],
    said: Callable[[str], None] = lambda _: None,
) -> Committer:
    """The committer; where nothing was ordered yet, seats are drawn and the first briefs go out.

    Args:
        orderer: By the plan as approved.
        examples: Part → the user's own texts.
        said: Is told how many candidates were taken up."""
    spec, plan = orderer.env.spec, orderer.env.plan
    memory = fresh_state(spec, examples)
    if not store.ordered():
        schedule = _schedule(orderer.env, ())
        schedule.add_seats(draw_seats(spec, plan, store.meta("asked") or {}))
        fresh = Committer(store, orderer, schedule, doubles, memory, ahead, 0, {})
        fresh.refill(schedule.seats.values())
        return fresh
    past: list[_Past] = [
        (commit, value, DIRECTIVES.validate_python(tuple(value["answered"])))
        for commit, value in answers(store)
    ]
    schedule = _schedule(orderer.env, past)
    for seat, state, _ in store.seats():
        schedule.add_seat(seat, filled=state == "filled")
    at, told = store.committed(), progress(said, "taken up: {done:,} of {total:,} candidates")
    for number, brief in store.briefs(after=at):
        if brief is not None:
            schedule.order(number, brief)
    grades: dict[int, Grade] = {}
    briefs = store.briefs()
    for candidate in store.candidates():
        told(candidate.number, at)
        while past and past[0][0] < candidate.number:
            _again(past.pop(0), schedule, memory, store, grades)
        brief = next(brief for number, brief in briefs if number == candidate.number)
        assert brief is not None
        schedule.order(candidate.number, brief)
        draft = candidate.draft.at_first
        verdict = candidate.verdict.at_first.model_copy(update={"grade": draft.grade})
        schedule.apply(candidate.number, verdict, None, draft)  # the seats stand already as they ended
        memory.add(brief, draft, verdict)
    for one in past:
        _again(one, schedule, memory, store, grades)
    parents = _parents(store, schedule.briefs.keys())
    critiques: list[Past] = []
    exhausted: Sequence[str] = ()
    for _, value in store.journal_entries("critique"):
        critiques.append(Past.model_validate(value))
        exhausted = value.get("exhausted", ())
    for key in exhausted:
        schedule.cells[key].exhausted = True
    return Committer(store, orderer, schedule, doubles, memory, ahead, at, parents, critiques)


def take_back(store: Store) -> None:
    """Before a run is taken up that a person has steered at rest: what is ordered and wasn't begun is taken
    back, so that its seats may move. Its numbers stay empty; others are ordered as commits come."""
    at, kept = store.committed(), begun(store)
    every = dict(store.briefs(after=at))
    if out := [number for number, brief in every.items() if brief is not None and number not in kept]:
        events = [Event("planner", "withdrawn", {"numbers": out, "because": "a person steered before"})]
        store.commit(Commit(back_to=at, ordered=[(n, kept.get(n)) for n in every], events=events))


def _parents(store: Store, numbers: Set[int]) -> dict[int, int]:
    """Brief in flight → `seq` of the event that ordered it, looked for from the end of the trace."""
    found: dict[int, int] = {}
    after, back = store.last_seq(), 1000
    while numbers - found.keys() and after > 0:
        after, back = max(0, after - back), 4 * back
        ordered = (event for event in store.events(after) if event.kind == "ordered")
        found = {n: event.seq for event in ordered if (n := event.data["number"]) in numbers}
    return found


def _schedule(env: Env, past: Sequence[_Past]) -> Schedule:
    """A schedule without seats, with the cells of the plan and of each concept that came later."""
    every = [c for p in env.plan.parts for c in cells(env.spec.part(p.part), p.tree, p.difficulties)]
    trees = {part.part: part.tree for part in env.plan.parts}
    users = env.resources.examples.values()
    schedule = Schedule((), every, trees, frozenset(digest(dict(row)) for rows in users for row in rows))
    for directive in (one for _, _, directives in past for one in directives):
        if isinstance(directive, (Expand, AddConcept)):
            made = directive.concepts if isinstance(directive, Expand) else (directive.concept,)
            schedule.add_kinds(directive.part, made)
    return schedule


def _again(
    one: _Past, schedule: Schedule, memory: CriticState, store: Store, grades: dict[int, Grade]
) -> None:
    """What was answered after a commit, once more. `grades`: candidate → its grade so far, where people's
    decisions have changed it."""
    _, value, directives = one

    def known(number: int) -> tuple[Brief, Candidate, Verdict]:
        candidate, brief = store.candidate(number), store.brief(number)
        assert candidate is not None and brief is not None
        grade = grades.get(number, candidate.draft.at_first.grade)
        verdict = candidate.verdict.at_first.model_copy(update={"grade": grade})
        return brief, candidate, verdict

    for number in value.get("withdrawn", ()):
        brief, candidate, verdict = known(number)
        schedule.withdraw(number, brief, candidate.verdict, reopen=False)
        memory.seen.deliver(brief, candidate.draft.at_first, verdict, rows=-1)
    for changed in value.get("amended", ()):
        number = changed["number"]
        brief, candidate, before = known(number)
        regraded, grades[number] = before.grade != changed["grade"], changed["grade"]
        verdict = before.model_copy(update={"grade": changed["grade"]})
        if changed["again"]:
            schedule.restore(number, brief, verdict, refill=False)
            memory.seen.deliver(brief, candidate.draft.at_first, verdict)
        elif regraded and schedule.stands(number, verdict.cell):
            memory.seen.deliver(brief, candidate.draft.at_first, before, rows=-1)
            memory.seen.deliver(brief, candidate.draft.at_first, verdict)
        if changed["row"] is not None:
            schedule.take(changed["row"])
    for directive in directives:
        remember(directive, schedule)
