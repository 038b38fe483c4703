"""Probes: spread between kinds, a judge at fault, error spent over looks."""

import numpy as np
import pytest

from seedbed.tools.evaluation.calibration import Probes, judge_fault, look_alpha, natural_rate, wilson


def bad(judged: int, flagged: int, kind: str = "swapped") -> Probes:
    return Probes(kind, False, judged, flagged)


def good(judged: int, flagged: int, kind: str = "copied") -> Probes:
    return Probes(kind, True, judged, flagged)


def rates(*kinds: Probes) -> np.ndarray:
    return natural_rate(kinds, 8_000, np.random.default_rng(1))


def width(drawn: np.ndarray) -> float:
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(high - low)


def test_wilson_is_as_published() -> None:
    # 71 of 72: scipy.stats.binomtest(71, 72).proportion_ci(method="wilson")
    low, high = wilson(71 / 72, 72, 1.959964)
    assert low == pytest.approx(0.925434, abs=1e-6)
    assert high == pytest.approx(0.997545, abs=1e-6)
    assert wilson(0.0, 0, 2.0) == (0.0, 1.0)
    assert {wilson(1.0, size, 1.645)[1] for size in range(1, 300)} == {1.0}
    assert {wilson(0.0, size, 1.645)[0] for size in range(1, 300)} == {0.0}


def test_the_rate_lies_where_the_probes_put_it_and_narrows_with_their_number() -> None:
    few, many = (rates(*[bad(n, n * 4 // 5, kind) for kind in "abcd"]) for n in (20, 400))
    assert few.mean() == pytest.approx(0.8, abs=0.02)
    assert many.mean() == pytest.approx(0.8, abs=0.01)
    assert width(few) > 2 * width(many)


def test_kinds_that_disagree_widen_the_rate() -> None:
    alike = rates(*[bad(50, 40, str(n)) for n in range(4)])
    apart = rates(bad(50, 49, "a"), bad(50, 46, "b"), bad(50, 35, "c"), bad(50, 30, "d"))
    assert apart.mean() == pytest.approx(0.8, abs=0.04)
    assert width(apart) > 2 * width(alike)


@pytest.mark.parametrize(("flagged", "clopper_pearson"), [(11, 0.715), (9, 0.482)])
def test_the_least_that_a_rate_may_be_is_clopper_and_pearsons(flagged: int, clopper_pearson: float) -> None:
    # scipy.stats.binomtest(flagged, 11).proportion_ci(method="exact").low; kinds may disagree, so rather less
    drawn = natural_rate([bad(11, flagged)], 20_000, np.random.default_rng(1), least=True)
    assert clopper_pearson - 0.06 < np.quantile(drawn, 0.025) < clopper_pearson + 0.01


def test_looks_never_spend_more_than_the_error() -> None:
    spent = [look_alpha(look, 18) for look in range(1, 5_000)]
    assert sum(spent) < 0.05
    assert spent[0] == spent[17] == pytest.approx(0.0025)
    assert all(one > 0 for one in spent)


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        (bad(11, 0), good(0, 0), None),
        (bad(14, 0), good(6, 0), "yes to nearly everything: of 14 texts known to be wrong it rejected 0"),
        (bad(18, 18), good(7, 7), None),
        (bad(30, 30), good(14, 14), "no to nearly everything: of 14 texts known to be right it rejected 14"),
        (bad(84, 42), good(36, 18), "can't tell right from wrong"),
    ],
)
def test_a_judge_that_tells_nothing_is_found_early(wrong: Probes, right: Probes, said: str | None) -> None:
    found = judge_fault([wrong, right])
    assert found is None if said is None else said in (found or "")


def test_sound_judges_are_hardly_ever_accused_over_twenty_looks() -> None:
    draw = np.random.default_rng(5)
    accused = {}
    for recall, alarm in ((0.8, 0.1), (0.6, 0.2)):
        accused[recall] = 0
        for _ in range(300):
            caught, alarms = draw.random(168) < recall, draw.random(72) < alarm
            accused[recall] += any(
                judge_fault([bad(7 * k, int(caught[: 7 * k].sum())), good(3 * k, int(alarms[: 3 * k].sum()))])
                is not None
                for k in range(1, 25)
            )
    assert accused[0.8] == 0
    assert accused[0.6] <= 6
