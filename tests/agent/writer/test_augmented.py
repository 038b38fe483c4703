"""Augmentations of accepted rows: the parent chosen, the text checked, the answer derived again."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from seedbed.agent.work import Bench, Choice, Work
from seedbed.agent.writer import augmented
from seedbed.agent.writer.parents import level_of_parent, parent_of
from seedbed.memory.brief import Cell
from seedbed.memory.candidate import Agreement, Computation
from seedbed.memory.spec import Acceptance, Part
from seedbed.memory.task import Way
from tests.agent.scenes import said, scene

BASE = Part(name="base", task="mathematics", topic="shops", rows=2)
PARENT = {
    "question": "Ann has 20 apples and buys 3 bags of 14 apples each. How many apples has she then?",
    "answer": "62",
    "solution": "The bags hold 3 * 14 = <<3*14=42>>42.\nTogether 20 + 42 = <<20+42=62>>62.",
}
REPHRASED = "After buying 3 bags, each holding 14 apples, on top of her 20 apples, how many does Ann own?"
STATEMENT = "Ann has 20 apples and buys x bags of 14 apples each. Then she has 62 apples."


def part(way: Way) -> Part:
    return Part(name="more", task="mathematics", topic="shops", rows=1, way=way, of="base")


def table(way: Way, *answers: Any, variant: int = 1) -> tuple[Work, Bench, Any]:
    grounding = {"parent": PARENT, "variant": variant}
    return scene(part(way), *answers, grounding=grounding, before=(BASE,))


async def backward(way: Way, *answers: Any, variant: int = 1) -> Work:
    work, bench, _ = table(way, *answers, variant=variant)
    work = await augmented.recall(work, bench)
    step = augmented.ask_backward if way == "fobar" else augmented.state
    return await augmented.verify_backward(await step(work, bench), bench, way)


async def rephrased(text: str, *answers: Any) -> Work:
    work, bench, _ = table("rephrased", {"problem": text}, *answers)
    return await augmented.verify_rephrased(await augmented.rephrase(work, bench), bench)


async def test_a_number_is_asked_for_by_the_program_alone() -> None:
    work = await backward("fobar")
    assert work.reasons == () and work.grade == "proven" and work.row is not None
    assert work.row["question"].endswith(
        "The answer to this question is 62. What is the value of the unknown x?"
    )
    assert (work.row["answer"], "buys x bags" in work.row["question"]) == ("3", True)
    (computed,) = work.evidence
    assert isinstance(computed, Computation) and computed.expression == "20+x*14=62"


async def test_a_statement_keeps_numbers_and_unknown_and_is_solved() -> None:
    right = {"expression": "(62 - 20) / 14", "answer": "3"}
    work = await backward("self-verification", {"statement": STATEMENT}, right, right)
    assert work.reasons == () and work.grade == "supported"
    assert any(isinstance(piece, Agreement) for piece in work.evidence)


@pytest.mark.parametrize(
    "statement",
    [
        STATEMENT.replace("62", "63"),
        STATEMENT.replace("x bags", "3 bags"),
        STATEMENT.replace("x bags", "some bags"),
        STATEMENT + " She pays 5 pounds.",
        STATEMENT.replace("apples.", "apples?"),
    ],
)
async def test_a_statement_that_says_something_else_is_refused(statement: str) -> None:
    work = await backward("self-verification", {"statement": statement})
    assert work.reasons


async def test_a_rephrasing_has_the_numbers_and_the_answer_of_its_parent() -> None:
    right = {"expression": "20 + 3 * 14", "answer": "62"}
    work = await rephrased(REPHRASED, right, right)
    assert work.reasons == () and work.row is not None
    assert work.row == {**PARENT, "question": REPHRASED}
    assert work.grade == "supported" and work.group


@pytest.mark.parametrize(
    ("text", "said_so"),
    [
        (PARENT["question"], "hardly says anything in other words"),
        (REPHRASED.replace("14", "15"), "numbers are not those"),
        (REPHRASED.replace("3 bags", "some bags"), "numbers are not those"),
        (REPHRASED + " How come?", "question marks"),
    ],
)
async def test_a_rephrasing_that_is_none_is_refused(text: str, said_so: str) -> None:
    work = await rephrased(text)
    assert any(said_so in reason.detail for reason in work.reasons)


async def test_a_rephrasing_that_solvers_read_otherwise_is_refused() -> None:
    work = await rephrased(REPHRASED, {"expression": "3 * 14", "answer": "42"})
    assert [reason.by for reason in work.reasons] == ["solver"]


def test_what_is_made_of_supported_rows_cannot_be_proven() -> None:
    own = BASE.model_copy(update={"way": "reasoned"})
    _, bench, _ = scene(part("fobar"), before=(own,))
    strict = Bench(
        bench.spec.model_copy(update={"accept": Acceptance(grade="proven")}),
        bench.plan,
        bench.desk,
        bench.shelf,
        bench.converse,
        bench.role_play,
    )
    assert "supported only" in (augmented.needs_proof(part("fobar"), strict) or "")
    assert augmented.needs_proof(part("fobar"), bench) is None


# the parent ---------------------------------------------------------------------------------------------


def choice(way: Way, rows: Callable[[str], tuple[dict[str, Any], ...]], used: Any = None) -> Choice:
    cell = Cell(part="more", leaf="root.leaf", label="any", difficulty="any")
    return Choice(part(way), cell, {}, random.Random(1), 1, used or {}, rows)


def test_the_parent_is_a_row_of_the_same_leaf_and_none_is_used_twice() -> None:
    _, bench, _ = scene(part("fobar"), before=(BASE,))
    keys: list[str] = []

    def rows(key: str) -> tuple[dict[str, Any], ...]:
        keys.append(key)
        return (PARENT,)

    used: dict[str, int] = {}
    for _ in range(3):
        chosen = augmented.choose(choice("fobar", rows, used), bench, "fobar")
        assert chosen is not None and chosen.material not in used
        used[chosen.material] = 1
    assert augmented.choose(choice("fobar", rows, used), bench, "fobar") is None
    assert set(keys) == {"base/root.leaf/any/any"}
    assert parent_of(choice("rephrased", lambda key: ()), "rephrased", bench) is None


@pytest.mark.parametrize(
    ("way", "level", "there"),
    [
        ("harder", "hard", "medium"),
        ("harder", "easy", None),
        ("easier", "easy", "medium"),
        ("easier", "hard", None),
        ("broader", "medium", "medium"),
        ("fobar", "easy", "easy"),
    ],
)
def test_a_step_up_starts_a_level_below(way: str, level: str, there: str | None) -> None:
    assert level_of_parent(way, level, ("easy", "medium", "hard")) == there


def test_the_order_names_the_parent_as_material() -> None:
    work, bench, scripted = table("rephrased", {"problem": REPHRASED})
    import asyncio

    asyncio.run(augmented.rephrase(work, bench))
    assert "<text-" in said(scripted) and "buys 3 bags of 14 apples" in said(scripted)
