"""Rows are read from any bytes: each line gives a row or says why not, in constant memory."""

import io
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction

import pytest

from seedbed.tools.verification import row_source
from seedbed.tools.verification.row_source import Row, read_rows, rows_of, text_of, texts_of


def _read(data: bytes) -> list[Row]:
    return list(read_rows(io.BytesIO(data).read))


def _in_pieces(data: bytes, size: int) -> Callable[[int], bytes]:
    stream = io.BytesIO(data)
    return lambda most: stream.read(min(size, most))


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_lines_do_not_depend_on_how_bytes_arrive(size: int) -> None:
    data = '\ufeff{"a": "é"}\r\n\n  \n{"a": "2"}'.encode()
    rows = list(read_rows(_in_pieces(data, size)))
    assert [(row.number, row.fields) for row in rows] == [(0, {"a": "é"}), (3, {"a": "2"})]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (b"{", "not JSON: Expecting property name"),
        (b"hello", "not JSON: Expecting value at character 1"),
        (b'{"a": 1} {"a": 2}', "not JSON: Extra data at character 10"),
        (b'{"a": NaN}', "not JSON: NaN is no number"),
        (b'{"a": -Infinity}', "not JSON: -Infinity is no number"),
        (b"\xff\xfe{", "not UTF-8 at byte 1"),
        (b'{"a": "\xe9"}', "not UTF-8 at byte 8"),
        (b"[1, 2]", "an array instead of an object"),
        (b'"text"', "a text instead of an object"),
        (b"1e5", "a number instead of an object"),
        (b"null", "null instead of an object"),
        (b"true", "a truth value instead of an object"),
        (b"\x00", "not JSON"),
        (b"[" * 200_000, "nested too deep"),
        (b'{"a":' * 200_000, "nested too deep"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_line_that_is_no_row_says_why_and_reading_goes_on(line: bytes, fault: str) -> None:
    first, second = _read(line + b'\n{"a": "1"}\n')
    assert fault in first.fault
    assert (first.number, first.fields) == (0, {})
    assert (second.number, second.fault) == (1, "")


def test_a_line_too_long_is_passed_over_without_being_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_source, "MAX_LINE", 100_000)
    asked: list[int] = []

    def endless() -> Iterator[bytes]:
        yield b'{"a": "'
        for _ in range(50):
            yield b"x" * 65_536
        yield b'"}\n{"a": "1"}'

    pieces = endless()

    def read(most: int) -> bytes:
        asked.append(most)
        return next(pieces, b"")

    first, second = list(read_rows(read))
    assert first.fault == "the line is longer than 100,000 bytes"
    assert second.fields == {"a": "1"}
    assert max(asked) <= 65_536


def test_numbers_keep_their_digits() -> None:
    digits = "9" * 6000
    (row,) = _read(f'{{"a": 0.10, "b": {digits}, "c": 1e-5, "d": 2.5E3, "e": 1e999999999}}'.encode())
    assert [text_of(row, name)[0] for name in "abcde"] == ["0.10", digits, "0.00001", "2500", "1e999999999"]


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("null", "`a` is null, not a text"),
        ("true", "`a` is a truth value, not a text"),
        ("[]", "`a` is an array, not a text"),
        ("{}", "`a` is an object, not a text"),
        ('"\\ud83d"', "half a character"),
    ],
)
def test_a_field_that_is_no_text_says_what_it_is(value: str, fault: str) -> None:
    (row,) = _read(f'{{"a": {value}}}'.encode())
    assert fault in text_of(row, "a")[1]
    assert text_of(row, "b")[1] == "there is no field `b`"


def test_a_number_is_no_program() -> None:
    (row,) = _read(b'{"program": 1}')
    assert text_of(row, "program", numbers=False)[1] == "`program` is a number, not a text"


def test_every_text_of_a_row_has_its_place() -> None:
    (row,) = _read(b'{"b": "1", "m": [{"role": "u", "n": 3}, ["x"]], "a": {"b": "y"}, "z": null}')
    assert list(texts_of(row)) == [("b", "1"), ("m.0.role", "u"), ("m.1.0", "x"), ("a.b", "y")]


def test_rows_of_a_program_are_read_as_those_of_a_file() -> None:
    given = [{"a": 0.5, "b": Fraction(1, 3), "c": Decimal("0.10"), "d": (1, "x"), 5: True}]
    (row,) = rows_of(given)  # type: ignore[arg-type]  # a name that is no text
    assert [text_of(row, name)[0] for name in "abc"] == ["0.5", "1/3", "0.10"]
    assert list(texts_of(row)) == [("d.1", "x")]
    assert row.fields["5"] is True
    (none,) = rows_of(["text"])  # type: ignore[list-item]  # not a row
    assert "'str'" in none.fault
