"""Defects of free texts about a passage: each says what the passage doesn't."""

from random import Random

import pytest

from seedbed.agent.critic.planting import KINDS, Row
from seedbed.memory.spec import Part

STEPS: Row = {
    "instruction": "List what to heed.",
    "response": "1. Return the bike before 17:45.\n2. A lost key is replaced within 5 days.",
    "context": "Bikes must be returned before 17:45. A lost key is replaced within 5 days.",
}
ELSEWHERE: Row = {
    "instruction": "Explain the key box.",
    "response": "The key box takes keys until 23:00 on every day.",
    "context": "The key box at the station takes keys until 23:00.",
}
PART = Part(task="instructions", topic="bikes", rows=1)


def planted(kind: str, row: Row = STEPS, other: Row = ELSEWHERE) -> list[Row]:
    made = [KINDS[PART.task][kind](row, other, PART, Random(seed)) for seed in range(10)]
    return [one for one in made if one is not None]


def test_a_number_is_changed_to_one_that_is_not_in_the_passage() -> None:
    rows = planted("a number that isn't there")
    assert len(rows) == 10
    for row in rows:
        first, second = row["response"].split("\n")
        assert first == "1. Return the bike before 17:45." and second.startswith("2. A lost key")
        assert " 5 days" not in second


def test_a_statement_is_denied() -> None:
    assert {row["response"].split("\n")[1] for row in planted("a statement denied")} == {
        "2. A lost key is not replaced within 5 days."
    }


def test_a_sentence_about_another_passage_is_added_and_never_one_of_the_same() -> None:
    rows = planted("a sentence from elsewhere")
    assert {row["response"] for row in rows} == {f"{STEPS['response']} {ELSEWHERE['response']}"}
    assert not planted("a sentence from elsewhere", other={**ELSEWHERE, "context": STEPS["context"]})


@pytest.mark.parametrize("kind", KINDS["instructions"])
def test_a_text_that_gives_no_hold_is_left_alone(kind: str) -> None:
    bare = {**STEPS, "response": "Keys: bring them."}
    assert not planted(kind, bare, {**ELSEWHERE, "response": "Too short."})
