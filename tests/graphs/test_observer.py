"""What is shown of a build: how fast rows come."""

import pytest

from seedbed.graphs.observer import Pace


def test_the_time_left_goes_by_how_fast_rows_came_of_late() -> None:
    told, pace = (0.0, 0.0), Pace()
    for second in range(1001):  # two a second at first, one in ten seconds from the half on
        rows = 2 * min(second, 500) + max(0, second - 500) // 10
        told = pace.told(7 + rows, 100, second)
    assert told == pytest.approx((6.0, 1000.0), rel=0.1)
    assert len(pace._marks) <= 51
    assert Pace().told(5, 100, 3.0) == (0.0, 0.0)
