"""The HTTP side of both endpoints: answers come from a function."""

import json
from collections.abc import Awaitable, Callable

from aiohttp import web

from tests.answered.wire import Answer, Json, refused, reply
from tests.simulator.replies import CREATED
from tests.simulator.serving import json_response

LARGEST = 2**26


class NoAnswer(Exception):
    """A request that isn't answered: the HTTP status and what to say."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


Find = Callable[[Json], Awaitable[Answer]]


def application(find: Find, model: str, *, strict: bool = True) -> web.Application:
    """Chat completions and models.

    Args:
        find: gives the answer to a body; raises `NoAnswer`.
        model: the one model's name.
        strict: whether another model's name is refused.
    """

    async def chat(request: web.Request) -> web.StreamResponse:
        try:
            body = json.loads(await request.read())
        except ValueError:
            return _said(400, "the body is no JSON")
        if refusal := refused(body, model if strict else ""):
            return _said(*refusal)
        try:
            made = reply(body, await find(body))
        except NoAnswer as fault:
            return _said(fault.status, str(fault))
        if isinstance(made, dict):
            return json_response(made)
        return web.Response(body=b"".join(made), headers={"Content-Type": "text/event-stream"})

    async def listed(request: web.Request) -> web.StreamResponse:
        one = {"id": model or "any", "object": "model", "created": CREATED, "owned_by": "hand"}
        return json_response({"object": "list", "data": [{**one, "context_length": 65_536}]})

    app = web.Application(client_max_size=LARGEST)
    app.router.add_post("/v1/chat/completions", chat)
    app.router.add_get("/v1/models", listed)
    return app


def _said(status: int, message: str) -> web.Response:
    kind = "invalid_request_error" if status < 500 else "server_error"
    code = "not_found" if status == 404 else None
    return json_response({"error": {"message": message, "type": kind, "code": code}}, status)
