"""`seedbed verify` as people run it: files, pipes, bad input, and readers that go away."""

import json
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.inside import Inside
from tests.e2e.inside import seedbed as inside
from tests.e2e.program import Program
from tests.warm import PROGRAM, Warm

GOOD = {"text": "He pays 3 * $4 = $<<3*4=12>>12."}
BAD = {"text": "He pays 3 * $4 = $<<3*4=13>>13."}
RIGHT = {"text": "<<1+1=2>>", "a": "2", "b": "2.0", "claim": "It is 2.", "evidence": "It is 2."}
"""Right by each of several kinds."""


@pytest.fixture
def seedbed(tmp_path: Path) -> Program:
    return Inside(tmp_path)


def _file(folder: Path, *rows: Any) -> str:
    """A JSONL file; a text is a line as it is."""
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    (folder / "rows.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return "rows.jsonl"


def _verdicts(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def _start(seedbed: Program, *words: str) -> "subprocess.Popen[str]":
    words = ("verify", "-", *words)
    return Warm(PROGRAM, words, seedbed.folder, seedbed.environment(), stdin=subprocess.PIPE)


def test_a_wrong_row_and_a_bad_line_end_with_1_and_the_rest_goes_on(seedbed: Program, tmp_path: Path) -> None:
    command = ("verify", _file(tmp_path, GOOD, {"text": "nothing"}), "--kind", "calculations")
    done, quiet = seedbed(*command), seedbed(*command, "--quiet")
    assert (done.code, done.err) == (0, "2 rows: 2 ok (1 with nothing to check), 0 not\n")
    assert (quiet.code, quiet.err, quiet.out) == (0, "", done.out)
    found = _verdicts(done.out)
    assert [list(one) for one in found] == [["row", "ok", "score", "reason", "evidence"]] * 2
    assert [one["score"] for one in found] == [1.0, 1.0]
    done = seedbed("verify", _file(tmp_path, GOOD, BAD, "{", "", {"a": 1}, GOOD), "--kind", "calculations")
    assert done.code == 1
    found = _verdicts(done.out)
    assert [one["row"] for one in found if one["ok"]] == [0, 5]
    assert [one["row"] for one in found if not one["ok"]] == [1, 2, 4]
    assert found[1]["reason"] == "3*4 is 12, not 13"
    assert found[2]["reason"].startswith("not JSON")
    assert done.err == "5 rows: 2 ok, 3 not\nthe first: row 1: 3*4 is 12, not 13\n"


@pytest.mark.parametrize(
    ("content", "words", "said"),
    [
        (b"", "rows.jsonl --kind expression", "there are no rows"),
        (b"a,b\n1,2\n", "rows.jsonl --kind equivalence", "no line is a row; line 1 is not JSON"),
        (b'{"question": "q"}\n', "rows.jsonl --kind program", ""),
        (b'{"question": "q"}\n', "rows.jsonl --kind claims", "`claim` and `evidence`"),
        (b"", "rows.jsonl --kind expression --model m", "--model"),
        (b"", "nowhere.jsonl --kind calculations", "no such file"),
        (b"", ". --kind equivalence", "is a directory"),
    ],
)
def test_a_file_of_something_else_and_a_wrong_call_end_with_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, words: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rows.jsonl").write_bytes(content)
    done = inside("verify", *words.split())
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr and "Traceback" not in done.stderr
    assert done.stderr.startswith("seedbed: ") and done.stderr.count("\n") == 1


def test_each_verdict_comes_before_the_next_row_and_an_interrupt_keeps_them(seedbed: Program) -> None:
    process = _start(seedbed, "--kind", "equivalence")
    assert process.stdin and process.stdout
    for number in range(3):
        process.stdin.write(json.dumps(RIGHT) + "\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["row"] == number
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert out == ""  # the last row may have been told and not yet counted
    assert err in [f"interrupted after {n} rows: {n} ok, 0 not\n" for n in (2, 3)]


def test_a_reader_that_has_gone_ends_it_quietly(seedbed: Program, tmp_path: Path) -> None:
    _file(tmp_path, *[RIGHT] * 3000)
    process = seedbed.start("verify", "rows.jsonl", "--kind", "calculations")
    assert process.stdout and process.stderr
    process.stdout.readline()
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert process.wait(60) == 1
    assert err == ""


def test_rows_can_not_steer_the_terminal(seedbed: Program, tmp_path: Path) -> None:
    evil = "\x1b[2J\x1b]0;owned\x07\u202e\u009b31m[red]"
    done = seedbed(
        "verify", _file(tmp_path, {"text": f"<<{evil}=1>>", evil: "<<1=2>>"}), "--kind", "calculations"
    )
    assert done.code == 1
    for stream in (done.out, done.err):
        assert not {"\x1b", "\x07", "\u202e", "\u009b"} & set(stream)
    assert evil in json.loads(done.out)["evidence"][0]["expression"]
    missing = seedbed("verify", _file(tmp_path, {evil: 1}), "--kind", "equivalence")
    assert missing.code == 2
    assert not {"\x1b", "\x07", "\u202e", "\u009b"} & set(missing.err)
    assert missing.err.count("\n") == 1


def test_hostile_claims_get_a_verdict_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    hostile = ("\x00", "\ud800", "x" * 1_000_000, "sqrt(" * 3000)
    rows = [{"claim": one, "evidence": "It is 2."} for one in hostile]
    done = inside("verify", _file(tmp_path, *rows), "--kind", "claims")
    assert done.exit_code == 1 and "Traceback" not in done.stderr, done.stderr
    found = _verdicts(done.stdout)
    assert [(one["row"], one["ok"]) for one in found] == [(number, False) for number in range(4)]
    assert all(one["reason"] and len(one["reason"]) < 2000 for one in found)


def test_programs_are_run_against_their_tests(seedbed: Program, tmp_path: Path) -> None:
    from seedbed.tools.verification.sandbox.sandbox import SandboxFault, find_sandbox

    program = "def double(n):\n    return 2 * n\n"
    rows = [
        {"program": program, "tests": "assert double(3) == 6"},
        {"program": program, "tests": "assert double(3) == 7"},
        {"program": 5, "tests": "assert True"},
    ]
    _file(tmp_path, *rows)
    done = seedbed("verify", "rows.jsonl", "--kind", "program")
    try:
        find_sandbox()
    except SandboxFault as fault:
        assert (done.code, done.out) == (2, "")
        assert fault.what[:20] in done.err
        return
    found = _verdicts(done.out)
    assert done.code == 1
    assert [one["ok"] for one in found] == [True, False, False]
    assert all(one["reason"] for one in found[1:])
    assert found[0]["evidence"][0]["kind"] == "execution"
