"""An OpenAI-compatible endpoint on the loopback whose answers a test writes down, by job.

Real HTTP, so the client, the journal and the repairs are the program's own: `with scripted({"read_request":
[...]}) as endpoint`. A job is the title of the schema asked for, else the `job` of the brief block.
"""

import json
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from seedbed.agent.models.ask import Client
from seedbed.agent.models.endpoint import Endpoint
from seedbed.memory.profile import Skill
from seedbed.memory.spec import Budget
from seedbed.memory.store.ledger import Ledger
from seedbed.memory.store.opening import open_store
from tests.agent.scripted import able
from tests.loopback import Request, loopback
from tests.simulator.launch import Running

Answer = str | Mapping[str, Any]
"""A text, or an object that is sent as JSON."""
Answers = Mapping[str, Sequence[Answer] | Callable[["Asked"], Answer]]
"""Job → its answers, one a call (the last one again and again), or what makes one of what was asked."""


@dataclass(frozen=True)
class Asked:
    """One call."""

    job: str
    brief: dict[str, Any]
    """The brief block of the last message; empty if it has none."""
    body: dict[str, Any]

    @property
    def last(self) -> str:
        """The last message's text."""
        return str(self.body["messages"][-1]["content"])


@dataclass
class Scripted:
    """A server that runs."""

    base_url: str = ""
    asked: list[Asked] = field(default_factory=list)
    model: str = "scripted"


@contextmanager
def scripted(answers: Answers) -> Iterator[Scripted]:
    """A server with these answers; a job that has none is answered with an error of the client."""
    state, lock = Scripted(), threading.Lock()

    def answered(request: Request) -> tuple[int, str, bytes]:
        if not request.body:
            return _json(200, {"data": [{"id": state.model}]})
        asked = _asked(json.loads(request.body))
        with lock:
            number = sum(one.job == asked.job for one in state.asked)
            state.asked.append(asked)
        known = answers.get(asked.job)
        if known is None:
            return _json(400, {"error": {"message": f"no answer to {asked.job!r}"}})
        answer = known(asked) if callable(known) else known[min(number, len(known) - 1)]
        text = answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)
        message = {"role": "assistant", "content": text}
        said = len(str(json.loads(request.body)["messages"]))
        told = 10 if said < 8_000 else said // 4  # with fewer it was cut
        usage = {"prompt_tokens": told, "completion_tokens": 10, "total_tokens": told + 10}
        choices = [{"index": 0, "finish_reason": "stop", "message": message}]
        return _json(200, {"id": "x", "model": state.model, "choices": choices, "usage": usage})

    with loopback(answered) as address:
        state.base_url = f"{address}/v1"
        yield state


def _json(status: int, body: Mapping[str, Any]) -> tuple[int, str, bytes]:
    return status, "application/json", json.dumps(body).encode()


def _asked(body: dict[str, Any]) -> Asked:
    last = str(body["messages"][-1]["content"])
    brief: dict[str, Any] = {}
    if "```brief\n" in last:
        block = last[last.rindex("```brief\n") + 9 :]
        brief = json.loads(block[: block.rindex("```")])
    schema = (body.get("response_format") or {}).get("json_schema") or {}
    return Asked(str(schema.get("name") or brief.get("job") or ""), brief, body)


@asynccontextmanager
async def client_on(server: Scripted | Running, folder: Path, *skills: Skill) -> AsyncIterator[Client]:
    """A real client with a journal in the folder, on a model that can do these skills."""
    folder.mkdir(parents=True, exist_ok=True)
    store = open_store(folder / "run.sqlite")
    end = Endpoint("default", server.model, server.base_url, "key", able(*(skills or ("json_schema",))))
    client = Client(store, Ledger(store, Budget()), {"default": end}, max_concurrent=8)
    try:
        yield client
    finally:
        await client.aclose()
        store.close()
