"""Which parts are probed."""

import pytest

from seedbed.agent.critic.probes import Stock
from seedbed.memory.spec import Part
from seedbed.memory.task import Way
from tests.agent.scenes import scene


@pytest.mark.parametrize(
    ("way", "probed"), [("", True), ("abstractive", True), ("multi-hop", False), ("unanswerable", False)]
)
def test_a_changed_answer_is_planted_where_it_tells_something(way: Way, probed: bool) -> None:
    part = Part(task="grounded_qa", topic="bike hire", rows=9, way=way)
    _, bench, _ = scene(part, sources=["d"])
    assert ("rows" in Stock(bench, 0, {}, []).accepted) is probed
