"""The checks `ran`, `program`, `program_mutants`: right rows hold, planted faults fail."""

import pytest

from seedbed.memory.candidate import Execution
from seedbed.tools.checks.running.programs import MUTANTS, PROGRAM, RAN
from tests.tools.checks.trying import ODD, fails, holds, spoilt, survives, untold, verdict
from tests.tools.running.test_run import run_now

SEED = (4,)
"""One draw of each defect: every one is a run."""
TREE = [{"path": "a.txt", "content": "3\n1\n2\n"}]
SOLUTION = "def clamp(x, low, high):\n    return max(low, min(x, high))\n"
TESTS = "assert clamp(5, 1, 3) == 3\nassert clamp(0, 1, 3) == 1\nassert clamp(2, 1, 3) == 2\n"


def test_a_command_runs_again(bash: None) -> None:
    result = run_now("bash", "sort -n a.txt | tail -1", files=TREE, tests="assert out == '3\\n'")
    found = verdict(RAN, {"of": result}, {"in": "bash"})
    assert found.state == "held"
    (evidence,) = found.evidence
    assert isinstance(evidence, Execution) and evidence.outcome == "passed"
    assert evidence.program == "sort -n a.txt | tail -1" and "3" in evidence.tests
    inputs = {"of": result, "program": "sort -n a.txt | tail -1", "files": TREE}
    assert spoilt(RAN, inputs, {"in": "bash"}, SEED) == {"program_mutant"}


def test_a_result_that_is_not_what_the_program_gives(bash: None) -> None:
    result = run_now("bash", "cat a.txt", files=TREE)
    assert fails(RAN, {"of": {**result, "stdout": "4\n"}}) == "run again, it gives other stdout"
    assert fails(RAN, {"of": {**result, "files": []}}) == "run again, it gives other files"
    assert "a.txt" in fails(RAN, {"of": result, "files": [{"path": "b.txt", "content": ""}]})
    assert "127" in fails(RAN, {"of": result, "program": "nosuch"})
    # One of several fields that were laid out together is no other tree.
    both = run_now("bash", "cat a.txt", files=[TREE, None])
    assert holds(RAN, {"of": both, "files": TREE})


@pytest.mark.parametrize(
    ("text", "tests", "code", "said"),
    [
        ("exit 3", "", "malformed", "it ended with 3"),
        ("echo 1", "assert out == '2'", "wrong answer", "the tests fail"),
    ],
)
def test_runs_that_were_not_right(bash: None, text: str, tests: str, code: str, said: str) -> None:
    found = verdict(RAN, {"of": run_now("bash", text, tests=tests)})
    assert found.state == "failed" and found.code == code and said in found.detail


def test_rows_of_a_query_are_counted(python: None) -> None:
    script = ["CREATE TABLE t (a, b);", "INSERT INTO t VALUES (1, 15), (2, 25);"]
    result = run_now("sqlite", "SELECT a, b FROM t WHERE b > 20", files=script)
    assert holds(RAN, {"of": result, "program": "SELECT a, b FROM t WHERE b > 20"}, {"rows": "1.."})
    assert fails(RAN, {"of": result}, {"rows": "2..9"}) == "1 rows; 2..9 are wanted"
    assert holds(RAN, {"of": result, "files": script[0]})
    assert spoilt(RAN, {"of": result}, seeds=SEED) == {"program_mutant"}


def test_what_was_not_run(python: None) -> None:
    for odd in (None, {}, {"ok": True}, {"ok": True, "asked": 3}, "text"):
        assert untold(RAN, {"of": odd})
    assert untold(RAN, {"of": {"ok": True, "asked": {"run": "cobol", "program": "x"}}})
    survives(RAN)


def test_a_program_passes_its_tests(python: None) -> None:
    inputs = {"program": SOLUTION, "tests": TESTS}
    assert holds(PROGRAM, {**inputs, "tests": TESTS.splitlines()}, {"in": "python"})
    assert "AssertionError at line 2" in fails(
        PROGRAM, {**inputs, "tests": TESTS.replace("1, 3) == 1", "1, 3) == 2")}
    )
    assert spoilt(PROGRAM, inputs, seeds=SEED) == {"program_mutant"}
    survives(PROGRAM, odd=[one for one in ODD if not isinstance(one, str) or not one.isprintable()])


def test_files_lie_beside_a_program(python: None) -> None:
    reading = {
        "program": "def total():\n    return sum(map(int, open('a.txt')))\n",
        "tests": "assert total() == 6",
    }
    assert holds(PROGRAM, {**reading, "files": (TREE, None)})
    assert "a.txt" in fails(PROGRAM, reading)


def test_tests_tell_faulty_variants(python: None) -> None:
    inputs = {"program": SOLUTION, "tests": TESTS}
    (evidence,) = verdict(MUTANTS, inputs).evidence
    assert isinstance(evidence, Execution) and "variants told by the tests" in evidence.outcome
    assert spoilt(MUTANTS, inputs, seeds=SEED) == {"no_assertion"}
    weak = {**inputs, "tests": "assert clamp(5, 1, 3) in (1, 2, 3, None, 5)"}
    assert "faulty variants of the program pass" in fails(MUTANTS, weak, {"least": 0.9})
    assert "tests fail" in fails(MUTANTS, {**inputs, "tests": "assert clamp(5, 1, 3) == 2"})
    assert untold(MUTANTS, {"program": "pass", "tests": "pass"})
    assert untold(MUTANTS, {"program": " ", "tests": "pass"})


def test_without_tests_the_result_must_change(bash: None) -> None:
    inputs = {"program": "sort -n a.txt | head -2", "files": (TREE,)}
    assert holds(MUTANTS, inputs, {"in": "bash"})
    assert fails(MUTANTS, {"program": "true"}, {"in": "bash"})
    assert holds(MUTANTS, {"program": "print(sum(range(5)) * 2)"})


@pytest.mark.parametrize(("tests", "state"), [("out == '1\\n2\\n'", "held"), ("code == 0", "failed")])
def test_tests_of_a_command_tell_its_variants(bash: None, tests: str, state: str) -> None:
    inputs = {"program": "sort -n a.txt | head -2", "files": (TREE,), "tests": f"assert {tests}"}
    assert verdict(MUTANTS, inputs, {"in": "bash"}).state == state
