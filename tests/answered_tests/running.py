"""The endpoint as a process, its commands, and requests to it."""

import json
import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from click.testing import CliRunner, Result

from tests.answered.__main__ import main
from tests.warm import ANSWERED, ROOT, Warm

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One that runs."""

    url: str
    pool: ThreadPoolExecutor

    def ask(self, body: Json) -> httpx.Response:
        """The response to a chat request."""
        with httpx.Client(trust_env=False, timeout=30) as client:
            return client.post(f"{self.url}/chat/completions", json=body)

    def asking(self, body: Json) -> "Future[httpx.Response]":
        """The same, while the test goes on."""
        return self.pool.submit(self.ask, body)


@contextmanager
def endpoint(*arguments: object) -> Iterator[Endpoint]:
    """`python -m tests.answered …` for the time of a block; it ends without a word."""
    with Warm(ANSWERED, [*map(str, arguments)], ROOT, os.environ) as process, ThreadPoolExecutor(8) as pool:
        assert process.stdout is not None
        line = process.stdout.readline()
        try:
            yield Endpoint(json.loads(line)["base_url"], pool)
        finally:
            process.terminate()
            assert (process.communicate(timeout=10), process.returncode) == (("", ""), 0)


def command(*arguments: object) -> Result:
    """One of the commands, run to its end."""
    return CliRunner().invoke(main, [*map(str, arguments)])


def body(said: str, **more: Any) -> Json:
    """A request."""
    return {"model": "hand", "messages": [{"role": "user", "content": said}], **more}


def schema(title: str, *names: str) -> Json:
    """A `response_format`."""
    found = {
        "title": title,
        "type": "object",
        "properties": {name: {"type": "string"} for name in names},
        "required": list(names),
    }
    return {"type": "json_schema", "json_schema": {"name": title, "strict": False, "schema": found}}


def content(response: httpx.Response) -> str:
    """The text of an answer."""
    assert response.status_code == 200, response.text
    found: str = response.json()["choices"][0]["message"]["content"]
    return found


def message(response: httpx.Response) -> str:
    """The words of an error."""
    found: str = response.json()["error"]["message"]
    return found
