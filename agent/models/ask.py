"""The one door to the models: answers are looked up and kept under their call slots; deliveries are
reserved, retried and settled; malformed answers asked for again. Knows nothing of tasks.
"""

import asyncio
import hashlib
import json
import math
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import openai

from seedbed.agent.answers import Answer
from seedbed.agent.models.chat import LeanChat, lean_chat
from seedbed.agent.models.deliver import FAULTS, deliver, describe, heals, load, retry_after
from seedbed.agent.models.flow import Flow, Told
from seedbed.agent.models.hedge import Pace, hedged
from seedbed.agent.models.wire import (
    STOPPED,
    Decode,
    Reply,
    keep,
    parse,
    read,
    request,
    schema_of,
    with_schema,
)
from seedbed.agent.prompting import Message, Prompt, render
from seedbed.memory.brief import Slot
from seedbed.memory.errors import AnswerFault, Paused, UserFault
from seedbed.memory.profile import Profile
from seedbed.memory.spec import Price
from seedbed.memory.store.ledger import Ledger
from seedbed.memory.store.protocol import Charge, FailedCall, Store, StoredAnswer, Usage

T = TypeVar("T", bound=Answer)
V = TypeVar("V")
PATIENCE = 86_400.0
"""Seconds that calls wait for an endpoint that is down, where nobody says."""
_FAULTS = (openai.OpenAIError, AnswerFault, json.JSONDecodeError, asyncio.CancelledError)
"""What may come of a delivery but an answer."""
_REPAIRS = 2
"""How often a malformed answer is asked for again, with what was wrong."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One model at one endpoint, ready to be asked."""

    name: str
    """Its name in the spec's `models`."""
    model: str
    base_url: str
    api_key: str = field(repr=False)
    profile: Profile
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    price: Price | None = None
    timeout: float = 120.0
    concurrent: int | None = None
    """Calls that it takes at once; None: as many as the run has."""
    place: str = ""
    """What it is known by from run to run, where its address is another each time; empty: by its address."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a call is charged to."""

    stage: str
    cell: str = ""
    method: str = ""


class Client:
    """Asks models on behalf of one run."""

    def __init__(
        self,
        store: Store,
        ledger: Ledger,
        roles: Mapping[str, Endpoint],
        *,
        max_concurrent: int,
        changed: bool = False,
        told: Told = lambda message, down: None,
        patience: float = PATIENCE,
    ) -> None:
        """Args:
        roles: Role → endpoint; `default` for the others.
        changed: The run goes on after accepted changes: a journaled answer to another request is asked anew.
        told: Tells a person of an endpoint that is down.
        patience: Seconds that calls wait for an endpoint that is down.
        """
        self.store, self.ledger, self._roles, self._changed = store, ledger, dict(roles), changed
        self._told, self._patience = told, patience
        self._most, self._gate = max_concurrent, asyncio.Semaphore(max_concurrent)
        self._closing: Paused | UserFault | None = None
        self._closed = asyncio.Event()
        self._chats: dict[str, LeanChat] = {}
        self._flows: dict[tuple[str, str], Flow] = {}
        """By address and key."""
        self._pace = Pace()

    def endpoint(self, role: str) -> Endpoint:
        """Who plays a role."""
        return self._roles.get(role) or self._roles["default"]

    def has(self, role: str) -> bool:
        """Whether somebody was named for a role."""
        return role in self._roles

    def profile(self, role: str) -> Profile:
        """What the role's model can do."""
        return self.endpoint(role).profile

    def set_profile(self, role: str, profile: Profile) -> None:
        """What the exam found about the role's model, for every role that it plays."""
        name = self.endpoint(role).name
        for key, end in self._roles.items():
            if end.name == name:
                self._roles[key] = replace(end, profile=profile)

    @property
    def down(self) -> bool:
        """Whether an endpoint is down, which was told."""
        return any(flow.down_for for flow in self._flows.values())

    def close(self, reason: Paused | UserFault) -> None:
        """Let no further call go out: each ends in the reason. Those on their way are still kept."""
        self._closing = self._closing or reason
        self._closed.set()
        for flow in self._flows.values():
            flow.let_out()

    async def aclose(self) -> None:
        """Close every connection."""
        for chat in self._chats.values():
            await chat.root_async_client.close()

    # asking ----------------------------------------------------------------------------------------

    async def ask(
        self, slot: Slot, prompt: Prompt, answer: type[T], purpose: Purpose, decode: Decode
    ) -> tuple[T, Reply]:
        """A structured answer, asked again with the parse error where it is malformed.

        Raises:
            AnswerFault: it was unusable to the last.
        """
        return await self.ask_value(slot, prompt, schema_of(answer), answer.model_validate, purpose, decode)

    async def ask_value(
        self,
        slot: Slot,
        prompt: Prompt,
        schema: Mapping[str, Any],
        check: Callable[[Any], V],
        purpose: Purpose,
        decode: Decode,
    ) -> tuple[V, Reply]:
        """As `ask`, for a JSON schema that isn't ours; `check` returns the value or raises AnswerFault."""
        messages, this = prompt.messages, slot
        for repair in range(_REPAIRS + 1):
            reply = await self.chat(this, messages, purpose, decode, schema=schema)
            try:
                return parse(reply, check), reply
            except AnswerFault as fault:
                self.fail(this, fault)
                if repair == _REPAIRS or fault.code == STOPPED:
                    raise
                if fault.code == "truncated":
                    decode = replace(decode, max_tokens=2 * decode.max_tokens)
                again = render("repair", problem=f"{fault.code}: {fault.detail}").messages
                said: Message = {"role": "assistant", "content": reply.text[:4000] or "(nothing)"}
                messages = (*prompt.messages, said, *_before_brief(prompt, again))
                this = replace(slot, step=f"{slot.step}/repair-{repair + 1}")
        raise AssertionError("the loop returns or raises")

    def fail(self, slot: Slot, fault: AnswerFault) -> None:
        """Note an answer that can't be used."""
        model = self.endpoint(slot.role).model
        self.store.fail(FailedCall(slot.key, slot.brief, model, fault.code, fault.detail, fault.raw))

    async def chat(
        self,
        slot: Slot,
        messages: Sequence[Message],
        purpose: Purpose,
        decode: Decode,
        *,
        schema: Mapping[str, Any] | None = None,
        tools: Sequence[Mapping[str, Any]] = (),
    ) -> Reply:
        """One chat completion, from the journal if it is there."""
        end = self.endpoint(slot.role)
        asked = {"messages": [dict(message) for message in messages]}
        body = request(asked, end.model, slot.seed, decode, end.profile.quirks, end.parameters)
        body = with_schema(body, schema, end.profile.quirks) if schema is not None else body
        if tools:
            body["tools"] = [dict(tool) for tool in tools]
        return read(slot.key, await self._answered("/chat/completions", slot, end, body, purpose))

    async def complete(
        self, slot: Slot, prompt: str, purpose: Purpose, decode: Decode, **extra: Any
    ) -> Reply:
        """One plain completion; `extra` are further parameters of the body (`echo`, `n_probs`, …)."""
        end = self.endpoint(slot.role)
        asked = {"prompt": prompt}
        body = request(asked, end.model, slot.seed, decode, end.profile.quirks, end.parameters)
        return read(slot.key, await self._answered("/completions", slot, end, body | extra, purpose))

    async def embed(
        self,
        slot: Slot,
        texts: Sequence[str],
        purpose: Purpose,
        keeping: Callable[[Any], dict[str, Any]],
    ) -> dict[str, Any]:
        """What is kept of the vectors of some texts, from the journal if it is there.

        Args:
            keeping: Makes what is kept of the body; raises AnswerFault if it holds no vectors.
        """
        end = self.endpoint(slot.role)
        body = {"model": end.model, "input": list(texts), "encoding_format": "float", **end.parameters}
        return await self._answered("/embeddings", slot, end, body, purpose, keeping)

    async def listing(self, role: str) -> list[dict[str, Any]]:
        """What the endpoint says of its models; empty where it says nothing. Free, and not journaled."""
        try:
            listed: Any = await self._chat(self.endpoint(role)).root_async_client.get(
                "/models", cast_to=object
            )
        except (openai.OpenAIError, json.JSONDecodeError):
            return []
        entries = listed.get("data") if isinstance(listed, dict) else None
        return [e for e in entries if isinstance(e, dict)] if isinstance(entries, list) else []

    # one answered call -----------------------------------------------------------------------------

    async def _answered(
        self,
        path: str,
        slot: Slot,
        end: Endpoint,
        body: dict[str, Any],
        purpose: Purpose,
        keeping: Callable[[Any], dict[str, Any]] = keep,
    ) -> dict[str, Any]:
        """What is kept of the answer to a request: from the journal, else delivered, charged and kept."""
        same = {key: value for key, value in body.items() if key != "model"}
        asked = hashlib.sha256(json.dumps(same, sort_keys=True).encode()).hexdigest()
        if known := self._journaled(slot, asked):
            return known
        tokens, most = _upper_bound(body), body.get("max_tokens", 0)
        if "max_tokens" in body:
            body[end.profile.quirks.max_tokens_field] = body.pop("max_tokens")
        chat = self._chat(end)
        sent = chat.payload(body)
        charge = Charge(
            slot=slot,
            model=end.model,
            stage=purpose.stage,
            cell=purpose.cell,
            method=purpose.method,
            reserved_tokens=tokens + most,
            reserved_usd=_cost(end.price, tokens, most),
            request=asked,
            sent=sent,
        )

        flow, first = self._flow(end), list[dict[str, Any]]()

        async def once(gone_out: Callable[[], None]) -> dict[str, Any]:
            """One delivery: reserved, and settled in the step in which its answer arrives, or released."""
            async with flow.place(), self._gate:
                if self._closing is not None:
                    raise self._closing
                number = await self.ledger.reserve(charge)
                began = time.monotonic()
                gone_out()
                try:
                    kept = keeping(await chat.post(path, sent))
                except (*FAULTS, asyncio.CancelledError) as error:
                    fault = describe(error)
                    billed = None if fault.billed else Usage(seconds=time.monotonic() - began)
                    failure = FailedCall(slot.key, slot.brief, end.model, fault.code, fault.detail, fault.raw)
                    self.ledger.release(number, failure, billed)
                    if heals(error) or isinstance(error, AnswerFault):
                        flow.failed(began, fault.detail, load(error), retry_after(error))
                    raise
                used = _usage(kept, charge, end.price, time.monotonic() - began)
                flow.answered()
                self._pace.took(slot.step, used.seconds)
                answer = None if first else StoredAnswer(slot.key, asked, end.model, kept)
                self.ledger.settle(number, slot, answer, used)
                first.append(kept)
                return first[0]

        def late() -> float:  # what runs here has its places and no more, and a hurry makes all slower
            return math.inf if end.concurrent else self._pace.late(slot.step)

        return await deliver(
            lambda: hedged(once, late, lambda: self.ledger.fits(charge) and self._pace.spare()),
            flow,
            base_url=end.base_url,
            models=lambda: self.listing(slot.role),
            model=end.model,
            rest=self._rest,
            patience=self._patience,
        )

    def _flow(self, end: Endpoint) -> Flow:
        key = end.base_url, end.api_key
        if key not in self._flows:
            self._flows[key] = Flow(end.base_url, min(self._most, end.concurrent or self._most), self._told)
        return self._flows[key]

    def _journaled(self, slot: Slot, asked: str) -> dict[str, Any] | None:
        """The answer that was paid for before, if it is one to this request."""
        stored = self.store.answer(slot)
        if stored is not None and stored.request == asked:
            self.ledger.cached_calls += 1
            return stored.content
        if stored is not None and not self._changed:
            raise UserFault(
                f"the journal has another request under {slot.step} of {slot.brief[:16]}",
                next_step="another version of seedbed made the run: `resume --accept-changes` asks anew",
            )
        return None

    async def _rest(self, seconds: float) -> None:
        """Wait before another try; not once the client is closed."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._closed.wait(), seconds)

    def _chat(self, end: Endpoint) -> LeanChat:
        if end.name not in self._chats:
            self._chats[end.name] = lean_chat(
                end.base_url, end.model, end.api_key, dict(end.headers), end.timeout
            )
        return self._chats[end.name]


def _before_brief(prompt: Prompt, again: tuple[Message, ...]) -> tuple[Message, ...]:
    """The message that asks again, ended with the prompt's own `brief` block where it had one."""
    last = prompt.messages[-1]["content"]
    at = last.rfind("```brief\n")
    if at < 0:
        return again
    return ({**again[0], "content": f"{again[0]['content']}\n\n{last[at:]}"},)


def _upper_bound(body: Mapping[str, Any]) -> int:
    """Tokens of a prompt at most: its bytes, for no tokenizer makes more tokens than bytes."""
    said = body.get("prompt", "") or body.get("messages", "") or body.get("input", "")
    return len(str(said).encode()) + len(str(body.get("tools", "")))


def _cost(price: Price | None, prompt: int, completion: int, cached: int = 0) -> float:
    """US dollars; 0 where no price is known."""
    if price is None:
        return 0.0
    less = 0.0 if price.cached is None else cached * (price.prompt - price.cached)
    return (prompt * price.prompt + completion * price.completion - less) / 1e6


def _usage(kept: Mapping[str, Any], charge: Charge, price: Price | None, seconds: float) -> Usage:
    """What the endpoint says it used; the reservation where it says nothing."""
    said = kept["usage"]
    if not isinstance(said.get("prompt_tokens"), int):
        return Usage(charge.reserved_tokens, 0, charge.reserved_usd, seconds)
    prompt, completion = int(said["prompt_tokens"]), int(said.get("completion_tokens") or 0)
    known = said.get("prompt_tokens_details") or said
    cached = known.get("cached_tokens") if isinstance(known, dict) else None  # some say it beside the others
    cached = min(cached, prompt) if isinstance(cached, int) else 0
    return Usage(prompt, completion, _cost(price, prompt, completion, cached), seconds)
