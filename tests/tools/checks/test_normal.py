"""Comparisons forgive typography and Markdown, and nothing else."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.tools.checks.normal import _text_laid, find_pieces, find_quote, normal, same_value

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


def test_a_text_is_laid_out_once_for_all_that_is_looked_for_in_it() -> None:
    texts = [f"Text {number} of three." for number in range(3)]
    before = _text_laid.cache_info().misses
    found = [find_pieces(f"{number} of three", texts) for number in range(3)]
    assert found == [((number, 5, 15),) for number in range(3)]
    assert _text_laid.cache_info().misses - before == 3


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("“Don’t”,\n she said", '"Don\'t", she said'),
        ("> a quote\n> in two lines", "a quote in two lines"),
        ("a **bold** word and *one more*.", "a bold word and one more."),
        ("```python\nprint(1)\n```", "print(1)"),
        ("`ls -l`", "ls -l"),
        ("10–20 °C", "10-20 °C"),
        ("co\u00adoperate", "cooperate"),
    ],
)
def test_spellings_of_one_text_are_alike(a: str, b: str) -> None:
    assert normal(a) == normal(b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("C++", "C"), ("C#", "C"), ("−5", "5"), ("2**3", "23"), ("3.10", "3.1"), ("5%", "5"), ("", "."),
        ("__init__", "init"), ("rm *.log,*.tmp", "rm .log,.tmp"), ("list<int>", "list<str>"),
        ("`date` | wc", "date | wc"),
    ],
)  # fmt: skip
def test_different_texts_stay_different(a: str, b: str) -> None:
    assert normal(a) != normal(b)
    assert not same_value(a, b)


@settings(max_examples=40, deadline=None)
@given(JSON)
def test_every_value_equals_itself(value: Any) -> None:
    assert same_value(value, value) and same_value(value, value, {"type": "number"})


@settings(max_examples=40, deadline=None)
@given(JSON, JSON)
def test_both_ways_round_it_is_the_same(a: Any, b: Any) -> None:
    assert same_value(a, b) == same_value(b, a)


WHOLE = {"type": "integer"}


@pytest.mark.parametrize(
    ("same", "a", "b", "schema"),
    [
        (True, 1, 1.0, {}),
        (True, "1.50", 1.5, {"type": "number"}),
        (True, "−5", -5, {"type": ["integer", "null"]}),
        (True, {"x": 1, "y": [2]}, {"y": [2.0], "x": 1}, {}),
        (True, "2025-01-01T09:00", "2025-01-01T09:00:00", {"type": "string", "format": "date-time"}),
        (True, ["b", "a"], ["A", "b."], {"type": "array", "uniqueItems": True}),
        (True, "Paris.", "paris", {"type": "string"}),
        (True, "7", 7, {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/n"}], "$defs": {"n": WHOLE}}),
        (True, "5 KWH", "5 kWh", {"type": "string"}),
        (False, "5 MW", "5 mW", {"type": "string"}),
        (True, 0.1 + 0.2 - 0.3, 0, {}),
        (False, 1.6e-19, 3.2e-19, {}),
        (False, -5, 5, {}),
        (False, True, 1, {}),
        (False, None, 0, {}),
        (False, "1", 1, {}),
        (False, ["a", "b"], ["b", "a"], {}),
        (False, ["a", "a"], ["a", "b"], {"uniqueItems": True}),
        (False, {"x": 1}, {"x": 1, "y": None}, {}),
        (False, "a", "A", {"enum": ["a", "A"]}),
        (False, 10**400, 1.0, {}),
    ],
)
def test_what_is_the_same(same: bool, a: Any, b: Any, schema: dict[str, Any]) -> None:
    assert same_value(a, b, schema) is same


def test_order_and_case_are_forgiven_where_it_is_said() -> None:
    assert same_value([1, 2, 2], [2, 1, 2], unordered=True)
    assert not same_value([1, 2, 2], [2, 1, 1], unordered=True)
    assert not same_value("a", "A", case=True)


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("the fee is £5", "The **fee** is\n> £5"),
        ("“The fee is £5.”", "The **fee** is\n> £5"),
        ("... Paid monthly ...", "Paid | monthly"),
        ("the fee is £6", None),
        ("", None),
        ("“”", None),
    ],
)
def test_a_quote_is_found_where_it_stands(quote: str, found: str | None) -> None:
    text = "> The **fee** is\n> £5, always.\n| Paid | monthly |"
    place = find_quote(quote, text)
    assert (text[slice(*place)] if place else None) == found


@pytest.mark.parametrize(
    ("quote", "text", "found"),
    [
        ("5", "It costs 50", ""),
        ("7.3", "17.30", ""),
        ("open", "It reopens, an open shop", "open"),
        ("AN", "an AND, an AN", "AN"),
        ("5", "Only 5kg", "5"),
        ("200 euros", "He paid 1,200 euros", ""),
        ("67%", "It was 66.67%", ""),
        ("5 °C", "At -5 °C", ""),
        ("1,200", "He paid 1,200.", "1,200"),
        ("2024", "On 12.05.2024", "2024"),
        ("22", "At 22:00", "22"),
        ("300", "| 12 | 300 |", "300"),
        ("200", "nut,5,200,blue", "200"),
        ("サ", "サービス", "サ"),
    ],
)
def test_a_whole_quote_has_its_letter_case_and_is_no_part_of_a_word_or_number(
    quote: str, text: str, found: str
) -> None:
    place = find_quote(quote, text, whole=True)
    assert (text[slice(*place)] if place else "") == found


@given(st.text(), st.text(), st.text())
def test_a_piece_of_a_text_is_found_or_holds_no_letters(before: str, quote: str, after: str) -> None:
    place = find_quote(quote, before + quote + after)
    assert place is not None or not any(one.isalnum() for one in quote)
