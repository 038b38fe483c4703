"""The trace as a collector gets it, from finished runs and while one is built, and what never gets out."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from seedbed.memory.files.run_folder import RunFolder
from seedbed.tools.trace.conventions import OPENINFERENCE
from seedbed.tools.trace.spans import of_row, of_run
from tests.collector.launch import Collecting, collector
from tests.e2e.program import Program, answers, lines, until
from tests.e2e.runs import MESSAGES, PLAIN
from tests.loopback import Request, loopback
from tests.simulator.launch import Running, simulator

pytestmark = pytest.mark.timeout(300)  # three builds stand before the first test

SMALL: dict[str, Any] = {"parts": [{**MESSAGES, "rows": 12}], "critique_every": 8, "look_ahead": 8, "seed": 4}
HOW = ("--skip-exam", "--yes", "--quiet", "-o", "run")


@pytest.fixture
def collecting(tmp_path: Path) -> Iterator[Collecting]:
    with collector(tmp_path / "came.jsonl") as running:
        yield running


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Running]:
    with simulator(latency=30, defects=0.2) as running:
        yield running


@pytest.fixture
def program(endpoint: Running, tmp_path: Path) -> Program:
    return Program(tmp_path, endpoint.base_url)


def tree(run: Path) -> dict[str, tuple[str, str, str, bool]]:
    """The tree that the store has: id → parent, name, kind, whether it is ok."""
    with closing(RunFolder(run).open_store()) as store:
        return {span.id: (span.parent, span.name, span.kind, span.ok) for span in of_run(store)}


def came(spans: list[dict[str, Any]]) -> dict[str, tuple[str, str, str, bool]]:
    """The tree that came."""
    told = [(one, one["attributes"]) for one in spans]
    return {
        one["id"]: (one["parent"], one["name"], about["seedbed.span.kind"], about["seedbed.span.ok"])
        for one, about in told
    }


def test_a_collector_gets_the_tree_of_the_store(
    storied: Path, collecting: Collecting, tmp_path: Path
) -> None:
    done = Program(tmp_path)("trace", str(storied), "--to", collecting.url, "--json")
    assert done.code == 0, done.err
    spans = collecting.spans()
    assert came(spans) == tree(storied) and len(spans) == len({one["id"] for one in spans})
    assert done.json() == {"to": f"{collecting.url}/v1/traces", "spans": len(spans)}
    assert len({one["trace"] for one in spans}) == 1 and {one["project"] for one in spans} == {"run"}
    for one in spans:
        about = one["attributes"]
        special = about["openinference.span.kind"] in ("RETRIEVER", "EMBEDDING")
        assert special or about["openinference.span.kind"] == OPENINFERENCE.get(
            about["seedbed.span.kind"], "CHAIN"
        )
        assert one["start"] <= one["end"]


def test_calls_are_told_in_the_words_of_openinference_and_genai(
    storied: Path, collecting: Collecting, tmp_path: Path
) -> None:
    assert Program(tmp_path)("trace", str(storied), "--to", f"otlp:{collecting.url}").code == 0
    with closing(RunFolder(storied).open_store()) as store:
        mine = {span.id: span for span in of_run(store) if span.kind == "call"}
        calls = [one for one in collecting.spans() if one["id"] in mine]
        assert len(calls) == len(mine) == store.totals().calls
        for one in calls:
            about, span = one["attributes"], mine[one["id"]].attributes
            assert about["llm.model_name"] == about["gen_ai.request.model"] == span["model"]
            assert (
                about["gen_ai.usage.input_tokens"] == about["llm.token_count.prompt"] == span["prompt_tokens"]
            )
            body = store.sent(span["request"])
            assert body is not None
            plain = "prompt" in body
            assert about["gen_ai.operation.name"] == ("text_completion" if plain else "chat")
            for n, message in enumerate(body.get("messages", ())):
                assert about[f"llm.input_messages.{n}.message.role"] == message["role"]
                assert about.get(f"llm.input_messages.{n}.message.content") == (message["content"] or None)
            assert one["ok"] is (span["state"] == "settled" and "code" not in span)
            assert ("llm.output_messages.0.message.role" in about) is (span["state"] == "settled")
        assert not all(one["ok"] for one in calls)


def test_a_row_s_chain_is_sent_alone_and_a_file_has_what_a_collector_gets(
    storied: Path, collecting: Collecting, tmp_path: Path
) -> None:
    row, program = lines(storied / "dataset.jsonl")[0]["id"], Program(tmp_path)
    assert program("trace", str(storied), "--row", row[:8], "--to", collecting.url).code == 0
    done = program("trace", str(storied), "--row", row, "--to", "row.jsonl")
    assert done.code == 0 and done.out == "" and done.err.startswith("row.jsonl: ")
    (line,) = lines(tmp_path / "row.jsonl")
    written = [
        span for one in line["resourceSpans"] for scope in one["scopeSpans"] for span in scope["spans"]
    ]
    assert [one["spanId"] for one in written] == [one["id"] for one in collecting.spans()]
    assert {one["traceId"] for one in written} == {one["trace"] for one in collecting.spans()}
    with closing(RunFolder(storied).open_store()) as store:
        (candidate,) = store.find_row(row)
        assert [one["spanId"] for one in written] == [span.id for span in of_row(store, candidate.number)]


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (
            "http://user:hidden@127.0.0.1:9",
            "http://127.0.0.1:9/v1/traces takes no spans: it can't be reached",
        ),
        ("otlp:ftp://user:hidden@host", "is no collector's address"),
        ("http://", "is no collector's address"),
        ("/dev/null/trace.jsonl", "can't be written"),
    ],
)
def test_a_place_that_takes_nothing_is_named(place: str, said: str, storied: Path, tmp_path: Path) -> None:
    done = Program(tmp_path)("trace", str(storied), "--to", place)
    assert done.code == 2 and said in done.err and "hidden" not in done.err and done.out == ""
    assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("options", "said"), [(("--status", "404"), "Not Found"), (("--html",), "it answers with a web page")]
)
def test_what_is_no_collector_is_told(options: list[str], said: str, storied: Path, tmp_path: Path) -> None:
    with collector(tmp_path / "came.jsonl", *options) as other:
        done = Program(tmp_path)("trace", str(storied), "--to", other.url)
    assert done.code == 2 and said in done.err and other.url in done.err


# while it is built -------------------------------------------------------------------------------------


def test_a_build_is_followed_and_what_came_is_the_tree_of_its_store(
    program: Program, collecting: Collecting
) -> None:
    spec = program.spec(**{**SMALL, "parts": [{**MESSAGES, "rows": 24}]})
    process = program.start("build", spec, *HOW, "--trace", f"otlp:{collecting.url}", "--max-concurrent", "2")
    until(process, lambda: any(one["attributes"]["seedbed.span.kind"] == "row" for one in collecting.spans()))
    assert process.poll() is None or lines(program.folder / "run" / "dataset.jsonl")
    _, err = process.communicate()
    assert process.returncode == 0 and err == ""
    spans = collecting.spans()
    assert came(spans) == tree(program.folder / "run") and len(spans) == len({one["id"] for one in spans})


def test_a_build_that_was_killed_goes_on_telling_where_it_stopped(
    program: Program, collecting: Collecting
) -> None:
    process = program.start("build", program.spec(**SMALL), *HOW, "--trace", f"otlp:{collecting.url}")
    until(process, lambda: answers(program.folder / "run") >= 30)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    done = program("resume", "run", "--yes", "--quiet", "--trace", f"otlp:{collecting.url}")
    assert done.code == 0 and done.err == ""
    assert came(collecting.spans()) == tree(program.folder / "run")


def test_a_collector_that_is_down_neither_stops_a_build_nor_is_passed_over(
    program: Program, collecting: Collecting
) -> None:
    done = program("build", program.spec(**SMALL), *HOW, "--trace", "otlp:http://u:hidden@127.0.0.1:9")
    run = program.folder / "run"
    assert done.code == 0 and len(lines(run / "dataset.jsonl")) == 12
    warned, ended = done.err.splitlines()
    assert "127.0.0.1:9" in warned and "the build goes on" in warned and "hidden" not in done.err
    spans = len(tree(run))
    assert ended.startswith(f"{spans:,} spans of the trace weren't sent; later: seedbed trace run --to http")
    assert program("trace", "run", "--to", collecting.url).code == 0
    assert came(collecting.spans()) == tree(run)


def test_a_collector_that_hangs_holds_no_build_up(program: Program, tmp_path: Path) -> None:
    with collector(tmp_path / "hung.jsonl", "--delay", "60") as hung:
        began = time.monotonic()
        done = program("build", program.spec(**SMALL), *HOW, "--trace", f"otlp:{hung.url}")
        assert done.code == 0 and "later: seedbed trace run" in done.err
        assert time.monotonic() - began < 60


def test_an_address_that_is_none_is_refused_before_anything_is_built(program: Program) -> None:
    done = program("build", program.spec(**SMALL), *HOW, "--trace", "otlp:127.0.0.1:4318")
    assert done.code == 2 and "is no collector's address" in done.err
    assert not (program.folder / "run").exists()


# what never gets out -----------------------------------------------------------------------------------


def test_no_secret_stands_in_store_trace_or_events(
    endpoint: Running, collecting: Collecting, tmp_path: Path
) -> None:
    secrets = ("sk-of-the-environment", "word-of-the-header", "key-of-the-collector", "word-of-the-address")
    key, header, mine, word = secrets
    env = {**Program(tmp_path).environment(), "SEEDBED_API_KEY": key, "TEAM_KEY": key}
    env |= {"OTEL_EXPORTER_OTLP_HEADERS": f"X-Key={mine}"}
    models = {
        "default": {"base_url": endpoint.base_url, "model": "sim-strong", "headers": {"X-Team": header}}
    }
    program = Program(tmp_path)
    spec = program.spec(**SMALL, models=models)
    url = collecting.url.replace("http://", f"http://somebody:{word}@")
    words = [sys.executable, "-m", "seedbed", "build", spec, *HOW, "--trace", f"otlp:{url}"]
    done = subprocess.run(words, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert {one["key"] for one in collecting.spans()} == {mine}
    assert came(collecting.spans()) == tree(tmp_path / "run")
    told = [json.dumps({**one, "key": ""}) for one in collecting.spans()] + [done.stdout, done.stderr]
    run = tmp_path / "run"
    names = (
        "run.sqlite",
        "run.sqlite-wal",
        "events.jsonl",
        ".traced.json",
        "report.json",
        "provenance.jsonl",
    )
    files = {path.name: path.read_bytes() for path in run.iterdir() if path.is_file()}
    assert set(names) - {"run.sqlite-wal"} <= files.keys()
    for secret in secrets:
        assert not any(secret in text for text in told)
        held = [name for name, data in files.items() if secret.encode() in data]
        # Headers are the user's own words in the spec, kept with it as they are written there.
        assert held == [] or secret == header


@pytest.mark.parametrize(("switched", "requests"), [({}, False), ({"LANGSMITH_TRACING": "true"}, True)])
def test_langsmith_hears_of_a_build_only_by_its_own_variables(
    switched: dict[str, str], requests: bool, endpoint: Running, tmp_path: Path
) -> None:
    came: list[Request] = []

    def answer(request: Request) -> tuple[int, str, bytes]:
        came.append(request)
        return 200, "application/json", b"{}"

    program = Program(tmp_path, endpoint.base_url)
    spec = program.spec(parts=[{"name": "notes", "recipe": PLAIN, "topic": "bikes", "rows": 2}], seed=1)
    with loopback(answer) as address:
        env = (
            program.environment() | {"LANGSMITH_ENDPOINT": address, "LANGSMITH_API_KEY": "ls-key"} | switched
        )
        words = [sys.executable, "-m", "seedbed", "build", spec, *HOW]
        done = subprocess.run(words, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert bool(came) is requests


def test_nothing_of_langsmith_is_set_here() -> None:
    assert not [name for name in os.environ if name.startswith(("LANGSMITH_", "LANGCHAIN_"))]
