"""Relations that are computed: edits and differs."""

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedbed.tools.checks.catalogue import find
from seedbed.tools.checks.relations.edits import EditsArguments, changed_spans
from seedbed.tools.checks.relations.spoiling import other_figure
from tests.tools.checks.asking import pieces, proves, verify

WRONG = "Ich habe den Buch auf dem Tisch gelegt."


@pytest.mark.parametrize(
    ("right", "most", "state"),
    [
        ("Ich habe das Buch auf dem Tisch gelegt.", 1, "held"),
        ("Ich habe das Buch auf den Tisch gelegt.", 1, "failed"),
        ("Ich habe das Buch auf den Tisch gelegt.", 2, "held"),
        (WRONG, 1, "failed"),
        (f"  {WRONG}\n", 1, "failed"),
        ("Ich habe den Buch auf dem Tisch gelegt!", 1, "held"),
    ],
)
async def test_changed_spans_are_counted(right: str, most: int, state: str) -> None:
    found = await verify("edits", {"a": right, "b": WRONG}, {"most": most})
    assert found.state == state
    if state == "held":
        assert pieces(found)[0].kind == "rule"
        assert proves("edits", found)


async def test_texts_that_repeat_one_word_hold_up_nothing() -> None:
    found = await verify("edits", {"a": "ha " * 10_000, "b": "ha " * 10_000 + "he"})
    assert found.state == "no verdict"


async def test_what_changed_is_told() -> None:
    found = await verify("edits", {"a": "a x c y", "b": "a b c d"})
    assert found.detail == "a changes b in 2 places, not 1: «b» → «x», «d» → «y»"


def test_a_number_is_one_word() -> None:
    assert changed_spans("It rose to 5.60 at 9:45.", "It rose to 3.20 at 9:45.") == [("3.20", "5.60")]
    assert len(changed_spans("sum(int(x) for x in y)", "sum(x for x in y)")) == 1, "one wrapping"
    assert len(changed_spans("a) b", "a b")) == 1 and len(changed_spans("f(a) b)", "a b")) == 3


def test_a_word_with_marks_is_one() -> None:
    assert changed_spans("राम ने केला खाया।", "राम ने सेब खाया।") == [("सेब", "केला")]
    assert changed_spans("كَتَبَ الدَّرْسَ", "كَتَبَ الدُّرُوسَ") == [("الدُّرُوسَ", "الدَّرْسَ")]
    assert len(changed_spans("می‌روم، نه", "می‌خواهم، نه")) == 1


def test_a_phrase_that_shares_a_word_with_another_is_one_place() -> None:
    pilot = "Its master is Eulalia Sorzano, a ferry pilot."
    assert len(changed_spans("Its master is Olga Brandt, a retired vet.", pilot)) == 1
    assert len(changed_spans("A car, a bus and a tram.", "A van, a bus and a boat.")) == 2
    assert len(changed_spans("3, 6, 8, 9", "3, 5, 7, 9")) == 2, "each figure is one"
    assert changed_spans("It won't rain.", "It'll rain.") == [("It'll", "It won't")]
    rewritten = "In the old port a retired vet by the name of Brandt is master of it all."
    assert len(changed_spans(rewritten, pilot)) > 1, "no phrase is as long"


@pytest.mark.parametrize("value", [None, 3, ["x"]])
async def test_what_is_no_text_is_no_verdict(value: Any) -> None:
    assert (await verify("edits", {"a": value, "b": "x"})).state == "no verdict"


@given(st.text(max_size=60), st.text(max_size=60))
def test_spans_are_none_just_where_words_are_equal(a: str, b: str) -> None:
    assert changed_spans(a, a) == []
    assert bool(changed_spans(a, b)) == bool(changed_spans(b, a))


def test_edits_are_spoilt() -> None:
    spoil, values = find("edits").spoil, {"a": WRONG.replace("den", "das"), "b": WRONG}
    assert spoil["copy"](values, EditsArguments(), Random(1)) == {"a": WRONG}
    for seed in range(20):
        spoilt = spoil["second_edit"](values, EditsArguments(most=2), Random(seed))
        assert spoilt is None or len(changed_spans(spoilt["a"], WRONG)) > 2
    assert spoil["second_edit"](values, EditsArguments(), Random(1)) is not None


async def test_differs_by_words_in_order() -> None:
    near = {"a": "Name three rivers of France", "b": "Name four rivers of France"}
    found = await verify("differs", near)
    assert (found.state, found.code) == ("failed", "duplicate")
    assert "80% of the words" in found.detail
    far = await verify("differs", {**near, "a": "Explain why rivers meander, with a sketch"})
    assert proves("differs", far)
    assert (await verify("differs", {**near, "b": ["x", near["b"]]})).state == "failed"
    assert (await verify("differs", {"a": None, "b": 3})).state == "held"


@given(st.integers(1, 10**6), st.integers())
def test_another_figure_is_another(number: int, seed: int) -> None:
    assert other_figure(number, Random(seed)) != number
    assert other_figure(f"It costs {number} euros.", Random(seed)) != f"It costs {number} euros."
    assert other_figure([{"x": number}], Random(seed)) != [{"x": number}]
    assert other_figure(True, Random(seed)) is None
    assert other_figure("So:\n1. Go.\n**2.** Stop.\n - 3) Wait.", Random(seed)) is None
    asks, replies = (
        {"role": "user", "content": "For 11?"},
        {"role": "assistant", "content": f"{number} each."},
    )
    spoilt = other_figure([asks, replies], Random(seed))
    assert spoilt is not None and spoilt[0] == asks and spoilt[1] != replies
    assert other_figure([asks], Random(seed)) is None
