"""Ranges as recipes write them are read, written back alike, and refused where they hold nothing."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedbed.tools.checks import told
from seedbed.tools.checks.form.measured import measured
from seedbed.tools.checks.ranges import Span, span


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        (5, 5, 5), ("5", 5, 5), ("3..8", 3, 8), ("..40", -math.inf, 40), ("120..", 120, math.inf),
        ([0.1, 0.7], 0.1, 0.7), ("-2 .. 3", -2, 3),
    ],
)  # fmt: skip
def test_ways_to_write_one(written: Any, low: float, high: float) -> None:
    assert span(written) == Span(low, high)
    assert low in span(written)
    assert high + 1 not in span(written) or math.isinf(high)


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "..",
        "8..3",
        "a..b",
        None,
        True,
        [1],
        [1, 2, 3],
        {},
        [2, 1],
        ["x", 1],
        math.nan,
        [math.inf] * 2,
        "-3..-1",
        -1,
    ],
)
def test_what_is_no_range_is_refused(wrong: Any) -> None:
    with pytest.raises(ValueError):
        span(wrong)


@given(st.integers(0, 999), st.integers(0, 999))
def test_a_range_written_back_is_the_same(low: int, more: int) -> None:
    for one in (Span(low, low + more), Span(-math.inf, low), Span(low, math.inf)):
        assert span(str(one)) == one


@pytest.mark.parametrize(
    ("text", "language", "told"),
    [
        ("The channel has the\nsame name as the\nevent itself.", "en", "1"),
        ("Der Kanal heißt wie\ndas Ereignis selbst.", "de", "1"),
        ("It rains. It snows.\n\nit stops", "en", "3"),
        ("Dear Ann\nI write soon.\n- one\n- two", "en", "4"),
    ],
)
def test_a_line_ends_a_sentence_unless_it_goes_on_in_the_next(text: str, language: str, told: str) -> None:
    assert str(measured(text, "sentences", language)) == told


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "string", "minLength": 1}, "text"),
        ({"type": "string", "minLength": 1, "maxLength": 9}, "1 to 9 characters"),
        ({"type": "string", "minLength": 5}, "at least 5 characters"),
        (
            {"type": "array", "items": {"enum": ["a"]}, "minItems": 1},
            'a list of at least 1; each: one of "a"',
        ),
    ],
)
def test_a_shape_in_words_says_no_limit_that_every_text_keeps(schema: dict[str, Any], words: str) -> None:
    assert told.in_words(schema) == words
