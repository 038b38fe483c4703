"""When rows can do without paid checks, and when all of them are examined again."""

import random

import pytest

from seedbed.agent.planner.scheduling.trust import BOUND, CLOSER, Record, interval, is_drawn
from seedbed.memory.brief import Trust
from seedbed.tools.evaluation.calibration import at_most

CHECKS = ("label.mood+", "label.mood", "rubric")
ALL = Trust(checks=CHECKS, rows=59, refused=0)


def fed(*runs: tuple[str, int], cell: str = "a", record: Record | None = None) -> Record:
    found = record or Record()
    for refused, times in runs:
        for _ in range(times):
            found.add(cell, "direct", refused, None)
    return found


def spared(record: Record, cell: str = "a", method: str = "direct") -> tuple[str, ...]:
    found = record.trust(cell, method, CHECKS)
    return tuple(sorted(found.checks)) if found else ()


@pytest.mark.parametrize(
    ("runs", "checks", "rows", "refused"),
    [
        ([("", 58)], (), 0, 0),
        ([("", 59)], CHECKS, 59, 0),
        ([("rubric", 30), ("", 59)], CHECKS, 89, 0),  # what is kept for it, by its own count
        ([("", 40), ("label.mood", 1), ("", 52)], CHECKS, 93, 1),
        ([("", 40), ("label.mood", 1), ("", 51)], ("label.mood+", "rubric"), 91, 0),
        ([("", 54), ("rubric", 4), ("", 59)], CHECKS, 117, 0),
        ([("label.mood", 1), ("", 3)] * 25, ("label.mood+", "rubric"), 75, 0),
        ([("schema", 1), ("", 3)] * 25, CHECKS, 75, 0),  # a free check's word is none of theirs
    ],
)
def test_as_many_checks_are_spared_as_keep_the_bound_together(
    runs: list[tuple[str, int]], checks: tuple[str, ...], rows: int, refused: int
) -> None:
    record = fed(*runs)
    assert spared(record) == tuple(sorted(checks))
    if checks and "rubric" not in dict(runs):
        found = record.trust("a", "direct", CHECKS)
        assert found is not None and (found.rows, found.refused) == (rows, refused)
        assert at_most(refused, rows) <= BOUND + 1e-5


def test_some_checks_are_spared_without_the_others_once_these_were_waited_for() -> None:
    late = fed(("", 54), ("rubric", 4), ("", 58))
    some, none = (late.trust("a", "direct", CHECKS, rows=rows) for rows in (224, 400))
    assert some and set(some.checks) == {"label.mood", "label.mood+"} and none is None
    every = fed(("", 1), record=late).trust("a", "direct", CHECKS, rows=400)
    assert every and set(every.checks) == set(CHECKS)
    again = fed(("rubric", 1), record=late).trust("a", "direct", CHECKS, rows=100_000)
    assert again and set(again.checks) == set(some.checks)
    hopeless = fed(*[("rubric", 1), ("", 6)] * 10).trust("a", "direct", CHECKS, rows=100_000)
    assert hopeless and set(hopeless.checks) == set(some.checks), "so many that waiting is no use"
    assert late.trust("a", "direct", (), rows=1_200) is None


def test_a_refused_drawn_row_brings_all_back_for_a_while_and_two_more_begin_anew() -> None:
    record = fed(("", 150))
    record.add("a", "direct", "rubric", ALL)
    assert record.lost and not spared(record)
    fed(("", CLOSER), record=record)
    assert spared(record) == tuple(sorted(CHECKS))
    record.add("a", "direct", "rubric", ALL)
    fed(("", 5), ("label.mood", 1), ("", 3), ("rubric", 1), record=record)
    assert len(record.rows) == 11 and not spared(record)
    assert spared(fed(("", 90), record=record))


def test_a_cell_whose_rows_speak_against_it_is_not_carried_by_its_part() -> None:
    record = fed(("", 200))
    fed(("rubric", 3), ("", 5), cell="b", record=record)
    assert "rubric" in spared(record) and "rubric" not in spared(record, "b")
    assert "rubric" in spared(record, "c")  # nothing is known of it but the part
    assert "rubric" in spared(fed(("", 60), cell="b", record=record), "b")


@pytest.mark.parametrize("rate", [0.02, 0.06, 0.3])
def test_few_rows_pass_wrong_whatever_the_rate(rate: float) -> None:
    shares, examined = [], []
    for seed in range(3):
        draw, record, wrong, full = random.Random(seed), Record(), 0, 0
        for number in range(600):
            trust = record.trust("a", "m", ("rubric",), drawn=is_drawn(seed, number, 600))
            bad = draw.random() < rate
            if trust and not trust.drawn:
                wrong += bad
                continue
            full += 1
            record.add("a", "m", "rubric" if bad else "", trust)
        shares.append(wrong / 600)
        examined.append(full / 600)
    assert sum(shares) / 3 <= 0.02 and max(shares) <= BOUND
    assert (sum(examined) / 3 < 0.45) == (rate <= 0.02)


@pytest.mark.parametrize(("rows", "one_in"), [(24, 5), (600, 8), (1_200, 17), (2_000, 28), (100_000, 40)])
def test_one_row_of_each_block_is_drawn_and_of_few_rows_more(rows: int, one_in: int) -> None:
    assert interval(rows) == one_in
    drawn = [number for number in range(one_in * 50) if is_drawn(3, number, rows)]
    assert [number // one_in for number in drawn] == list(range(50))
    assert len({number % one_in for number in drawn}) > 3
