"""A cell that repeats itself is told from one that goes on saying new things."""

from seedbed.tools.evaluation.novelty import Novelty
from tests.tools.evaluation.streams import fresh, near_copy


def copies(count: int) -> list[str]:
    """Eight fresh texts, then near-copies of them in turn."""
    base = fresh(8)
    return base + [near_copy(base[number % 8], number) for number in range(count - 8)]


def test_a_stream_of_near_copies_is_saturated_and_a_fresh_one_is_not() -> None:
    novelty = Novelty()
    novelty.add("fresh", fresh(60))
    novelty.add("copies", copies(20))
    read = novelty.read()
    assert not read["fresh"].saturated
    assert read["copies"].saturated
    assert read["copies"].rows == 20
    # Both begin alike.
    assert read["copies"].first == read["fresh"].first
    assert (read["copies"].latest or 1) < 0.4 * (read["fresh"].latest or 0)


def test_a_saturated_cell_recovers_with_new_rows() -> None:
    novelty = Novelty()
    novelty.add("cell", copies(20))
    novelty.add("cell", fresh(5, seed=7))
    assert not novelty.read()["cell"].saturated


def test_a_repeat_in_another_cell_is_new_there() -> None:
    novelty = Novelty()
    novelty.add("a", fresh(12))
    novelty.add("b", fresh(12))
    read = novelty.read()
    assert read["a"] == read["b"]
    assert not read["b"].saturated


def test_too_few_rows_say_nothing() -> None:
    novelty = Novelty()
    novelty.add("cell", ["the same words"])
    assert novelty.read()["cell"].first is None
    novelty.add("cell", fresh(4) + ["the same words"] * 5)
    read = novelty.read()["cell"]
    assert (read.rows, read.saturated) == (10, False)
    novelty.add("cell", ["the same words"])
    assert novelty.read()["cell"].saturated


def test_batches_do_not_matter() -> None:
    whole, single = Novelty(), Novelty()
    texts = [*copies(15), "", "★"]
    whole.add("cell", texts)
    for text in texts:
        single.add("cell", [text])
    assert whole.read() == single.read()


def test_what_lies_far_back_no_longer_counts() -> None:
    novelty = Novelty()
    texts = fresh(205)
    novelty.add("near", [*texts[:50], texts[0]])
    novelty.add("far", [*texts, texts[0]])
    read = novelty.read()
    assert (read["near"].latest or 1) < (read["far"].latest or 0)


def test_other_languages_are_left_out_with_the_reason() -> None:
    novelty = Novelty(language="German")
    novelty.add("cell", fresh(20))
    assert novelty.read() == {}
    assert "German" in (novelty.off or "")
