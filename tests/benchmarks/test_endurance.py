"""What `benchmarks.endurance` measures at full size holds at a small one; of kills: `test_steps.py`."""

from benchmarks.endurance import caps, outage
from benchmarks.endurance.building import Size


def test_an_endpoint_that_goes_and_comes_costs_the_calls_under_way() -> None:
    found = outage.measure(Size(rows=9, latency=50, concurrency=8, number=1, seconds=1, seed=3))
    assert found["rows"] == 9 and found["same"]
    assert found["repeated"] <= found["in_flight"] <= 8
    went, came = found["said"]
    assert "answers nothing" in went and "answers again" in came


def test_no_cap_is_passed() -> None:
    found = caps.measure(Size(rows=5, latency=5, concurrency=8, number=3, seconds=0, seed=3))
    assert found["passed"] == found["told_less"] == 0 and set(found["exit_codes"]) == {"3"}
    assert {run["kind"] for run in found["runs"]} == {"tokens", "calls", "usd"}
