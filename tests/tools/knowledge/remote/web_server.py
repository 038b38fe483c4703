"""A local web search that answers in JSON, and keeps what it was sent."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

RESULTS = [
    {
        "title": "Deposits | Example",
        "url": "https://example.com/deposits",
        "content": "A deposit of £70 is taken …",
        "score": 0.81,
        "raw_content": "A deposit of £70 is taken for a kids' trailer. It is paid back within 6 days.",
    },
    {
        "title": "Opening",
        "url": "https://example.com/opening",
        "content": "The counter at Quay Road opens at 10:00 on Saturdays.",
        "score": 0.5,
        "raw_content": None,
    },
]


@dataclass
class Service:
    """Where it listens and what it was sent."""

    base_url: str = ""
    status: int = 200
    answer: bytes = json.dumps({"query": "…", "results": RESULTS, "response_time": "1.67"}).encode()
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)


@contextmanager
def web_service() -> Iterator[Service]:
    """The service while it listens."""
    service = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            service.asked.append(self.path)
            service.keys.append(self.headers.get("X-Key", ""))
            self.send_response(service.status)
            for name, value in service.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(service.answer)))
            self.end_headers()
            self.wfile.write(service.answer)

        def log_message(self, format: str, *_: Any) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    service.base_url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
