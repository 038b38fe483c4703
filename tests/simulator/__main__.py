"""`python -m tests.simulator --port P`: serves until it is stopped."""

import asyncio
import gc
import json
import signal
import sys

import uvloop
from aiohttp import web

from tests.simulator.options import Options, read_options
from tests.simulator.server import Server

HOST = "127.0.0.1"
GRACE = 0.2
"""Seconds that calls in flight get when the server is stopped."""


async def serve(options: Options) -> None:
    """Serves until SIGINT or SIGTERM; prints the base URL as one JSON line when it is ready."""
    runner = web.AppRunner(
        Server(options).application(), handler_cancellation=True, access_log=None, shutdown_timeout=GRACE
    )
    await runner.setup()
    site = web.TCPSite(runner, HOST, options.port, backlog=1024)
    await site.start()
    gc.freeze()
    port = runner.addresses[0][1]
    print(json.dumps({"base_url": f"http://{HOST}:{port}/v1"}), flush=True)
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    await stopped.wait()
    await runner.cleanup()


def main(arguments: list[str] | None = None) -> int:
    """Runs the server; exit code 0 when it was stopped, 2 when it can't listen there."""
    options = read_options(arguments)
    try:
        uvloop.run(serve(options))
    except OSError as fault:
        print(f"can't listen on {HOST}:{options.port}: {fault}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
