"""Serving an application on the loopback until it is stopped, and what it sends."""

import asyncio
import gc
import json
import signal
import sys
from typing import Any

import uvloop
from aiohttp import web

HOST = "127.0.0.1"
GRACE = 0.2
"""Seconds that calls in flight get when the server is stopped."""


async def _serve(app: web.Application, port: int) -> None:
    runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=GRACE)
    await runner.setup()
    stopped, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    try:
        await web.TCPSite(runner, HOST, port, backlog=1024).start()
        gc.freeze()
        print(json.dumps({"base_url": f"http://{HOST}:{runner.addresses[0][1]}/v1"}), flush=True)
        await stopped.wait()
    finally:
        await runner.cleanup()


def run(app: web.Application, port: int) -> int:
    """Serves until SIGINT or SIGTERM; prints the base URL as one JSON line when it is ready.

    Returns:
        Exit code: 0 when it was stopped, 2 when it can't listen there.
    """
    try:
        uvloop.run(_serve(app, port))
    except OSError as fault:
        print(f"can't listen on {HOST}:{port}: {fault}", file=sys.stderr)
        return 2
    return 0


def json_response(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """A response of JSON, whatever half characters are in it."""
    body = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
    return web.Response(body=body, status=status, headers=headers, content_type="application/json")
