"""A person's answer to what waits: what it leaves in the store, and how a build hears it. Its terminal is
asked, who answers elsewhere is heard, and the first answer holds; who comes second is told."""

from collections.abc import Mapping
from typing import Any

from seedbed.agent.planner.hints import Hints
from seedbed.graphs.approval.changing import changed
from seedbed.graphs.approval.orders import ANSWERS, Answer, Approve, Change, Decline, read, refuse
from seedbed.graphs.approval.questions import KEY, question_of
from seedbed.graphs.interrupting import heard
from seedbed.graphs.observer import Question
from seedbed.graphs.planning import keep
from seedbed.graphs.run import Run
from seedbed.graphs.trial.trying import META as TRIALS
from seedbed.graphs.trial.trying import ROUND
from seedbed.memory.errors import AwaitingApproval, UserFault
from seedbed.memory.files.disk import typed
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.spec import Budget, Spec
from seedbed.memory.store.protocol import Commit, Event, Store

HERE = "where the build was started"
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
    if isinstance(answer, Approve) and answer.budget is not None:
        _refuse_used(answer.budget, store)
    if isinstance(answer, Change):
        changed(answer.parts, store)
    return question


def _refuse_used(budget: Budget, store: Store) -> None:
    """Raises UserFault: a cap leaves nothing of what is used."""
    spent, minutes = store.totals(), float(store.meta("seconds") or 0.0) / 60
    used = {
        "tokens": spent.prompt_tokens + spent.completion_tokens,
        "usd": round(spent.usd, 4),
        "calls": spent.calls,
        "minutes": round(minutes, 2),
    }
    for kind, cap in budget.model_dump(exclude_none=True).items():
        if cap <= used[kind]:
            raise UserFault(f"{used[kind]:,} {kind} are used already", next_step="name a cap above that")


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
        values = {KEY: left.model_dump(mode="json")}
        if question.point == "plan":  # a yes from before no longer holds
            values["hints"] = {**(store.meta("hints") or {}), "yes": False}
        store.commit(Commit(events=[event], meta=values, taken=taken))
        return told
    values = {KEY: question.answered(open=False).model_dump(mode="json")}
    if question.point == "plan":
        values["approved"] = True
    if answer.budget is not None:
        values["hints"] = capped(store, answer.budget).model_dump(mode="json")
        about["budget"] = answer.budget.model_dump(exclude_none=True)
    store.commit(Commit(events=[Event("person", "approved", about)], meta=values, taken=taken))
    return "approved"


def capped(store: Store, budget: Budget) -> Hints:
    """The run's hints with other caps, kind by kind; the others are those of before, if only of the spec."""
    hints = Hints.model_validate(store.meta("hints") or {})
    asked = store.meta("spec") or store.meta("given_spec")
    before = hints.budget or (Spec.model_validate(asked).budget if asked else Budget())
    merged = {**before.model_dump(), **budget.model_dump(exclude_none=True)}
    return hints.model_copy(update={"budget": Budget.model_validate(merged)})


# a build that waits -------------------------------------------------------------------------------------


async def answered(run: Run, question: Question) -> dict[str, Any]:
    """A yes or a change, as plain data for `obey`. Raises AwaitingApproval: a no, or nobody is there; Paused:
    the run is to end."""
    what = f"a person's yes to plan and cost: {HERE}, or by `seedbed view {typed(run.folder.path)}`"
    found = await heard(run, _here(run, question), what, lambda: _next(run.store))
    if found is None:
        raise AwaitingApproval("plan and cost wait for approval (nobody is there to approve)")
    answer, command = found
    if command is not None:
        run.observer.said(f"answered {answer.by}")
    if isinstance(answer, Decline):
        said = take(answer, run.folder, run.store, command)
        run.observer.notify("paused", f"a person declined plan and cost: {said}")
        raise AwaitingApproval(f"plan and cost wait for approval ({said})")
    return {
        "name": type(answer).__name__.lower(),
        "answer": answer.model_dump(mode="json"),
        "command": command,
    }


def obey(run: Run, question: Question, value: Any) -> None:
    """Carry out what the interrupt came back with, and go on by spec, plan and caps as they are then.
    `value`: what `answered` gave; from a graph that somebody else runs also True for yes, words for a no.
    Raises UserFault: it can't be had."""
    if not isinstance(value, Mapping):
        because = {} if value is True else {"because": str(value)}
        value = {"name": "approve" if value is True else "decline", "answer": because}
    command = value.get("command")
    answer = read(str(value.get("name")), {"question": question.number, **value.get("answer", {})})
    said = take(answer, run.folder, run.store, command)
    if command is not None:
        run.observer.said(said)
    run.follow_store()
    run.hints = Hints.model_validate(run.store.meta("hints") or {})
    run.ledger.budget = run.hints.budget or run.known_spec().budget


async def _here(run: Run, question: Question) -> tuple[Answer, int | None] | None:
    """The answer of who started the build; None: nobody is there."""
    yes = await run.observer.approve(question, run.store)
    if yes is None:
        return None
    shape = Approve if yes else Decline
    return shape(question=question.number, by=HERE), None


def _next(store: Store) -> tuple[Answer, int | None] | None:
    """The first answer among the commands that can be had; those that can't are taken, and told why."""
    for command in store.waiting():
        if command.name in ANSWERS:
            try:
                answer = read(command.name, command.arguments)
                waiting_of(answer, store)
                return answer, command.number
            except UserFault as fault:
                refuse(store, command, str(fault))
    return None


def answer_at_rest(folder: RunFolder, store: Store) -> None:
    """Carry out the answers that wait for a run that nobody works on; `resume` goes on from there. `folder`:
    held by this process."""
    while (found := _next(store)) is not None:
        answer, command = found
        question = waiting_of(answer, store)
        said = take(answer, folder, store, command)
        if isinstance(answer, Approve):
            store.set_metas({"state": "paused", "stopped_because": f"a person said yes {answer.by}"})
        else:
            waits = "plan and cost wait" if question.point == "plan" else "more budget waits"
            store.set_meta("stopped_because", f"{waits} for approval ({said})")
