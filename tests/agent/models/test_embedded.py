"""The embedded model's server: comes up, answers, is deterministic, ends with its parent."""

import asyncio
import importlib.util
import json
import os
import select
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from seedbed.agent.models.embedded import EmbeddedEndpoint, notice, serve, threads_for
from seedbed.agent.models.weights import find
from seedbed.memory.errors import UserFault

needs_model = pytest.mark.skipif(
    importlib.util.find_spec("xllamacpp") is None or find() is None,
    reason="needs xllamacpp and the weights (`seedbed models pull`)",
)
DEMONSTRATIONS = "".join(
    f"Intent: {intent}\nMessage: {text}\n\n"
    for intent, text in [
        ("refund", "I was charged twice and want one payment back."),
        ("refund", "The blender arrived broken, please return my money."),
        ("refund", "You promised a refund last week and nothing has come."),
    ]
)


def client(served: EmbeddedEndpoint) -> httpx.AsyncClient:
    headers = {"Authorization": f"Bearer {served.api_key}"}
    return httpx.AsyncClient(base_url=served.base_url, headers=headers, timeout=60)


def body(number: int) -> dict[str, Any]:
    topic = ("a lamp", "a rug", "a tent", "a desk", "a long coat with a belt", "tea")[number % 6]
    return {
        "prompt": f"{DEMONSTRATIONS * (1 + number % 2)}Intent: refund (about {topic})\nMessage:",
        "max_tokens": 12,
        "temperature": 0.9,
        "min_p": 0.05,
        "seed": number,
        "logprobs": 1,
    }


@needs_model
async def test_it_comes_up_and_answers_only_who_has_the_key() -> None:
    async with serve(slots=1, context=512) as served, client(served) as ours, httpx.AsyncClient() as other:
        assert served.base_url.startswith("http://127.0.0.1:")
        assert served.api_key not in repr(served)
        assert served.api_key not in Path(f"/proc/{served.pid}/cmdline").read_text(encoding="utf-8")
        listed = (await ours.get("/models")).json()
        assert [entry["id"] for entry in listed["data"]] == [served.model]
        assert str(find()) not in json.dumps(listed)
        assert (await other.get(f"{served.base_url}/models")).status_code == 401
        said = (await ours.post("/completions", json=body(0))).json()
        assert said["usage"]["completion_tokens"] == 12
    with pytest.raises(ProcessLookupError):
        os.kill(served.pid, 0)


@needs_model
async def test_equal_requests_get_equal_answers_whatever_runs_beside_them() -> None:
    async def told(ours: httpx.AsyncClient, number: int) -> list[tuple[int, float]]:
        answer = (await ours.post("/completions", json=body(number))).json()
        return [(t["id"], t["logprob"]) for t in answer["choices"][0]["logprobs"]["content"]]

    async with serve(slots=3, context=512) as served, client(served) as ours:
        together = await asyncio.gather(*(told(ours, number) for number in range(12)))
        alone = [await told(ours, number) for number in reversed(range(12))]
    assert list(reversed(alone)) == together
    assert len({tuple(answer) for answer in together}) == 12


@needs_model
@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="waits for a process that isn't our child")
def test_it_ends_when_its_parent_is_killed() -> None:
    script = (
        "import asyncio\n"
        "from seedbed.agent.models.embedded import serve\n"
        "async def main():\n"
        "    async with serve(slots=1, context=512) as served:\n"
        "        print(served.pid, flush=True)\n"
        "        await asyncio.Event().wait()\n"
        "asyncio.run(main())\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3] / "src")}
    with subprocess.Popen(
        [sys.executable, "-c", script], env=environment, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        server = os.pidfd_open(int(parent.stdout.readline()))
        parent.send_signal(signal.SIGKILL)
    try:
        ended, _, _ = select.select([server], [], [], 20)
        assert ended, "the server outlived its parent by 20 s"
    finally:
        os.close(server)


async def test_no_weights_names_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
    monkeypatch.setenv("SEEDBED_CACHE", str(tmp_path))
    with pytest.raises(UserFault, match="seedbed models pull"):
        async with serve():
            pass


async def test_no_library_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(UserFault, match=r"seedbed\[embedded\]"):
        async with serve():
            pass


@needs_model
async def test_a_broken_file_says_so(tmp_path: Path) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF, but no model")
    with pytest.raises(UserFault, match=r"broken\.gguf: the embedded model's server doesn't start"):
        async with serve(weights=broken):
            pass


def test_two_threads_only_where_they_do_not_stall_each_other() -> None:
    machines = [(2, 0.0), (4, 0.5), (4, 1.4), (8, 3.0), (1, 0.0)]
    assert [threads_for(cores, load) for cores, load in machines] == [1, 2, 1, 2, 1]


def test_the_notice_says_what_it_cannot_do_and_how_to_name_another() -> None:
    assert "It cannot" in notice()
    assert "--base-url" in notice()
