"""The HTTP side: answers come from a cassette, from whoever answers by hand, or not at all."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from aiohttp import web

from tests.answered.cassette import Cassette
from tests.answered.inbox import Inbox
from tests.answered.manners import Speaking
from tests.answered.wire import Answer, Json, content_of, named, refused, reply
from tests.simulator.replies import CREATED
from tests.simulator.serving import json_response

_LARGEST = 2**26
_LOOK = 0.05
"""Seconds between two looks for an answer."""


class NoAnswer(Exception):
    """A request that isn't answered: the HTTP status and what to say."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


Find = Callable[[Json], Awaitable[Answer]]


def by_hand(inbox: Inbox, timeout: float) -> Find:
    """Answers as they are put into the inbox; after `timeout` seconds HTTP 504 says which lacks."""

    async def find(body: Json) -> Answer:
        key = inbox.place(body)
        end = time.monotonic() + timeout
        while (answer := inbox.answered(key)) is None:
            if time.monotonic() > end:
                raise NoAnswer(504, f"request {key} wasn't answered in {timeout:g} s: {named(body)}")
            await asyncio.sleep(_LOOK)
        return answer

    return find


def missing(inbox: Inbox | None) -> Find:
    """No answers: HTTP 404 with the request's name, and it waits in the inbox to be answered."""

    async def find(body: Json) -> Answer:
        kept = f"; it waits in {inbox.path} as {inbox.place(body)}" if inbox else ""
        raise NoAnswer(404, f"no recorded answer to {named(body)}, content {content_of(body)[:10]}{kept}")

    return find


def recorded(cassette: Cassette, otherwise: Find, *, by_order: bool, moved: Path | None = None) -> Find:
    """Recorded answers; who else is asked what has none.

    Args:
        by_order: Whether an answer to the same order in an earlier version's words will do.
        moved: File that gets a line for each that was given so: the content of its request, and of this one.
    """

    async def find(body: Json) -> Answer:
        if answer := cassette.find(body):
            return answer
        known = cassette.find_order(body) if by_order else None
        if known and moved:
            with moved.open("a") as lines:
                lines.write(f"{known.content} {content_of(body)}\n")
        return known.answer if known else await otherwise(body)

    return find


def application(find: Find, models: Sequence[str], speaking: Speaking | None = None) -> web.Application:
    """Chat completions, and a list of models; any name is taken, unless a house is spoken for."""

    async def chat(request: web.Request) -> web.StreamResponse:
        try:
            body = json.loads(await request.read())
        except ValueError:
            return said(400, "the body is no JSON")
        if speaking and (lacks := speaking.lacks(body)):
            return lacks
        if refusal := refused(body):
            return said(400, refusal)
        try:
            answer = await find(body)
        except NoAnswer as fault:
            owed = speaking.owed(body) if speaking else None
            if owed is None:
                return said(fault.status, str(fault))
            answer = owed
        sent = reply(body, answer)
        return speaking.respond(body, answer, sent) if speaking else json_response(sent)

    async def listed(request: web.Request) -> web.StreamResponse:
        one = {"object": "model", "created": CREATED, "owned_by": "hand"}
        more = speaking.lists if speaking else {"context_length": 65_536}
        return json_response({"object": "list", "data": [{"id": name, **one, **more} for name in models]})

    def said(status: int, message: str) -> web.Response:
        if speaking:
            return speaking.error(status, message)
        kind = "invalid_request_error" if status < 500 else "server_error"
        return json_response({"error": {"message": message, "type": kind, "code": None}}, status)

    app = web.Application(client_max_size=_LARGEST)
    root = speaking.root if speaking else "/v1"
    app.router.add_post(f"{root}/chat/completions", chat)
    app.router.add_get(f"{root}/models", listed)
    return app
