"""A cell that repeats itself is told from one that goes on saying new things."""

from seedbed.tools.evaluation.novelty import CellNovelty, Novelty
from tests.tools.evaluation.streams import fresh, near_copy


def copies(count: int) -> list[str]:
    """Eight fresh texts, then near-copies of them in turn."""
    base = fresh(8)
    return base + [near_copy(base[number % 8], number) for number in range(count - 8)]


def read(**cells: list[str]) -> dict[str, CellNovelty]:
    novelty = Novelty()
    for cell, texts in cells.items():
        novelty.add(cell, texts)
    return novelty.read()


def test_a_stream_of_near_copies_is_saturated_and_a_fresh_one_is_not() -> None:
    found = read(fresh=fresh(60), copies=copies(20), mended=[*copies(20), *fresh(5, seed=7)])
    assert {cell for cell, one in found.items() if one.saturated} == {"copies"}
    assert found["copies"].rows == 20 and found["copies"].first == found["fresh"].first
    assert (found["copies"].latest or 1) < 0.4 * (found["fresh"].latest or 0)


def test_a_repeat_in_another_cell_and_of_what_lies_far_back_is_new() -> None:
    texts = fresh(205)
    found = read(a=texts[:12], b=texts[:12], near=[*texts[:50], texts[0]], far=[*texts, texts[0]])
    assert found["a"] == found["b"]
    assert (found["near"].latest or 1) < (found["far"].latest or 0)


def test_too_few_rows_say_nothing() -> None:
    few = ["the same words", *fresh(4), *["the same words"] * 5]
    found = read(one=few[:1], few=few, enough=[*few, few[0]])
    assert found["one"].first is None and found["few"].rows == 10
    assert (found["few"].saturated, found["enough"].saturated) == (False, True)


def test_other_languages_are_left_out_with_the_reason() -> None:
    novelty = Novelty(language="German")
    novelty.add("cell", fresh(20))
    assert novelty.read() == {} and "German" in (novelty.off or "")
