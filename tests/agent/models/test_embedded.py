"""The embedded model's server: comes up, answers, is deterministic, ends with its parent; and what its
answers are worth where the product asks it."""

import asyncio
import importlib.util
import json
import math
import os
import select
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from seedbed.agent.models.ask import Client
from seedbed.agent.models.endpoint import Endpoint, Purpose
from seedbed.agent.models.exam.door import Sitting
from seedbed.agent.models.exam.sitting import embedded_profile
from seedbed.agent.models.exam.tasks import likelihood_of_text
from seedbed.agent.models.likelihood import likelihood
from seedbed.agent.models.local.embedded import SIZE, find, serve
from seedbed.agent.models.local.server import Unusable, fitting_context
from seedbed.agent.models.wire import Decode
from seedbed.agent.offline import labels
from seedbed.agent.offline.labels import SURE
from seedbed.memory.brief import Slot
from seedbed.memory.errors import UserFault
from seedbed.memory.store.sql import SqlStore
from tests.agent.models.conftest import client_at, needs_model
from tests.agent.models.test_likelihood import FEW_SHOT
from tests.agent.offline import test_label_checks as label_checks
from tests.agent.offline.test_labels import env, made

DEMONSTRATIONS = "".join(
    f"Intent: {intent}\nMessage: {text}\n\n"
    for intent, text in [
        ("refund", "I was charged twice and want one payment back."),
        ("refund", "The blender arrived broken, please return my money."),
        ("refund", "You promised a refund last week and nothing has come."),
    ]
)


@pytest.fixture(scope="module")
def served() -> Iterator[Endpoint]:
    """The pinned weights' server, for all tests here."""
    with asyncio.Runner() as runner:
        serving = serve()
        yield runner.run(serving.__aenter__())
        runner.run(serving.__aexit__(None, None, None))


def pid_of(served: Endpoint) -> int:
    """Its process, a child of ours."""
    alive = (one for one in psutil.Process().children() if one.status() != psutil.STATUS_ZOMBIE)
    return int(next(one.pid for one in alive if served.model in one.cmdline()))


def http(served: Endpoint) -> httpx.AsyncClient:
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


async def told(ours: httpx.AsyncClient, number: int) -> list[tuple[int, float]]:
    answer = (await ours.post("/completions", json=body(number))).json()
    return [(t["id"], t["logprob"]) for t in answer["choices"][0]["logprobs"]["content"]]


@asynccontextmanager
async def asking(served: Endpoint, store: SqlStore) -> AsyncIterator[Client]:
    """A client that knows what the shipped exam found."""
    async with client_at(store, served.base_url, served.model, served.api_key, timeout=120.0) as client:
        client.set_profile("default", embedded_profile())
        yield client


@needs_model
async def test_it_answers_only_who_has_the_key_and_alike_whatever_runs_beside_it(served: Endpoint) -> None:
    async with http(served) as ours, httpx.AsyncClient() as other:
        assert served.base_url.startswith("http://127.0.0.1:")
        assert served.api_key not in repr(served)
        assert served.api_key not in Path(f"/proc/{pid_of(served)}/cmdline").read_text(encoding="utf-8")
        listed = (await ours.get("/models")).json()
        assert [entry["id"] for entry in listed["data"]] == [served.model]
        assert str(find()) not in json.dumps(listed)
        assert (await other.get(f"{served.base_url}/models")).status_code == 401
        together = await asyncio.gather(*(told(ours, number) for number in range(3)))
        alone = [await told(ours, number) for number in reversed(range(3))]
    assert list(reversed(alone)) == together
    assert len({tuple(answer) for answer in together}) == 3 and len(together[0]) == 12


@needs_model
async def test_likelihoods_are_the_model_s_own_proportions(served: Endpoint, store: SqlStore) -> None:
    labels = [" refund", " delivery", " order_status", " order_cancel"]
    prompt = f"{FEW_SHOT}Message: My order never came.\nIntent:"
    asked, purpose = Slot("b" * 64, "annotator", "label"), Purpose("test")
    async with asking(served, store) as client:
        found = await likelihood(client, asked, prompt, labels, purpose)
        bare = Slot("p" * 64, "annotator", "plain")
        plain = await client.complete(bare, prompt, purpose, Decode(1, 0.0, logprobs=5000))
    raw = {entry["token"]: entry["logprob"] for entry in plain.logprobs[0]["top_logprobs"]}
    chances = [math.exp(value) for value in found]
    assert found[0] - found[1] == pytest.approx(raw[" refund"] - raw[" delivery"], abs=1e-4)
    order = math.log(chances[2] + chances[3]) - found[0]
    assert order == pytest.approx(raw[" order"] - raw[" refund"], abs=1e-4)
    assert math.fsum(chances) == pytest.approx(1)


@needs_model
async def test_the_shipped_profile_is_of_what_it_answers(served: Endpoint, store: SqlStore) -> None:
    async with asking(served, store) as client:
        assert await likelihood_of_text(Sitting(client, "default"), 0) == {"likelihood": [True]}


TWO = label_checks.PART.model_copy(update={"rows": 12, "labels": label_checks.PART.labels[:2]})


@needs_model
async def test_candidates_become_rows_that_keep_every_rule(
    served: Endpoint, store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(labels, "_SHOWN", 6)
    monkeypatch.setattr(labels, "_PILOT", 2)
    assert all(embedded_profile().can(*skills) for skills in SURE.needs.values())
    async with asking(served, store) as client:
        here = env(part=TWO, client=client, resources=label_checks.resources())
        two = enumerate(label_checks.LABELS[:2], 1)
        drafts = await asyncio.gather(*(made(SURE, here, name, number=n) for n, name in two))
    rows = [draft for draft in drafts if draft.row and not draft.reasons]
    assert rows, [draft.reasons for draft in drafts]
    for draft in rows:
        assert {e.kind for e in draft.evidence} == {"classification", "likelihood"}
        assert all(e.ok for e in draft.evidence)


@needs_model
@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="waits for a process that isn't our child")
def test_it_ends_when_its_parent_is_killed() -> None:
    script = (
        "import asyncio, psutil\n"
        "from seedbed.agent.models.local.embedded import serve\n"
        "async def main():\n"
        "    async with serve():\n"
        "        print(psutil.Process().children()[0].pid, flush=True)\n"
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


@pytest.mark.parametrize(
    ("library", "said"), [(object(), "seedbed models pull"), (None, r"seedbed\[embedded\]")]
)
async def test_what_is_missing_is_named(
    library: object, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    find_spec = importlib.util.find_spec  # others that are loaded meanwhile look for theirs
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: library if name == "xllamacpp" else find_spec(name)
    )
    monkeypatch.setenv("SEEDBED_CACHE", str(tmp_path))
    with pytest.raises(UserFault, match=said):
        async with serve():
            pass


@needs_model
async def test_a_file_of_ones_own_is_served_under_its_name(tmp_path: Path) -> None:
    """The same weights, so that none have to be fetched: as a model like any other."""
    own = tmp_path / "mine.gguf"
    own.symlink_to(find() or "")
    async with serve(own) as served, http(served) as ours:
        pid = pid_of(served)
        assert (served.model, served.timeout) == ("mine.gguf", 600.0)
        assert served.place.startswith(f"gguf {SIZE} ")
        listed = (await ours.get("/models")).json()
        assert [entry["id"] for entry in listed["data"]] == ["mine.gguf"]
        asked = {"messages": [{"role": "user", "content": "Say hello."}], "max_tokens": 2}
        assert (await ours.post("/chat/completions", json=asked)).json()["choices"][0]["message"]["content"]
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@needs_model
async def test_a_file_that_cant_be_used_says_why(tmp_path: Path) -> None:
    broken, bare, huge = (tmp_path / f"{name}.gguf" for name in ("broken", "bare", "huge"))
    broken.write_bytes(b"GGUF, but no model")
    without_a_template(bare)
    without_a_template(huge)
    os.truncate(huge, 1 << 43)  # sparse
    reasons = {broken: "isn't a GGUF file", bare: "no chat template", huge: "of memory are free"}
    for path, reason in reasons.items():
        with pytest.raises(UserFault, match=rf"{path.name}: this file can't be used: .*{reason}"):
            async with serve(path):
                pass
    with pytest.raises(UserFault, match="no such file"):
        async with serve(tmp_path / "nowhere.gguf"):
            pass


async def test_a_library_that_the_system_lacks_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An image without libgomp: the file is as good as ever."""
    why = "libgomp.so.1: cannot open shared object file: No such file or directory"
    (tmp_path / "xllamacpp.py").write_text(f"raise ImportError({why!r})")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (weights := tmp_path / "any.gguf").touch()
    monkeypatch.setattr("seedbed.agent.models.local.embedded.find", lambda: weights)
    with pytest.raises(UserFault, match=r"can't be loaded: libgomp\.so\.1: cannot open.*libgomp1"):
        async with serve():
            pass


def without_a_template(path: Path) -> None:
    """A GGUF file with a header that says how large its model is, and no more."""
    from gguf import GGUFWriter

    writer = GGUFWriter(path, "llama")
    writer.add_context_length(4096)
    writer.add_block_count(32)
    writer.add_embedding_length(4096)
    writer.add_head_count(32)
    writer.add_head_count_kv(8)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.close()


def test_the_context_is_what_memory_allows() -> None:
    seven_billion = (131_072, 131_072, 4_400_000_000)
    contexts = [fitting_context(*seven_billion, free) for free in (10**11, 6 * 10**9, 5_500_000_000)]
    assert contexts == [16_384, 8_192, 4_096]
    with pytest.raises(Unusable, match=r"5\.3 GB of memory, and 5\.0 GB are free"):
        fitting_context(*seven_billion, 5 * 10**9)
    assert fitting_context(2_048, 10_000, 10**8, 10**9) == 2_048
