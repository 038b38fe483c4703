"""The trace as a collector gets it, from finished runs and while one is built, and what never gets out."""

import json
import signal
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from seedbed.app import tracing
from seedbed.memory.files.run_folder import RunFolder
from seedbed.tools.trace.conventions import OPENINFERENCE
from seedbed.tools.trace.spans import of_row, of_run
from tests.collector import Collecting, collector
from tests.e2e.inside import Inside, seedbed
from tests.e2e.program import Done, Program, lines, until
from tests.e2e.runs import MESSAGES, PLAIN
from tests.loopback import Request, loopback
from tests.simulator.launch import Running, simulator
from tests.warm import PROGRAM, Warm

pytestmark = pytest.mark.timeout(300)  # three builds stand before the first test

SMALL: dict[str, Any] = {"parts": [{**MESSAGES, "rows": 12}], "critique_every": 8, "look_ahead": 8, "seed": 4}
TINY: dict[str, Any] = {"parts": [{"name": "notes", "recipe": PLAIN, "topic": "bikes", "rows": 2}], "seed": 1}
HOW = ("--skip-exam", "--yes", "--quiet", "-o", "run")


@pytest.fixture
def collecting() -> Iterator[Collecting]:
    with collector() as running:
        yield running


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Running]:
    with simulator(latency=30, defects=0.2) as running:
        yield running


@pytest.fixture
def program(endpoint: Running, tmp_path: Path) -> Program:
    return Inside(tmp_path, endpoint.base_url)


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


@pytest.fixture(scope="module")
def whole(storied: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Collecting, Done]:
    """Where the whole trace was sent to, and how sending ended."""
    folder = tmp_path_factory.mktemp("sent")
    with collector() as running:
        return running, Inside(folder)("trace", str(storied), "--to", f"otlp:{running.url}", "--json")


def test_a_collector_gets_the_tree_of_the_store(storied: Path, whole: tuple[Collecting, Done]) -> None:
    collecting, done = whole
    assert done.code == 0, done.err
    spans = collecting.spans
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
    storied: Path, whole: tuple[Collecting, Done]
) -> None:
    collecting, _ = whole
    with closing(RunFolder(storied).open_store()) as store:
        mine = {span.id: span for span in of_run(store) if span.kind == "call"}
        calls = [one for one in collecting.spans if one["id"] in mine]
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
    row, program = lines(storied / "dataset.jsonl")[0]["id"], Inside(tmp_path)
    assert program("trace", str(storied), "--row", row[:8], "--to", collecting.url).code == 0
    done = program("trace", str(storied), "--row", row, "--to", "row.jsonl")
    assert done.code == 0 and done.out == "" and done.err.startswith("row.jsonl: ")
    (line,) = lines(tmp_path / "row.jsonl")
    written = [
        span for one in line["resourceSpans"] for scope in one["scopeSpans"] for span in scope["spans"]
    ]
    assert [one["spanId"] for one in written] == [one["id"] for one in collecting.spans]
    assert {one["traceId"] for one in written} == {one["trace"] for one in collecting.spans}
    with closing(RunFolder(storied).open_store()) as store:
        (candidate,) = store.find_row(row)
        assert [one["spanId"] for one in written] == [span.id for span in of_row(store, candidate.number)]


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (
            "http://user:hidden@127.0.0.1:9",
            "http://127.0.0.1:9/v1/traces didn't take the spans: it can't be reached",
        ),
        ("otlp:ftp://user:hidden@host", "is no collector's address"),
        ("http://", "is no collector's address"),
        ("http://u:hidden@[", "that is no collector's address (Invalid IPv6 URL)"),
        ("otlp:http://u:hidden@host:999999", "that is no collector's address (Port out of range 0-65535)"),
        ("", "no file and no address"),
        ("/dev/null/trace.jsonl", "can't be written"),
    ],
)
def test_a_place_that_takes_nothing_is_named(place: str, said: str, storied: Path, tmp_path: Path) -> None:
    done = Inside(tmp_path)("trace", str(storied), "--to", place)
    assert done.code == 2 and said in done.err and "hidden" not in done.err and done.out == ""
    assert len(done.err.splitlines()) == 1


def test_a_trace_is_written_over_and_no_other_file_is(storied: Path, tmp_path: Path) -> None:
    program, row = Inside(tmp_path), lines(storied / "dataset.jsonl")[0]["id"]
    (tmp_path / "mix.yaml").write_text("rows: 20\n", encoding="utf-8")
    done = program("trace", str(storied), "--row", row, "--to", "mix.yaml")
    assert done.code == 2 and "mix.yaml: isn't a trace that seedbed wrote, and it would be lost" in done.err
    assert (tmp_path / "mix.yaml").read_text(encoding="utf-8") == "rows: 20\n"
    (tmp_path / "empty").touch()
    for name in ("empty", "row.jsonl", "row.jsonl"):
        assert program("trace", str(storied), "--row", row, "--to", name).code == 0
    assert (tmp_path / "empty").read_bytes() == (tmp_path / "row.jsonl").read_bytes() != b""


def test_a_link_is_written_through_unless_it_leads_to_a_run_s_own_file(storied: Path, tmp_path: Path) -> None:
    for name, target in (("mine", tmp_path / "far.jsonl"), ("store", storied / "run.sqlite")):
        (tmp_path / name).symlink_to(target)
    before, program = (storied / "run.sqlite").read_bytes(), Inside(tmp_path)
    done = program("trace", str(storied), "--to", "store")
    assert done.code == 2 and "store: is a run's own file" in done.err
    assert (storied / "run.sqlite").read_bytes() == before
    assert program("trace", str(storied), "--to", "mine").code == 0
    assert (tmp_path / "mine").is_symlink() and lines(tmp_path / "far.jsonl")


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"status": 404}, "Not Found"),
        ({"kind": "text/html"}, "/v1/traces didn't take the spans: it answers with a web page"),
        ({"refused": 5}, "/v1/traces didn't take the spans: it refused 5 of them: nope"),
    ],
)
def test_what_answers_and_takes_not_all_is_told(how: Any, said: str, storied: Path, tmp_path: Path) -> None:
    with collector(**how) as other:
        done = Inside(tmp_path)("trace", str(storied), "--to", other.url)
    assert done.code == 2 and said in done.err and other.url in done.err
    assert "the collector's log may tell more" in done.err and "start the collector" not in done.err


# while it is built -------------------------------------------------------------------------------------


def test_no_span_comes_with_two_contents_from_a_build_that_was_stopped_killed_and_extended(
    endpoint: Running, collecting: Collecting, tmp_path: Path
) -> None:
    program = Program(tmp_path, endpoint.base_url)  # each process has its sets in another order
    trace, run = ("--trace", f"otlp:{collecting.url}"), program.folder / "run"
    stopped = program("build", program.spec(**SMALL), *HOW, *trace, "--budget", "20calls")
    assert stopped.code == 3 and "isn't decided yet wasn't sent" in stopped.err
    process = program.start(
        "resume", "run", "--yes", "--quiet", "--budget", "1000calls", "--max-concurrent", "2", *trace
    )
    until(process, lambda: any(one["attributes"]["seedbed.span.kind"] == "row" for one in collecting.spans))
    process.send_signal(signal.SIGKILL)
    process.communicate()
    for more in ((), ("-n", "+3")):
        if more:
            assert program("extend", "run", *more).code == 0
        done = program("resume", "run", "--yes", "--quiet", *trace)
        assert done.code == 0 and done.err == ""
        live = [*collecting.spans]
        assert came(live) == tree(run)
    assert program("trace", "run", "--to", collecting.url).code == 0
    contents: dict[str, set[str]] = defaultdict(set)
    for one in collecting.spans:
        contents[one["id"]].add(json.dumps(one, sort_keys=True))
    # The request alone is told anew: a finished run that was extended ends twice.
    assert [one["parent"] for one in live if len(contents[one["id"]]) > 1] == ["", ""]


def test_a_collector_that_is_down_neither_stops_a_build_nor_is_passed_over(
    program: Program, collecting: Collecting
) -> None:
    done = program("build", program.spec(**TINY), *HOW, "--trace", "otlp:http://u:hidden@127.0.0.1:9")
    run = program.folder / "run"
    assert done.code == 0 and len(lines(run / "dataset.jsonl")) == 2
    warned, ended = done.err.splitlines()
    assert "127.0.0.1:9" in warned and "the build goes on" in warned and "hidden" not in done.err
    spans = len(tree(run))
    assert ended.startswith(f"{spans:,} spans of the trace weren't sent; later: seedbed trace run --to http")
    assert program("trace", "run", "--to", collecting.url).code == 0
    assert came(collecting.spans) == tree(run)
    there = (*HOW[:-1], "logged", "--log", "said.log")
    logged = program("build", "spec.yaml", *there, "--trace", "http://127.0.0.1:9")
    log = (program.folder / "said.log").read_text("utf-8")
    assert (
        "the build goes on" in log and "spans of the trace weren't sent" in log and "trace" not in logged.err
    )


def test_a_collector_that_hangs_holds_no_build_up(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(program.folder)
    monkeypatch.setattr(tracing, "_AT_END", 1.0)
    with collector(delay=60) as hung:
        words = ("build", program.spec(**TINY), *HOW, "--trace", f"otlp:{hung.url}")
        done = seedbed(*words, env=program.environment())
    assert done.exit_code == 0
    assert done.stderr.startswith("the trace wasn't sent to its end; later: seedbed trace run --to ")


@pytest.mark.parametrize("how", [(), ("--detach",)])
def test_an_address_that_is_none_is_refused_before_anything_is_built(
    program: Program, how: tuple[str, ...]
) -> None:
    done = program("build", program.spec(**TINY), *HOW, "--trace", "otlp:127.0.0.1:4318", *how)
    assert done.code == 2 and "is no collector's address" in done.err
    assert not (program.folder / "run").exists()


# what never gets out -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Langsmith:
    """Where LangSmith would be told."""

    address: str
    came: list[Request]


@pytest.fixture
def langsmith() -> Iterator[Langsmith]:
    came: list[Request] = []

    def answer(request: Request) -> tuple[int, str, bytes]:
        came.append(request)
        return 200, "application/json", b"{}"

    with loopback(answer) as address:
        yield Langsmith(address, came)


def test_no_secret_stands_in_store_trace_or_events_and_langsmith_hears_nothing(
    endpoint: Running, collecting: Collecting, langsmith: Langsmith, tmp_path: Path
) -> None:
    secrets = ("sk-of-the-environment", "word-of-the-header", "key-of-the-collector", "word-of-the-address")
    key, header, mine, word = secrets
    program, run = Inside(tmp_path), tmp_path / "run"
    env = {**program.environment(), "SEEDBED_API_KEY": key, "OTEL_EXPORTER_OTLP_HEADERS": f"X-Key={mine}"}
    env |= {"LANGSMITH_ENDPOINT": langsmith.address, "LANGSMITH_API_KEY": "ls-key"}
    model = {"base_url": endpoint.base_url, "model": "sim-strong", "headers": {"X-Team": header}}
    settings = tmp_path / "home" / ".config" / "seedbed" / "config.yaml"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps({"models": {"default": model}}), encoding="utf-8")
    url = collecting.url.replace("http://", f"http://somebody:{word}@")
    words = ("build", program.spec(**TINY), *HOW, "--trace", f"otlp:{url}")
    process = Warm(PROGRAM, words, tmp_path, env)
    told = [*process.communicate()]
    assert process.returncode == 0, told
    assert not langsmith.came
    spans = collecting.spans
    assert {one["key"] for one in spans} == {mine} and came(spans) == tree(run)
    told += [json.dumps({**one, "key": ""}) for one in spans]
    files = {path.name: path.read_bytes() for path in run.rglob("*") if path.is_file()}
    assert {"run.sqlite", "events.jsonl", ".traced.json", "report.json", "spec.yaml"} <= files.keys()
    for secret in secrets:
        assert not any(secret in text for text in told)
        assert [name for name, data in files.items() if secret.encode() in data] == []
    # An address of a model with a password is refused before anything is kept.
    address = endpoint.base_url.replace("http://", f"http://somebody:{word}@")
    refused = program(
        "build", "spec.yaml", *HOW[:-1], "other", "--base-url", address, "--model", "sim-strong"
    )
    assert refused.code == 2 and word not in refused.err and not (tmp_path / "other").exists()


def test_langsmith_hears_of_a_build_by_its_own_variable(
    endpoint: Running, langsmith: Langsmith, tmp_path: Path
) -> None:
    program = Program(tmp_path, endpoint.base_url)
    env = {
        "LANGSMITH_ENDPOINT": langsmith.address,
        "LANGSMITH_API_KEY": "ls-key",
        "LANGSMITH_TRACING": "true",
    }
    words = ("build", program.spec(**TINY), *HOW)
    process = Warm(PROGRAM, words, tmp_path, {**env, **program.environment()})
    _, said = process.communicate()
    assert process.returncode == 0, said
    assert langsmith.came
