"""The check `numbers`: right rows hold, planted faults fail, odd shapes end in a verdict."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedbed.tools.checks.words.numbers import CHECK
from tests.tools.checks.trying import fails, holds, spoilt, survives, untold

EN = {"a": "en", "b": "en"}


@pytest.mark.parametrize(
    ("a", "b", "languages"),
    [
        ("It costs £1,200.", "1200 pounds", EN),
        ("three eggs and 5% milk", "5 % milk, 3 eggs", EN),
        ("5 million people", "5,000,000 people", EN),
        ("Es kostet 1.200,50 €.", "It costs €1,200.50.", {"a": "de", "b": "en"}),
        ("on 12.05.2024", "on 12/05/2024", {}),
        ("2½ cups", "2.5 cups", {}),
        ("drei Eier, 250 g Mehl", "3 eggs, 250 g of flour", {"a": "de", "b": "en"}),
        ("no figures", "none at all", {}),
        (["1", "2"], [2, 1], {}),
    ],
)
def test_the_same_figures(a: object, b: object, languages: dict[str, str]) -> None:
    assert holds(CHECK, {"a": a, "b": b}, languages=languages)


@pytest.mark.parametrize(
    ("a", "b", "languages"),
    [
        ("−5 degrees", "5 degrees", {}),
        ("£5", "5%", EN),
        ("1,200", "1.200", EN),
        ("5 eggs", "6 eggs", {"a": "de", "b": "de"}),
        ("250 g", "some flour", {"a": "de", "b": "de"}),
        ("3 eggs", "eggs", EN),
        ("1.5", "15", {}),
    ],
)
def test_other_figures(a: str, b: str, languages: dict[str, str]) -> None:
    assert fails(CHECK, {"a": a, "b": b}, languages=languages)


def test_one_way() -> None:
    texts = {"a": "of 40", "b": "30 to 40"}
    assert holds(CHECK, texts, {"way": "a in b"})
    assert fails(CHECK, texts) == "30 only in b"
    assert fails(CHECK, {"a": "30 to 40", "b": "of 40"}, {"way": "a in b"}) == "30 only in a"
    assert untold(CHECK, {"a": None, "b": ""})


@given(st.lists(st.integers(-10_000, 10_000), min_size=1, max_size=5), st.sampled_from(["en", "de", ""]))
def test_what_is_spoilt_is_refused(numbers: list[int], language: str) -> None:
    text = "; ".join(f"of {n}" for n in numbers)
    languages = {"a": language, "b": language}
    assert spoilt(CHECK, {"a": text, "b": text}, languages=languages) == {"number"}


def test_odd_values() -> None:
    survives(CHECK, languages=EN)
