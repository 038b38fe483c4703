"""Where a check's own model gives no usable answer, the same row is verified again, as it is; and where the
calls of a repair stand."""

from dataclasses import replace
from typing import Any

from seedbed.agent.making.method import METHODS
from seedbed.graphs.candidate.sample import make
from seedbed.memory.candidate import Reason
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


def test_repairs_of_a_row_that_is_examined_in_full_after_all_have_places_of_their_own() -> None:
    spared, _, _ = scene(recipe_part("product-records"))
    whole = replace(spared, whole=True)
    assert whole.slot("writer", "x") == spared.slot("writer", "x")  # what was answered isn't asked again
    refused = Reason(code="low quality", by="rubric")
    repaired, anew = (replace(one, reasons=(refused,)).again() for one in (spared, whole))
    assert anew.slot("writer", "x") != repaired.slot("writer", "x")
