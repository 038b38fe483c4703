"""The replay of the statistics, in small."""

import pytest

from benchmarks.steering.replay import replay


def test_intervals_hold_the_truth_and_natural_defects_are_overlooked() -> None:
    found = replay(5, seed=0, world=2, rows=600, probe_share=0.25)
    assert found["not_calibrated"] <= 1
    assert found["interval_holds"] >= 0.90
    assert found["decisions_hold"] >= 0.95
    assert found["judge_accused"] == 0
    assert abs(found["bias"]) < 0.02
    untold = replay(3, 0, world=3, rows=600, probe_share=0.25)  # no probe imitates them
    assert untold["bias"] > found["bias"] + 0.02


def test_the_same_seed_gives_the_same_figures_and_world_1_is_refused() -> None:
    assert replay(2, 5, 2, 200, 0.4) == replay(2, 5, 2, 200, 0.4)
    with pytest.raises(ValueError, match="world 1"):
        replay(1, 0, 1)
