"""What shipped recipes make of the rows from which they start."""

from typing import Any

import pytest

from seedbed.agent.recipes.templates import evaluate
from tests.recipes.trying import Written, recipe_of, say, uses

FROM_PROBLEMS = ("backward", "evolved", "rephrased", "self-verified")


def _set(recipe: str, target: str, **known: Any) -> Any:
    """What a step `set` gives."""
    step = next(one for one in recipe_of(recipe).steps if one.targets == (target,))
    return evaluate(step.arguments["set"], known)


@pytest.mark.parametrize("parent", [{"problem": "How many?"}, {"question": "How many?"}])
@pytest.mark.parametrize("name", FROM_PROBLEMS)
def test_problems_start_from_rows_of_any_recipe_that_makes_some(name: str, parent: dict[str, str]) -> None:
    assert _set(f"{name}-problems", "original", parent=parent) == "How many?"


@pytest.mark.parametrize("name", FROM_PROBLEMS)
def test_the_longest_problem_that_a_recipe_makes_may_be_started_from(name: str) -> None:
    fields = {one.name: one.json_schema for one in recipe_of(f"{name}-problems").fields}
    longest = recipe_of("evolved-problems").field("problem").json_schema["maxLength"]
    assert fields["original"]["maxLength"] >= longest
    if name == "backward":  # x for a number, and the question after it
        problem = _set(
            "backward-problems", "problem", masked="x" * longest, parent={"answer": 1234567.5}, asks=None
        )
        assert fields["masked"]["maxLength"] >= longest and fields["problem"]["maxLength"] >= len(problem)


def test_a_talk_is_taken_up_where_a_user_was_answered_not_where_a_tool_was_called() -> None:
    said = [
        ("user", "What is 3 * 18.50, please?"),
        ("assistant", "I will work this out with the calculator."),
    ]
    talk = [
        {"role": role, "content": text} for role, text in (*said, ("tool", "55.5"), ("assistant", "55.50."))
    ]
    plain = [
        {"role": role, "content": text} for role, text in (*said, ("user", "And?"), ("assistant", "55.50."))
    ]
    for name in ("pairs-of-talks", "weaker-pairs"):
        assert _set(name, "turn", talk={"messages": talk}) == -1
        assert _set(name, "turn", talk={"messages": plain}) == -3


def test_a_translation_is_of_the_language_that_is_set() -> None:
    asked = recipe_of("translation-pairs").steps[0].prompt
    assert "English" not in asked, "a writer keeps to what an order says of its language"


@pytest.mark.parametrize("parent", [{"instruction": "Sort these."}, {"prompt": "Sort these.", "input": ""}])
def test_an_instruction_is_evolved_with_the_input_that_it_works_on(parent: dict[str, str]) -> None:
    assert _set("evol-instruct", "original", parent=parent) == "Sort these."
    assert _set("evol-instruct", "original", parent={**parent, "input": "3, 1, 2"}) == "Sort these.\n3, 1, 2"


@pytest.mark.parametrize(("language", "asks"), [("English", None), ("en", None), ("de", "Wie groß ist x?")])
def test_a_problem_turned_round_ends_in_its_own_language(language: str, asks: str | None) -> None:
    said = next(one for one in recipe_of("backward-problems").steps if one.targets == ("asks",))
    assert evaluate(said.when, {"language": language}) is bool(asks)
    problem = _set("backward-problems", "problem", masked="3 x = 6.", parent={"answer": 6}, asks=asks)
    assert problem == "3 x = 6. " + (asks or "If the answer to this question is 6, what is the value of x?")


def test_a_negotiation_is_held_in_the_currency_that_is_set() -> None:
    sides = ("seller", "buyer")
    known: dict[str, Any] = {f"{side}_{what}": 5 for side in sides for what in ("limit", "opening")}
    known |= {
        "thing": "a violin",
        "side": "sells",
        "seller_reasons": ["New."],
        "buyer_reasons": [],
        "params": {"currency": "yen"},
    }
    assert "to yourself: 5 yen. You begin near 5 yen. What" in _set("negotiation", "system", **known)
    assert "whole {{ params.currency }}" in recipe_of("negotiation").steps[0].prompt


@pytest.mark.parametrize("bug", ["while n > 1: pass", "raise SystemExit(1)"])
def test_a_bug_may_keep_a_program_from_its_end(bug: str) -> None:
    row = {"buggy": f"def halves(n):\n    {bug}", "tests": "assert halves(4) == 2"}
    broken = uses(recipe_of("code-repair"))["code.broken"]
    assert say(Written("code-repair", "endless", {}, row), broken).state == "held"
