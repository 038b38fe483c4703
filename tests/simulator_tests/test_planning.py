"""The planner's jobs: requests read, concepts and labels proposed, overlaps found."""

import json
from typing import Any

import pytest

from tests.simulator.launch import Running
from tests.simulator_tests.asking import answer, body, brief, client


@pytest.mark.parametrize(
    ("request_text", "expected"),
    [
        (
            "600 support tickets in 8 intents for a bike-rental firm, hard ones included",
            ("classification", 600, "a bike-rental firm", 8),
        ),
        ("300 verified algebra problems", ("mathematics", 300, "algebra problems", 0)),
        ("200 question-answer pairs about this folder", ("grounded_qa", 200, "this folder", 0)),
    ],
)
def test_requests_are_read(endpoint: Running, request_text: str, expected: tuple[Any, ...]) -> None:
    with client(endpoint) as found:
        read = answer(found, body(endpoint, brief(job="interpret_request", request=request_text)))
    (part,) = read["parts"]
    assert (part["task"], part["rows"], part["topic"], part["label_count"]) == expected
    assert part["difficulties"] == (["plain", "hard"] if "hard" in request_text else [])


def test_a_share_of_the_questions_is_a_part_of_its_own(endpoint: Running) -> None:
    with client(endpoint) as found:
        words = "100 questions about our handbook, a fifth of them unanswerable, and 20 summaries"
        read = answer(found, body(endpoint, brief(job="interpret_request", request=words)))
    assert [(p["task"], p["way"], p["rows"]) for p in read["parts"]] == [
        ("grounded_qa", "", 80),
        ("grounded_qa", "unanswerable", 20),
        ("summaries", "", 20),
    ]


def test_a_request_of_several_parts_and_one_of_none(endpoint: Running) -> None:
    several = "60 customer messages by intent, 30 problems about prices and 20 questions about the rules"
    with client(endpoint) as found:
        read = answer(found, body(endpoint, brief(job="interpret_request", request=several)))
        none = answer(found, body(endpoint, brief(job="interpret_request", request="Good morning!")))
    assert [(p["task"], p["rows"]) for p in read["parts"]] == [
        ("classification", 60),
        ("mathematics", 30),
        ("grounded_qa", 20),
    ]
    assert none["parts"] == []
    assert none["unclear"]


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
