"""Whatever is wrong is told with place, cause and next step, and the right exit code; nothing is lost.

The real program, in the test's own process where a process of its own makes no difference.
"""

import http.server
import json
import resource
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from seedbed.memory.run_folder import RunFolder
from tests.e2e.inside import is_clean, seedbed
from tests.e2e.program import Program, lines
from tests.e2e.runs import HANDBOOK, MESSAGES
from tests.simulator.launch import Running, simulator

TEXTS = "12 customer messages of a bike-rental firm by intent (refund, booking, damage)"
SUMS = "10 word problems on fractions"
SPEC: dict[str, Any] = {
    "task": "classification",
    "form": "strong",
    "rows": 12,
    "look_ahead": 8,
    **{key: MESSAGES[key] for key in ("topic", "about", "text_kind", "labels")},
}
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Running]:
    with simulator() as running:
        yield running


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def run(endpoint: Running, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The program in an empty folder with an empty HOME, at the simulated endpoint."""
    monkeypatch.chdir(tmp_path)
    settings = {
        "HOME": str(tmp_path),
        "SEEDBED_CACHE": str(cache),
        "SEEDBED_BASE_URL": endpoint.base_url,
        "SEEDBED_MODEL": endpoint.model,
        "SEEDBED_API_KEY": "k",
    }

    def go(*words: object, **env: str) -> Result:
        return seedbed(*words, env={**settings, **env})

    return go


def check(result: Result, code: int, *said: str) -> None:
    """Its exit code, and one line for people that says so much."""
    assert result.exit_code == code, (result.stdout, result.stderr, result.exception)
    assert isinstance(result.exception, SystemExit | None)
    for words in said:
        assert words in result.stderr, result.stderr
    assert is_clean(result.stdout, result.stderr)
    assert "Traceback" not in result.stderr


# endpoints ---------------------------------------------------------------------------------------------


def test_no_endpoint_and_no_weights(run: Run, tmp_path: Path) -> None:
    bare = {"SEEDBED_BASE_URL": "", "SEEDBED_MODEL": "", "SEEDBED_API_KEY": ""}
    result = run("build", TEXTS, "--yes", "-o", "run", SEEDBED_CACHE=str(tmp_path / "nothing"), **bare)
    check(result, 2, "the embedded model's weights are not here", "seedbed models pull", "--base-url")
    assert "It cannot" in result.stderr  # what it could do is said first
    assert not Path("run").exists()


WRONG_ENDPOINTS = {
    "key": ({"SEEDBED_API_KEY": "wrong"}, 2, ("refuses the key", "SEEDBED_API_KEY")),
    "model": ({"SEEDBED_MODEL": "sim-storng"}, 2, ("no model 'sim-storng'", "did you mean 'sim-strong'?")),
    "no address": ({"SEEDBED_BASE_URL": "localhost:80"}, 2, ("is no address", "it looks like http://")),
    "nobody there": (
        {"SEEDBED_BASE_URL": "http://127.0.0.1:9/v1"},
        3,
        ("http://127.0.0.1:9/v1 can't be reached (connection refused)", "--base-url", "seedbed resume run"),
    ),
    "no such host": ({"SEEDBED_BASE_URL": "http://x.invalid/v1"}, 3, ("can't be reached", "--base-url")),
    "a preset that isn't": ({"SEEDBED_MODEL": "olama:llama3", "SEEDBED_BASE_URL": ""}, 2, ("ollama",)),
}


@pytest.mark.parametrize("what", WRONG_ENDPOINTS)
def test_a_wrong_endpoint(run: Run, what: str) -> None:
    env, code, said = WRONG_ENDPOINTS[what]
    check(run("build", TEXTS, "--yes", "-o", "run", **env), code, *said)
    assert Path("run").exists() == (code == 3)


def test_an_endpoint_that_was_down_goes_on_at_another_address(run: Run, endpoint: Running) -> None:
    down = run("build", SUMS, "--yes", "-o", "run", SEEDBED_BASE_URL="http://127.0.0.1:9/v1")
    assert down.exit_code == 3
    status = json.loads(run("status", "run", "--json").stdout)
    assert status["tokens"] == {"prompt": 0, "completion": 0}  # nothing came, nothing is charged
    assert run("resume", "run", "--yes", "--base-url", endpoint.base_url).exit_code == 0


@pytest.mark.parametrize("path", ["/v2", ""])
def test_a_wrong_path(run: Run, endpoint: Running, path: str) -> None:
    address = endpoint.base_url.removesuffix("/v1") + path
    check(run("build", TEXTS, "--yes", "-o", "run", SEEDBED_BASE_URL=address), 2, address, "/v1")
    assert not Path("run").exists()


@contextmanager
def answering(status: int, kind: str, body: bytes) -> Iterator[str]:
    """An address that answers everything alike."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("content-length") or 0))
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1"
        finally:
            server.shutdown()
            thread.join()


HTML = b"<!DOCTYPE html><title>Log in</title><p>\x1b[31mred"


@pytest.mark.parametrize(
    ("status", "kind", "body", "said"),
    [
        (200, "text/html", HTML, "answers with a web page"),
        (200, "application/json", b'{"hello": "world\\u001b[2J"}', "sends no completion"),
        (200, "application/json", b"[]", "sends no completion"),
        (404, "text/html", HTML, "there is no such path"),
        (403, "text/html", HTML, "HTTP 403"),
        (400, "application/json", b'{"error": {"message": "no \\u202emodel"}}', "HTTP 400"),
    ],
)
def test_an_address_that_is_no_endpoint(run: Run, status: int, kind: str, body: bytes, said: str) -> None:
    with answering(status, kind, body) as address:
        result = run("build", TEXTS, "--yes", "-o", "run", SEEDBED_BASE_URL=address)
    check(result, 2, said, address)
    assert result.stderr.count(" — ") >= 1
    assert not Path("run").exists()


def test_a_key_is_never_written(run: Run, tmp_path: Path) -> None:
    secret = "sk-very-secret-0123456789abcdef"
    assert run("build", SUMS, "--yes", "-o", "run", "--json", SEEDBED_API_KEY=secret).exit_code == 0
    for path in (tmp_path / "run").rglob("*"):
        assert not path.is_file() or secret.encode() not in path.read_bytes(), path


# requests ----------------------------------------------------------------------------------------------

REQUESTS = {
    "no task": (("hello there",), ("there is no task in 'hello there'", "say what a row is")),
    "nothing": (("  ",), ("the request is empty",)),
    "numbers that contradict": (
        ("100 rows: 30 word problems on fractions and 40 customer messages by intent (refund, booking)",),
        ("100 rows in all", "70 together"),
    ),
    "labels that contradict": (
        ("10 customer messages with 4 labels by intent (refund, booking, damage)",),
        ("says 4 labels and names 3",),
    ),
    "no rows": (("0 word problems on fractions",), ("asks for no rows", "-n")),
    "no rows by flag": ((SUMS, "-n", "0"), ("0 is not in the range",)),
    "a million and one": (("1000001 word problems on fractions",), ("at most 1,000,000",)),
    "a million and one by flag": ((SUMS, "-n", "1000001"), ("1000001 is not in the range",)),
    "an empty folder": (("10 questions about the rules", "--from", "empty"), ("the folder is empty",)),
    "an empty file": (("10 questions about the rules", "--from", "empty.md"), ("holds no text",)),
    "a binary file": (("10 questions about the rules", "--from", "noise.md"), ("noise.md: binary",)),
    "a kind not read": (("10 questions about the rules", "--from", "x.pdf"), (".pdf files are not read",)),
    "a missing source": (("10 questions about the rules", "--from", "no.md"), ("no.md",)),
    "no sources": (("10 cited questions about our documents",), ("--from PATH",)),
    "a spec that isn't there": (("spek.yaml",), ("there is no such file", "did you mean spec.yaml?")),
    "a spec with a slip": (("slip.yaml",), ("slip.yaml", "(line 1)", "did you mean `task`?")),
    "a spec that is none": (("none.yaml",), ("none.yaml",)),
    "an unknown budget": ((SUMS, "--budget", "10 bananas"), ("'10 bananas' is no budget", "200ktok")),
    "unreadable examples": ((TEXTS, "--examples", "noise.md"), ("noise.md",)),
    "a taken path": ((SUMS, "-o", "taken"), ("taken: the path is not empty", "give another --out")),
    "a path under a file": ((SUMS, "-o", "empty.md/run"), ("empty.md/run: can't be written",)),
}


@pytest.mark.parametrize("what", REQUESTS)
def test_a_request_that_makes_no_sense(run: Run, tmp_path: Path, what: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "thesis.txt").write_text("mine", "utf-8")
    (tmp_path / "empty.md").write_text("\n", "utf-8")
    (tmp_path / "noise.md").write_bytes(b"\x00\xff\xfe\x1b[2J" * 50)
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "spec.yaml").write_text("task: mathematics\ntopic: x\nrows: 1\n", "utf-8")
    (tmp_path / "slip.yaml").write_text("tsak: mathematics\ntopic: x\nrows: 1\n", "utf-8")
    (tmp_path / "none.yaml").write_text("- a\n- b\n", "utf-8")
    before = sorted(path for path in tmp_path.rglob("*") if "cache" not in path.parts)
    words, said = REQUESTS[what]
    check(run("build", *words, "--yes"), 2, *said)
    after = sorted(path for path in tmp_path.rglob("*") if "cache" not in path.parts)
    assert [p for p in after if p.name != "runs"] == before  # neither lost nor left anything
    assert (tmp_path / "taken" / "thesis.txt").read_text("utf-8") == "mine"


def test_a_run_that_is_there_already(run: Run) -> None:
    assert run("build", SUMS, "--yes", "-o", "run").exit_code == 0
    before = Path("run/dataset.jsonl").read_bytes()
    check(run("build", TEXTS, "--yes", "-o", "run"), 2, "there is a run already", "seedbed resume run")
    assert Path("run/dataset.jsonl").read_bytes() == before


# run folders made elsewhere ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def stopped(endpoint: Running, cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with some of its rows."""
    program = Program(tmp_path_factory.mktemp("stopped"), endpoint.base_url)
    program.spec(**SPEC)
    whole = program("build", "spec.yaml", "--yes", "-o", "whole", "--json").json()
    assert whole["exit_code"] == 0
    with closing(sqlite3.connect(program.folder / "whole" / "run.sqlite")) as store:
        calls = store.execute("SELECT count(*) FROM ledger WHERE stage = 'sample'").fetchone()[0]
    done = program("build", "spec.yaml", "--yes", "-o", "run", "--budget", f"{calls // 2}calls")
    assert done.code == 3, done.err
    return program.folder / "run"


def doctor(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


OWNED = "cos\nsystem\n(S'touch OWNED'\ntR."
CHECKPOINTS = {
    "a pickle": ("UPDATE checkpoints SET type = 'pickle', checkpoint = CAST('{}' AS BLOB)", "'pickle'"),
    "a pickled write": ("UPDATE writes SET type = 'pickle', value = CAST('{}' AS BLOB)", "'pickle'"),
    "a constructor": (
        'UPDATE checkpoints SET type = \'json\', checkpoint = CAST(\'{{"lc": 2, "type": "constructor", '
        '"id": ["os", "system"], "args": ["touch OWNED"]}}\' AS BLOB)',
        "'json'",
    ),
    "a trigger": (
        "CREATE TRIGGER t AFTER INSERT ON checkpoints BEGIN DELETE FROM checkpoints; END",
        "the trigger 't'",
    ),
    "noise": ("UPDATE checkpoints SET checkpoint = x'c1c1c1'", "can't be read"),
    "another shape": ("UPDATE checkpoints SET checkpoint = x'a5' || CAST('hello' AS BLOB)", "can't be read"),
}


@pytest.mark.parametrize("what", CHECKPOINTS)
def test_a_doctored_checkpoint_constructs_nothing(run: Run, stopped: Path, tmp_path: Path, what: str) -> None:
    shutil.copytree(stopped, "run")
    statement, said = CHECKPOINTS[what]
    doctor(tmp_path / "run" / "checkpoints.sqlite", statement.format(OWNED.replace("'", "''")))
    result = run("resume", "run", "--yes", "--budget", "9000calls")
    check(result, 2, "checkpoints.sqlite: the graph's positions can't be read", said, "delete this file")
    assert not (tmp_path / "OWNED").exists()
    Path("run/checkpoints.sqlite").unlink()
    assert run("resume", "run", "--yes", "--budget", "9000calls").exit_code == 0
    assert (tmp_path / "run" / "dataset.jsonl").read_bytes() == (
        stopped.parent / "whole" / "dataset.jsonl"
    ).read_bytes()


def test_files_that_lead_out_of_the_run_are_not_followed(run: Run, stopped: Path, tmp_path: Path) -> None:
    """A run made elsewhere may hold links; resuming it writes into no file outside."""
    shutil.copytree(stopped, "run")
    mine = tmp_path / "mine.txt"
    for name in ("events.jsonl", "dataset.jsonl", "spec.yaml", "report.json", ".lock"):
        mine.write_text("precious\n", "utf-8")
        path = tmp_path / "run" / name
        kept = path.read_bytes() if path.exists() else None
        path.unlink(missing_ok=True)
        path.symlink_to(mine)
        for command in ("resume", "audit", "status"):
            check(run(command, "run"), 2, f"run/{name}: is a link")
        assert mine.read_text("utf-8") == "precious\n", name
        path.unlink(missing_ok=True)
        if kept is not None:
            path.write_bytes(kept)


@pytest.mark.parametrize(
    "content", [b"", b"not a store at all" * 100, b"SQLite format 3\x00" + b"\x00" * 900]
)
def test_a_file_that_is_no_store(run: Run, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "run.sqlite").write_bytes(content)
    for command in ("status", "audit", "resume", "inspect", "export"):
        check(run(command, "run"), 2, "run/run.sqlite: ")


def test_two_processes_on_one_run(run: Run, stopped: Path) -> None:
    shutil.copytree(stopped, "run")
    other = RunFolder(Path("run"))
    other.hold()
    try:
        check(run("resume", "run", "--yes"), 2, "another process is working on this run", "seedbed status")
        assert run("status", "run").exit_code == 0
    finally:
        other.release()


# disk, terminal, pipe ----------------------------------------------------------------------------------


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (330_000, 330_000))


def _small(program: Program, *words: str, limit: Callable[[], None] | None = None) -> "tuple[int, str]":
    done = subprocess.run(
        [sys.executable, "-m", "seedbed", *words],
        cwd=program.folder,
        env=program.environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        preexec_fn=limit,
        check=False,
    )
    return done.returncode, done.stderr


@contextmanager
def tiny_disk(path: Path, kilobytes: int) -> Iterator[Callable[[int], None]]:
    """A file system of its own; gives what enlarges it."""
    path.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(path)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")

    def enlarge(size: int) -> None:
        subprocess.run(["mount", "-o", f"remount,size={size}k", str(path)], check=True)

    try:
        yield enlarge
    finally:
        subprocess.run(["umount", "-l", str(path)], check=True)


def test_a_full_disk_loses_nothing(stopped: Path, tmp_path: Path, endpoint: Running) -> None:
    program = Program(stopped.parent, endpoint.base_url)
    with tiny_disk(tmp_path / "disk", 900) as enlarge:
        where = str(tmp_path / "disk" / "run")
        code, said = _small(program, "build", "spec.yaml", "--yes", "--quiet", "-o", where)
        assert code == 3, said
        assert said.count("\n") == 1 and f"{where}: the disk can't be written" in said
        assert f"seedbed resume {where}" in said
        answered = json.loads(seedbed("status", where, "--json").stdout)["calls"]
        assert answered > 0
        enlarge(20_000)
        code, said = _small(program, "resume", where, "--yes", "--quiet")
        assert code == 0, said
        whole = (stopped.parent / "whole" / "dataset.jsonl").read_bytes()
        assert (tmp_path / "disk" / "run" / "dataset.jsonl").read_bytes() == whole


def test_a_disk_too_small_to_begin(stopped: Path, tmp_path: Path, endpoint: Running) -> None:
    program = Program(stopped.parent, endpoint.base_url)
    with tiny_disk(tmp_path / "disk", 60):
        where = str(tmp_path / "disk" / "run")
        code, said = _small(program, "build", "spec.yaml", "--yes", "--quiet", "-o", where)
        assert code == 3 and "nothing was begun" in said and said.count("\n") == 1
        assert not Path(where).exists()


def test_a_limit_on_the_size_of_files_loses_nothing(stopped: Path, tmp_path: Path, endpoint: Running) -> None:
    program = Program(stopped.parent, endpoint.base_url)
    where = str(tmp_path / "run")
    code, said = _small(program, "build", "spec.yaml", "--yes", "--quiet", "-o", where, limit=_limited)
    assert code == 3, said
    assert said.count("\n") == 1 and f"{where}: the disk can't be written" in said
    code, said = _small(program, "resume", where, "--yes", "--quiet")
    assert code == 0, said
    assert (tmp_path / "run" / "dataset.jsonl").read_bytes() == (
        stopped.parent / "whole" / "dataset.jsonl"
    ).read_bytes()


def test_a_terminal_of_60_columns(run: Run) -> None:
    result = run(
        "build", "spec.yaml" if Path("spec.yaml").exists() else SUMS, "--yes", "-o", "r", COLUMNS="60"
    )
    assert result.exit_code == 0
    tables = [
        line
        for line in (result.stdout + result.stderr).split("\n")
        if not any(mark in line for mark in ("sha256", "seedbed", "runs/", "r/", "· ", "://"))
    ]
    assert max(map(len, tables)) <= 60, max(tables, key=len)
    for command in ("status", "audit", "inspect"):
        assert run(command, "r", COLUMNS="60").exit_code == 0


def test_piped_output_has_no_control_characters(stopped: Path, endpoint: Running) -> None:
    program = Program(stopped.parent, endpoint.base_url)
    for words in (("status", "whole"), ("audit", "whole"), ("inspect", "whole"), ("graphs",), ("--help",)):
        done = program(*words)
        assert done.code == 0 and done.out and is_clean(done.out, done.err), words
    row = lines(stopped.parent / "whole" / "dataset.jsonl")[0]["id"]
    shown = program("inspect", "whole", str(row))
    assert shown.code == 0 and is_clean(shown.out, shown.err)


def test_documents_by_a_tame_handbook_are_read(run: Run, tmp_path: Path) -> None:
    """The same command as above, with nothing wrong."""
    (tmp_path / "handbook.md").write_text(HANDBOOK, "utf-8")
    result = run("build", "3 cited questions about the rules", "--from", "handbook.md", "--yes", "-o", "run")
    check(result, 0)
    assert len(lines(tmp_path / "run" / "dataset.jsonl")) == 3
