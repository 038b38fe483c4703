"""The exam against the simulated endpoint: every profile is found out, and nothing is paid twice."""

import json
from pathlib import Path
from typing import Any

import httpx2
import pytest

from seedbed.agent.models.delivery import hedge
from seedbed.agent.models.exam.sitting import EXAM_VERSION, embedded_profile, sit_exam
from seedbed.agent.models.exam.skills import MOST_CALLS, THRESHOLDS
from seedbed.agent.models.places import EMBEDDED
from seedbed.memory.errors import BudgetSpent, UserFault
from seedbed.memory.profile import SKILLS
from seedbed.memory.spec import Budget
from seedbed.memory.store.opening import open_store
from seedbed.memory.store.sql import SqlStore
from tests.agent.models.conftest import answering, client_at
from tests.loopback import Request, loopback
from tests.simulator.fixtures import Start


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SEEDBED_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture(autouse=True)
def once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No call goes out twice for being late, on a busy machine, where calls are counted."""
    monkeypatch.setattr(hedge, "_SOONEST", 60.0)


def quiet(_: str) -> None:
    """Nobody listens."""


async def test_the_barest_request_says_what_is_wrong_also_in_a_list(store: SqlStore) -> None:
    """As of Gemini, which refuses an unknown parameter before it looks at the key."""
    full, bare = (400, [{"error": {"message": 'Unknown name "seed"'}}]), {"message": "API key not\nvalid."}
    with answering("gemini", full, (400, [{"error": bare}])) as base_url:
        async with client_at(store, base_url, "gemini") as client:
            with pytest.raises(UserFault, match=r"the request: HTTP 400, API key not valid\. — "):
                await sit_exam(client, "default", quiet)


Names = frozenset[str]
SELF_READ = frozenset({"wording", "span_question", "keep_label"})
NOBODY: Names = frozenset()


@pytest.mark.parametrize(
    ("profile", "cannot", "not_shown"),
    [
        ("strong", NOBODY, NOBODY),
        # Who judges wrongly whatever he reads isn't told that he can't write: his reading proves nothing.
        ("yes-man", frozenset({"judging"}), frozenset({"keep_label"})),
        ("no-man", frozenset({"judging"}), SELF_READ),
        ("thinker", NOBODY, NOBODY),
        ("no-schema", NOBODY, NOBODY),
        # What it refuses costs calls, and likelihood gets what is left.
        ("quirky", NOBODY, frozenset({"likelihood"})),
        ("reasoner", NOBODY, frozenset({"likelihood"})),
    ],
)
async def test_each_profile_is_found_out(
    simulated: Start, store: SqlStore, profile: str, cannot: Names, not_shown: Names
) -> None:
    end, said = simulated(profile=profile), list[str]()
    async with client_at(store, end.base_url, f"sim-{profile}") as client:
        found = await sit_exam(client, "default", said.append)
        assert client.profile("writer") == found
    assert end.stats()["requests"] <= MOST_CALLS
    assert {name for name in SKILLS if not found.can(name)} == cannot
    assert set(found.not_shown) == not_shown
    assert any(line.startswith("not shown") for line in said) is bool(not_shown)
    assert found.context_tokens == 131_072 and found.exam_version == EXAM_VERSION
    quirks = found.quirks
    assert quirks.response_format is (profile != "no-schema")
    assert quirks.thinking == {"thinker": "field", "reasoner": "hidden"}.get(profile, "none")
    assert (quirks.think_tokens > 0) is (quirks.thinking != "none")
    odd = profile in ("quirky", "reasoner")
    assert (quirks.temperature, quirks.seed) == ((False, False) if odd else (True, True))
    assert quirks.system is (profile != "quirky")
    assert quirks.max_tokens_field == ("max_completion_tokens" if odd else "max_tokens")
    assert not quirks.grammar and quirks.completions


async def test_of_a_weak_model_nothing_is_shown_that_it_does_now_and_then(
    simulated: Start, store: SqlStore
) -> None:
    end = simulated(profile="weak")
    async with client_at(store, end.base_url, "sim-weak") as client:
        found = await sit_exam(client, "default", quiet)
    assert end.stats()["requests"] <= MOST_CALLS and found.context_tokens == 8_192
    assert not found.can("subtopics")  # never distinct
    assert {name for name in SKILLS if found.skills[name].shown} == {"json_schema", "logprobs", "context"}


async def test_every_call_is_charged_and_none_is_paid_twice(
    simulated: Start, store: SqlStore, own_cache: Path, tmp_path: Path
) -> None:
    end, said = simulated(), list[str]()
    async with client_at(store, end.base_url) as client:
        first = await sit_exam(client, "default", quiet)
    asked, totals = end.stats()["requests"], store.totals()
    assert totals.calls == asked and totals.prompt_tokens == end.stats()["tokens"]["prompt"]
    # Another run takes the result from the cache, and says so.
    other = open_store(tmp_path / "other.sqlite")
    async with client_at(other, end.base_url) as client:
        assert await sit_exam(client, "default", said.append) == first
        assert "known from before" in said[0]
    other.close()
    # The journal comes first: it counts even when the cache says something else.
    for path in (own_cache / "exams").iterdir():
        path.unlink()
    async with client_at(store, end.base_url) as client:
        assert await sit_exam(client, "default", quiet) == first
    assert end.stats()["requests"] == asked


@pytest.mark.parametrize(
    ("parameters", "anew"), [({"reasoning_effort": "high"}, True), ({"temperature": 0.1}, False)]
)
async def test_what_a_model_can_that_is_asked_otherwise_is_found_out_anew(
    simulated: Start, store: SqlStore, tmp_path: Path, parameters: dict[str, Any], anew: bool
) -> None:
    """Such as whether it thinks, which takes room; not how it draws."""
    end = simulated()
    async with client_at(store, end.base_url) as client:
        await sit_exam(client, "default", quiet)
    asked, other = end.stats()["requests"], open_store(tmp_path / "other.sqlite")
    async with client_at(other, end.base_url, parameters=parameters) as client:
        await sit_exam(client, "default", quiet)
    other.close()
    assert (end.stats()["requests"] > asked) is anew


async def test_an_interrupted_exam_goes_on_from_the_journal(simulated: Start, store: SqlStore) -> None:
    end = simulated()
    async with client_at(store, end.base_url, budget=Budget(calls=20)) as client:
        with pytest.raises(BudgetSpent):
            await sit_exam(client, "default", quiet)
    async with client_at(store, end.base_url) as client:
        found = await sit_exam(client, "default", quiet)
    assert all(found.can(name) for name in SKILLS)
    assert end.stats()["repeated"] == 0


NOTHING: dict[str, object] = {"choices": []}
EMPTY: dict[str, object] = {
    "choices": [{"message": {"role": "assistant", "content": ""}, "finish_reason": "stop"}]
}


@pytest.mark.parametrize("body", [NOTHING, EMPTY])
@pytest.mark.parametrize(("fine", "skip"), [(0, False), (0, True), (3, False)])
async def test_an_endpoint_that_breaks_is_not_taken_for_a_model_that_can_do_nothing(
    simulated: Start, store: SqlStore, own_cache: Path, body: dict[str, object], fine: int, skip: bool
) -> None:
    """`fine`: requests that are answered before. Once it is mended, the same run finds out what it can do."""
    end, asked, mended = simulated(), list[bytes](), list[bool]()

    def answer(request: Request) -> tuple[int, str, bytes]:
        asked.extend([request.body] if request.body else [])
        if request.body and len(asked) > fine and not mended:
            return 200, "application/json", json.dumps(body).encode()
        address = end.base_url.removesuffix("/v1") + request.path
        came = httpx2.request("POST" if request.body else "GET", address, content=request.body)
        return came.status_code, "application/json", came.content

    with loopback(answer) as address:
        async with client_at(store, f"{address}/v1") as client:
            with pytest.raises(UserFault, match=r"answered \d+ calls one after the other with nothing that"):
                await sit_exam(client, "default", quiet, skip=skip)
            assert fine or len(asked) == 3
            assert not (own_cache / "exams").exists()
            mended.append(True)
            found = await sit_exam(client, "default", quiet, skip=skip)
    assert all(found.can(name) for name in SKILLS if not (skip and name == "likelihood"))


async def test_who_did_nothing_at_all_is_examined_anew_by_the_next_run(
    store: SqlStore, tmp_path: Path
) -> None:
    asked, other = list[bytes](), open_store(tmp_path / "other.sqlite")

    def answer(request: Request) -> tuple[int, str, bytes]:
        asked.append(request.body)
        message = {"role": "assistant", "content": "closed"}
        reply = {"choices": [{"message": message, "finish_reason": "stop"}]}
        return 200, "application/json", json.dumps(reply).encode()

    with loopback(answer) as address:
        for one in (store, other):
            asked.clear()
            async with client_at(one, f"{address}/v1", "m") as client:
                await sit_exam(client, "default", quiet)
            assert len(asked) > 10
    other.close()


async def test_a_wrong_name_is_told_also_where_the_endpoint_says_400(store: SqlStore) -> None:
    refusal = {"error": {"message": "llama-8 is not a valid model ID"}}
    with answering("vendor/llama-8b", (400, refusal)) as base_url:
        async with client_at(store, base_url, "llama-8") as client:
            with pytest.raises(UserFault, match="did you mean 'vendor/llama-8b'"):
                await sit_exam(client, "default", quiet)


async def test_an_endpoint_that_takes_no_cap_on_an_answer_is_told_so(store: SqlStore) -> None:
    def answer(request: Request) -> tuple[int, str, bytes]:
        cap = next((one for one in json.loads(request.body or b"{}") if one.startswith("max_")), "none")
        said = f"Unsupported parameter: {cap!r} is not supported with this model."
        return 400, "application/json", json.dumps({"error": {"message": said}}).encode()

    told = "must be capped, and neither max_tokens nor max_completion_tokens is taken: .*Unsupported"
    with loopback(answer) as address:
        async with client_at(store, f"{address}/v1", "m") as client:
            with pytest.raises(UserFault, match=told):
                await sit_exam(client, "default", quiet)


@pytest.mark.parametrize(("key", "heeds"), [("both_together", True), ("sum", False)])
async def test_a_schema_is_heeded_by_whoever_says_what_it_alone_tells(
    store: SqlStore, key: str, heeds: bool
) -> None:
    def answer(request: Request) -> tuple[int, str, bytes]:
        said = json.dumps({key: 43}) if b"one JSON object" in request.body else "43"
        message = {"role": "assistant", "content": said}
        body = {"choices": [{"message": message, "finish_reason": "stop"}], "data": [{"id": "m"}]}
        return 200, "application/json", json.dumps(body).encode()

    with loopback(answer) as address:
        async with client_at(store, f"{address}/v1", "m") as client:
            found = await sit_exam(client, "default", quiet, skip=True)
            assert found.quirks.response_format is heeds


async def test_what_refuses_log_probabilities_alone_is_found_out_by_the_second_request(
    store: SqlStore,
) -> None:
    asked = list[dict[str, object]]()

    def answer(request: Request) -> tuple[int, str, bytes]:
        if not request.path.endswith("/chat/completions"):
            return 404, "application/json", b"{}"
        asked.append(body := json.loads(request.body))
        if body.get("logprobs"):
            return 400, "application/json", b'{"error": {"message": "logprobs is not supported"}}'
        said = json.dumps({"both_together": 43}) if "response_format" in body else "43"
        reply = {"choices": [{"message": {"role": "assistant", "content": said}, "finish_reason": "stop"}]}
        return 200, "application/json", json.dumps(reply).encode()

    with loopback(answer) as address:
        async with client_at(store, f"{address}/v1", "m") as client:
            found = await sit_exam(client, "default", quiet, skip=True)
    quirks = found.quirks
    assert quirks.temperature and quirks.seed and quirks.system and quirks.response_format and quirks.tools
    assert not found.can("logprobs") and not quirks.completions
    assert [("logprobs" in one, "tools" in one) for one in asked[:4]] == [
        (True, False),
        (False, False),
        (False, False),
        (False, True),
    ]


async def test_a_skipped_exam_finds_the_quirks_and_takes_the_rest_for_granted(
    simulated: Start, store: SqlStore, own_cache: Path
) -> None:
    end, said = simulated(profile="weak"), list[str]()
    async with client_at(store, end.base_url, "sim-weak") as client:
        found = await sit_exam(client, "default", said.append, skip=True)
        asked = end.stats()["requests"]
        # What a run took for granted stays so.
        assert await sit_exam(client, "default", said.append) == found
    assert asked == end.stats()["requests"] <= 6
    assert {name for name in SKILLS if not found.can(name)} == {"likelihood"}
    assert not any(r.shown for r in found.skills.values()) and all(
        r.tried == 0 for r in found.skills.values()
    )
    assert found.quirks.response_format and found.quirks.tools and found.context_tokens == 8_192
    assert "is skipped" in said[0] and not (own_cache / "exams").exists()


def test_the_shipped_profile_is_of_this_exam_and_model() -> None:
    shipped = embedded_profile()
    assert (shipped.model, shipped.exam_version) == (EMBEDDED, EXAM_VERSION)
    assert shipped.quirks.grammar and shipped.can("likelihood") and not shipped.can("json_schema")
    assert {name: result.threshold for name, result in shipped.skills.items()} == THRESHOLDS
    assert {name for name in SKILLS if shipped.can(name)} == {"logprobs", "likelihood", "context"}


@pytest.mark.parametrize("skip", [False, True])
async def test_the_embedded_model_s_result_is_known_without_a_call(store: SqlStore, skip: bool) -> None:
    async with client_at(store, "http://127.0.0.1:9/v1", EMBEDDED) as client:
        assert await sit_exam(client, "default", quiet, skip=skip) == embedded_profile()
