"""Words and clauses: what covers what, in any language."""

from hypothesis import given
from hypothesis import strategies as st

from seedbed.agent.planner.reading.answer import ClauseRead
from seedbed.agent.planner.reading.binding import (
    NOTHING,
    PURPOSE,
    bind,
    keeps_nothing,
    lost,
    stands_in,
    uncovered,
    weighty,
)

TEXT = "50 bug reports with a severity of low, medium or high; a quarter of them without steps to reproduce"


def runs(text: str, *pieces: str) -> list[str]:
    return [run for _, run in uncovered(text, pieces)]


def test_runs_that_no_piece_holds_are_found_in_order() -> None:
    assert runs(TEXT, "50", "bug reports", "a quarter of them") == [
        "with a severity of low, medium or high",
        "without steps to reproduce",
    ]
    assert runs(TEXT, TEXT) == []
    assert runs(TEXT) == [TEXT]
    assert runs("Drei Gedichte über Möwen", "gedichte ÜBER möwen") == ["Drei"]


def test_a_piece_whose_words_stand_apart_covers_each_of_them() -> None:
    assert runs("200 short and long reviews", "long short reviews") == ["200", "and"]


def test_a_run_of_one_small_word_is_no_demand() -> None:
    assert runs("tweets in 2 moods and politely", "tweets", "moods") == ["in 2", "and politely"]
    assert weighty("in 2") and weighty("and politely")
    assert not any(map(weighty, runs("tweets of cats", "tweets", "cats")))


@given(st.text(max_size=60), st.lists(st.text(max_size=20), max_size=4))
def test_nothing_that_is_uncovered_was_covered(text: str, pieces: list[str]) -> None:
    for start, run in uncovered(text, pieces):
        assert text[start : start + len(run)] == run
        assert not any(stands_in(piece, run) and stands_in(run, piece) for piece in pieces)


def test_a_small_word_of_a_demand_is_lost_too() -> None:
    assert lost("no emojis", ["emojis"]) == "no"
    assert lost("no emojis", ["No emojis!"]) == ""
    assert lost("no emojis", ["tweets", "about dogs, no emojis"]) == ""
    assert lost("no emojis", ["no swearing"]) == "no emojis"
    assert stands_in("low, medium", TEXT) and not stands_in("low high", TEXT)


def demands(*words: str) -> list[ClauseRead]:
    return [ClauseRead(one, "each row") for one in words]


def test_every_demand_is_bound_or_named() -> None:
    asked = [*demands("500", "tweets", "about electric cars"), ClauseRead("to train it", "nothing")]
    clauses, dropped = bind(asked, {"tweets": ("rubric 1",), "500": ("rows",), "of my own": ("rubric 2",)})
    assert clauses == {
        "500": ("rows",),
        "tweets": ("rubric 1",),
        "about electric cars": (NOTHING,),
        "to train it": (PURPOSE,),
    }
    assert dropped == ("nothing is said of «about electric cars»",)


def test_a_demand_in_pieces_is_kept_and_a_piece_that_is_missing_named() -> None:
    pieces = {"English": ("check language",), "to-German": ("check language",)}
    assert bind(demands("English-to-German"), pieces)[1] == ()
    clauses, _ = bind(demands("short and polite"), {"short": ("check length.text",)})
    assert clauses["short and polite"] == ("not kept: the plan has nothing for «and polite»",)
    assert clauses["short"] == ("check length.text",)


def test_a_slip_in_copying_is_mended() -> None:
    slip = {"without the steps to reproduce": ("axis steps",)}
    assert bind(demands("without steps to reproduce"), slip)[0] == {
        "without steps to reproduce": ("axis steps",)
    }
    other = {"in plain German": ("rubric 1",)}
    assert bind(demands("without steps"), other)[0] == {"without steps": (NOTHING,)}


def test_the_number_of_rows_alone_keeps_nothing() -> None:
    assert keeps_nothing([("rows",), ("not kept: purpose",), ("check near-copies",)])
    assert not keeps_nothing([("rows",), ("rubric 1", "not kept: half of it")])
