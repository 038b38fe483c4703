"""Defects planted into rows of recipes: what is offered, what is changed, what a model breaks."""

import asyncio
import threading
from random import Random
from typing import Any

import pytest

from seedbed.agent.critic.probing.spoiling import (
    ANOTHER_TEXT,
    WRONG_LABEL,
    WRONG_WORDS,
    Spoilt,
    aimed,
    break_sentence,
    breakable,
    kinds,
    leaning,
    mislabelled,
    spoil,
)
from seedbed.agent.making.parts import recipe_of
from seedbed.agent.recipes.expand import expand
from seedbed.agent.recipes.load import shipped
from seedbed.agent.work import Env, Work
from seedbed.memory.spec import Part
from seedbed.tools.checks.catalogue import find
from tests.agent.scenes import recipe_part, said, scene
from tests.agent.scripted import ScriptedClient

MAILS: dict[str, Any] = {
    "recipe": "mails",
    "about": "A mail with its subject",
    "row": {"subject": "line 5..60", "body": "string 20..300", "tone": ["formal", "warm"]},
    "leaf": "none",
    "write": "A {{ tone }} mail.",
    "means": {"tone": {"formal": "keeps its distance", "warm": "shows that it cares"}},
    "rubric": [
        "'subject' fits 'body'.",
        "'body' wants one thing.",
        {"say": "It thanks the reader.", "when": "tone == 'warm'"},
    ],
}
ROW = {
    "subject": "Return of twelve keys",
    "body": "Please return the twelve cellar keys before Friday, because the locks are exchanged on Monday.",
    "tone": "formal",
}
OTHER = {
    "subject": "Summer party",
    "body": "Somebody should bring lemonade, paper plates, candles and enough chairs towards the orchard.",
    "tone": "warm",
}


def row_of(*answers: Any, tone: str = "formal", **changes: Any) -> tuple[Work, Env, ScriptedClient]:
    return labelled({**MAILS, **changes}, ROW, tone, *answers)


def labelled(recipe: Any, row: dict[str, Any], label: str, *answers: Any) -> tuple[Work, Env, ScriptedClient]:
    """A row made by this recipe for this label."""
    part = recipe_part(recipe)
    work, env, scripted = scene(part, *answers, can=["json_schema", "judging"])
    cell = work.brief.cell.model_copy(update={"label": label})
    return Work(work.brief.model_copy(update={"cell": cell}), row=row), env, scripted


async def planted(kind: str, *others: dict[str, Any], tone: str = "formal") -> Spoilt | None:
    work, env, _ = row_of(tone=tone)
    return await spoil(kind, ROW, {}, work.brief, env, Random(3), [ROW, *others])


def test_every_sentence_has_its_defect_and_each_is_aimed_at_something() -> None:
    _, env, _ = row_of()
    recipe = recipe_of(env.spec.parts[0])
    found = [kind for kind in kinds(recipe) if not kind.startswith(("language", "leaks", "label"))]
    assert found == [
        "swap.tone", "rubric.1/broken", "rubric.1/another row", "rubric.2/broken", "rubric.3/broken",
        WRONG_WORDS,
    ]  # fmt: skip
    assert [aimed(kind) for kind in found] == [
        "axis.tone", "rubric.1", "rubric.1", "rubric.2", "rubric.3", "rubric",
    ]  # fmt: skip


def test_without_a_rubric_there_is_nothing_to_break() -> None:
    recipe = recipe_of(recipe_part({key: value for key, value in MAILS.items() if key != "rubric"}))
    assert not [kind for kind in kinds(recipe) if kind.startswith("rubric")]


async def test_a_field_comes_from_another_row_that_has_none_of_the_named_ones_in_common() -> None:
    found = await planted("rubric.1/another row", OTHER)
    assert found is not None and found.row == {**ROW, "body": OTHER["body"]}
    assert await planted("rubric.1/another row", {**OTHER, "subject": ROW["subject"]}) is None
    assert await planted("rubric.1/another row") is None, "the row itself is no other"


async def test_wrong_words_come_from_another_row_and_keep_the_limits() -> None:
    found = await planted(WRONG_WORDS, OTHER)
    assert found is not None
    body = found.row["body"]
    strange = [word for word in body.split() if word not in ROW["body"].split()]
    assert len(strange) == 3 and all(word in OTHER["body"].split() for word in strange)
    assert {**found.row, "body": ROW["body"]} == ROW
    longer = {**OTHER, "body": " ".join("x".join(["lemonade"] * 40) for _ in range(5))}
    assert await planted(WRONG_WORDS, longer) is None


async def test_a_sentence_that_is_not_asked_on_the_seat_is_not_broken() -> None:
    assert await planted("rubric.3/broken", OTHER) is None
    found = await planted("rubric.3/broken", OTHER, tone="warm")
    assert found is not None and (found.row, found.sentence) == (ROW, 3)
    assert found.instead is not None and found.instead != ROW


def test_the_fields_that_a_sentence_names_may_be_changed() -> None:
    _, env, _ = row_of()
    recipe = recipe_of(env.spec.parts[0])
    assert [breakable(recipe, one) for one in recipe.rubric] == [
        ("subject", "body"),
        ("body",),
        ("subject", "body"),
    ]


@pytest.mark.parametrize(
    ("recipe", "changed", "also"),
    [
        ("reasoned-problems", "problem", ("solution", "answer")),
        ("reasoned-problems", "solution", ("answer",)),
        ("tone-pairs", "chosen", ("rejected",)),
        ("tone-pairs", "rejected", ()),
        ("cited-questions", "answer", ("question",)),
    ],
)
def test_what_leans_on_a_changed_field_may_change_with_it(
    recipe: str, changed: str, also: tuple[str, ...]
) -> None:
    assert leaning(expand(shipped(recipe), where=recipe), [changed]) == also


async def test_a_model_breaks_one_sentence_and_is_told_the_others() -> None:
    two = f"{ROW['body']} And bring your passport."
    answer = {"cannot": "", "how": "A second wish.", "body": two, "subject": ROW["subject"]}
    work, env, scripted = row_of(answer)
    work, row = await break_sentence(work, env, 2)
    assert row == {**ROW, "body": two}
    assert "break_sentence" in work.prompts
    asked = said(scripted)
    assert "'body' wants one thing." in asked and "- 'subject' fits 'body'." in asked
    assert "Rewrite body so that" in asked and "Change subject only where" in asked
    assert "thanks the reader" not in asked, "not asked on this seat"
    assert '"tone"' not in asked, "a judge sees no labels"


async def test_a_broken_talk_is_wanted_in_the_form_that_it_has() -> None:
    row = {"talk": "messages 2..4", "tone": ["formal", "warm"]}
    rubric = ["'talk' ends with thanks.", "It is polite."]
    recipe = {**MAILS, "row": row, "write": "A {{ tone }} talk.", "rubric": rubric}
    recipe = {key: value for key, value in recipe.items() if key not in ("holds", "checks")}
    spoken = [{"role": "user", "content": "Is it open?"}, {"role": "assistant", "content": "Yes. Thank you."}]
    rude = [spoken[0], {"role": "assistant", "content": "Yes, it is."}]
    answer = {"cannot": "", "how": "No thanks.", "talk": rude}
    work, env, scripted = labelled(recipe, {"talk": spoken, "tone": "formal"}, "formal", answer)
    assert (await break_sentence(work, env, 1))[1] == {"talk": rude, "tone": "formal"}
    assert "- `talk`: the messages in the form in which the row has them" in said(scripted)


@pytest.mark.parametrize(
    "answer",
    [
        {"cannot": "It says nothing.", "how": "", "body": ROW["body"], "subject": ROW["subject"]},
        {"cannot": "", "how": "Nothing.", "body": ROW["body"], "subject": OTHER["subject"]},
        {"cannot": "", "how": "Cut.", "body": "Too short.", "subject": ROW["subject"]},
        {"cannot": "", "how": "No body."},
    ],
)
async def test_what_a_model_can_not_break_is_no_row(answer: dict[str, Any]) -> None:
    work, env, _ = row_of(answer)
    assert (await break_sentence(work, env, 2))[1] is None


COPIED: dict[str, Any] = {
    **{key: value for key, value in MAILS.items() if key != "write"},
    "row": {
        "subject": "line 5..60 as context",
        "body": "string 20..300 as context",
        "tone": ["formal", "warm"],
        "both": "string 20..500 as text",
    },
    "make": {"subject, body": "A {{ tone }} mail.", "both": {"set": "subject ~ ': ' ~ body"}},
    "rubric": ["'both' is a mail that a person could have written.", "'body' wants one thing."],
}


async def test_what_is_computed_of_a_broken_field_is_computed_anew() -> None:
    whole = {**ROW, "both": f"{ROW['subject']}: {ROW['body']}"}
    two = f"{ROW['body']} And bring your passport."
    work, env, _ = labelled(COPIED, whole, "formal", {"cannot": "", "how": "", "body": two})
    _, row = await break_sentence(work, env, 2)
    assert row == {**whole, "body": two, "both": f"{ROW['subject']}: {two}"}
    other = {**OTHER, "both": f"{OTHER['subject']}: {OTHER['body']}"}
    found = await spoil(WRONG_WORDS, whole, {}, work.brief, env, Random(3), [other])
    assert found is not None and found.row["body"] != ROW["body"]
    assert found.row["both"] == f"{found.row['subject']}: {found.row['body']}"


def test_a_labelled_text_is_put_under_the_label_that_reads_nearest_or_loses_its_text() -> None:
    labels = {"refund": "wants the money back", "damage": "a broken bike", "booking": "wants to hire bikes"}
    part = Part.model_validate({"offline": "labels", "topic": "bikes", "rows": 1, "labels": labels})
    asks = {"text": "I want to book six bikes for Sunday.", "label": "refund"}
    broken = {"text": "The rear wheel of the tandem wobbles.", "label": "damage"}
    made = mislabelled(WRONG_LABEL, asks, [], part)
    assert made is not None and made.row == {**asks, "label": "booking"} and made.cell == {"label": "booking"}
    made = mislabelled(ANOTHER_TEXT, asks, [asks, broken], part)
    assert made is not None and made.row == {**asks, "text": broken["text"]} and not made.cell
    assert mislabelled(ANOTHER_TEXT, asks, [asks], part) is None


async def test_a_defect_that_takes_its_time_to_plant_does_not_hold_up_the_build(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    going_on = threading.Event()

    def planting(inputs: dict[str, Any], *_: object) -> dict[str, Any] | None:
        return {"of": tuple("formal" for _ in inputs["of"])} if going_on.wait(5) else None

    monkeypatch.setitem(find("leaks").spoil, "label", planting)
    waiting = asyncio.create_task(planted("leaks.tone/label"))
    await asyncio.sleep(0)
    going_on.set()
    assert (await waiting) is not None
