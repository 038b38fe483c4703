"""What decisions tell: shares without bias, with reviewers' own errors, and how far they agree."""

from random import Random
from statistics import fmean, stdev
from typing import Any

import pytest

from seedbed.memory.review import Decided, PlantedRow
from seedbed.tools.evaluation.calibration import Probes
from seedbed.tools.evaluation.review.order import upcoming
from seedbed.tools.evaluation.review.signals import Pool, Signals
from seedbed.tools.evaluation.review.told import (
    Sample,
    alpha,
    estimate,
    left_wrong,
    natural,
    pace,
    planted_probes,
    reviewed,
    sample,
)
from tests.tools.evaluation.review.test_order import decide


def world(draw: Random, rows: int = 300, share: float = 0.1) -> tuple[Pool, set[int]]:
    """Rows of which some are wrong, and doubtful for it more often than others."""
    wrong = {n for n in range(1, rows + 1) if draw.random() < share}
    made = {
        n: Signals(
            n,
            f"row{n}",
            "p/x/any/any",
            draw.random(),
            split=float(draw.random() < (0.8 if n in wrong else 0.2)),
        )
        for n in range(1, rows + 1)
    }
    return Pool(made), wrong


def drawn(number: int, wrong: int, left: int, **more: int) -> Sample:
    """A sample of rows that were drawn alone, the wrong ones first."""
    turns = tuple((left + number - n, max(0, wrong - n)) for n in range(number))
    return Sample(turns, wrong, left, **more)


@pytest.mark.parametrize(("rows", "share", "read", "drawn_in"), [(600, 0.04, 200, 4), (150, 0.15, 110, 3)])
def test_the_estimate_is_unbiased_and_the_interval_holds_the_truth(
    rows: int, share: float, read: int, drawn_in: int
) -> None:
    held, off, bent = 0, list[float](), list[float]()
    for seed in range(150):
        draw = Random(seed)
        pool, wrong = world(draw, rows, share)
        doubtful = iter(sorted(pool.rows.values(), key=lambda one: (-one.split, one.number)))
        by_place = iter(sorted(pool.rows.values(), key=lambda one: one.place))
        made, done = [], set[int]()
        for turn in range(read):
            stream, order = ("doubt", doubtful) if turn % drawn_in else ("drawn", by_place)
            number = next(one.number for one in order if one.number not in done)
            done.add(number)
            made.append(decide(number, "reject" if number in wrong else "accept", stream=stream))
            pool.rows[number].gone = number in wrong
        now, truth = sample(pool, made), len(wrong - done)
        wrongs, low, high = left_wrong(now)
        off.append(wrongs - truth)
        bent.append(now.left * now.wrong / now.drawn - truth)
        held += low - 1e-6 <= truth <= high + 1e-6
    error = stdev(off) / len(off) ** 0.5
    assert abs(fmean(off)) < 3 * error < fmean(bent)  # of the drawn ones alone too many are wrong
    assert held >= 0.93 * len(off)


def test_a_gap_in_the_random_order_ends_the_sample() -> None:
    pool, _ = world(Random(1), rows=10)
    order = sorted(pool.rows, key=lambda n: pool.rows[n].place)
    made = [decide(n, stream="drawn") for n in (order[0], order[1], order[3])]
    assert sample(pool, made).drawn == 2
    made.append(decide(order[2], "can't say", stream="drawn", changed=False))
    assert (sample(pool, made).drawn, sample(pool, made).left) == (3, 7)


def test_who_goes_on_after_another_has_all_drawn_rows_counted() -> None:
    pool, _ = world(Random(1), rows=60)
    made: list[Decided] = []
    for reviewer in ["ada"] * 3 + ["bob"] * 24:
        shown = next(upcoming(pool, made, {}, reviewer, seed=1))
        made.append(decide(shown.number, stream=shown.stream, reviewer=reviewer))
    assert sample(pool, made).drawn == sum(one.stream == "drawn" for one in made) == 5


def test_all_decided_is_known_and_none_is_not() -> None:
    assert estimate(Sample(((2, 1), (1, 0)), 1, 0, 9, 10, 1), (), 3).low == 1.0
    nobody = estimate(Sample((), 0, 40, 0, 0, 0), (), 3)
    assert nobody.estimate is None and "no drawn row" in nobody.basis


def test_rows_that_were_decided_besides_the_drawn_ones_are_told_right_or_wrong() -> None:
    told = estimate(drawn(4, 2, 30, sure=16, read=18, refused=2), (), 3).basis
    assert told.startswith("4 rows drawn at random and decided by people, 2 wrong; 14 more known; "), told


def test_fewer_drawn_rows_count_where_they_say_plainly_that_many_are_wrong() -> None:
    bad = reviewed(drawn(10, 9, 40, sure=1, read=10, refused=9), (), 3)
    assert bad is not None and bad.high is not None and bad.high < 0.8
    assert reviewed(drawn(1, 1, 59, sure=0, read=1, refused=1), (), 3) is None, (
        "the first may be the only one"
    )
    assert (
        reviewed(drawn(12, 1, 400, sure=11, read=12, refused=1), (), 3) is None
        and reviewed(Sample((), 0, 40, 0, 0, 0), (), 3) is None
    )
    assert reviewed(drawn(60, 3, 400, sure=57, read=60, refused=3), (), 3) is not None


def test_what_people_find_wrong_is_told_of_judges_who_refused_nothing() -> None:
    pool, _ = world(Random(1), rows=40)
    first = sorted(pool.rows, key=lambda n: pool.rows[n].place)[:8]
    made = [decide(n, "reject" if place < 5 else "accept", stream="drawn") for place, n in enumerate(first)]
    found = natural(pool, made)
    assert [(one["good"], one["flagged"]) for one in found] == [(False, False)] * 5 + [(True, False)] * 3
    pool.rows[41] = Signals(41, "row41", "p/x/any/any", 0.99, refused=True)
    found = natural(pool, made)  # of those that were refused nobody read one: nothing tells false alarms
    assert {one["good"] for one in found} == {False} and len(found) == 5
    assert natural(pool, [decide(first[0], stream="doubt")]) == []


def test_more_rows_make_the_interval_narrower() -> None:
    now = drawn(30, 3, 400, sure=60, read=66, refused=6)
    then = now.after(100, 0.2)
    assert (then.drawn, then.wrong, then.left, then.read) == (50, 5, 300, 166)
    assert then.turns[0] == (now.turns[0][0], now.turns[0][1] + 10) and then.turns[-1] == (305, 1)
    wide, narrow = (estimate(one, (), 3) for one in (now, then))
    assert wide.low is not None and narrow.low is not None and wide.low < narrow.low


def test_what_reviewers_oversee_widens_it() -> None:
    now = drawn(60, 3, 400, sure=90, read=100, refused=8)
    blind = (Probes("swap", False, 12, 6), Probes("example", True, 10, 0))
    plain, told = estimate(now, (), 3), estimate(now, blind, 3)
    assert plain.estimate is not None and told.estimate is not None and told.low is not None
    assert told.estimate < plain.estimate - 0.02 and told.low < (plain.low or 0)
    assert "6 of 12 planted errors" in told.basis and "at their word" in plain.basis
    assert estimate(drawn(1, 0, 9, sure=1, read=1, refused=0), (), 3).basis.startswith(
        "1 row drawn at random"
    )


def test_planted_rows_tell_how_well_each_sees() -> None:
    def row(id: str, good: bool) -> PlantedRow:
        return PlantedRow(id=id, row={}, good=good, kind="right" if good else "swap", base="b", cell="c")

    planted = {"g": row("g", True), "b1": row("b1", False), "b2": row("b2", False)}
    made = [
        Decided(row=id, decision=said, reviewer="ada", stream="planted")  # type: ignore[arg-type]  # a decision
        for id, said in (("g", "reject"), ("b1", "reject"), ("b2", "accept"))
    ]
    assert planted_probes(made, planted) == [Probes("swap", False, 2, 1), Probes("right", True, 1, 1)]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"ada": "yynn", "bob": "yynn"}, (1.0, 4)),
        ({"ada": "yynn", "bob": "nnyy"}, (-0.75, 4)),
        ({"ada": "yyyy", "bob": "yyyy"}, (None, 4)),
        ({"ada": "yn  ", "bob": "  yn"}, (None, 0)),
        ({"ada": "yny?", "bob": "ynyy"}, (1.0, 3)),
        ({"ada": "y", "bob": "?"}, (None, 0)),
    ],
)
def test_agreement(said: dict[str, str], found: tuple[Any, int]) -> None:
    words = {"y": "accept", "n": "reject", "?": "can't say"}
    made = [
        decide(n, words[one], name)
        for name, line in said.items()
        for n, one in enumerate(line, 1)
        if one in words
    ]
    assert alpha(made) == found


def test_pace_is_the_median_of_the_latest() -> None:
    assert pace([], "ada") is None
    made = [decide(n, seconds=100.0) for n in range(1, 5)] + [decide(n, seconds=8.0) for n in range(5, 25)]
    assert pace(made, "ada") == 8 and pace(made, "bob") is None
