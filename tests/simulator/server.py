"""The HTTP server: reads a call, lets its delivery be struck or answered, and counts.

Strikes and latency are here; what an answer says is `jobs/answering.py`'s.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from tests.simulator import refusals, replies
from tests.simulator.batches import Batches
from tests.simulator.counts import Counts
from tests.simulator.deliveries import Deliveries, Delivery
from tests.simulator.jobs.answering import Desk
from tests.simulator.jobs.plain.embeddings import embedding_reply
from tests.simulator.jobs.plain.likelihood import completed_logprobs, given_logprobs
from tests.simulator.options import Options
from tests.simulator.profiles import Profile, model_names, profile_of
from tests.simulator.refusals import Refusal
from tests.simulator.replies import Answer
from tests.simulator.serving import json_response
from tests.simulator.wire import Call, Json, read_call
from tests.simulator.world.outcomes import World
from tests.simulator.world.steering import SteeringWorld

LONGEST_BODY = 64 * 1024 * 1024
FOREVER = 10**7
"""Seconds; a hanging call ends when its client goes away."""


class Server:
    """One simulated endpoint."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._models = model_names(options.profile or "strong")
        self._counts = Counts()
        self._deliveries = Deliveries(options)
        self._desk = Desk(options, SteeringWorld(options) if options.world else World(options))
        self._slots = asyncio.Semaphore(options.rate_limit) if options.rate_limit else None

    def application(self) -> web.Application:
        """Routes: the API under /v1, and what tests look at."""
        app = web.Application(client_max_size=LONGEST_BODY)
        app.router.add_get("/v1/models", self._list_models)
        for path in ("chat/completions", "completions", "embeddings"):
            app.router.add_post(f"/v1/{path}", self._model_call)
        Batches(self._options, self._counts, self._in_batch).add_to(app.router)
        app.router.add_get("/stats", self._stats)
        app.router.add_get("/truth", self._truth)
        app.router.add_route("*", "/{path:.*}", self._unknown)
        return app

    async def _stats(self, request: web.Request) -> web.Response:
        return json_response(self._counts.as_json())

    async def _truth(self, request: web.Request) -> web.Response:
        return json_response({"seed": self._options.seed, "answers": self._desk.rows.truth()})

    async def _unknown(self, request: web.Request) -> web.Response:
        return _refused(refusals.unknown_path(request.method, request.path))

    async def _list_models(self, request: web.Request) -> web.Response:
        head = {"object": "model", "created": replies.CREATED, "owned_by": "simulator"}
        context = {name: profile_of(name, self._options.profile).context for name in self._models}
        listed = [{"id": name, **head, "max_model_len": size} for name, size in context.items()]
        return json_response({"object": "list", "data": listed})

    async def _model_call(self, request: web.Request) -> web.Response:
        body = json.loads(await request.read())
        call = read_call(request.path.removeprefix("/v1/").split("/")[0], body)
        self._counts.arrived(call.job, call.digest)
        refusal = refusals.check_key(request.headers.get("Authorization", ""))
        if refusal := refusal or refusals.check_call(call, self._models, self._options.profile):
            self._counts["refused"] += 1
            return _refused(refusal)
        delivery = self._deliveries.arrive(call.digest, self._slots is not None and self._slots.locked())
        if delivery.strike == "limit":
            self._counts["rate_limited"] += 1
            milliseconds = max(20, round(self._options.latency))
            later = {"Retry-After": str(-(-milliseconds // 1000)), "retry-after-ms": str(milliseconds)}
            return _refused(refusals.RATE_LIMITED, later)
        if delivery.strike is None:
            self._counts.to_answer(call.digest)
        return await self._worked_on(request, call, delivery)

    async def _worked_on(self, request: web.Request, call: Call, delivery: Delivery) -> web.Response:
        """One delivery that isn't turned away: hung, failed, or answered after the latency.

        aiohttp cancels this when the client goes away.
        """
        end = "hung" if delivery.strike == "hang" else "abandoned"
        try:
            async with self._slot(delivery):
                with self._counts.while_in("in_flight"):
                    if delivery.strike == "hang":
                        await asyncio.sleep(FOREVER)
                    if delivery.strike == "error":
                        await asyncio.sleep(delivery.pause)
                        end = "errors"
                        return _broken(delivery.status)
                    response = await self._answered(request, call, delivery.pause)
                    end = "" if response else end
                    return response or web.Response()
        finally:
            if end:
                self._counts[end] += 1

    @asynccontextmanager
    async def _slot(self, delivery: Delivery) -> AsyncIterator[None]:
        """A place among the calls worked on. Struck deliveries are lost on the way and take none."""
        if self._slots is None or delivery.strike is not None:
            yield
            return
        with self._counts.while_in("waiting"):
            await self._slots.acquire()
        try:
            yield
        finally:
            self._slots.release()

    async def _answered(self, request: web.Request, call: Call, pause: float) -> web.Response | None:
        """The answer, sent; None if the client was gone before its end."""
        loop = asyncio.get_running_loop()
        due = loop.time() + pause
        reply, bill = self.reply(call)
        if (rest := due - loop.time()) > 0:
            await asyncio.sleep(rest)
        response = json_response(reply)
        await response.prepare(request)
        await response.write_eof()
        if request.transport is None or request.transport.is_closing():
            return None
        self._counts.delivered(call.digest, bill)
        return response

    def _in_batch(self, call: Call) -> tuple[int, Json, Json]:
        """Status, body and bill of a call in a batch."""
        if refusal := refusals.check_call(call, self._models, self._options.profile):
            return refusal.status, refusal.body, {}
        return 200, *self.reply(call)

    def reply(self, call: Call) -> tuple[Json, Json]:
        """The answer and its bill."""
        profile, seed = profile_of(call.body["model"], self._options.profile), self._options.seed
        if call.path == "embeddings":
            bill = {"prompt_tokens": call.prompt_tokens, "total_tokens": call.prompt_tokens}
            return {**embedding_reply(call), "usage": bill}, bill
        if call.path == "completions":
            choices, answers = _completions(call, self._desk, profile, seed)
            bill = replies.usage(call.prompt_tokens, answers)
            return replies.completion_reply(call, choices, bill), bill
        answer = self._desk.answer(call, profile)
        bill = replies.usage(call.prompt_tokens, [answer])
        sure = 0.99 if profile.judges_right == 1 else profile.judges_right
        return replies.chat_reply(call, answer, bill, sure, seed), bill


def _completions(call: Call, desk: Desk, profile: Profile, seed: int) -> tuple[list[Json], list[Answer]]:
    """The choices, prompt by prompt, and what was answered."""
    echo, top = bool(call.body.get("echo")), call.body.get("logprobs")
    answers = [desk.complete(call) for _ in call.inputs]
    choices = []
    for index, (prompt, answer) in enumerate(zip(call.inputs, answers, strict=True)):
        text = answer.content or ""
        choice = {"index": index, "text": prompt * echo + text, "finish_reason": answer.finish}
        given = given_logprobs(prompt, profile, seed) if echo else []
        logprobs = None if top is None else completed_logprobs(given, text, len(prompt), bool(top))
        choices.append({**choice, "logprobs": logprobs})
    return choices, answers


def _refused(refusal: Refusal, headers: dict[str, str] | None = None) -> web.Response:
    return json_response(refusal.body, refusal.status, headers)


def _broken(status: int) -> web.Response:
    if status == 502:
        return web.Response(text=refusals.BAD_GATEWAY, status=status, content_type="text/html")
    return _refused(Refusal(status, refusals.BROKEN, "server_error"))
