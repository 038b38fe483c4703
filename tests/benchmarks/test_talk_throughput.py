"""The throughput of talks is measured of whole talks, each turn of which passed its checks."""

from benchmarks.talks.held import ordered
from benchmarks.talks.throughput import TURNS, held
from tests.simulator.launch import simulator


async def test_every_talk_has_all_its_turns() -> None:
    with simulator() as endpoint:
        found = await held(endpoint.base_url, 4, 1, talks=3)
    assert found["failed"] == 0, found["why"]
    assert found["turns"] == found["calls"] == 3 * TURNS


def test_orders_differ_by_their_number() -> None:
    assert ordered(1).brief.id == ordered(1).brief.id != ordered(2).brief.id
