"""Where a check's own model gives no usable answer, the same row is verified again, as it is; and where the
calls of a repair stand; and what was found apart from a row, which is never told to come out otherwise; and
what is asked for until it fits."""

from dataclasses import replace
from typing import Any

import pytest

from seedbed.agent.making.making import REDO
from seedbed.agent.making.method import METHODS
from seedbed.agent.making.steps import write
from seedbed.agent.making.verifying import verify
from seedbed.graphs.candidate.sample import make
from seedbed.memory.candidate import Reason
from tests.agent.making.pairs import CLEAR, CLUMSY, PAIRS, row_of
from tests.agent.scenes import recipe_part, said, scene

RECIPE: dict[str, Any] = {
    "recipe": "notes",
    "about": "A note",
    "row": {"text": "string 5..500"},
    "write": "A note on {{ leaf }}.",
    "rubric": ["It is a note."],
}
KEYS, LOCKS = {"text": "The keys are on the hook."}, {"text": "The locks are in the shed."}
PROSE = "I would rather say it in words."


def _judged(verdict: str) -> dict[str, Any]:
    return {"sentences": [{"number": 1, "quote": "keys", "why": "too short", "verdict": verdict}]}


async def test_the_row_is_verified_again_as_it_is() -> None:
    part = recipe_part(RECIPE, clauses={"about keys": ["check concept"]})
    answers = (KEYS, PROSE, {"concept": 1}, PROSE, {"concept": 1}, _judged("yes"))
    work, env, scripted = scene(part, *answers, can=["json_schema", "judging"])
    draft = await make(work.brief, env, METHODS[0])
    assert (draft.row, draft.reasons, draft.attempts) == (KEYS, (), 3)
    assert [slot.attempt for slot, _ in scripted.asked] == [0, 0, 1, 1, 2, 2], "each time anew"
    assert [slot.role for slot, _ in scripted.asked] == ["writer", *["judge"] * 5]


async def test_its_writer_is_told_what_another_check_finds_and_no_more() -> None:
    answers = (KEYS, PROSE, _judged("no"), LOCKS, _judged("yes"))
    work, env, scripted = scene(recipe_part(RECIPE), *answers, can=["json_schema", "judging"])
    draft = await make(work.brief, env, METHODS[0])
    assert draft.row == LOCKS and not draft.reasons
    assert "too short" in said(scripted, 3) and "no usable answer" not in said(scripted, 3)


async def test_where_a_value_is_read_otherwise_what_was_told_it_first_is_made_anew() -> None:
    recipe = {
        **{key: value for key, value in RECIPE.items() if key != "write"},
        "row": {"text": "string 5..500", "reply": "string 5..500", "tone": ["dry", "warm"]},
        "make": {"text": "A {{ tone }} note.", "reply": "A {{ tone }} answer.\n{{ text }}"},
        "means": {"tone": {"dry": "it is dry", "warm": "it is warm"}},
        "leaf": "none",
    }
    reads = [{"tone": "warm"}] * 2
    answers = (KEYS, {"reply": "Thanks a lot."}, *reads)
    work, env, _ = scene(recipe_part(recipe), *answers, can=["json_schema", "judging"])
    dry = work.brief.cell.model_copy(update={"label": "dry"})
    work = replace(work, brief=work.brief.model_copy(update={"cell": dry}))
    work = await verify(await write(work, env), env)
    assert [(one.by, one.code) for one in work.reasons] == [("label.tone", "wrong label")]
    assert work.material[REDO] == [0], "and the reply, which is made of it, with it"


def test_repairs_of_a_row_that_is_examined_in_full_after_all_have_places_of_their_own() -> None:
    spared, _, _ = scene(recipe_part("product-records"))
    whole = replace(spared, whole=True)
    assert whole.slot("writer", "x") == spared.slot("writer", "x")  # what was answered isn't asked again
    refused = Reason(code="low quality", by="rubric")
    repaired, anew = (replace(one, reasons=(refused,)).again() for one in (spared, whole))
    assert anew.slot("writer", "x") != repaired.slot("writer", "x")


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


@pytest.mark.parametrize(
    ("until", "told"),
    [("clear | length > 20", True), ("clear != clumsy and tone and clear | length > 20", False)],
)
async def test_what_never_fits_is_refused_and_who_writes_is_told_what_fits(until: str, told: bool) -> None:
    """Of a condition about what his order doesn't name he knows nothing: a guess isn't to be aimed."""
    step = {"repeat": "Say it clearly.\n{{ clumsy }}", "until": until, "most": 2}
    recipe = {**PAIRS, "make": {**PAIRS["make"], "clear": step}}
    answers = [
        {"clumsy": CLUMSY},
        *[{"clear": "Bring the keys."}] * 2,
        {"clear": "Bring them."},
        {"clear": CLEAR},
    ]
    work, env, scripted = row_of(*answers, recipe=recipe)
    work = await write(work, env)
    (reason,) = work.reasons
    assert (reason.code, reason.detail) == ("malformed", f"'{until}' held of none of 2 answers")
    mended = await write(replace(work.again(), notes={"feedback": [("", reason.detail)]}), env)
    assert mended.row is not None and mended.row["clear"] == CLEAR and not mended.reasons
    assert [f"This holds: `{until}`." in said(scripted, call) for call in range(3)] == [False, told, told]


@pytest.mark.parametrize(
    ("answers", "asked", "riddle"),
    [
        (["How is it?", None, "It solves it."], ["riddle", "answer", "answer"], "How is it?"),
        (
            ["How is it?", None, None, "Why is it?", "It solves it."],
            ["riddle", "answer", "answer", "riddle", "answer"],
            "Why is it?",
        ),
    ],
)
async def test_what_stands_before_an_unusable_answer_is_paid_once(
    answers: list[str | None], asked: list[str], riddle: str
) -> None:
    """Where that was tried, too, all is written anew."""
    order = {"riddle": "A riddle.", "answer": "Solve: {{ riddle }}", "guess": "Guess: {{ riddle }}"}
    given = [
        {"other": "?"} if said is None else {name: said} for name, said in zip(asked, answers, strict=True)
    ]
    work, env, scripted = row_of(*given, {"guess": "It."}, recipe={**GUESSED, "make": order})
    draft = await make(work.brief.model_copy(update={"attempts": 3}), env, METHODS[0])
    assert draft.row == {"riddle": riddle, "answer": "It solves it."}
    assert [slot.step.rpartition("/")[2] for slot, _ in scripted.asked] == [*asked, "guess"]
    assert "answer is missing" in said(scripted, asked.index("answer") + 1)
