"""The endpoint as a process, its commands, and requests to it."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parents[2]
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One that runs."""

    url: str
    process: "subprocess.Popen[str]"
    pool: ThreadPoolExecutor

    def ask(self, body: Json) -> httpx.Response:
        """The response to a chat request."""
        with httpx.Client(trust_env=False, timeout=30) as client:
            return client.post(f"{self.url}/chat/completions", json=body)

    def asking(self, body: Json) -> "Future[httpx.Response]":
        """The same, while the test goes on."""
        return self.pool.submit(self.ask, body)

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        """Exit code after a signal, and what it said on standard error."""
        self.process.send_signal(number)
        _, said = self.process.communicate(timeout=10)
        return self.process.returncode, said


@contextmanager
def endpoint(*arguments: object) -> Iterator[Endpoint]:
    """`python -m tests.answered …` for the time of a block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.answered", *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    with ThreadPoolExecutor(8) as pool:
        try:
            yield Endpoint(json.loads(line)["base_url"], process, pool)
        finally:
            if process.poll() is None:
                process.kill()
            process.communicate()


def command(*arguments: object) -> "subprocess.CompletedProcess[str]":
    """One of the commands, run to its end."""
    return subprocess.run(
        [sys.executable, "-m", "tests.answered", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


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
    return {"type": "json_schema", "json_schema": {"name": title, "strict": True, "schema": found}}


def content(response: httpx.Response) -> str:
    """The text of an answer."""
    assert response.status_code == 200, response.text
    found: str = response.json()["choices"][0]["message"]["content"]
    return found


def message(response: httpx.Response) -> str:
    """The words of an error."""
    found: str = response.json()["error"]["message"]
    return found
