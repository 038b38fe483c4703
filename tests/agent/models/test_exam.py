"""The exam against the simulated endpoint: every profile is found out, and nothing is paid twice."""

import http.server
import importlib.util
import json
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from seedbed.agent.models.ask import Desk, Endpoint
from seedbed.agent.models.embedded import NAME, serve
from seedbed.agent.models.exam import EXAM_VERSION, embedded_profile, sit_exam
from seedbed.agent.models.exam_skills import MOST_TASKS, SKILL_EXAMS, examine, still_needed, wilson_low
from seedbed.agent.models.exam_tasks.sitting import Sitting, lots, material
from seedbed.agent.models.weights import find
from seedbed.memory.errors import AnswerFault, BudgetSpent, UserFault
from seedbed.memory.ledger import Ledger
from seedbed.memory.profile import SKILLS, Profile
from seedbed.memory.spec import Budget
from seedbed.memory.store.opening import open_store
from seedbed.memory.store.sql import SqlStore
from tests.simulator.fixtures import Start, simulated

__all__ = ["simulated"]
NO_CAP = Budget()


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SEEDBED_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = open_store(tmp_path / "run.sqlite")
    yield opened
    opened.close()


@asynccontextmanager
async def desk_at(
    store: SqlStore,
    base_url: str,
    model: str = "sim-strong",
    key: str = "k",
    budget: Budget = NO_CAP,
) -> AsyncIterator[Desk]:
    end = Endpoint("default", model, base_url, key, Profile(model=model, exam_version=0), timeout=5.0)
    desk = Desk(store, Ledger(store, budget), {"default": end}, max_concurrent=8)
    yield desk
    await desk.aclose()


def quiet(_: str) -> None:
    """Nobody listens."""


WRITING = frozenset({"wording", "span_question", "keep_label", "subtopics"})


@pytest.mark.parametrize(
    ("profile", "cannot"),
    [
        ("strong", frozenset()),
        ("weak", WRITING | {"tool_calls", "judging", "likelihood"}),
        ("yes-man", frozenset({"judging"})),
        ("no-man", frozenset({"judging", "span_question"})),
        ("thinker", frozenset()),
        ("no-schema", frozenset()),
        ("quirky", frozenset()),
    ],
)
async def test_each_profile_is_found_out(
    simulated: Start, store: SqlStore, profile: str, cannot: frozenset[str]
) -> None:
    end = simulated(profile=profile)
    async with desk_at(store, end.base_url, f"sim-{profile}") as desk:
        found = await sit_exam(desk, "default", quiet)
        assert desk.profile("writer") == found
    assert {name for name in SKILLS if not found.can(name)} == cannot
    quirks = found.quirks
    assert quirks.response_format is (profile != "no-schema")
    assert quirks.thinking == ("field" if profile == "thinker" else "none")
    assert (quirks.think_tokens > 0) is (profile == "thinker")
    assert (quirks.temperature, quirks.seed) == ((False, False) if profile == "quirky" else (True, True))
    assert quirks.max_tokens_field == ("max_completion_tokens" if profile == "quirky" else "max_tokens")
    assert not quirks.grammar and quirks.completions
    assert found.context_tokens == (8_192 if profile == "weak" else 131_072)
    assert found.exam_version == EXAM_VERSION


async def test_faults_of_transport_change_no_result(
    simulated: Start, store: SqlStore, tmp_path: Path
) -> None:
    calm, rough = simulated(), simulated(errors=0.2, rate_limit=5)
    async with desk_at(store, calm.base_url) as desk:
        want = await sit_exam(desk, "default", quiet)
    other = open_store(tmp_path / "other.sqlite")
    async with desk_at(other, rough.base_url) as desk:
        assert await sit_exam(desk, "default", quiet) == want
    other.close()


async def test_every_call_is_charged_and_none_is_paid_twice(
    simulated: Start, store: SqlStore, own_cache: Path
) -> None:
    end = simulated()
    async with desk_at(store, end.base_url) as desk:
        first = await sit_exam(desk, "default", quiet)
        asked = end.stats()["requests"]
        totals = store.totals()
        assert totals.calls == asked and totals.prompt_tokens == end.stats()["tokens"]["prompt"]
        # The journal comes first: it counts even when the cache says something else.
        for path in (own_cache / "exams").iterdir():
            path.unlink()
        assert await sit_exam(desk, "default", quiet) == first
    assert end.stats()["requests"] == asked


async def test_another_run_takes_the_result_from_the_cache_and_says_so(
    simulated: Start, store: SqlStore, tmp_path: Path
) -> None:
    end = simulated()
    async with desk_at(store, end.base_url) as desk:
        first = await sit_exam(desk, "default", quiet)
    asked, said = end.stats()["requests"], list[str]()
    other = open_store(tmp_path / "other.sqlite")
    async with desk_at(other, end.base_url) as desk:
        assert await sit_exam(desk, "default", said.append) == first
        assert end.stats()["requests"] == asked
        assert "known from before" in said[0]
    other.close()
    # Another model at the same endpoint is another matter.
    third = open_store(tmp_path / "third.sqlite")
    async with desk_at(third, end.base_url, "sim-yes-man") as desk:
        await sit_exam(desk, "default", quiet)
    third.close()
    assert end.stats()["requests"] > asked


async def test_an_interrupted_exam_goes_on_from_the_journal(simulated: Start, store: SqlStore) -> None:
    end = simulated()
    async with desk_at(store, end.base_url, budget=Budget(calls=40)) as desk:
        with pytest.raises(BudgetSpent):
            await sit_exam(desk, "default", quiet)
    async with desk_at(store, end.base_url) as desk:
        found = await sit_exam(desk, "default", quiet)
    assert all(found.can(name) for name in SKILLS)
    assert end.stats()["repeated"] == 0


async def test_a_wrong_key_says_so(simulated: Start, store: SqlStore) -> None:
    async with desk_at(store, simulated().base_url, key="wrong") as desk:
        with pytest.raises(UserFault, match="refuses the key"):
            await sit_exam(desk, "default", quiet)


async def test_a_wrong_name_suggests_the_nearest(simulated: Start, store: SqlStore) -> None:
    async with desk_at(store, simulated().base_url, "sim-stong") as desk:
        with pytest.raises(UserFault, match="did you mean 'sim-strong'"):
            await sit_exam(desk, "default", quiet)


@contextmanager
def answering(status: int, kind: str, body: bytes) -> Iterator[str]:
    """An address that answers every POST alike, and lists one model."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.reply(status, kind, body)

        def do_GET(self) -> None:
            self.reply(200, "application/json", b'{"data": [{"id": "vendor/llama-8b"}]}')

        def reply(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


async def test_a_wrong_name_is_told_also_where_the_endpoint_says_400(store: SqlStore) -> None:
    refusal = json.dumps({"error": {"message": "llama-8 is not a valid model ID"}}).encode()
    with answering(400, "application/json", refusal) as base_url:
        async with desk_at(store, base_url, "llama-8") as desk:
            with pytest.raises(UserFault, match="did you mean 'vendor/llama-8b'"):
                await sit_exam(desk, "default", quiet)


async def test_an_address_that_speaks_html_is_named(store: SqlStore) -> None:
    with answering(200, "text/html", b"<!doctype html><html><body>Welcome</body></html>") as base_url:
        async with desk_at(store, base_url) as desk:
            with pytest.raises(UserFault, match="/v1"):
                await sit_exam(desk, "default", quiet)


# how many tasks ----------------------------------------------------------------------------------------


def test_the_wilson_bound_is_the_textbook_s() -> None:
    assert wilson_low(0, 0) == 0
    assert wilson_low(9, 10) == pytest.approx(0.5958, abs=1e-4)
    assert wilson_low(0, 10) == 0
    assert wilson_low(30, 30) == pytest.approx(0.8865, abs=1e-4)


def test_tasks_are_drawn_until_the_bound_passes_or_cant() -> None:
    assert [still_needed(0, 0, threshold) for threshold in (0.5, 0.6, 0.7)] == [4, 6, 9]
    assert still_needed(9, 9, 0.7) == 0
    assert still_needed(0, 5, 0.7) is None
    assert still_needed(25, 30, 0.7) is None
    assert all(still_needed(0, 0, exam.threshold) for exam in SKILL_EXAMS)


async def test_no_more_than_thirty_tasks_are_drawn(store: SqlStore) -> None:
    numbers: list[int] = []

    async def alternating(_: Sitting, number: int) -> bool:
        numbers.append(number)
        if number % 4 == 3:
            raise AnswerFault("malformed", "every fourth")
        return True

    exam = SKILL_EXAMS[0].__class__("json_schema", alternating, 0.57)
    async with desk_at(store, "http://127.0.0.1:9/v1") as desk:
        found = await examine(exam, Sitting(desk, "default"))
    assert numbers == list(range(found.tried)) and found.tried <= MOST_TASKS
    assert found.passed == sum(number % 4 != 3 for number in numbers)


def test_every_skill_has_its_exam() -> None:
    assert [exam.skill for exam in SKILL_EXAMS] == list(SKILLS)


def test_lots_are_the_same_for_every_model() -> None:
    assert lots("judging", 3).random() == lots("judging", 3).random() != lots("judging", 4).random()


def test_the_material_holds_its_own_answers() -> None:
    for passage in material()["passages"]:
        assert passage["answer"] in passage["text"]
    for codebook in material()["codebooks"]:
        for name, label in codebook["labels"].items():
            for text in label["texts"]:
                hits = {
                    n: sum(sign in text.lower() for sign in one["signs"])
                    for n, one in codebook["labels"].items()
                }
                assert max(hits, key=lambda n: hits[n]) == name, text


# the embedded model ------------------------------------------------------------------------------------


def test_the_shipped_profile_is_of_this_exam_and_model() -> None:
    shipped = embedded_profile()
    assert (shipped.model, shipped.exam_version) == (NAME, EXAM_VERSION)
    assert shipped.quirks.grammar and shipped.can("likelihood") and not shipped.can("json_schema")
    assert {r.threshold for r in shipped.skills.values()} == {exam.threshold for exam in SKILL_EXAMS}


needs_model = pytest.mark.skipif(
    importlib.util.find_spec("xllamacpp") is None or find() is None,
    reason="needs xllamacpp and the weights (`seedbed models pull`)",
)


@needs_model
async def test_the_shipped_profile_is_what_the_exam_finds(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SEEDBED_CACHE")
    shipped = embedded_profile()
    async with serve(slots=1) as end, desk_at(store, end.base_url, end.model, end.api_key) as desk:
        desk.set_profile("default", shipped.model_copy(update={"exam_version": 0}))
        for exam in SKILL_EXAMS:
            if exam.skill in ("likelihood", "logprobs"):
                assert await examine(exam, Sitting(desk, "default")) == shipped.skills[exam.skill]


async def test_the_embedded_model_s_result_is_known_without_a_call(store: SqlStore) -> None:
    async with desk_at(store, "http://127.0.0.1:9/v1", NAME) as desk:
        assert await sit_exam(desk, "default", quiet) == embedded_profile()
