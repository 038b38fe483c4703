"""Rows are read from any bytes, and each gets its verdict, in order; each kind says what it found."""

import io
import itertools
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from seedbed.memory.candidate import Computation, Schema
from seedbed.memory.errors import UserFault
from seedbed.tools.verification import row_source
from seedbed.tools.verification.equivalence import ENGINE
from seedbed.tools.verification.row_checks import KINDS, Verdict
from seedbed.tools.verification.row_source import (
    Row,
    read_rows,
    rows_of,
    text_of,
    texts_of,
    value_of,
)
from seedbed.tools.verification.rows import LOOKED_AT, verdicts
from tests.tools.export.talks import says, user
from tests.tools.verification.test_toolcalls import BOOK

DEEP = json.loads("[" * 700 + "]" * 700)


def _read(data: bytes) -> list[Row]:
    return list(read_rows(io.BytesIO(data)))


def _verify(kind: str, *rows: Mapping[str, Any], ahead: bool = False) -> list[Verdict]:
    return list(verdicts(rows_of(rows), kind, ahead=ahead))


# reading -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (b"{", "not JSON: Expecting property name"),
        (b'{"a": 1} {"a": 2}', "not JSON: Extra data at character 10"),
        (b'{"a": -Infinity}', "not JSON: -Infinity is no number"),
        (b'{"a": "\xe9"}', "not UTF-8 at byte 8"),
        (b'{"a": "x", "b": {"c": 1, "c": 2}}', "a key stands twice in one object"),
        (b"[1, 2]", "an array instead of an object"),
        (b"1e5", "a number instead of an object"),
        (b"null", "null instead of an object"),
        (b"[" * 200_000, "nested too deep"),
        (b'{"a":' * 200_000, "nested too deep"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_line_that_is_no_row_says_why_and_reading_goes_on(line: bytes, fault: str) -> None:
    first, second = _read(b"\xef\xbb\xbf" + line + b'\r\n \n{"a": "1"}')
    assert fault in first.fault
    assert (first.number, first.fields) == (0, {})
    assert (second.number, second.fields, second.fault) == (2, {"a": "1"}, "")


def test_a_line_too_long_is_passed_over_without_being_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_source, "MAX_LINE", 1_000)
    asked: list[int] = []

    class Stream(io.BytesIO):
        def readline(self, size: int | None = -1, /) -> bytes:
            asked.append(size or -1)
            return super().readline(size)

    first, second = list(read_rows(Stream(b'{"a": "' + b"x" * 10_000 + b'"}\n{"a": "1"}')))
    assert first.fault == "the line is longer than 1,000 bytes"
    assert second.fields == {"a": "1"}
    assert set(asked) == {1_000, 1_001}


def test_numbers_keep_their_digits_and_are_no_programs() -> None:
    digits = "9" * 6000
    (row,) = _read(f'{{"a": 0.10, "b": {digits}, "c": 1e-5, "d": 2.5E3, "e": 1e999999999}}'.encode())
    told = [text_of(row.fields, name) for name in "abcde"]
    assert told == ["0.10", digits, "0.00001", "2500", "1E+999999999"]
    with pytest.raises(ValueError, match="`a` is a number, not a text"):
        text_of(row.fields, "a", numbers=False)
    with pytest.raises(ValueError, match="too large"):
        value_of(row.fields["b"])


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("null", "`a` is null, not a text"),
        ("true", "`a` is a truth value, not a text"),
        ("[1]", "`a` is an array, not a text"),
        ("{}", "`a` is an object, not a text"),
        ('"\\ud83d"', "half a character"),
    ],
)
def test_a_field_that_is_no_text_says_what_it_is(value: str, fault: str) -> None:
    (row,) = _read(f'{{"a": {value}}}'.encode())
    with pytest.raises(ValueError, match=fault):
        text_of(row.fields, "a")


def test_rows_of_a_program_are_read_as_those_of_a_file() -> None:
    given = [{"a": 0.5, "b": Fraction(1, 3), "c": Decimal("0.10"), "d": (1, {"e": "x"}), 5: True}]
    (row,) = rows_of(given)  # type: ignore[arg-type]  # a name that is no text
    assert [text_of(row.fields, name) for name in "abc"] == ["0.5", "1/3", "0.10"]
    assert ("d.1.e", "x") in texts_of(row.fields)
    assert row.fields["5"] is True
    none: Any
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    nan = {"a": float("nan")}
    for none, said in (
        ("x", "a text instead"),
        (nan, "NaN"),
        ({(1, 2): 1}, "keys"),
        ({"a": deep}, "while encoding a JSON object"),
    ):
        (bad,) = rows_of([none])
        assert said in bad.fault


# which rows fit ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "program"])
def test_no_row_that_fits_is_the_callers_mistake(kind: str) -> None:
    with pytest.raises(UserFault) as fault:
        list(verdicts(rows_of([{"question": "q", "bad\x1b[2J": 1}] * 3), kind, "rows.jsonl"))
    for said in (*KINDS[kind].fields, KINDS[kind].instead, "question"):
        assert said in str(fault.value)
    assert str(fault.value).startswith("rows.jsonl: no row has")


def test_an_endless_stream_that_does_not_fit_is_given_up() -> None:
    taken = itertools.count()
    with pytest.raises(UserFault, match="none of the first 100 rows"):
        list(verdicts(rows_of({"question": str(number)} for number in taken), "equivalence"))
    assert next(taken) < LOOKED_AT + 10


def test_rows_before_the_first_that_fits_get_their_verdicts() -> None:
    fitting = {"a": "2", "b": "2"}
    given = [Row(0, {}, "not JSON"), Row(1, {"other": 1}), Row(2, fitting), Row(4, {"a": "1"})]
    found = list(verdicts(given, "equivalence"))
    assert [(one.row, one.ok) for one in found] == [(0, False), (1, False), (2, True), (4, False)]
    assert found[0].reason == "not JSON"


@pytest.mark.parametrize(
    ("name", "said"), [("calculation", "did you mean 'calculations'"), ("zz", "there are ex")]
)
def test_a_kind_that_is_not_there(name: str, said: str) -> None:
    with pytest.raises(UserFault, match=said):
        verdicts([], name)


# several at once ---------------------------------------------------------------------------------------


def test_several_at_once_come_in_order_and_a_fault_while_reading_ends_it() -> None:
    def broken() -> Iterator[Mapping[str, Any]]:
        yield from ({"a": f"{n}/2", "b": str(n / 2 if n % 3 else n)} for n in range(1, 60))
        raise UserFault("the disk is gone")

    found, ended = [], verdicts(rows_of(broken()), "equivalence", ahead=True)
    with pytest.raises(UserFault, match="the disk is gone"):
        for one in ended:
            found.append((one.row, one.ok))
    assert found == [(n - 1, bool(n % 3)) for n in range(1, len(found) + 1)]
    assert len(_verify("equivalence", *[{"a": "1", "b": "1"}] * 9, ahead=True)) == 9


# kinds: what the checks behind them say, as verdicts ----------------------------------------------------


def test_every_annotation_is_evidence_and_the_first_wrong_one_the_reason() -> None:
    text = "<<48/2=24>>24, <<24+1=26>>26, <<10/3=3.33>>3.33 and <<2*2=5>>5"
    (found,) = _verify("calculations", {"text": text})
    assert (found.row, found.ok, found.score) == (0, False, 0.5)
    assert found.reason == "24+1 is 25, not 26 (and 1 more)"
    assert [item["ok"] for item in found.evidence] == [True, False, True, False]
    for item in found.evidence:
        Computation.model_validate(item)
        assert item["inputs"]["field"] == "text"


WRONG, NONE = "1+1 is 2, not 3", "it holds no calculation to recompute"


@pytest.mark.parametrize(
    ("row", "ok", "place", "said"),
    [
        ({"text": "<<1+1=2>>", "other": "<<1+1=3>>"}, True, "text", ""),
        ({"text": "the question", "answer": "<<1+1=3>>"}, False, "answer", f"`answer`: {WRONG}"),
        ({"a": ["q", {"b": "<<1+1=3>>"}]}, False, "a.1.b", f"`a.1.b`: {WRONG}"),
        ({"a": "<<1+1=3>>", "b": "<<1+1=3>>"}, False, "a", f"`a`: {WRONG} (and 1 more)"),
        ({"text": "Nothing here." * 10_000}, True, "", NONE),
        ({"text": "<<4+4=8"}, False, "text", "<<4+4=8>>: isn't closed by >>"),
        ({"other": "Nothing here."}, True, "", NONE),
        ({"a": 1}, False, "", "there is no field `text`"),
        ({"text": 5}, False, "", "`text` is a number, not a text"),
        ({"text": "\ud800<<1+1=2>>"}, False, "", "`text` holds half a character (a lone surrogate)"),
        ({"text": "<<1+1=2>> " * 20_000}, False, "", "too long to be computed"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_calculations_are_those_of_text_else_of_every_text(
    row: dict[str, Any], ok: bool, place: str, said: str
) -> None:
    found, _ = _verify("calculations", row, {"text": "<<1+1=2>>"})
    assert (found.ok, found.reason) == (ok, said)
    assert [item["inputs"]["field"] for item in found.evidence][:1] == [place][: bool(place)]


@pytest.mark.parametrize(
    ("row", "ok", "part"),
    [
        ({"a": "\\frac{1}{2}", "b": 0.5}, True, ""),
        ({"a": "2", "b": "-2"}, False, "another number"),
        ({"a": "((", "b": "))"}, False, "can't both be read"),
        ({"expression": "2^10", "answer": "1025"}, False, "the expression is 1024: "),
        ({"expression": "1/3 + 1/6", "answer": 0.5}, True, ""),
        ({"expression": "2 + 2 = 5"}, False, "doesn't hold"),
        ({"expression": "2x + 3 = 7"}, True, ""),
        ({"expression": "2x + 3 = 7", "answer": "x = 3"}, False, "the expression is [2]"),
        ({"expression": "9**9**9"}, False, ""),
        ({"expression": ["2"]}, False, "not a text"),
        ({"expression": "2", "answer": "(("}, False, "the expression is 2"),
        ({"expression": "2", "answer": None}, True, ""),
    ],
)
def test_an_expression_is_computed_and_compared(row: dict[str, Any], ok: bool, part: str) -> None:
    (found,) = _verify("expression" if "expression" in row else "equivalence", row)
    assert (found.ok, found.score) == (ok, float(ok)), found
    assert part in found.reason and (ok or found.reason) and "\n" not in found.reason
    for item in found.evidence:
        kept = Computation.model_validate(item)
        assert (kept.engine, kept.ok) == (ENGINE, ok)


GOOD, BAD = ({"name": "book_bike", "arguments": {"kind": "city", "days": days}} for days in (2, "two"))
SYSTEM = {"role": "system", "content": "Be kind."}
ENDING = [
    user("Hi"),
    {
        "role": "assistant",
        "tool_calls": [
            {"id": "c", "function": {"name": "book_bike", "arguments": json.dumps(GOOD["arguments"])}}
        ],
    },
]
TALK = [user("Hi"), says("Hello."), user("Bye."), says("Bye.<|im_end|>")]


@pytest.mark.parametrize(
    ("row", "score", "said", "oks"),
    [
        ({"tools": [BOOK], "calls": [GOOD, BAD]}, 0.5, "`days` is a string, not of type", [True, False]),
        ({"tools": json.dumps([BOOK]), "calls": json.dumps([GOOD])}, 1.0, "", [True]),
        ({"tools": [BOOK], "calls": []}, 1.0, "it calls nothing", []),
        ({"tools": [BOOK], "calls": "nothing"}, 0.0, "not JSON", []),
        ({"tools": {"name": "f", "parameters": 1}, "calls": []}, 0.0, "no JSON schema", []),
        ({"tools": [BOOK], "calls": [{"book_bike": {"days": 10**400}}]}, 0.0, "is too large", []),
        ({"messages": json.dumps(TALK[:2]), "tools": json.dumps([BOOK])}, 1.0, "", [True]),
        ({"messages": ENDING, "tools": [BOOK]}, 1.0, "", [True]),
        ({"messages": [*ENDING, SYSTEM], "tools": [BOOK]}, 0.333333, "has no result (and 1 more)", [False]),
        ({"messages": TALK}, 0.75, "turn 3 (assistant): it holds '<|im_end|>'", [False]),
        ({"messages": [TALK[0], SYSTEM, TALK[1]]}, 0.666667, "a system message within the talk", [False]),
        ({"messages": [{"role": "elf", "content": "x"}]}, 0.0, "messages.0.role: ", []),
        ({"tools": [BOOK]}, 0.0, "has no field `calls`", []),
    ],
    ids=lambda value: str(value)[:20],
)
def test_calls_score_by_their_number_and_talks_by_their_turns(
    row: dict[str, Any], score: float, said: str, oks: list[bool]
) -> None:
    found, _ = _verify("toolcalls", row, {"messages": TALK})
    assert (found.ok, found.score) == (score == 1, score)
    assert said in found.reason
    assert [Schema.model_validate(item).ok for item in found.evidence] == oks


@pytest.mark.parametrize(
    "row", [{"tools": [BOOK], "calls": DEEP}, {"tools": DEEP, "calls": []}, {"messages": DEEP}]
)
def test_calls_and_talks_that_are_nested_without_end_are_refused(row: dict[str, Any]) -> None:
    """As too deep, or for what they are: how much nesting can be looked at hangs on Python's version."""
    found, _ = _verify("toolcalls", row, {"messages": TALK})
    assert (found.ok, found.score) == (False, 0.0) and found.reason
