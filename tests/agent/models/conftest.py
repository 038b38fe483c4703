"""A store, a server that answers as it is told, and the embedded model where it is there."""

import http.server
import importlib.util
import json
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from seedbed.agent.models.ask import Client, Endpoint
from seedbed.agent.models.local.weights import find
from seedbed.memory.profile import Profile, Quirks
from seedbed.memory.spec import Budget
from seedbed.memory.store.ledger import Ledger
from seedbed.memory.store.opening import open_store
from seedbed.memory.store.sql import SqlStore
from tests.simulator.fixtures import simulated

__all__ = ["simulated"]
NO_CAP = Budget()
needs_model = pytest.mark.skipif(
    importlib.util.find_spec("xllamacpp") is None or find() is None,
    reason="needs xllamacpp and the weights (`seedbed models pull`)",
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = open_store(tmp_path / "run.sqlite")
    yield opened
    opened.close()


@asynccontextmanager
async def client_at(
    store: SqlStore,
    base_url: str,
    model: str = "sim-strong",
    key: str = "k",
    budget: Budget = NO_CAP,
    quirks: Quirks = Quirks(),  # noqa: B008  # frozen
    timeout: float = 5.0,
    **more: Any,
) -> AsyncIterator[Client]:
    profile = Profile(model=model, exam_version=0, quirks=quirks)
    end = Endpoint("default", model, base_url, key, profile, timeout=timeout, **more)
    client = Client(store, Ledger(store, budget), {"default": end}, max_concurrent=8)
    try:
        yield client
    finally:
        await client.aclose()


@contextmanager
def answering(status: int, body: Any, lists: str) -> Iterator[str]:
    """A server that lists one model and answers every call alike: JSON, or a web page as text."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._send(200, {"object": "list", "data": [{"id": lists}]})

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self._send(status, body)

        def _send(self, status: int, body: Any) -> None:
            data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/html" if isinstance(body, str) else "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/v1"
        finally:
            server.shutdown()
