"""The list of functions: complete, true to its examples, each tried elsewhere too."""

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedbed.tools.verification.algebra.compute import compute
from seedbed.tools.verification.algebra.functions import BY_NAME, FUNCTIONS_TOLD, FunctionInfo
from seedbed.tools.verification.algebra.operations import OPERATIONS
from seedbed.tools.verification.algebra.plain import parse_plain
from seedbed.tools.verification.expression import calculate, format_value
from seedbed.tools.verification.syntax import FUNCTIONS, ExpressionFault
from tests.tools.verification.algebra import (
    test_compute_algebra,
    test_compute_measures,
    test_compute_numbers,
    test_compute_whole_numbers,
)

_TRIED = [
    (text, result)
    for module in (
        test_compute_algebra,
        test_compute_measures,
        test_compute_numbers,
        test_compute_whole_numbers,
    )
    for table in vars(module).values()
    if isinstance(table, list)
    for text, result in table
]
_DOCS = Path(__file__).parents[4] / "docs" / "verification.md"
_TEXTS_ONLY = ("to_base", "no solution", "percent_change", "factorint", "and", "x = b/a", "x = 2 - y")
"""Results that are words, or that are worth something else when they are computed again."""


@pytest.mark.parametrize("info", FUNCTIONS_TOLD, ids=lambda info: info.name)
def test_a_function_does_what_its_example_says(info: FunctionInfo) -> None:
    assert compute(info.example) == info.result
    assert info.name in info.example


def test_the_list_and_the_code_name_the_same_functions() -> None:
    assert {info.name for info in FUNCTIONS_TOLD} == set(OPERATIONS)
    names = Counter(name for info in FUNCTIONS_TOLD for name in (info.name, *info.aliases))
    assert max(names.values()) == 1


def test_the_list_has_all_functions_of_arithmetic() -> None:
    for name in FUNCTIONS:
        assert BY_NAME[name].name == name


def test_every_function_is_tried_beyond_its_example() -> None:
    called = {
        BY_NAME[name].name
        for text, _ in _TRIED
        for name in re.findall(r"([A-Za-z_0-9]+)\(", text)
        if name in BY_NAME
    } | {"mod"}
    assert called >= {info.name for info in FUNCTIONS_TOLD}
    assert len(_TRIED) >= 200


@pytest.mark.parametrize(("text", "result"), _TRIED)
def test_a_result_is_read_back_and_worth_itself(text: str, result: str) -> None:
    parse_plain(result)
    if not any(word in text or word in result for word in _TEXTS_ONLY):
        assert compute(result) == result


@given(
    st.lists(st.integers(-50, 50), min_size=2, max_size=6),
    st.lists(st.sampled_from("+-*/"), min_size=5, max_size=5),
)
def test_arithmetic_is_worth_the_same_as_in_the_calculator(numbers: list[int], signs: list[str]) -> None:
    text = "".join(f"({number}){sign}" for number, sign in zip(numbers, signs, strict=False))
    text = text if text[-1].isdigit() else f"{text[:-1]}"
    try:
        expected = format_value(calculate(text))
    except ExpressionFault:
        with pytest.raises(ExpressionFault):
            compute(text)
        return
    assert compute(text) == expected


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=3, unique=True))
def test_a_product_of_factors_is_solved_by_their_roots(roots: list[int]) -> None:
    factors = "*".join(f"(x - ({root}))" for root in roots)
    told = " or ".join(f"x = {root}" for root in sorted(roots))
    assert compute(f"solve(expand({factors}) = 0, x)") == told


@given(st.fractions(-1000, 1000, max_denominator=50), st.sampled_from(["km", "m", "min", "kg", "°"]))
def test_a_quantity_is_read_back_to_itself(value: object, unit: str) -> None:
    text = compute(f"({value}) {unit}")
    assert compute(text) == text
    assert compute(f"({value}) {unit} = {text}") == "true"


def test_the_docs_name_the_list_and_its_length() -> None:
    told = _DOCS.read_text(encoding="utf-8")
    assert f"The {len(FUNCTIONS_TOLD)} functions" in told
    assert "tools/verification/algebra/functions.csv" in told
