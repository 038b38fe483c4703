"""The one door to the models: answers are looked up and kept under their call slots; deliveries are
reserved, retried and settled; malformed answers asked for again. Knows nothing of tasks."""

import hashlib
import json
import math
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from inspect import isawaitable
from typing import Any, TypeVar

from seedbed.agent.answers import Answer
from seedbed.agent.models.batches.api import BatchApi
from seedbed.agent.models.batches.batches import Batches, Directly
from seedbed.agent.models.delivery.call import EXAM, Call, charged, in_prompt
from seedbed.agent.models.delivery.deliver import deliver
from seedbed.agent.models.delivery.faults import FAULTS, Refused, heals
from seedbed.agent.models.delivery.flow import Elsewhere, Flow, Told
from seedbed.agent.models.delivery.hedge import REPAIR, Pace, hedged
from seedbed.agent.models.delivery.way import Way
from seedbed.agent.models.endpoint import Endpoint, Purpose, refuse_unpriced
from seedbed.agent.models.lines import Lines
from seedbed.agent.models.wire import Decode, Reply, keep, parse, read, request, schema_of, tells, with_schema
from seedbed.agent.prompting import Message, Prompt
from seedbed.memory.brief import Slot
from seedbed.memory.errors import STOPPED, AnswerFault, EndpointDown, Paused, UserFault
from seedbed.memory.profile import Profile
from seedbed.memory.store.ledger import Ledger
from seedbed.memory.store.protocol import Charge, FailedCall, Store, StoredAnswer

T = TypeVar("T", bound=Answer)
V = TypeVar("V")
PATIENCE = 86_400.0
"""Seconds that calls wait for an endpoint that is down, where nobody says."""
_REPAIRS = 2
"""How often a malformed answer is asked for again, with what was wrong."""
_REFUSED = 8
"""Requests in a row that may each be refused for what is in them, before a row was accepted."""
_UNREAD = 32
"""Calls for rows in a row that an endpoint answers with what can't be read: no more are paid for then."""


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
        known: Collection[str] = (),
    ) -> None:
        """Args:
        roles: Role → endpoint; `default` for the others.
        changed: The run goes on after accepted changes: a journaled answer to another request is asked anew.
        told: Tells a person of an endpoint that is down, or refuses a schema.
        known: Addresses that have answered the run before."""
        self.store, self.ledger, self._roles, self._changed = store, ledger, dict(roles), changed
        self.lines = Lines(self._roles, max_concurrent, told, patience, known, ledger.left)
        self._told = told
        self._pace = Pace()
        self._refused = Counter[str]()
        """Endpoint → requests of rows that it has refused since it took one."""
        self._unread = Counter[str]()
        """Endpoint → calls for rows that it has answered since an answer could be read."""
        self._not_taken: set[tuple[str, str]] = set()
        """Endpoint and schema that it refused, and took in the prompt."""
        self.batches: Batches | None = None
        """Those that calls of rows go out in; None: each goes out by itself."""

    def endpoint(self, role: str) -> Endpoint:
        return self._roles.get(role) or self._roles["default"]

    def has(self, role: str) -> bool:
        """Whether somebody was named for a role."""
        return role in self._roles

    def profile(self, role: str) -> Profile:
        return self.endpoint(role).profile

    def set_profile(self, role: str, profile: Profile) -> None:
        """What the exam found about the role's model, for every role that it plays."""
        name = self.endpoint(role).name
        for key, end in self._roles.items():
            if end.name == name:
                self._roles[key] = replace(end, profile=profile)

    def roles(self) -> dict[str, Endpoint]:
        return dict(self._roles)

    def close(self, reason: Paused | UserFault) -> None:
        """Let no further call go out: each ends in the reason. Those on their way are still kept."""
        self.lines.close(reason)
        if self.batches is not None:
            self.batches.close(reason)

    async def go_by_batches(self, said: Callable[[str], None], roles: Sequence[str]) -> None:
        """Let calls of rows go out in batches, and wait for those that lie in one. Raises UserFault: the
        endpoint of one has no batches.

        Args:
            said: Tells a person of batches that go out and come back.
            roles: Whose calls do; none: no further call goes out so."""

        def call_of(name: str, path: str, charge: Charge) -> Call:
            end = next((one for one in self._roles.values() if one.name == name), self.endpoint("default"))
            return Call(end.by_batch, self.lines.chat(end), self.lines.flow(end), path, charge, keep)

        nothing = Charge(Slot("", "", ""), "", "", "", "", 0, 0.0)
        names = sorted({self.endpoint(role).name for role in roles})
        self.batches = Batches(self.store, self.ledger, BatchApi(self.lines), call_of, said, on=bool(names))
        await self.batches.open([call_of(name, "", nothing) for name in names])

    async def aclose(self) -> None:
        if self.batches is not None:
            await self.batches.aclose()
        await self.lines.aclose()

    # asking ----------------------------------------------------------------------------------------

    async def ask(
        self, slot: Slot, prompt: Prompt, answer: type[T], purpose: Purpose, decode: Decode
    ) -> tuple[T, Reply]:
        """A structured answer, asked again with the parse error where it is malformed. Raises AnswerFault: it
        was unusable to the last."""
        return await self.ask_value(slot, prompt, schema_of(answer), answer.model_validate, purpose, decode)

    async def ask_value(
        self,
        slot: Slot,
        prompt: Prompt,
        schema: Mapping[str, Any],
        check: Callable[[Any], V | Awaitable[V]],
        purpose: Purpose,
        decode: Decode,
    ) -> tuple[V, Reply]:
        """As `ask`, for a JSON schema that isn't ours; `check` gives the value, maybe in time, or raises
        AnswerFault."""
        messages, this = prompt.messages, slot
        for repair in range(_REPAIRS + 1):
            reply = await self.chat(this, messages, purpose, decode, schema=schema)
            try:
                made: Any = parse(reply, check)
                return (await made if isawaitable(made) else made), reply
            except AnswerFault as fault:
                self.fail(this, reply, fault)
                if repair == _REPAIRS or fault.code == STOPPED:
                    raise
                if fault.code == "truncated":
                    room = self.profile(slot.role).quirks.think_tokens
                    decode = replace(decode, max_tokens=2 * decode.max_tokens + room)
                messages = prompt.again(reply.text[:4000], f"{fault.code}: {fault.detail}")
                this = replace(slot, step=f"{slot.step}{REPAIR}{repair + 1}")
        raise AssertionError("the loop returns or raises")

    def fail(self, slot: Slot, reply: Reply, fault: AnswerFault) -> None:
        """Note an answer that can't be used."""
        self.store.fail(FailedCall(slot.key, slot.brief, reply.model, fault.code, fault.detail, fault.raw))

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
        asked = {"messages": [dict(message) for message in messages]}

        def body(end: Endpoint) -> dict[str, Any]:
            made = request(asked, end, slot.seed, decode)
            made = with_schema(made, schema, end.profile.quirks) if schema is not None else made
            return {**made, "tools": [dict(tool) for tool in tools]} if tools else made

        spare = self.lines.spare(self.endpoint(slot.role), ["tool_calls"] if tools else ())
        names = (schema or {}).get("properties", ())
        return read(await self._answered("/chat/completions", slot, body, purpose, spare=spare, names=names))

    async def complete(
        self, slot: Slot, prompt: str, purpose: Purpose, decode: Decode, **extra: Any
    ) -> Reply:
        """One plain completion; `extra` are further parameters of the body (`echo`, `n_probs`, …). What is
        measured by it is of one model: no other answers in its place."""

        def body(end: Endpoint) -> dict[str, Any]:
            return request({"prompt": prompt}, end, slot.seed, decode) | extra

        return read(await self._answered("/completions", slot, body, purpose))

    async def embed(
        self, slot: Slot, texts: Sequence[str], purpose: Purpose, keeping: Callable[[Any], dict[str, Any]]
    ) -> dict[str, Any]:
        """What is kept of the vectors of some texts, from the journal if it is there. `keeping`: makes it of
        the body; raises AnswerFault if that holds no vectors."""

        def body(end: Endpoint) -> dict[str, Any]:
            return {"model": end.model, "input": list(texts), "encoding_format": "float", **end.parameters}

        return (await self._answered("/embeddings", slot, body, purpose, keeping)).content

    async def listing(self, role: str) -> list[dict[str, Any]]:
        """What the endpoint says of its models; empty where it says nothing. Free, and not journaled."""
        return await self.lines.chat(self.endpoint(role)).listed()

    # one answered call -----------------------------------------------------------------------------

    async def _answered(
        self,
        path: str,
        slot: Slot,
        body: Callable[[Endpoint], dict[str, Any]],
        purpose: Purpose,
        keeping: Callable[[Any], dict[str, Any]] = keep,
        spare: Endpoint | None = None,
        names: Collection[str] = (),
    ) -> StoredAnswer:
        """The answer to a request, from the journal, else delivered, charged and kept: under what the role's
        model is asked, whoever gives it. `names`: of the keys of the object that is asked for."""
        first = self.endpoint(slot.role)
        made = body(first)
        same = {key: value for key, value in made.items() if key != "model"}
        asked = hashlib.sha256(json.dumps(same, sort_keys=True).encode()).hexdigest()
        if known := self._journaled(slot, asked):
            return known
        schema = made.get("response_format")
        told = bool(self._not_taken) and (first.name, str(schema)) in self._not_taken
        way = Way(first, spare, body, purpose, in_prompt(made) if told else made)
        while True:
            chat, flow, at_first = self.lines.chat(way.at), self.lines.flow(way.at), way.at is first
            batches = self.batches if at_first and keeping is keep and not way.alone else None
            if batches is not None and not batches.takes(slot, asked, purpose.stage):
                batches = None
            end, sent = way.at.by_batch if batches else way.at, way.sent
            refuse_unpriced(end.name, end, self.ledger.budget)
            charge, room = charged(end, chat, slot, purpose, asked, sent), sent.get("max_tokens") or 0
            elsewhere, before = partial(self._takes, way.other), flow.answers
            call = Call(end, chat, flow, path, charge, keeping, purpose.row, room, elsewhere)
            try:
                answer = await self._delivered(call, batches)
            except Directly:
                way.alone = True
            except Elsewhere:
                way.turn()
            except Refused as fault:
                if not way.soften(fault):
                    meant = await self._meant(call, fault, before) if at_first else None
                    turns = isinstance(meant, EndpointDown) and self._may_turn(way, flow, meant)
                    if meant is not None and not turns:
                        raise meant from fault
                    way.turn(back_for_good=meant is None)
            except (EndpointDown, AnswerFault) as fault:
                if not self._may_turn(way, flow, fault):
                    raise
                way.turn()
            else:
                self._refused[end.name] = 0
                if purpose.row and path == "/chat/completions":
                    self._heed_unread(end, read(answer), names)
                if at_first and schema and "response_format" not in way.form:
                    self._note_refused(first, schema)
                return answer

    def _takes(self, end: Endpoint | None) -> bool:
        """Whether an endpoint would take a call now."""
        return end is not None and self.lines.flow(end).takes

    def _may_turn(self, way: Way, flow: Flow, fault: EndpointDown | AnswerFault) -> bool:
        """Whether the other endpoint is asked in place of one that is down, or gives no answer."""
        other = way.other
        if other is None or self.lines.closing is not None:
            if isinstance(fault, EndpointDown):  # whoever else waits would find the same, one by one
                self.close(fault)
            return False
        if isinstance(fault, AnswerFault):
            return way.at is way.first and self._takes(other)
        flow.out(str(fault))
        way.down.add(way.at.name)
        return other.name not in way.down

    async def _delivered(self, call: Call, batches: Batches | None) -> StoredAnswer:
        """One call of one endpoint."""
        end = call.end

        def late() -> float:  # what runs here has its places and no more, and a hurry makes all slower
            return math.inf if end.concurrent else self._pace.late(call.like, end.name, call.room)

        def again() -> bool:
            return not call.flow.down_for and self.ledger.fits(call.charge) and self._pace.spare()

        def send() -> Awaitable[StoredAnswer]:
            return batches.ask(call) if batches else hedged(partial(self._once, call), late, again)

        return await deliver(send, call, self.lines, partial(self._word, call))

    async def _once(self, call: Call, gone_out: Callable[[], None]) -> StoredAnswer:
        async with self.lines.place(call):
            if call.flow.down_for and call.kept:
                # A look whether it is back: what a hanging endpoint is asked may be paid, time after time.
                try:
                    await call.of_a_word().once(lambda: None, self.ledger, self._pace)
                except FAULTS as error:
                    if heals(error) or isinstance(error, AnswerFault):
                        raise
                if self.lines.closing is not None:
                    raise self.lines.closing
            return await call.once(gone_out, self.ledger, self._pace)

    async def _word(self, call: Call) -> bool:
        """Whether the endpoint answers a word now; not asked for what is for no row, as all wait for that,
        but for the exam: older servers of llama.cpp refuse tools with HTTP 500."""
        if (call.row or call.charge.stage == EXAM) and self.ledger.fits(call.charge):
            with suppress(*FAULTS):
                return bool(await self._once(call.of_a_word(), lambda: None))
        return False

    async def _meant(self, call: Call, fault: Refused, before: int) -> Exception:
        """What a refusal is of: what is in a row's request, where the endpoint takes others, of which it had
        answered so many before, or a word; all that it is asked, where it takes none any more."""
        self._refused[call.end.name] += 1
        few = self._refused[call.end.name] <= _REFUSED or self.store.counts().get("accepted", 0)
        if not (call.row and few and fault.status in (400, 403, 413, 422, 451)):
            return fault
        if call.flow.answers > before or await self._word(replace(call, elsewhere=lambda: False)):
            return AnswerFault("unanswered", fault.what)
        if not (before and self.ledger.fits(call.charge)):
            return fault
        now = "and answers no word either, though it has answered before: see to account and model"
        return EndpointDown(f"{call.end.base_url}: {fault.what}, {now}, or name another endpoint")

    def _heed_unread(self, end: Endpoint, reply: Reply, names: Collection[str]) -> None:
        """Let nothing further go out where an endpoint answers call after call with what can't be read."""
        if (told := tells(reply, names)) is not None:
            self._unread[end.name] = 0 if told else self._unread[end.name] + 1
        if self._unread[end.name] == _UNREAD:
            what = f"answered {_UNREAD} calls for rows one after the other with nothing that can be read"
            said = f"{end.base_url} {what}, lastly with {reply.text[:100]!r}"
            self.close(EndpointDown(f"{said}: see to it, or name another model"))

    def _note_refused(self, end: Endpoint, form: Mapping[str, Any]) -> None:
        """That an endpoint took in the prompt a schema that it had refused."""
        if (key := (end.name, str(form))) not in self._not_taken:
            self._not_taken.add(key)
            name = form["json_schema"]["name"]
            self._told(f"{end.base_url} refuses the schema of {name}: it stands in the prompt instead", False)

    def _journaled(self, slot: Slot, asked: str) -> StoredAnswer | None:
        """The answer that was paid for before, if it is one to this request."""
        stored = self.store.answer(slot)
        if stored is not None and stored.request == asked:
            self.ledger.cached_calls += 1
            return stored
        if stored is not None and not self._changed and not self._ordered_anew(slot):
            raise UserFault(
                f"the journal has another request under {slot.step} of {slot.brief[:16]}",
                next_step="another version of seedbed made the run: `resume --accept-changes` asks anew",
            )
        return None

    def _ordered_anew(self, slot: Slot) -> bool:
        """Whether its brief was taken back as the build ended, and ordered again: its writer is told how many
        rows are being made beside it, which is no part of the brief's id."""
        ordered = (one for one in self.store.events(actor="planner") if one.kind == "ordered")
        return [one.data["brief"] for one in ordered].count(slot.brief) > 1
