"""What rows have cost, by recipe, step, check, model and cell; what else was spent stands apart."""

from collections.abc import Iterator, Mapping

import pytest

from seedbed.memory.store.costs import KEYS, MAKING, spending
from seedbed.memory.store.protocol import StepCost, Usage

A, B = "mails/x/bill/any", "mails/y/bill/any"
ACCEPTED = {A: 3, B: 1, "sums/z/any/any": 4}


def steps() -> Iterator[StepCost]:
    def one(
        cell: str, stage: str, role: str, step: str, model: str, tokens: int, failed: int = 0
    ) -> StepCost:
        return StepCost(cell, stage, role, step, model, 2, failed, Usage(tokens, 0, tokens / 1000, 1.0), "k")

    yield one(A, "sample", "writer", "write_fields/subject+body", "big", 100)
    yield one(A, "sample", "writer", "write_fields/subject+body/repair-1", "other", 20)
    yield one(B, "sample", "judge", "judge_sentences/claims.body", "big", 30)
    yield one(B, "sample", "judge", "choose_concept", "big", 10)
    yield one("sums/z/any/any", "sample", "solver", "solve_field/solved.answer/turn-2", "big", 60)
    yield one(A, "trial", "writer", "write_fields/subject+body", "big", 7)
    yield one("", "exam", "default", "quirks/seed", "big", 5)


def tokens(lines: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    return {name: line["prompt_tokens"] for name, line in lines.items()}


def test_every_key_and_what_stands_apart_sum_up_to_the_whole() -> None:
    found = spending(steps(), ACCEPTED)
    assert tokens(found["apart"]) == {"trial": 7, "exam": 5}
    for key in KEYS:
        assert sum(tokens(found[f"by_{key}"]).values()) == found["rows"]["prompt_tokens"] == 220
    assert tokens(found["by_recipe"]) == {"mails": 160, "sums": 60}
    assert tokens(found["by_check"]) == {MAKING: 120, "solved": 60, "claims": 30, "concept": 10}
    assert tokens(found["by_step"])["writer: write_fields/subject+body"] == 120
    assert tokens(found["by_model"]) == {"big": 200, "other": 20}
    assert "default" not in found["by_role"]


@pytest.mark.parametrize(
    ("key", "name", "rows", "each"),
    [
        ("cell", A, 3, 40.0),
        ("recipe", "mails", 4, 40.0),
        ("check", "solved", 4, 15.0),
        ("model", "big", 8, 25.0),
    ],
)
def test_a_line_is_of_the_rows_that_it_worked_for(key: str, name: str, rows: int, each: float) -> None:
    line = spending(steps(), ACCEPTED)[f"by_{key}"][name]
    assert (line["rows"], line["tokens_per_row"], line["usd_per_row"]) == (rows, each, each / 1000)


def test_before_there_is_a_row_nothing_is_said_of_one() -> None:
    assert spending((), {})["rows"]["usd_per_row"] is None
