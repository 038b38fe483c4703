"""The batches of a run. A call is reserved and held until every candidate that is being made waits for one;
then all go out, a file for each model. What comes back is settled as it comes, whoever waits for it.

What lies in a batch is in the store before it is submitted. So a killed build finds its batches again, by
their ids or by what they were tagged with, and submits nothing twice."""

import asyncio
import secrets
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

import openai

from seedbed.agent.models.batches.api import BatchApi
from seedbed.agent.models.delivery.call import Call
from seedbed.agent.models.delivery.faults import FAULTS, Undone, describe
from seedbed.memory.batch import Batch, batches_out, calls_out, custom_id, keep_batches, keep_calls
from seedbed.memory.brief import Slot
from seedbed.memory.errors import BudgetSpent, EndpointDown, Paused, UserFault
from seedbed.memory.exact.canonical import parsed
from seedbed.memory.store.ledger import Ledger
from seedbed.memory.store.protocol import Charge, Event, FailedCall, Store, StoredAnswer, Usage
from seedbed.tools.evaluation.report.amounts import counted, duration

STAGE = "sample"
"""Whose calls go out in batches: rows. What is asked before and beside them is waited for."""
_CALLS, _BYTES = 50_000, 190_000_000
"""Of one file, as the API has it; of its 200 MB a twentieth is left for what stands around the bodies."""
_WORTH = 4
"""Of so many calls that wait at least one fits under the caps, or no round is begun."""
_TICK = 0.2
"""Seconds between two looks at what is held."""
_QUIET, _BUSY = 0.5, 60.0
"""Seconds without another call after which what is held goes out: where all candidates wait, and where some
are busy with something else."""
_SOONEST, _LATEST, _SHARE = 0.5, 300.0, 0.1
"""Seconds between two looks at a batch, at least and at most; between them this share of its age."""
_OVERDUE = 90_000.0
"""Seconds after which a batch isn't waited for as a matter of course any more: its day, and an hour."""
_STRIKES = 3
"""Batches in a row of which nothing comes, after which the build pauses."""
_TOO_MUCH = "token_limit_exceeded"
"""Why a batch fails that would be taken later, or in parts: more is out than the account may have."""
_OVER = ("completed", "failed", "expired", "cancelled")
Group = tuple[str, str]
"""(name of the model in the spec, path): what goes into one file."""


class Directly(Exception):
    """A call is one of few that are left, and goes out by itself."""


@dataclass(slots=True)
class _Asked:
    """A call that is held or lies in a batch."""

    call: Call
    number: int
    """In the ledger; below 0 while it is held."""
    answer: "asyncio.Future[StoredAnswer] | None" = None
    """For whoever waits."""


@dataclass(slots=True)
class Batches:
    """Calls that are held, calls that are out, and who waits for them."""

    store: Store
    ledger: Ledger
    api: BatchApi
    call_of: Callable[[str, str, Charge], Call]
    """(name of a model, path, charge) → the call, of an earlier process."""
    said: Callable[[str], None]
    on: bool
    """Whether new calls are held; else only those that lie in a batch are waited for."""
    working: Callable[[], int] = lambda: 0
    """How many candidates are being made."""
    few: int = 0
    """Calls that aren't worth a round of their own: where no more are held and none is out, each goes out by
    itself."""
    _known: dict[str, _Asked] = field(default_factory=dict)
    """By its id in a batch."""
    _held: dict[Group, dict[str, _Asked]] = field(default_factory=dict)
    _out: dict[str, Batch] = field(default_factory=dict)
    """By tag."""
    _lies: dict[str, dict[str, _Asked]] = field(default_factory=dict)
    """Tag → the calls of which nothing came yet."""
    _due: dict[str, float] = field(default_factory=dict)
    """Tag → when it is looked at again."""
    _began: dict[str, float] = field(default_factory=dict)
    """Tag → when it was begun, by the clock of the process."""
    _waiting: Counter[str] = field(default_factory=Counter)
    """Brief → its calls."""
    _last: float = 0.0
    """When a call was last held."""
    _most: dict[Group, int] = field(default_factory=dict)
    """Calls of a file, where the endpoint took no more at once."""
    _strikes: Counter[Group] = field(default_factory=Counter)
    _task: "asyncio.Task[None] | None" = None
    _closed: BaseException | None = None

    @property
    def out(self) -> bool:
        """Whether something is waited for that isn't overdue."""
        return any(self._age(tag) < _OVERDUE for tag in self._out)

    def _age(self, tag: str) -> float:
        """Seconds since a batch was begun, also where the machine's clock is set meanwhile."""
        now = time.monotonic()
        return now - self._began.setdefault(tag, now - max(0.0, time.time() - self._out[tag].since))

    def takes(self, slot: Slot, request: str, stage: str) -> bool:
        """Whether a call goes by a batch, or lies in one already."""
        return stage == STAGE and (self.on or custom_id(slot.key, request) in self._known)

    async def open(self, check: Iterable[Call]) -> None:
        """Take up what an earlier process has submitted, and what has come of it since; then go on by
        itself. `check`: a call of each endpoint that must have batches. Raises UserFault: one has none."""
        for call in check:
            await self.api.check(call)
        self._out = batches_out(self.store)
        for tag, lying in calls_out(self.store).items():
            batch, mine = self._out[tag], self._lies.setdefault(tag, {})
            for key, one in lying.items():
                of = (one.slot, one.model, one.stage, one.cell, one.method)
                reserved = one.reserved.prompt_tokens, one.reserved.usd
                charge = Charge(*of, *reserved, request=one.request)
                self.ledger.adopt(one.number, charge)
                mine[key] = self._known[key] = _Asked(
                    self.call_of(batch.endpoint, batch.path, charge), one.number
                )
        for tag in [*self._out]:
            await self._look(tag)
        self._task = asyncio.create_task(self._work())
        self._task.add_done_callback(self._ended)

    async def ask(self, call: Call) -> StoredAnswer:
        """The answer to a call, hours later.

        Raises:
            openai.OpenAIError, AnswerFault: it came back without one; it may be asked again.
            BudgetSpent: it doesn't fit under a cap.
            Directly: few are left."""
        slot, key = call.charge.slot, custom_id(call.charge.slot.key, call.charge.request)
        self._waiting[slot.brief] += 1
        asked: _Asked | None = None
        try:
            if key not in self._known:
                number = await self.ledger.reserve(call.charge, held=True)
                self._known[key] = _Asked(call, number)
                self._held.setdefault((call.end.name, call.path), {})[key] = self._known[key]
                self._last = time.monotonic()
            asked = self._known[key]
            if self._closed is not None:
                raise self._closed
            asked.answer = asked.answer or asyncio.get_running_loop().create_future()
            return await asked.answer
        finally:
            self._waiting[slot.brief] -= 1
            if not self._waiting[slot.brief]:
                del self._waiting[slot.brief]
            if asked and asked.number < 0 and not isinstance(self._closed, BudgetSpent):  # it is held still
                self.ledger.drop(asked.number)
                del self._known[key], self._held[asked.call.end.name, asked.call.path][key]

    # going out -------------------------------------------------------------------------------------

    async def _work(self) -> None:
        while True:
            await self._submit(all=False)
            for tag in [*self._out]:
                if self._due.get(tag, 0.0) <= time.monotonic():
                    await self._look(tag)
            await asyncio.sleep(_TICK)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        """Whoever waits ends in what it ended in, and with that the build."""
        if not task.cancelled() and (fault := task.exception()) is not None:
            self.close(fault)

    async def _submit(self, *, all: bool) -> None:
        """Let what is held go out, if nothing is to be waited for any more."""
        quiet = time.monotonic() - self._last
        ripe = quiet >= _QUIET and len(self._waiting) >= self.working()
        if not (all or ripe or quiet >= _BUSY):
            return
        held = [one for some in self._held.values() for one in some.values()]
        if not (all or self._out):
            waiting = sum(self._waiting.values())  # besides those held, for room under a cap
            if len(held) < waiting and len(held) <= max(self.few, waiting // _WORTH):
                room = f"the budget leaves room for {counted(len(held), 'call')} at a time"
                self.close(BudgetSpent(f"{room}, and each such batch may take a day"))
                return
            if len(held) <= self.few:
                for asked in held:
                    if asked.answer is not None and not asked.answer.done():
                        asked.answer.set_exception(Directly())
                return
        for group in [*self._held]:
            while taken := self._next(group):
                tag = secrets.token_hex(8)
                self._out[tag] = Batch(*group, len(taken), time.time())
                self._lies[tag] = taken
                keep_batches(self.store, self._out)
                keep_calls(self.store, tag, taken)
                for asked in taken.values():
                    asked.number = self.ledger.begin(asked.number)
                    asked.call = replace(asked.call, charge=replace(asked.call.charge, sent=""))
                await self._look(tag)

    def _next(self, group: Group) -> dict[str, _Asked]:
        """The calls of a group's next file; empty: none is to go out now."""
        held, taken, size = self._held[group], dict[str, _Asked](), 0
        if group in self._most and any((one.endpoint, one.path) == group for one in self._out.values()):
            return {}
        for key, asked in held.items():
            size += len(asked.call.charge.sent.encode())
            if taken and (len(taken) == self._most.get(group, _CALLS) or size > _BYTES):
                break
            taken[key] = asked
        for key in taken:
            del held[key]
        return taken

    def _bodies(self, tag: str) -> Iterable[tuple[str, Any]]:
        for key, asked in self._lies[tag].items():
            body = self.store.sent(asked.call.charge.request) or {}
            yield key, {**body, "model": asked.call.end.model}

    # coming back -----------------------------------------------------------------------------------

    async def _look(self, tag: str) -> None:
        """Bring a batch as far as it can be."""
        batch, lying = self._out[tag], self._lies[tag]
        if not lying:  # its process died in the moment in which the last answer was taken
            self._end(tag)
            return
        call = next(iter(lying.values())).call
        while not batch.id:
            if batch.file:
                batch.id = await self.api.begin(tag, batch, call)
                self._tell("batch out", f"a batch of {counted(batch.calls, 'call')} is out", tag)
            else:
                batch.file = await self.api.upload(tag, batch, call, self._bodies(tag))
            keep_batches(self.store, self._out)
        self._due[tag] = time.monotonic() + min(_LATEST, max(_SOONEST, _SHARE * self._age(tag)))
        now = await self.api.look(batch, call)
        if now is None:
            why = "the endpoint doesn't know its batch any more"
            self._over(tag, "gone", why, billed=True, failed=True)
        elif now.status in _OVER:
            await self._take(tag, now, call)
        elif now.request_counts and (done := now.request_counts.completed) != batch.answered:
            batch.answered = done
            keep_batches(self.store, self._out)

    async def _take(self, tag: str, now: openai.types.Batch, call: Call) -> None:
        """Settle what came of a batch; the rest of its calls came back without an answer."""
        lying, wrong, answers = self._lies[tag], "", 0
        asked = len(lying)
        first = next(iter((now.errors and now.errors.data) or ()), None)
        why = (first.message if first else None) or f"its batch is {now.status}"
        for file in filter(None, (now.output_file_id, now.error_file_id)):
            with tempfile.TemporaryFile() as lines:
                wrong = await self.api.download(file, call, lines) or wrong
                for place, line in enumerate(lines):
                    answers += self._came(lying, line, self._out[tag].since)
                    if place % 50 == 49:
                        await asyncio.sleep(0)
        batch = self._out[tag]
        if too_much := bool(first and first.code == _TOO_MUCH and batch.calls > 1):
            self._most[batch.endpoint, batch.path] = batch.calls // 2
        if wrong:
            why = f"of its batch came {wrong}"
        billed = bool(wrong) or answers < (now.request_counts.completed if now.request_counts else 0)
        failed = not (answers or too_much) and len(lying) == asked
        self._over(tag, now.status, why, billed=billed, failed=failed)

    def _came(self, lying: dict[str, _Asked], line: bytes, since: float) -> bool:
        """One line of what came back; whether it holds an answer."""
        said = parsed(line)
        said = said if isinstance(said, dict) else {}
        response, error = said.get("response"), said.get("error")
        answered = isinstance(response, dict) and response.get("status_code", 200) == 200
        if (asked := lying.pop(str(said.get("custom_id")), None)) is None:
            return answered
        call = asked.call
        try:
            if not isinstance(response, dict):
                told = error if isinstance(error, dict) else {"message": error}
                raise Undone(str(told.get("code") or "no answer"), str(told.get("message") or "no answer"))
            body, status = response.get("body"), response.get("status_code", 200)
            kept = call.keeping(call.chat.read(body, call.path, status))
        except FAULTS as fault:
            self._failed(asked, fault)
            return answered
        charge = call.charge
        answer = StoredAnswer(charge.slot.key, charge.request, call.end.model, kept)
        wanted = asked.answer is not None or self.store.answer(charge.slot) is None
        used = call.used(kept, max(0.0, time.time() - since))
        self.ledger.settle(asked.number, charge.slot, answer if wanted else None, used)
        call.flow.answered()
        self._known.pop(custom_id(charge.slot.key, charge.request))
        if asked.answer is not None and not asked.answer.done():
            asked.answer.set_result(answer)
        return answered

    def _failed(self, asked: _Asked, error: BaseException) -> None:
        charge, fault = asked.call.charge, describe(error)
        failure = FailedCall(
            charge.slot.key, charge.slot.brief, charge.model, fault.code, fault.detail, fault.raw
        )
        self.ledger.release(asked.number, failure, None if fault.billed else Usage())
        self._known.pop(custom_id(charge.slot.key, charge.request))
        if asked.answer is not None and not asked.answer.done():
            asked.answer.set_exception(error)

    def _over(self, tag: str, status: str, why: str, *, billed: bool, failed: bool = False) -> None:
        """A batch has ended; what of its calls had no answer may be asked again. `billed`: whether they may
        have been answered all the same. `failed`: whether nothing came of it. Raises EndpointDown: nothing
        came of too many in a row."""
        lying, batch = self._lies[tag], self._out[tag]
        group, first = (batch.endpoint, batch.path), next(iter(lying.values()), None)
        since = duration(max(0.0, time.time() - batch.since))
        left = f": {counted(len(lying), 'call')} unanswered ({why})" if lying else ""
        self._tell(
            "batch back", f"a batch of {counted(batch.calls, 'call')} is back after {since}{left}", tag
        )
        for key in [*lying]:
            self._failed(lying.pop(key), Undone(status, why, billed=billed))
        self._end(tag)
        self._strikes[group] = self._strikes[group] + 1 if failed else 0
        if first is not None and self._strikes[group] == _STRIKES:
            where = first.call.end.base_url
            raise EndpointDown(f"{where}: nothing came of {_STRIKES} batches in a row: {why}")

    def _end(self, tag: str) -> None:
        del self._out[tag], self._lies[tag]
        self._due.pop(tag, None)
        self._began.pop(tag, None)
        keep_batches(self.store, self._out)

    def _tell(self, kind: str, told: str, tag: str) -> None:
        batch = self._out[tag]
        self.said(told)
        data = {"batch": batch.id, "calls": batch.calls, "unanswered": len(self._lies[tag])}
        self.store.record([Event("run", kind, data)])

    # ending ----------------------------------------------------------------------------------------

    def close(self, reason: BaseException) -> None:
        """Whoever waits ends in the reason. What is out stays out, and what is held where a cap is used up
        goes out still (`aclose`); a run that goes on takes both."""
        if self._closed is None:
            self._closed = self.api.closed = reason
            self.ledger.close(reason)
            for asked in self._known.values():
                if asked.answer is not None and not asked.answer.done():
                    asked.answer.set_exception(reason)

    async def give_up(self) -> None:
        """All rows are there: what is out is taken if it is over, else cancelled and charged at its upper
        bound, for what it used isn't known for long."""
        await self._stop()
        for tag in [*self._out]:
            await self._look(tag)
            if tag in self._out:
                await self.api.cancel(self._out[tag], next(iter(self._lies[tag].values())).call)
                self._over(tag, "given up", "all rows were there", billed=True)

    async def aclose(self) -> None:
        """Stop looking."""
        await self._stop()
        if isinstance(self._closed, BudgetSpent):
            with suppress(Paused, UserFault):  # what doesn't go out now, the next process submits
                await self._submit(all=True)

    async def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
