"""Augmentations of accepted rows: the parent chosen, the text checked, the answer derived again."""

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from seedbed.agent.work import Bench, Choice
from seedbed.agent.writer import augmented
from seedbed.agent.writer.parents import family_group, level_of_parent
from seedbed.memory.brief import Cell
from seedbed.memory.candidate import Computation
from seedbed.memory.spec import Acceptance, Part
from tests.agent.scenes import scene

BASE = Part(name="base", task="mathematics", topic="shops", rows=2)
PARENT = {
    "question": "Ann has 20 apples and buys 3 bags of 14 apples each. How many apples has she then?",
    "answer": "62",
    "solution": "The bags hold 3 * 14 = <<3*14=42>>42.\nTogether 20 + 42 = <<20+42=62>>62.",
}


PART = Part(name="more", task="mathematics", topic="shops", rows=1, way="fobar", of="base")


async def test_a_number_is_asked_for_by_the_program_alone() -> None:
    work, bench, _ = scene(PART, grounding={"parent": PARENT, "variant": 1}, before=(BASE,))
    work = await augmented.ask_backward(await augmented.recall(work, bench), bench)
    work = await augmented.verify_backward(work, bench)
    assert work.reasons == () and work.grade == "proven" and work.row is not None
    assert work.row["question"].endswith(
        "The answer to this question is 62. What is the value of the unknown x?"
    )
    assert (work.row["answer"], "buys x bags" in work.row["question"]) == ("3", True)
    (computed,) = work.evidence
    assert isinstance(computed, Computation) and computed.expression == "20+x*14=62"
    assert work.group == family_group(PARENT)


def _strict(before: Part) -> tuple[Bench, Bench]:
    """The bench, and the same where only proven rows are wanted."""
    _, bench, _ = scene(PART, before=(before,))
    return bench, replace(bench, spec=bench.spec.model_copy(update={"accept": Acceptance(grade="proven")}))


def test_what_is_made_of_supported_rows_cannot_be_proven() -> None:
    bench, strict = _strict(BASE.model_copy(update={"way": "reasoned"}))
    assert "supported only" in (augmented.lacks(PART, strict) or "")
    assert augmented.lacks(PART, bench) is None
    bench, strict = _strict(BASE)
    assert augmented.lacks(PART, strict) is None


def test_rows_of_a_recipe_are_asked_backward_by_a_recipe() -> None:
    by_recipe = Part(name="base", task="recipe", recipe="drawn-problems", topic="shops", rows=2)
    _, bench, _ = scene(PART, before=(by_recipe,))
    assert "backward-problems" in (augmented.lacks(PART, bench) or "")


# the parent ---------------------------------------------------------------------------------------------


def choice(rows: Callable[[str], tuple[dict[str, Any], ...]], used: Any = None) -> Choice:
    cell = Cell(part="more", leaf="root.leaf", label="any", difficulty="any")
    return Choice(PART, cell, {}, random.Random(1), 1, used or {}, rows)


def test_the_parent_is_a_row_of_the_same_leaf_and_none_is_used_twice() -> None:
    _, bench, _ = scene(PART, before=(BASE,))
    keys: list[str] = []

    def rows(key: str) -> tuple[dict[str, Any], ...]:
        keys.append(key)
        return (PARENT,)

    used: dict[str, int] = {}
    for _ in range(3):
        chosen = augmented.choose(choice(rows, used), bench)
        assert chosen is not None and chosen.material not in used
        used[chosen.material] = 1
    assert augmented.choose(choice(rows, used), bench) is None
    assert set(keys) == {"base/root.leaf/any/any"}
    assert augmented.choose(choice(lambda key: ()), bench) is None


@pytest.mark.parametrize(
    ("level", "levels", "there"),
    [
        ("easy", ("easy", "hard"), "easy"),
        ("medium", ("any",), "any"),
        ("medium", ("easy", "hard"), None),
    ],
)
def test_rows_of_the_same_level_are_started_from(
    level: str, levels: tuple[str, ...], there: str | None
) -> None:
    assert level_of_parent(level, levels) == there
