"""By what copies of a row are told."""

from dataclasses import replace
from typing import Any

import pytest

from seedbed.agent.making import method
from seedbed.agent.making.copies import given_words, signature_of_row, words_of
from seedbed.agent.making.parts import recipe_of
from seedbed.agent.making.steps import write
from tests.agent.making.pairs import row_of
from tests.agent.scenes import choice, recipe_part, said, scene


def test_duplicate_talks_are_told_by_what_is_spoken_not_by_policy_and_results() -> None:
    talks = {"recipe": "talks", "about": "A talk", "row": {"messages": "messages 2..9"}, "leaf": "none"}
    made = {"messages": {"talk": {"user": "Ask.", "assistant": "Answer."}}}
    recipe = recipe_of(recipe_part({**talks, "make": made}))
    spoken = [{"role": "user", "content": "Is B03 free?"}, {"role": "assistant", "content": "Yes."}]
    whole = [
        {"role": "system", "content": "Keep to your tools."},
        spoken[0],
        {"role": "assistant", "content": None, "tool_calls": []},
        {"role": "tool", "content": "{}"},
        spoken[1],
    ]
    assert (
        words_of(recipe, {"messages": whole})
        == words_of(recipe, {"messages": spoken})
        == "Is B03 free?\nYes."
    )


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"a": "integer as context", "b": "integer as prompt", "work": "string as response"}, "5831\n7\n58"),
        ({"a": "integer as context", "b": "integer as prompt", "work": "line as label"}, "5831\n7"),
        ({"a": "integer as context", "b": "line as prompt", "work": "string as response"}, "5831\n7\n58"),
    ],
)
def test_what_has_no_words_tells_no_duplicates_where_something_has(row: dict[str, str], told: str) -> None:
    sums = {"recipe": "sums", "about": "A sum", "row": row, "leaf": "none", "write": "W"}
    recipe = recipe_of(recipe_part(sums))
    assert words_of(recipe, {"a": 5831, "b": 7, "work": "58"}) == told


def test_a_prompt_that_only_names_a_subject_tells_no_duplicates() -> None:
    """Of a few hundred firms many are of one trade: `trade` is what they are asked for, and no copy."""
    row = {"trade": "line 3..50 as prompt", "name": "line 3..60 as response", "motto": "line as response"}
    firms = {"recipe": "firms", "about": "A firm", "row": row, "leaf": "none", "write": "W"}
    recipe = recipe_of(recipe_part({**firms, "rubric": ["'motto' is one for the 'trade' of 'name'."]}))
    one = {"trade": "chimney sweep", "name": "Sootaway", "motto": "Santa approves."}
    assert words_of(recipe, one) == "chimney sweep\nSootaway\nSanta approves."
    asked = {**one, "trade": "somebody who sweeps chimneys"}
    assert words_of(recipe, asked) == "somebody who sweeps chimneys"


def test_what_was_taken_from_another_row_makes_no_near_copy() -> None:
    row = {"asked": "string 3..90 as prompt", "worse": "string 3..90 as rejected"}
    make = {
        "seed": {"pick": "examples", "n": 1},
        "asked": {"set": "seed.asked"},
        "worse": "Badly:\n{{ asked }}",
    }
    pairs = {"recipe": "pairs", "about": "A pair", "row": row, "make": make, "leaf": "none"}
    taken = {"asked": "Why is that?", "worse": "I am a desk."}
    assert words_of(recipe_of(recipe_part(pairs)), taken) == "I am a desk."


def test_a_prompt_over_another_passage_is_another_row() -> None:
    row = {
        "passage": "string 3..90 as context",
        "asked": "string 3..90 as prompt",
        "answer": "string 3..90 as response",
        "hint": "string 3..90 as context",
    }
    make = {
        "passage": "A passage.",
        "asked": "A question on it: {{ passage }}",
        "answer": "Answer {{ asked }} from {{ passage }}",
        "hint": "A hint to {{ asked }}",
    }
    plain = {"recipe": "read", "about": "A reading", "row": row, "leaf": "none"}
    made = {"passage": "Owls hunt.", "asked": "What is it about?", "answer": "Owls.", "hint": "Birds."}
    part = recipe_part({**plain, "make": make})
    assert words_of(recipe_of(part), made) == "What is it about?"
    assert given_words(part, made) == "Owls hunt.", "another hint makes no other row"
    fixed = recipe_part({**plain, "make": {**make, "passage": {"set": "'Owls hunt.'"}}})
    assert given_words(fixed, made) == ""


def test_rows_of_which_only_a_number_was_made_are_copies_where_all_is_equal() -> None:
    """One number of a problem of another part is asked for: many have the same answer."""
    row = {"problem": "string 3..90 as prompt", "answer": "number as response"}
    make = {
        "parent": {"pick": "examples", "n": 1},
        "masked": "Mask {{ parent.problem }}",
        "problem": {"set": "masked"},
        "answer": "Answer {{ problem }}",
    }
    recipe = recipe_of(
        recipe_part({"recipe": "back", "about": "B", "row": row, "make": make, "leaf": "none"})
    )
    one, other = {"problem": "2 and x make 8.", "answer": 6}, {"problem": "x is half of 12.", "answer": 6}
    assert words_of(recipe, one) == "2 and x make 8.\n6"
    assert signature_of_row(recipe, one) == signature_of_row(recipe, {**one, "masked": "2 and x"})
    assert signature_of_row(recipe, one) != signature_of_row(recipe, other) != ""
    assert signature_of_row(recipe, one, "calls") == "calls"


async def test_who_writes_a_value_that_may_come_once_is_told_those_that_are_there() -> None:
    recipe = {
        "recipe": "clues",
        "about": "A clue",
        "row": {
            "clue": "string 5.. as prompt",
            "answer": "line 2.. as response",
            "words": "list 1.. of line 2.. as context",
        },
        "leaf": "none",
        "make": {"answer, words": "An answer.", "clue": "A clue.\n{{ answer }}"},
        "checks": {"distinct.answer": {"of": "answer"}, "distinct.words": {"of": "words", "each": True}},
        "rubric": ["It is a clue."],
    }
    there: list[dict[str, Any]] = [
        {"clue": "Tube", "answer": "PIPETTE", "words": ["slender", "lab"]},
        {"clue": "Tube", "answer": "an answer that nobody takes again, for it is far too long to be one"},
    ]
    chosen = method.choose(choice(recipe_part(recipe), accepted=there), scene(recipe_part(recipe))[1])
    assert chosen is not None
    assert chosen.grounding["once"] == {"answer": ["PIPETTE"], "words": ["slender", "lab"]}
    work, env, scripted = row_of(
        {"answer": "STRAW", "words": ["straw"]}, {"clue": "Tube to drink from"}, recipe=recipe
    )
    brief = work.brief.model_copy(update={"grounding": {**work.brief.grounding, **chosen.grounding}})
    await write(replace(work, brief=brief), env)
    assert "\nanswer: PIPETTE\nwords: slender; lab\n" in said(scripted)
    assert "PIPETTE" not in said(scripted, 1).partition("Other rows say these already")[0], (
        "who writes the clue isn't"
    )
