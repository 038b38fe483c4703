"""What was found apart from a row measures it, and is never told to come out otherwise."""

from typing import Any

import pytest

from seedbed.agent.making.making import REDO
from seedbed.agent.making.steps import write
from seedbed.agent.making.verifying import verify
from tests.agent.making.pairs import row_of

GUESSED: dict[str, Any] = {
    "recipe": "riddles",
    "about": "A riddle",
    "row": {"riddle": "string 5..200 as prompt", "answer": "line 1..40 as response"},
    "keep": {"guess": "line 1..40"},
    "make": {"riddle, answer": "A riddle.", "guess": "Guess: {{ riddle }}"},
}


@pytest.mark.parametrize("check", ["agree", "disagree"])
async def test_what_was_found_apart_is_never_mended_to_fit(check: str) -> None:
    recipe = {**GUESSED, "checks": {check: {"one": "answer", "many": ["guess"], "compare": "exact"}}}
    riddle = {"riddle": "What has one eye and sews?", "answer": "needle"}
    guess = {"guess": "needle" if check == "disagree" else "storm"}
    work, env, _ = row_of(riddle, guess, recipe=recipe)
    work = await verify(await write(work, env), env)
    assert [reason.by for reason in work.reasons] == [f"{check}.answer"] and work.material[REDO] == [0]
