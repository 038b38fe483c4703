"""The planner's jobs: requests read, concepts and labels proposed, overlaps found."""

import json

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
        listed = "\n".join(f"{i}. {name}" for i, name in enumerate([*first, f"The {first[0].lower()}"], 1))
        overlaps = found.chat.completions.create(
            **body(
                endpoint,
                listed,
                response_format={"type": "json_schema", "json_schema": {"name": "find_overlaps"}},
            )
        )
    assert len({*first, *more}) == 24
    assert json.loads(overlaps.choices[0].message.content or "") == {"pairs": [[1, 13]]}
