"""The planner's jobs: requests read, concepts and labels proposed."""

from tests.simulator.launch import Running
from tests.simulator_tests.asking import answer, body, brief, client


def test_plans_are_distinct_and_new(endpoint: Running) -> None:
    def order(siblings: list[str]) -> str:
        return brief(
            job="propose_concepts",
            topic="a shop",
            parent="a shop",
            siblings=siblings,
            wanted=12,
            task="classification",
        )

    with client(endpoint) as found:
        first = [c["name"] for c in answer(found, body(endpoint, order([])))["concepts"]]
        more = [c["name"] for c in answer(found, body(endpoint, order(first)))["concepts"]]
    assert len({*first, *more}) == 24
