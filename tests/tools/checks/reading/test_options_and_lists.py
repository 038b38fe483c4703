"""Options that give the answer away; lists that match both ways."""

from random import Random
from typing import Any

import pytest

from seedbed.tools.checks.catalogue import find
from tests.tools.checks.asking import Asked, Scripted, pieces, verify

OPTIONS = ["Rome", "Paris, which has been the capital since 987", "Oslo", "Bern"]
GIVEN = {"question": "Capital of France?", "options": OPTIONS, "answer": "B"}


def guessing(*options: str) -> Scripted:
    def answer(option: str) -> Any:
        def said(asked: Asked) -> dict[str, Any]:
            lines = asked.texts["options"].splitlines()
            return {"why": "w", "number": next(n for n, one in enumerate(lines, 1) if option in one)}

        return said

    return Scripted({"guess_option": [answer(one) for one in options]})


async def test_an_answer_that_all_guess_fails() -> None:
    model = guessing("Paris")
    found = await verify("guessable", GIVEN, {}, model)
    assert (found.state, found.code, len(model.asked)) == ("failed", "low quality", 3)
    assert "Capital" not in model.asked[0].words
    assert len({one.texts["options"] for one in model.asked}) > 1


async def test_one_wrong_guess_is_enough() -> None:
    model = guessing("Paris", "Rome")
    found = await verify("guessable", GIVEN, {}, model)
    assert (found.state, len(model.asked)) == ("held", 2)
    assert pieces(found)[0].ok


async def test_options_of_which_nothing_tells_the_right_one_are_held() -> None:
    model = Scripted({"guess_option": [lambda _asked: {"why": "each could be", "number": 0}]})
    found = await verify("guessable", GIVEN, {}, model)
    assert (found.state, len(model.asked)) == ("held", 1)
    assert pieces(found)[0].answers == ("nothing tells",)


@pytest.mark.parametrize(
    ("answer", "enum"), [("Paris, which has been the capital since 987", None), ("2", ["1", "2", "3", "4"])]
)
async def test_the_answer_may_be_the_option_itself_or_its_sign(answer: str, enum: list[str] | None) -> None:
    schemas = {"answer": {"enum": enum}} if enum else {}
    found = await verify("guessable", {**GIVEN, "answer": answer}, {}, guessing("Paris"), schemas=schemas)
    assert found.state == "failed"


@pytest.mark.parametrize(
    "change", [{"answer": "E"}, {"answer": 3}, {"options": "Rome"}, {"options": ["Rome"]}]
)
async def test_without_options_or_answer_there_is_no_verdict(change: dict[str, Any]) -> None:
    assert (await verify("guessable", {**GIVEN, **change}, {}, guessing("Paris"))).state == "no verdict"


LIST = {"a": ["Whisk two eggs.", "Stir in the flour."], "b": ["2 eggs", "200 g flour"]}


def matched(*stands: str, besides: Any = ()) -> Scripted:
    items = [{"number": n, "quote": "", "stands": one} for n, one in enumerate(stands, 1)]
    return Scripted({"match_items": [{"items": items, "besides": list(besides)}]})


async def test_a_list_matches_both_ways() -> None:
    assert (await verify("covers", LIST, {}, matched("yes", "yes"))).state == "held"
    found = await verify("covers", LIST, {}, matched("yes", "no"))
    assert (found.state, found.detail) == ("failed", "'a' has nothing of «200 g flour»")
    found = await verify(
        "covers", LIST, {}, matched("yes", "yes", besides=[{"what": "eggs", "quote": "two eggs"}])
    )
    assert found.detail == "'b' lacks eggs"


async def test_what_the_judge_makes_up_doesn_t_fail_the_row() -> None:
    made_up = [{"what": "butter", "quote": "melt the butter"}]
    assert (await verify("covers", LIST, {}, matched("yes", "yes", besides=made_up))).state == "held"


@pytest.mark.parametrize("model", [None, matched("yes"), Scripted({"match_items": [None]})])
async def test_an_answer_that_can_t_be_used_is_no_verdict(model: Scripted | None) -> None:
    assert (await verify("covers", LIST, {}, model)).state == "no verdict"


async def test_no_list_is_no_verdict() -> None:
    assert (await verify("covers", {"a": "x", "b": "y"}, {}, matched("yes"))).state == "no verdict"


def test_spoilt_by_an_item_less() -> None:
    spoilt = find("covers").spoil["drop_item"](LIST, None, Random(1))
    assert spoilt is not None
    assert len(spoilt["b"]) == 1
    assert find("covers").spoil["drop_item"]({"a": "x", "b": ["one"]}, None, Random(1)) is None
