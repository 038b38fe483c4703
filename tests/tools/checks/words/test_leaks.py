"""The check `leaks`: right rows hold, planted faults fail, odd shapes end in a verdict."""

from typing import Any

import pytest

from seedbed.tools.checks.words.leaks import CHECK
from tests.tools.checks.trying import fails, holds, spoilt, survives, untold

AXIS = {"axis": "how_urgent"}


@pytest.mark.parametrize(
    "text",
    [
        "How urgent: high",
        "Help! (how-urgent = HIGH)",
        '{"how_urgent": "high", "x": 1}',
        "**How urgent:** high",
        "| how urgent | high |",
    ],
)
def test_an_axis_named_with_its_value_is_refused(text: str) -> None:
    assert fails(CHECK, {"of": text}, AXIS, seat={"how_urgent": "high"})


@pytest.mark.parametrize(
    "text",
    [
        "The rent is high. How urgent is that?",
        "How urgent: highly so",
        "how urgent: low",
        "It is urgent: high water",
    ],
)
def test_its_value_as_a_word_is_none(text: str) -> None:
    assert holds(CHECK, {"of": text}, AXIS, seat={"how_urgent": "high"})


def test_booleans_and_null() -> None:
    assert fails(CHECK, {"of": "Sarcastic: true"}, {"axis": "sarcastic"}, seat={"sarcastic": True})
    assert holds(CHECK, {"of": "How urgent: none"}, AXIS, seat={"how_urgent": None})


@pytest.mark.parametrize(
    ("of", "value"),
    [
        ("Is it 1,200 or more?", 1200),
        ("Is the answer “Mount Etna”?", "mount etna"),
        ("Answer: B", "B"),
        ("Which of C++ and Go?", "C++"),
    ],
)
def test_another_fields_value_is_refused_wherever_it_stands(of: str, value: Any) -> None:
    named: dict[str, Any] = {"of": "question", "value": "answer"}
    assert fails(CHECK, {"of": of, "value": value}, fields=named, languages={"question": "en"})


@pytest.mark.parametrize(
    ("of", "value"),
    [
        ("Is it 12 or 15?", 5),
        ("Plan B or C?", "B"),
        ("What is 5?", -5),
        ("True or not?", True),
        ("etna", "Mount Etna"),
        ("x", None),
    ],
)
def test_what_only_looks_like_it_holds(of: str, value: Any) -> None:
    assert holds(CHECK, {"of": of, "value": value})


def test_neither_axis_nor_value_is_no_verdict() -> None:
    assert untold(CHECK, {"of": "text"})
    assert untold(CHECK, {"of": 5, "value": 5})


def test_spoilt() -> None:
    assert spoilt(CHECK, {"of": "Which volcano?", "value": "Etna"}) == {"label"}
    assert spoilt(CHECK, {"of": "How many?", "value": 7}) == {"label"}
    assert spoilt(CHECK, {"of": "Which?", "value": "B"}) == set()


def test_odd_values() -> None:
    survives(CHECK)
    survives(CHECK, AXIS, seat={"how_urgent": "high"})
