"""A build that waits: its terminal is asked, who answers elsewhere is heard, and the first answer holds."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from seedbed.agent.planner.hints import Hints
from seedbed.graphs.approval.answers import take, waiting_of
from seedbed.graphs.approval.orders import ANSWERS, Answer, Approve, Decline, name_of, read, refuse
from seedbed.graphs.approval.questions import Question, proposal
from seedbed.graphs.interrupting import heard
from seedbed.graphs.run import Run
from seedbed.memory.errors import AwaitingApproval, UserFault
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.store.protocol import Store

HERE = "where the build was started"
_LOOK_EVERY = 0.3
"""Seconds between two looks for answers from elsewhere."""


async def answered(run: Run, question: Question) -> dict[str, Any]:
    """A yes or a change, as plain data for `obey`. Raises AwaitingApproval: a no, or nobody is there; Paused:
    the run is to end."""
    found = _next(run.store) or await heard(run, _either(run, question))
    if found is None:
        raise AwaitingApproval("plan and cost wait for approval (nobody is there to approve)")
    answer, command = found
    if command is not None:
        run.observer.said(f"answered {answer.by}")
    if isinstance(answer, Decline):
        said = take(answer, run.folder, run.store, command)
        raise AwaitingApproval(f"plan and cost wait for approval ({said})")
    return {"name": name_of(answer), "answer": answer.model_dump(mode="json"), "command": command}


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


async def _either(run: Run, question: Question) -> tuple[Answer, int | None] | None:
    """The first answer, from the terminal or elsewhere; None: nobody is there."""
    proposed = proposal(run)
    proposed = replace(proposed, estimate=question.estimate or proposed.estimate)
    asking = asyncio.ensure_future(run.observer.approve(proposed))
    hearing = asyncio.ensure_future(_heard(run.store))
    try:
        await asyncio.wait({asking, hearing}, return_when=asyncio.FIRST_COMPLETED)
        if hearing.done():
            return hearing.result()
        yes = asking.result()
    finally:
        asking.cancel()
        hearing.cancel()
        await asyncio.gather(asking, hearing, return_exceptions=True)
    if yes is None:
        return None
    shape = Approve if yes else Decline
    return shape(question=question.number, by=HERE), None


async def _heard(store: Store) -> tuple[Answer, int | None]:
    while (found := _next(store)) is None:
        await asyncio.sleep(_LOOK_EVERY)
    return found


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
