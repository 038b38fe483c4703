"""One call of a model: what is sent and charged, and each of its deliveries, reserved and settled."""

import asyncio
import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from seedbed.agent.models.chat import LeanChat
from seedbed.agent.models.delivery.faults import (
    CLOSED,
    FAULTS,
    LONGER,
    Cut,
    describe,
    heals,
    load,
    retry_after,
)
from seedbed.agent.models.delivery.flow import Flow
from seedbed.agent.models.delivery.hedge import Pace
from seedbed.agent.models.endpoint import Endpoint, Purpose
from seedbed.agent.models.wire import completion_told, number_in, with_schema
from seedbed.memory.brief import Slot
from seedbed.memory.errors import AnswerFault
from seedbed.memory.profile import Quirks
from seedbed.memory.store.ledger import Ledger
from seedbed.memory.store.protocol import Charge, FailedCall, StoredAnswer, Usage

_LONGER, _MOST = 2, 8
"""Times what an answer took, or was too short, that a delivery may take; times the timeout, at most."""
_TIMED = 6_000
"""Tokens of an answer that the timeout is meant for: one that may have more, as thought takes, has longer."""
_WORD: dict[str, Any] = {
    "messages": [{"role": "user", "content": "word"}],
    "prompt": "word",
    "input": ["word"],
}
"""Field of a body → what it holds where only is asked whether the endpoint answers anything now."""
_WORD_ROOM = 64
"""Tokens that the answer to it may have, besides thought."""
_LEAST_ROOM = 500
"""Tokens that an answer is given, at the least."""
_CHARACTERS_TOLD = 8, 8_000
"""Characters that a token of a prompt has at most, of text for people; of a shorter prompt it isn't asked."""
_NO_WORD = ("tools", "response_format", "logprobs", "top_logprobs")
"""What such a body goes without: an endpoint may fall over a schema, too."""


EXAM = "exam"
"""The stage in which it is found out what a model can do, and its endpoint takes."""


def charged(
    end: Endpoint, chat: LeanChat, slot: Slot, purpose: Purpose, asked: str, body: Mapping[str, Any]
) -> Charge:
    """What is sent and what the ledger is told before: an upper bound is reserved. `asked`: hash under which
    the answer is kept. `body`: with `max_tokens` under that name, whatever the endpoint calls it."""
    said = body.get("prompt", "") or body.get("messages", "") or body.get("input", "")
    # No tokenizer makes more tokens than bytes.
    tokens = len(str(said).encode()) + len(str(body.get("tools", "")))
    most = body.get("max_tokens", 0)
    cap = end.profile.quirks.max_tokens_field
    return Charge(
        slot=slot,
        model=end.model,
        stage=purpose.stage,
        cell=purpose.cell,
        method=purpose.method,
        reserved_tokens=tokens + most,
        reserved_usd=end.cost(tokens, most),
        request=asked,
        sent=chat.payload({cap if key == "max_tokens" else key: value for key, value in body.items()}),
    )


def in_prompt(body: Mapping[str, Any]) -> dict[str, Any]:
    """A completion with the schema of its answer in the prompt in place of `response_format`."""
    bare = {name: value for name, value in body.items() if name != "response_format"}
    schema = body["response_format"]["json_schema"]["schema"]
    return with_schema(bare, schema, Quirks(response_format=False))


def milder(body: Mapping[str, Any], purpose: Purpose) -> Iterator[dict[str, Any]]:
    """A refused completion in forms that more endpoints take: with half the room for its answer, and half of
    that, since some refuse more than they could give; then its schema in the prompt. The exam, which finds
    out what is refused, halves only the wide room of a model that thinks."""
    exam = purpose.stage == EXAM
    room, least = int(body.get("max_tokens") or 0), 4 * _LEAST_ROOM if exam else _LEAST_ROOM
    while (room := room // 2) >= least:
        yield {**body, "max_tokens": room}
    if "response_format" in body and not exam:
        yield in_prompt(body)


@dataclass(frozen=True, slots=True)
class Call:
    """One request to one endpoint, delivered as often as it takes until it is answered."""

    end: Endpoint
    chat: LeanChat
    flow: Flow
    path: str
    charge: Charge
    keeping: Callable[[Any], dict[str, Any]]
    """Makes what is kept of a body; raises AnswerFault if it is none."""
    row: int = 0
    """As of its purpose."""
    room: int = 0
    """Tokens that its answer may have; 0: nobody says."""
    elsewhere: Callable[[], bool] = lambda: False
    """Whether another endpoint would take it now."""
    answers: list[StoredAnswer] = field(default_factory=list)
    """What came of its deliveries, of which the first counts."""
    overdue: list[float] = field(default_factory=list)
    """Seconds after which deliveries of it were given up."""
    kept: bool = True
    """Whether the journal keeps its answer."""

    @property
    def deadline(self) -> float:
        """Seconds that its next delivery may take: more than the model's `timeout` where its answer may be
        long, the endpoint took long to answer, or this call was given up. Else a slow model would be paid for
        nothing each time."""
        known = max((self.flow.slowest, *self.overdue))
        least = self.end.timeout * max(1.0, self.room / _TIMED)
        return min(max(least, _LONGER * known), _MOST * self.end.timeout)

    @property
    def like(self) -> str:
        """Those that take as long as this one: of its step; of embeddings, whose steps are hashes, all."""
        return "embeddings" if self.path == "/embeddings" else self.charge.slot.step

    async def once(self, gone_out: Callable[[], None], ledger: Ledger, pace: Pace) -> StoredAnswer:
        """One delivery: reserved, and settled in the step in which its answer arrives, or released."""
        slot, model = self.charge.slot, self.end.model
        number = await ledger.reserve(self.charge)
        began, loop = time.monotonic(), asyncio.get_running_loop()
        sent = loop.time()  # which stands still while a database is away
        gone_out()
        deadline, came = self.deadline, None
        try:
            came = await self.chat.post(self.path, self.charge.sent, deadline)
            kept = self.keeping(came)
        except (*FAULTS, asyncio.CancelledError) as error:
            fault = describe(error)
            if fault.code == "timeout":
                self.overdue.append(deadline)
            took = loop.time() - sent
            at_once = fault.code == CLOSED and took < self.flow.quickest  # a tunnel that leads nowhere, say
            told = came.get("usage") if isinstance(came, dict) else None  # of no completion, too
            as_told = self.used({"usage": told}, took) if isinstance(told, dict) else None
            billed = as_told if fault.billed and not at_once else Usage(seconds=took)
            failure = FailedCall(slot.key, slot.brief, model, fault.code, fault.detail, fault.raw)
            ledger.release(number, failure, billed)
            if heals(error) or isinstance(error, AnswerFault):
                self.flow.failed(began, fault.detail, load(error), retry_after(error))
            raise
        used = self.used(kept, loop.time() - sent)
        self.flow.answered(used.seconds, word=not self.kept)
        pace.took(self.like, used.seconds, self.end.name, used.completion_tokens)
        if cut := self.cut(kept["usage"]):
            ledger.release(number, FailedCall(slot.key, slot.brief, model, "http 413", cut, ""), used)
            refusal = self.chat.as_status({"message": cut}, self.path, 413)
            raise Cut(cut, where=self.end.base_url, next_step=LONGER) from refusal
        answer = StoredAnswer(slot.key, self.charge.request, model, kept)
        ledger.settle(number, slot, answer if self.kept and not self.answers else None, used)
        self.answers.append(answer)
        return self.answers[0]

    def of_a_word(self) -> "Call":
        """The same with a word in place of what is asked, no tools and no schema; its answer isn't kept."""
        asked, quirks = json.loads(self.charge.sent), self.end.profile.quirks
        body = {name: _WORD.get(name, asked[name]) for name in asked if name not in _NO_WORD}
        room = min(asked.get(quirks.max_tokens_field, 0), _WORD_ROOM + quirks.think_tokens)
        if room:
            body[quirks.max_tokens_field] = room
        sent = json.dumps(body)
        charge = replace(
            self.charge,
            slot=replace(self.charge.slot, step=f"{self.charge.slot.step}/word"),
            request=hashlib.sha256(sent.encode()).hexdigest(),
            sent=sent,
            reserved_tokens=len(sent) + room,
            reserved_usd=self.end.cost(len(sent), room),
        )
        return replace(self, charge=charge, answers=[], overdue=[], kept=False)

    def cut(self, told: Mapping[str, Any]) -> str:
        """That the endpoint has cut the prompt without a word, as Ollama does: it tells fewer tokens than so
        many characters can be; empty: it hasn't, or tells nothing."""
        tokens, (each, least) = number_in(told, "prompt_tokens") or 0, _CHARACTERS_TOLD
        tokens += number_in(told.get("prompt_tokens_details"), "cached_tokens") or 0  # some tell them apart
        if not tokens or len(self.charge.sent) < max(least, each * tokens):
            return ""
        said = sum(len(str(one.get("content"))) for one in json.loads(self.charge.sent).get("messages", ()))
        cut = said >= max(least, each * tokens)
        return f"the endpoint cut a prompt of {said:,} characters to {tokens:,} tokens" if cut else ""

    def used(self, kept: Mapping[str, Any], seconds: float) -> Usage:
        """What the endpoint says it used; the reservation where it says nothing, or none of the prompt."""
        said = kept["usage"]
        prompt, completion = number_in(said, "prompt_tokens"), completion_told(said)
        if not prompt:
            return Usage(self.charge.reserved_tokens, 0, self.charge.reserved_usd, seconds)
        known = said.get("prompt_tokens_details") or said  # some say it beside the others
        found = number_in(known, "cached_tokens") or number_in(said, "prompt_cache_hit_tokens")  # DeepSeek's
        cached = found if found and found <= prompt else 0
        return Usage(prompt, completion, self.end.cost(prompt, completion, cached), seconds)
