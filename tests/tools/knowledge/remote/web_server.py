"""A local web search that answers in JSON, and keeps what it was sent."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.loopback import Request, loopback

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
    asked: list[Request] = field(default_factory=list)


@contextmanager
def web_service() -> Iterator[Service]:
    """The service while it listens."""
    service = Service()

    def answer(request: Request) -> tuple[int, str, bytes]:
        service.asked.append(request)
        kind = "/elsewhere" if service.status == 302 else "application/json"
        return service.status, kind, service.answer

    with loopback(answer) as service.base_url:
        yield service
