"""What a person's answer to what waits leaves in the store. The first answer to a question holds; who comes
second is told."""

from typing import Any

from seedbed.agent.planner.hints import Hints
from seedbed.graphs.approval.changing import changed
from seedbed.graphs.approval.orders import Answer, Approve, Change, Decline
from seedbed.graphs.approval.questions import KEY, Question, question_of
from seedbed.graphs.planning import keep
from seedbed.graphs.trial.trying import META as TRIALS
from seedbed.graphs.trial.trying import ROUND
from seedbed.memory.errors import UserFault
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.spec import Budget
from seedbed.memory.store.protocol import Event, Store

_EVENTS = {"approved": "approved", "declined": "declined", "plan changed": "the plan was changed"}
"""Kind of an event → what it says of the answer."""


def waiting_of(answer: Answer, store: Store) -> Question:
    """The question that an answer is for. Raises UserFault: nothing waits, it was answered already, or the
    answer can't be had; nothing is changed."""
    question = question_of(store)
    if question is None or question.number != answer.question:
        raise UserFault(_first(store, answer.question, question), next_step="look at the run again")
    if question.point == "budget":
        if isinstance(answer, Change):
            raise UserFault("more budget is asked for, and the plan stands", next_step="approve or decline")
        if isinstance(answer, Approve) and answer.budget is None:
            raise UserFault("no budget is named", next_step="say a cap, such as 5usd, 200ktok or 500calls")
    if isinstance(answer, Change):
        changed(answer.parts, store)
    return question


def _first(store: Store, number: int, question: Question | None) -> str:
    """What came before an answer that is too late."""
    for event in store.events():
        if event.kind in _EVENTS and event.data.get("question") == number:
            return f"this was answered already {event.data['by']}: {_EVENTS[event.kind]}"
    return "this was answered already" if question else "nothing waits for an answer"


def take(answer: Answer, folder: RunFolder, store: Store, command: int | None = None) -> str:
    """Carry out an answer, in one transaction; what was done, in a few words. Raises UserFault: as
    `waiting_of`; nothing is changed then.

    Args:
        folder: Held by this process.
        command: Its number in the command table; None: it didn't pass through it."""
    question = waiting_of(answer, store)
    about: dict[str, Any] = {"question": question.number, "by": answer.by}
    taken = [] if command is None else [command]
    if isinstance(answer, Change):
        values: dict[str, Any] = {TRIALS: None, ROUND: (store.meta(ROUND) or 0) + 1} if answer.anew else {}
        before, after, done = changed(answer.parts, store)
        tried = bool(store.meta(TRIALS)) and not answer.anew
        left = question.answered(f"changed {answer.by}", stale=tried and (question.stale or after != before))
        values[KEY] = left.model_dump(mode="json")
        events = [Event("person", "plan changed", {**about, "changes": done, "anew": answer.anew})]
        keep(folder, store, before, after, values, events, taken)
        return "; ".join([*done, *["the dry rows are made anew"] * answer.anew]) or "nothing was changed"
    if isinstance(answer, Decline):
        because = " ".join(answer.because.split())
        told = f"not {'approved' if question.point == 'plan' else 'given'}{because and f': {because}'}"
        left = question.answered(told)
        event = Event("person", "declined", {**about, "because": because})
        store.take(taken, [event], {KEY: left.model_dump(mode="json")})
        return told
    values = {KEY: question.answered(open=False).model_dump(mode="json")}
    if question.point == "plan":
        values["approved"] = True
    if answer.budget is not None:
        values["hints"] = capped(store, answer.budget).model_dump(mode="json")
        about["budget"] = answer.budget.model_dump(exclude_none=True)
    store.take(taken, [Event("person", "approved", about)], values)
    return "approved"


def capped(store: Store, budget: Budget) -> Hints:
    """The run's hints with other caps, kind by kind."""
    hints = Hints.model_validate(store.meta("hints") or {})
    merged = {**(hints.budget or Budget()).model_dump(), **budget.model_dump(exclude_none=True)}
    return hints.model_copy(update={"budget": Budget.model_validate(merged)})
