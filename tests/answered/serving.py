"""The HTTP side of both endpoints: answers come from a function, the server ends when it is told to."""

import asyncio
import json
import signal
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from tests.answered.wire import Answer, Json, chunks, completion, error, models, refused

HOST = "127.0.0.1"
LARGEST = 2**26
_GRACE = 0.2
"""Seconds that requests in flight get when the server is stopped."""


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
            answer = await find(body)
        except NoAnswer as fault:
            return _said(fault.status, str(fault))
        if not body.get("stream"):
            return _json(completion(body, answer))
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        for chunk in chunks(body, answer):
            await response.write(chunk)
        await response.write_eof()
        return response

    async def listed(request: web.Request) -> web.StreamResponse:
        return _json(models(model or "any"))

    app = web.Application(client_max_size=LARGEST)
    app.router.add_post("/v1/chat/completions", chat)
    app.router.add_get("/v1/models", listed)
    return app


async def serve(app: web.Application, port: int) -> None:
    """Serves until SIGINT or SIGTERM; prints the base URL as one JSON line when it is ready.

    Raises:
        OSError: it can't listen there.
    """
    runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=_GRACE)
    await runner.setup()
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    try:
        await web.TCPSite(runner, HOST, port, backlog=1024).start()
        print(json.dumps({"base_url": f"http://{HOST}:{runner.addresses[0][1]}/v1"}), flush=True)
        await stopped.wait()
    finally:
        await runner.cleanup()


def _said(status: int, message: str) -> web.Response:
    return _json(error(status, message), status)


def _json(value: Any, status: int = 200) -> web.Response:
    data = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
    return web.Response(body=data, status=status, content_type="application/json")
