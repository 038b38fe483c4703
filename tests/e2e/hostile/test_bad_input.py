"""Whatever is wrong is told with place, cause and next step, and the right exit code; nothing is lost.

The real program, in the test's own process where a process of its own makes no difference.
"""

import json
from pathlib import Path

import pytest

from tests.e2e.hostile.bad import SUMS, TEXTS, Run, cache, check, endpoint, run
from tests.loopback import loopback
from tests.simulator.launch import Running

__all__ = ["cache", "endpoint", "run"]


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
    "nobody there": (
        {"SEEDBED_BASE_URL": "http://127.0.0.1:9/v1"},
        3,
        ("http://127.0.0.1:9/v1 can't be reached (connection refused)", "--base-url", "seedbed resume run"),
    ),
}


@pytest.mark.parametrize("what", WRONG_ENDPOINTS)
def test_a_wrong_endpoint(run: Run, what: str) -> None:
    env, code, said = WRONG_ENDPOINTS[what]
    check(run("build", TEXTS, "--yes", "-o", "run", **env), code, *said)
    assert Path("run").exists() == (code == 3)


def test_an_endpoint_that_was_down_goes_on_at_another_address_and_a_key_is_never_written(
    run: Run, endpoint: Running, tmp_path: Path
) -> None:
    secret = {"SEEDBED_API_KEY": "sk-very-secret-0123456789abcdef"}
    nowhere = {**secret, "SEEDBED_BASE_URL": "http://127.0.0.1:9/v1"}
    assert run("build", SUMS, "--yes", "-o", "run", "--json", **nowhere).exit_code == 3
    status = json.loads(run("status", "run", "--json").stdout)
    assert status["tokens"] == {"prompt": 0, "completion": 0}  # nothing came, nothing is charged
    assert run("resume", "run", "--yes", "--json", "--base-url", endpoint.base_url, **secret).exit_code == 0
    kept = {path: path.read_bytes() for path in (tmp_path / "run").rglob("*") if path.is_file()}
    assert [path for path, data in kept.items() if secret["SEEDBED_API_KEY"].encode() in data] == []
    check(run("build", TEXTS, "--yes", "-o", "run"), 2, "there is a run already", "seedbed resume run")
    rows = tmp_path / "run" / "dataset.jsonl"
    assert rows.read_bytes() == kept[rows]


@pytest.mark.parametrize("path", ["/v2", ""])
def test_a_wrong_path(run: Run, endpoint: Running, path: str) -> None:
    address = endpoint.base_url.removesuffix("/v1") + path
    check(run("build", TEXTS, "--yes", "-o", "run", SEEDBED_BASE_URL=address), 2, address, "/v1")
    assert not Path("run").exists()


HTML = b"<!DOCTYPE html><title>Log in</title><p>\x1b[31mred"


@pytest.mark.parametrize(
    ("status", "kind", "body", "said"),
    [
        (200, "text/html", HTML, "answers with a web page"),
        (200, "application/json", b'{"hello": "world\\u001b[2J"}', "sends no completion"),
        (404, "text/html", HTML, "there is no such path"),
        (403, "text/html", HTML, "HTTP 403, a web page: Log in — ask"),
        (400, "application/json", b'{"error": {"message": "no \\u202emodel"}}', "HTTP 400"),
    ],
)
def test_an_address_that_is_no_endpoint(run: Run, status: int, kind: str, body: bytes, said: str) -> None:
    with loopback(lambda _: (status, kind, body)) as host:
        address = f"{host}/v1"
        result = run("build", TEXTS, "--yes", "-o", "run", SEEDBED_BASE_URL=address)
    check(result, 2, said, address)
    assert result.stderr.count(" — ") >= 1
    assert not Path("run").exists()


# requests ----------------------------------------------------------------------------------------------

REQUESTS = {
    "no database": (("9 sums", "--store", ""), ("--store", "nothing is named")),
    "no task": (("hello there",), ("no rows are asked for in 'hello there'", "say what one row is")),
    "words that are longer than a name can be": (("hello there, " * 30,), ("no rows are asked for in",)),
    "a spec with too long a name": (("x" * 300 + ".yaml",), ("there is no such file",)),
    "a million and one by flag": ((SUMS, "-n", "1000001"), ("1000001 is not in the range",)),
    "two millions by spec": (
        ("many.yaml",),
        ("2,000,000 rows of one part", "seedbed extend RUN -n"),
    ),
    "a budget that is none": ((SUMS, "--budget", "plenty"), ("'plenty' is no budget", "write 200ktok")),
    "an empty folder": (("10 questions about the rules", "--from", "empty"), ("the folder is empty",)),
    "an empty file": (("10 questions about the rules", "--from", "empty.md"), ("holds no text",)),
    "a binary file": (("10 questions about the rules", "--from", "noise.md"), ("noise.md: binary",)),
    "a kind that is never read": (("10 questions about it", "--from", "x.xlsx"), ("save its sheets as CSV",)),
    "a damaged document": (("10 questions about the rules", "--from", "x.pdf"), ("x.pdf: damaged",)),
    "a missing source": (("10 questions about the rules", "--from", "no.md"), ("no.md",)),
    "an address": (
        ("10 questions about it", "--from", "https://a.example/b"),
        ("save the page and name the",),
    ),
    "no sources": (("10 cited questions about our documents",), ("--from PATH",)),
    "a spec that isn't there": (("spek.yaml",), ("there is no such file", "did you mean spec.yaml?")),
    "a folder without a spec": (("empty",), ("empty: is a folder without spec.yaml", "--from")),
    "a device": (("/dev/zero",), ("is a pipe or a device",)),
    "a spec with a slip": (("slip.yaml",), ("slip.yaml", "(line 1)", "did you mean `offline`?")),
    "a spec that is none": (("none.yaml",), ("none.yaml",)),
    "empty examples": ((TEXTS, "--examples", "empty.jsonl"), ("there are no rows — give one JSON object a",)),
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
    (tmp_path / "empty.jsonl").write_text("", "utf-8")
    (tmp_path / "noise.md").write_bytes(b"\x00\xff\xfe\x1b[2J" * 50)
    (tmp_path / "x.xlsx").write_bytes(b"PK")
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "spec.yaml").write_text("offline: problems\ntopic: x\nrows: 1\n", "utf-8")
    (tmp_path / "many.yaml").write_text("offline: problems\ntopic: x\nrows: 2000000\n", "utf-8")
    (tmp_path / "slip.yaml").write_text("ofline: problems\ntopic: x\nrows: 1\n", "utf-8")
    (tmp_path / "none.yaml").write_text("- a\n- b\n", "utf-8")
    before = sorted(path for path in tmp_path.rglob("*") if "cache" not in path.parts)
    words, said = REQUESTS[what]
    check(result := run("build", *words, "--yes"), 2, *said)
    assert "--budget" not in words or "getting ready" not in result.stderr  # nothing was loaded for it
    after = sorted(path for path in tmp_path.rglob("*") if "cache" not in path.parts)
    assert [p for p in after if p.name != "runs"] == before  # neither lost nor left anything
    assert (tmp_path / "taken" / "thesis.txt").read_text("utf-8") == "mine"
