"""Verdicts: one for each row, in order, as soon as they are there; each kind says what it found."""

import itertools
import queue
import threading
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from seedbed.memory.candidate import Computation
from seedbed.memory.errors import UserFault
from seedbed.tools.verification import row_checks, rows
from seedbed.tools.verification.equivalence import ENGINE
from seedbed.tools.verification.row_checks import KINDS, Verdict
from seedbed.tools.verification.row_source import Row, rows_of
from seedbed.tools.verification.rows import LOOKED_AT, verdicts
from tests.tools.running.conftest import python

__all__ = ["python"]


def _verify(kind: str, *rows: Mapping[str, Any]) -> list[Verdict]:
    return list(verdicts(rows_of(rows), kind))


def _one(kind: str, **fields: Any) -> Verdict:
    (found,) = _verify(kind, fields)
    return found


# calculations ------------------------------------------------------------------------------------------


def test_every_annotation_is_evidence_and_the_first_wrong_one_the_reason() -> None:
    text = "<<48/2=24>>24, <<24+1=26>>26, <<10/3=3.33>>3.33 and <<2*2=5>>5"
    found = _one("calculations", text=text)
    assert (found.row, found.ok, found.score) == (0, False, 0.5)
    assert found.reason == "24+1 is 25, not 26 (and 1 more)"
    assert [item["ok"] for item in found.evidence] == [True, False, True, False]
    for item in found.evidence:
        Computation.model_validate(item)
        assert item["inputs"]["field"] == "text"


def test_a_score_is_one_only_where_all_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_checks, "_MOST_ANNOTATIONS", 200)
    text = "<<1+1=2>> " * 199 + "<<1+1=3>>"
    found = _one("calculations", text=text)
    assert (found.ok, found.score) == (False, 0.995)
    assert "more than 200" in _one("calculations", text=text + "<<1+1=2>>").reason


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ({"question": "q", "solution": "<<1+1=3>>"}, "solution"),
        ({"messages": [{"role": "user", "content": "q"}, {"content": "<<1+1=3>>"}]}, "messages.1.content"),
        ({"text": "the question", "answer": "<<1+1=3>>"}, "answer"),
    ],
)
def test_without_annotations_in_text_other_fields_are_read(row: dict[str, Any], place: str) -> None:
    (found,) = _verify("calculations", row)
    assert found.reason == f"`{place}`: 1+1 is 2, not 3"
    assert found.evidence[0]["inputs"]["field"] == place


def test_text_goes_first() -> None:
    assert _one("calculations", text="<<1+1=2>>", other="<<1+1=3>>").ok


def test_nothing_to_recompute_is_said_and_is_no_evidence() -> None:
    found = _one("calculations", text="Nothing here.")
    assert (found.ok, found.score, found.evidence) == (True, 1.0, ())
    assert found.reason == "it holds no calculation to recompute"


def test_a_row_without_any_text_is_not_ok() -> None:
    first, second, third = _verify("calculations", {"a": 1}, {"text": 5}, {"text": "<<1+1=2>>"})
    assert (first.ok, first.reason) == (False, "there is no field `text`")
    assert (second.ok, second.reason) == (False, "`text` is a number, not a text")
    assert third.ok


# which rows fit ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_no_row_that_fits_is_the_callers_mistake(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "KINDS", {kind: _ready(kind)})
    with pytest.raises(UserFault) as fault:
        list(verdicts(rows_of([{"question": "q", "bad\x1b[2J": 1}] * 3), kind, "rows.jsonl"))
    for field in KINDS[kind].fields:
        assert f"`{field}`" in str(fault.value)
    assert "question" in str(fault.value)
    assert str(fault.value).startswith("rows.jsonl: no row has")


def _ready(kind: str) -> row_checks.Kind:
    """The kind as it is on a machine where it can be checked."""
    known = KINDS[kind]
    return row_checks.Kind(known.fields, known.fits, known.check, known.at_once, lambda: None)


def test_no_rows_and_no_lines_that_are_rows() -> None:
    with pytest.raises(UserFault, match="there are no rows"):
        _verify("calculations")
    with pytest.raises(UserFault, match="no line is a row; line 3 is not JSON"):
        list(verdicts([Row(2, {}, "not JSON: …")], "calculations"))


def test_an_endless_stream_that_does_not_fit_is_given_up() -> None:
    taken = itertools.count()

    def endless() -> Iterator[Mapping[str, Any]]:
        for number in taken:
            yield {"question": str(number)}

    with pytest.raises(UserFault, match="none of the first 1,000 rows"):
        list(verdicts(rows_of(endless()), "equivalence"))
    assert next(taken) < LOOKED_AT + 10


@pytest.mark.parametrize("kind", ["calculations", "equivalence"])
def test_rows_before_the_first_that_fits_get_their_verdicts(kind: str) -> None:
    fitting = {"text": "<<1+1=2>>", "a": "2", "b": "2"}
    given = [Row(0, {}, "not JSON"), Row(1, {"other": 1}), Row(2, fitting), Row(4, {"text": 1, "a": "1"})]
    found = list(verdicts(given, kind))
    assert [(one.row, one.ok) for one in found] == [(0, False), (1, False), (2, True), (4, False)]
    assert found[0].reason == "not JSON"


@pytest.mark.parametrize(
    ("name", "said"), [("calculation", "did you mean calculations"), ("zz", "one of ex")]
)
def test_a_kind_that_is_not_there(name: str, said: str) -> None:
    with pytest.raises(UserFault, match=said):
        verdicts([], name)


# several at once ---------------------------------------------------------------------------------------


def test_a_verdict_does_not_wait_for_the_row_after_it() -> None:
    waiting: queue.Queue[dict[str, str] | None] = queue.Queue()
    found = verdicts(rows_of(iter(waiting.get, None)), "equivalence")
    for number in range(3):
        waiting.put({"a": str(number), "b": f"{number}.0"})
        assert next(found).row == number
    waiting.put(None)
    assert list(found) == []


def test_order_is_that_of_the_rows() -> None:
    given = [{"a": f"{n}/2", "b": str(n / 2 if n % 3 else n)} for n in range(1, 60)]
    found = _verify("equivalence", *given)
    assert [one.row for one in found] == list(range(59))
    assert [one.ok for one in found] == [bool(n % 3) for n in range(1, 60)]


def test_leaving_early_leaves_no_thread_that_waits() -> None:
    found = verdicts(rows_of({"a": "1", "b": "1"} for _ in itertools.count()), "equivalence")
    next(found)
    found.close()
    for thread in threading.enumerate():
        if thread.name == "verify-reader":
            thread.join(20)
            assert not thread.is_alive()


def test_a_fault_while_reading_ends_it() -> None:
    def broken() -> Iterator[Mapping[str, Any]]:
        yield {"a": "1", "b": "1"}
        raise UserFault("the disk is gone")

    found = verdicts(rows_of(broken()), "equivalence")
    assert next(found).ok
    with pytest.raises(UserFault, match="the disk is gone"):
        next(found)


# equivalence and expression ----------------------------------------------------------------------------


def test_equivalence_says_why_not() -> None:
    same, other, unreadable = _verify(
        "equivalence",
        {"a": "\\frac{1}{2}", "b": 0.5},
        {"a": "2", "b": "-2"},
        {"a": "((", "b": "))"},
    )
    assert (same.ok, same.score) == (True, 1.0)
    assert (other.ok, other.score) == (False, 0.0)
    assert other.reason
    assert not unreadable.ok
    assert unreadable.reason
    for one in (same, other, unreadable):
        kept = Computation.model_validate(one.evidence[0])
        assert (kept.engine, kept.ok) == (ENGINE, one.ok)


@pytest.mark.parametrize(
    ("row", "ok", "part"),
    [
        ({"expression": "(12 + 3) * 4.50"}, True, ""),
        ({"expression": "2^10", "answer": "1024"}, True, ""),
        ({"expression": "1/3 + 1/6", "answer": 0.5}, True, ""),
        ({"expression": "2^10", "answer": "1025"}, False, "1024"),
        ({"expression": "2 + 2 = 4"}, True, ""),
        ({"expression": "2 + 2 = 5"}, False, "doesn't hold"),
        ({"expression": "2 + 2 < 5"}, True, ""),
        ({"expression": "isprime(9)"}, False, ""),
        ({"expression": "2x + 3 = 7"}, True, ""),
        ({"expression": "x + 3 = 7", "answer": "x = 4"}, True, ""),
        ({"expression": "2x + 3 = 7", "answer": "x = 3"}, False, "the expression is [2]"),
        ({"expression": "x > x + 1"}, False, "doesn't hold"),
        ({"expression": "(x + 1)^2 = x^2 + 2x + 1"}, True, ""),
        ({"expression": r"\frac{d}{dx} x^3", "answer": "3x^2"}, True, ""),
        ({"expression": "9**9**9"}, False, ""),
        ({"expression": "1/0"}, False, ""),
        ({"expression": "__import__('os').system('id')"}, False, ""),
        ({"expression": ""}, False, ""),
        ({"expression": ["2"]}, False, "not a text"),
        ({"expression": "2", "answer": {}}, False, "not a text"),
        ({"expression": "2", "answer": "(("}, False, "the expression is 2"),
        ({"expression": "2", "answer": None}, True, ""),
    ],
)
def test_an_expression_is_computed_and_compared(row: dict[str, Any], ok: bool, part: str) -> None:
    (found,) = _verify("expression", row)
    assert (found.ok, found.score) == (ok, float(ok)), found
    assert part in found.reason
    assert bool(found.reason) != ok
    assert "\n" not in found.reason
    if found.evidence:
        kept = Computation.model_validate(found.evidence[0])
        assert (kept.engine, kept.ok) == (ENGINE, ok)


def test_tests_of_a_program_must_be_able_to_fail(python: None) -> None:
    program = "def double(n):\n    return 2 * n\n"
    held = _one("program", program=program, tests="def test_it():\n    assert double(3) == 6")
    assert held.ok and held.score == 1 and held.evidence[0]["outcome"] == "passed"
    idle = _one("program", program=program, tests="double(3)")
    assert (idle.ok, idle.score) == (False, 0) and "refuse none of" in idle.reason
    assert (
        "AssertionError at line 1 of the tests" in _one("program", program=program, tests="assert 0").reason
    )
