"""When a call is late, and how many late ones are sent twice."""

import math

from seedbed.agent.models.delivery.hedge import Pace


def test_a_step_of_which_few_calls_were_seen_is_late_by_what_its_job_took() -> None:
    pace = Pace()
    for _ in range(5):
        assert pace.late("write/a") == math.inf and not pace.spare()
        pace.took("write/b", 2.0)
    assert pace.late("write/a") == pace.late("write/b") == 8.0
    for _ in range(15):
        pace.took("write/b", 2.0)
    assert pace.late("write/b") == 3.0 and pace.late("write/a") == 8.0
    for _ in range(20):
        pace.took("write/a", 1.0)
    assert pace.late("write/a") == 1.5


def test_what_short_calls_took_makes_none_of_another_job_late() -> None:
    pace = Pace()
    for _ in range(40):
        pace.took("quirks/seed", 0.5)
    assert pace.late("read_request") == math.inf


def test_few_are_sent_twice() -> None:
    pace = Pace()
    for _ in range(5):
        pace.took("write", 2.0)
    assert [pace.spare() for _ in range(4)] == [True] * 3 + [False]
    for _ in range(95):
        pace.took("write", 2.0)
    assert pace.late("write") == 3.0
    assert [pace.spare() for _ in range(3)] == [True] * 2 + [False]
