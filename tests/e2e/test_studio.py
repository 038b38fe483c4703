"""`langgraph dev` serves the graphs, and builds by them. Only where its command is installed: see
docs/architecture.md."""

import asyncio
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import seedbed as api
from seedbed.app.studio import graphs
from seedbed.memory.files.run_folder import RunFolder
from tests.simulator.launch import Running, simulator
from tests.warm import ROOT

COMMAND = os.environ.get("LANGGRAPH_COMMAND") or shutil.which("langgraph")


def test_each_graph_is_made_without_a_run() -> None:
    for make in (graphs.build, graphs.planner, graphs.critic, graphs.sample, graphs.dialogue):
        assert make().name == make.__name__
    assert "approve" in graphs.build().get_graph(xray=True).draw_mermaid()


def test_a_talk_is_held_again_from_its_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = {"recipe": "calculator-talk", "topic": "prices of a bike shop", "rows": 2}
    monkeypatch.setenv("HOME", str(tmp_path))
    with simulator() as endpoint:
        monkeypatch.setenv("SEEDBED_BASE_URL", endpoint.base_url)
        monkeypatch.setenv("SEEDBED_MODEL", "sim-strong")
        asked = api.Spec.model_validate({"parts": [{"name": "talks", **spec}]})
        with api.build(asked, out=tmp_path / "run", skip_exam=True) as run:
            before = run.store.totals().calls
        found = asyncio.run(graphs.dialogue().ainvoke({"run": str(tmp_path / "run"), "brief": 1}))
        assert len(found["messages"]) >= 2 and found["ended"] not in ("", "failed")
        with api.open_run(tmp_path / "run") as run:
            assert run.store.totals().calls == before
        with RunFolder(tmp_path / "run").hold(), pytest.raises(api.UserFault, match="works on it"):
            asyncio.run(graphs.sample().ainvoke({"run": str(tmp_path / "run")}))


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    if not COMMAND:
        pytest.skip("`langgraph` is not installed (pip install 'langgraph-cli[inmem]', or LANGGRAPH_COMMAND)")
    folder = tmp_path_factory.mktemp("studio")
    with simulator() as endpoint, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        with _served(folder, endpoint, port) as client:
            yield client


class _served:
    """The server in a process of its own."""

    def __init__(self, folder: Path, endpoint: Running, port: int) -> None:
        mine = {"HOME": str(folder), "LANGSMITH_TRACING": "false", "SEEDBED_MODEL": "sim-strong"}
        self.environment = {**os.environ, **mine, "SEEDBED_BASE_URL": endpoint.base_url}
        self.environment.pop("PYTHONPATH", None)
        flags = ("--no-browser", "--no-reload", "--allow-blocking", "--port", str(port))
        self.words = [str(COMMAND), "dev", *flags, "--config", str(ROOT / "langgraph.json")]
        self.log, self.port = folder / "log", port

    def __enter__(self) -> httpx.Client:
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                self.words, cwd=self.log.parent, env=self.environment, stdout=log, stderr=subprocess.STDOUT
            )
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=120, trust_env=False)
        end = time.monotonic() + 90
        while True:
            try:
                self.client.get("/ok").raise_for_status()
                return self.client
            except httpx.HTTPError:
                assert self.process.poll() is None and time.monotonic() < end, self.log.read_text()[-3000:]
                time.sleep(0.3)

    def __exit__(self, *_: object) -> None:
        self.client.close()
        self.process.terminate()
        self.process.wait(30)


def ran(client: httpx.Client, thread: str, graph: str, **what: Any) -> Any:
    answer = client.post(f"/threads/{thread}/runs/wait", json={"assistant_id": graph, **what})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_build_is_asked_for_approved_and_looked_into(studio: httpx.Client, tmp_path: Path) -> None:
    assert {one["graph_id"] for one in studio.post("/assistants/search", json={}).json()} == {
        "build", "planner", "critic", "sample", "dialogue",
    }  # fmt: skip
    thread = studio.post("/threads", json={}).json()["thread_id"]
    folder = str(tmp_path / "run")
    asked = {"request": "24 messages to a hotel, labels: angry, calm", "run": folder, "skip_exam": True}
    found = ran(studio, thread, "build", input=asked)
    (waits,) = found["__interrupt__"]
    assert waits["value"]["point"] == "plan" and waits["value"]["estimate"]["calls"] > 0, found
    change = {"name": "change", "answer": {"parts": {"rows": {"guidance": ["Be brief."]}}}}
    found = ran(studio, thread, "build", command={"resume": change})
    assert found["__interrupt__"][0]["value"]["number"] == 2, found
    found = ran(studio, thread, "build", command={"resume": True})
    assert (found["status"]["state"], found["status"]["accepted"]) == ("done", 24), found
    other = studio.post("/threads", json={}).json()["thread_id"]
    made = ran(studio, other, "sample", input={"run": folder, "brief": 2})
    assert made["draft"]["row"]["text"]
    other = studio.post("/threads", json={}).json()["thread_id"]
    assert "critique" in ran(studio, other, "critic", input={"run": folder})
    other = studio.post("/threads", json={}).json()["thread_id"]
    planned = ran(studio, other, "planner", input={**asked, "run": str(tmp_path / "planned")})
    assert planned["plan"]["parts"], planned
