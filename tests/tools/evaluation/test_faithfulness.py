"""Faithfulness of delivered rows from counts."""

import pytest

from seedbed.tools.evaluation.calibration import Probes
from seedbed.tools.evaluation.faithfulness import PROVEN, Stratum, interval, measure, posteriors


def probes(size: int, recall: float = 0.8, alarm: float = 0.1) -> list[Probes]:
    return [Probes(f"bad {n}", False, size, round(size * recall)) for n in range(4)] + [
        Probes(f"good {n}", True, size // 2, round(size // 2 * alarm)) for n in range(3)
    ]


def test_many_counts_give_rogan_and_gladens_share() -> None:
    # 30 % wrong: 31 % flagged; of the 69 % that pass 6 % are wrong.
    found = measure(0, [Stratum("a", 20_000, 6_200, 13_000)], probes(4_000), seed=1)[0]
    assert found.estimate == pytest.approx(1 - 0.06 / 0.69, abs=0.004)
    assert found.low is not None and found.high is not None
    assert found.low < 1 - 0.06 / 0.69 < found.high
    for said in (
        *("refused 6200 of 20000 texts", "found 12800 of 16000 planted errors"),
        *("refused 600 of 6000 rows known to be right", "as easy to find as planted ones"),
    ):
        assert said in found.basis


def test_few_delivered_rows_widen_it_as_the_truth_is_the_realised_share() -> None:
    few, many = (
        interval(posteriors([Stratum("a", 20_000, 6_200, rows)], probes(4_000), seed=1)[0], rows)
        for rows in (20, 13_000)
    )
    assert few[1] < many[1] - 0.05


def test_smaller_alpha_is_wider() -> None:
    posterior = posteriors([Stratum("a", 2_000, 690, 1_200)], probes(40), seed=1)[0]
    assert interval(posterior, 1_200, 0.0025)[1] < interval(posterior, 1_200, 0.05)[1]
    assert interval(posterior, 1_200, 0.0025)[2] > interval(posterior, 1_200, 0.05)[2]


def test_with_hardly_a_bad_probe_nothing_is_claimed_and_with_a_few_not_much() -> None:
    stratum = Stratum("a", 24, 2, 22)
    found, _ = measure(0, [stratum], [Probes("cut", False, 3, 3)], seed=1)
    assert found.estimate is found.low is found.high is None
    assert found.basis == "not known: the checks read 3 of the 4 planted errors that it takes"
    planted = ([Probes("cut", False, n, n * 4 // 5)] for n in (5, 200))
    few, more = (measure(0, [stratum], kinds, seed=1)[0].low for kinds in planted)
    assert few is not None and more is not None and few < more


@pytest.mark.parametrize("rows", [60, 136])
@pytest.mark.parametrize("rights", [[], [Probes("good", True, 20, 0)]])
def test_none_refused_and_a_few_planted_errors_all_found_are_no_certainty(
    rows: int, rights: list[Probes]
) -> None:
    planted = [Probes("cut", False, 6, 6), Probes("swapped", False, 5, 5), *rights]
    clean, proven = Stratum("as first written", rows, 0, rows), 40
    found, strata = measure(proven, [clean], planted, seed=1)
    first = strata["as first written"]
    assert first.low == pytest.approx(1 - 1 / rows) and first.high == 1.0
    assert found.low == pytest.approx(1 - 1 / (rows + proven))


def test_a_judge_that_flags_less_than_known_good_ones_promises_no_certainty() -> None:
    found = measure(0, [Stratum("a", 5_000, 100, 4_000)], probes(200, alarm=0.3), seed=1)[0]
    assert found.high == pytest.approx(1.0, abs=0.001)
    assert found.low is not None and found.low < 0.999


def test_proven_rows_are_counted() -> None:
    assert measure(0, [], [], seed=1)[0].estimate is None, "no rows yet"
    found, strata = measure(200, [], [], seed=1)
    assert (found.estimate, found.low, found.high) == (1.0, 1.0, 1.0)
    assert strata == {PROVEN: found}
    assert "200 of 200" in found.basis


def test_proven_rows_and_strata_are_weighted_by_delivered_rows() -> None:
    clean, dirty = Stratum("first", 10_000, 1_000, 900), Stratum("repaired", 10_000, 5_000, 100)
    found, strata = measure(500, [clean, dirty], probes(2_000), seed=1)
    first, repaired = strata["first"].estimate, strata["repaired"].estimate
    assert first is not None and repaired is not None
    assert repaired < first
    assert found.estimate == pytest.approx((500 + 900 * first + 100 * repaired) / 1500, abs=1e-6)
    assert "of the proven ones 500 of 500" in found.basis
    uncalibrated, strata = measure(500, [clean], [], seed=1)
    assert uncalibrated.estimate is None
    assert strata[PROVEN].estimate == 1.0


def test_rows_that_were_not_read_are_wrong_as_often_as_the_texts_they_are_among() -> None:
    # 30 % wrong: 31 % flagged. Who was read has lost four fifths of the wrong ones; who wasn't has them all.
    found = measure(0, [Stratum("a", 20_000, 6_200, 10_000, judged_too=False)], probes(4_000), seed=1)[0]
    assert found.estimate == pytest.approx(0.70, abs=0.01)
    both = [Stratum("a", 20_000, 6_200, 10_000), Stratum("b", 20_000, 6_200, 10_000, judged_too=False)]
    mixed = measure(0, both, probes(4_000), seed=1)[0].estimate
    assert mixed == pytest.approx((0.70 + 1 - 0.06 / 0.69) / 2, abs=0.01)
