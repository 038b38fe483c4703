"""What a writer is told: of its part of a row, of what is there, of what it is held to."""

from dataclasses import replace
from typing import Any

import pytest

from seedbed.agent.making import method
from seedbed.agent.making.making import REDO, Making
from seedbed.agent.making.parts import recipe_of
from seedbed.agent.making.steps import write
from seedbed.agent.making.verifying import judge, verify
from seedbed.agent.work import Work
from seedbed.memory.tree import Concept
from tests.agent.making.pairs import CLEAR, CLUMSY, PAIRS, notes, row_of
from tests.agent.scenes import recipe_part, said, scene


async def test_each_step_is_asked_with_what_it_may_know() -> None:
    work, env, scripted = row_of({"clumsy": CLUMSY}, {"clear": CLEAR})
    work = await write(work, env)
    assert work.row == {"clumsy": CLUMSY, "clear": CLEAR, "tone": "warm"}
    first, second = said(scripted), said(scripted, 1)
    assert "A clumsy warm note from a school about Leaf." in first
    assert 'tone "warm": shows that it cares' in first
    assert "could come from a school" in first and "easy to read" not in first, "of another field"
    assert "for the planner alone" not in first
    assert CLUMSY in second and "<text-" in second, "what a model wrote stands between marks"
    assert second.rstrip().endswith("```")
    yields = "see that it can be made:\n- `clear`: 10 to 300 characters\n"
    assert yields in first and "see that it can be made" not in second
    assert "held to, of which you write a part, fields" in first and "of which you write a part" in second


@pytest.mark.parametrize(
    ("named", "beside", "cases"),
    [
        *(("", 0, 0), ("", 1, 2), ("", 6, 7), ("", 8, 0), ("", 9, 2), ("{{ place }}", 6, 3)),
        *(("{{ place }} {{ tone }}", 6, 0), ("{{ place }} {{ tone }}", 7, 2)),
    ],
)
async def test_rows_written_at_the_same_time_are_each_to_take_another_idea(
    named: str, beside: int, cases: int
) -> None:
    """The fewer, the more axes part their orders already."""
    clumsy, clear = f"A clumsy note about {{{{ leaf }}}}. {named}", "Clearly, {{ tone }}.\n{{ clumsy }}"
    recipe = {**PAIRS, "make": {"clumsy": clumsy, "clear": clear}}
    work, env, scripted = row_of({"clumsy": CLUMSY}, {"clear": CLEAR}, recipe=recipe)
    await write(replace(work, brief=work.brief.model_copy(update={"beside": beside})), env)
    first, second = said(scripted), said(scripted, 1)
    assert ("written at this moment" in first) == bool(cases)
    assert not cases or f"think of {cases} quite different cases" in first
    assert "written at this moment" not in second, "its matter is given"


async def test_an_asked_value_alone_is_given_matter() -> None:
    orders = ("{{ place }}", False), ("{{ place }} and {{ leaf }}", True), ("{{ spot }}", False)
    for about, beside in orders:
        clumsy = {"clumsy": f"A clumsy {{{{ tone }}}} note on {about}."}
        made = {"spot": {"set": "place"}, **clumsy, "clear": PAIRS["make"]["clear"]}
        recipe = {**PAIRS, "vary": {"place": {"ask": "places", "n": 4}}, "make": made}
        work, env, scripted = row_of({"clumsy": CLUMSY}, {"clear": CLEAR}, recipe=recipe)
        await write(replace(work, brief=work.brief.model_copy(update={"beside": 1})), env)
        assert ("written at this moment" in said(scripted)) is beside


async def test_a_writer_is_told_the_range_of_its_seat_and_not_the_wider_one() -> None:
    size = {"check": "count.clumsy", "formal": {"words": "46..110"}, "warm": {"words": "..40"}}
    recipe = {
        **PAIRS,
        "read": {"tone": size},
        "checks": {"count": {"of": "clumsy", "words": "1..110"}, "absent": {"of": "clumsy", "words": ["oh"]}},
    }
    work, env, scripted = row_of({"clumsy": CLUMSY}, {"clear": CLEAR}, recipe=recipe)
    dealt = {"place": "a school", "tone": "warm"}
    await write(Work(work.brief.model_copy(update={"attributes": dealt})), env)
    assert "'clumsy' has at most 40 words." in said(scripted) and "1 to 110" not in said(scripted)
    assert "None of these words stands in 'clumsy': oh." in said(scripted)


async def test_a_value_without_concepts_of_its_own_is_the_subtopic() -> None:
    work, env, _ = row_of(recipe={**PAIRS, "leaf": {"per": "tone"}})
    making = Making.of(work, env)
    assert making.leaf == "Leaf"
    assert replace(making, concept=Concept(id="root", name="notes of all kinds")).leaf == "warm"


async def test_who_is_not_told_a_value_is_not_told_its_count() -> None:
    size = {"check": "count.clear", "formal": {"sentences": 2}, "warm": {"sentences": 1}}
    work, env, scripted = row_of(
        {"clumsy": CLUMSY}, {"clear": CLEAR}, recipe={**PAIRS, "read": {"tone": size}}
    )
    dealt = {"place": "a school", "tone": "warm"}
    await write(Work(work.brief.model_copy(update={"attributes": dealt})), env)
    told = "'clear' has 1 sentence."
    assert told in said(scripted) and told not in said(scripted, 1), "only the first order names the tone"


async def test_what_a_program_gave_of_what_was_written_is_given_matter() -> None:
    recipe = {
        **PAIRS,
        "keep": {"shell": "string 5..99"},
        "make": {
            "clumsy, shell": "A clumsy {{ tone }} note from {{ place }} about {{ leaf }}; shell: prints it.",
            "ran": {"run": "bash", "program": "shell"},
            "clear": "Say it clearly.\n{{ ran.stdout }}",
        },
        "holds": ["clear same clumsy"],
    }
    first = {"clumsy": CLUMSY, "shell": "echo 12 keys, please"}
    work, env, scripted = row_of(first, {"clear": CLEAR}, recipe=recipe)
    await write(replace(work, brief=work.brief.model_copy(update={"beside": 1})), env)
    assert "written at this moment" in said(scripted) and "12 keys, please" in said(scripted, 1)
    assert "written at this moment" not in said(scripted, 1)


async def test_a_writer_is_held_to_what_it_sees_alone() -> None:
    roles = {"thanks": "line 5..90 as context", "clumsy": "string 20..400 as prompt"}
    recipe = {
        **PAIRS,
        "row": {**PAIRS["row"], **roles, "clear": "string 10..300 as response"},
        "make": {"thanks": "A line of thanks.", **PAIRS["make"]},
        "rubric": ["'clear' is as friendly as 'thanks'.", "'clear' is {{ tone }}.", "'thanks' is short."],
    }
    answers = ({"thanks": "Many thanks."}, {"clumsy": CLUMSY}, {"clear": CLEAR})
    work, env, scripted = row_of(*answers, recipe=recipe)
    await write(work, env)
    assert "'thanks' is short." in said(scripted)
    last = said(scripted, 2)
    assert "'clear' is warm." not in last, "it is to find the tone in what it is shown"
    assert "'thanks'" not in last, "it isn't shown the thanks"


async def test_a_writer_is_told_the_limits_of_what_a_program_makes_of_what_he_writes() -> None:
    recipe = {
        "recipe": "marked",
        "about": "Sentences with the people in them",
        "row": {
            "sentence": "line 5..60",
            "people": "list 1..9 of {kind: line, start: integer, end: integer, text: line}",
        },
        "leaf": "none",
        "make": {
            "tagged": "A sentence, people in tags.",
            "sentence": {"set": "tagged | untagged"},
            "people": {"set": "tagged | spans"},
        },
        "checks": {
            "spans": {"of": "tagged", "into": "people", "text": "sentence", "kinds": ["who"], "least": 1},
            "count": {"of": "sentence", "words": "..12"},
        },
    }
    work, env, scripted = row_of({"tagged": "<who>Ann</who> came."}, recipe=recipe)
    made = await write(work, env)
    assert made.row is not None and made.row["sentence"] == "Ann came."
    assert (
        "can be made:\n- `sentence`: 5 to 60 characters, on one line\n- `people`: a list of 1 to 9\n"
        in said(scripted)
    )
    assert "between these tags, 1 or more, none within another: <who>…</who>." in said(scripted)
    assert "'sentence' has at most 12 words." in said(scripted)
    work, env, _ = row_of({"tagged": "<who>Ann</who> came" + ", a" * 12}, recipe=recipe)
    refused = await verify(await write(work, env), env)
    assert [one.detail for one in refused.reasons] == ["'sentence': 14 words; ..12 are wanted"]


@pytest.mark.parametrize(("orders", "told"), [("Say it {{ tone }}ly.", True), ("Say it.", False)])
async def test_a_sentence_on_a_dealt_value_is_told_where_the_order_names_it(orders: str, told: bool) -> None:
    when = {"say": "'clear' thanks.", "when": "tone == 'warm'"}
    make = {**PAIRS["make"], "clear": f"{orders}\n{{{{ clumsy }}}}"}
    work, env, scripted = row_of(
        {"clumsy": CLUMSY}, {"clear": CLEAR}, recipe={**PAIRS, "make": make, "rubric": [when]}
    )
    await write(work, env)
    assert ("'clear' thanks." in said(scripted, 1)) is told


async def test_a_sentence_on_what_a_program_made_is_told_to_whoever_would_mend_it() -> None:
    recipe = notes("'note' could come from a school.")
    work, env, scripted = row_of({"tagged": "The keys of Ann."}, recipe=recipe)
    await write(work, env)
    assert "- 'note' could come from a school." in said(scripted)


async def test_of_fields_in_different_languages_each_says_its_own() -> None:
    both = {"clumsy, clear": "A clumsy {{ tone }} note from {{ place }} about {{ leaf }}, and a clear one."}
    for languages, told in (({"clumsy": "de"}, True), ({}, False)):
        work, env, scripted = row_of(
            {"clumsy": CLUMSY, "clear": CLEAR}, recipe={**PAIRS, "make": both, "language": languages}
        )
        await write(work, env)
        order = said(scripted)
        assert ("- `clumsy`: 20 to 400 characters, in German\n" in order) == told
        assert ("- `clear`: 10 to 300 characters, in English\n" in order) == told
        assert ("its texts in English unless" in order) != told


async def test_limits_of_checks_are_told_to_whom_they_bind() -> None:
    checks = {
        "readability": {"of": "clear", "most": 45},
        "similarity": {"a": "clear", "b": "clumsy"},
        "count": {"of": "clear", "words": "..50", "unit": "lines", "is": ["2..3", 1], "per": "sentence"},
        "length": {"of": "clear", "between": "10.."},
        "count.one": {"of": "clear", "sentences": 1},
        "absent": {"of": "clear", "words": ["utilise", "prior to"]},
        "ratio": {"a": "clear", "b": "clumsy", "between": "..0.8"},
        "numbers_in": {"of": "clear", "most": 2},
        "regex": {"of": "clear", "has": "[.!]$", "lacks": "@"},
        "code": {"of": ["clear"], "code": "def verify(clear):\n    return '?' in clear"},
        "code.long": {"of": ["clear"], "code": f"def verify(clear):\n    return True  # {'x' * 1_200}"},
    }
    bound = {**PAIRS, "holds": ["clear differs clumsy"], "checks": checks}
    work, env, scripted = row_of({"clumsy": CLUMSY}, {"clear": CLEAR}, recipe=bound)
    await write(work, env)
    first, second = said(scripted), said(scripted, 1)
    compared = (
        "'clear' and 'clumsy' have at most 70 % of their words",
        "less than 70 %",
        "- 'clear' has at most 80 per cent of the words of 'clumsy'.\n",
    )
    limits = (
        "LIX of at most 45",
        "- each sentence of 'clear' has at most 50 words and 2 to 3, 1 lines.\n",
        "- 'clear' has at least 10 characters.\n",
        "- 'clear' has 1 sentence.\n",
        "- None of these words stands in 'clear': utilise, prior to.\n",
        "- Numbers in digits in 'clear': at most 2.\n",
        "- something in 'clear' matches the pattern [.!]$; nothing in 'clear' matches the pattern @\n",
        "- This gives True of 'clear':\n  ```python\n  def verify(clear):\n      return '?' in clear\n",
    )
    assert not [limit for limit in limits + compared if limit not in second]
    assert not [limit for limit in compared if limit in first] and "xxx" not in first + second
    assert not [limit for limit in limits if limit not in first.partition("others will then make")[2]]


async def test_a_run_of_words_is_told_with_both_its_ends() -> None:
    run = {"similarity": {"a": "clear", "b": "clumsy", "by": "run", "between": "3..9"}}
    work, env, scripted = row_of({"clumsy": CLUMSY}, {"clear": CLEAR}, recipe={**PAIRS, "checks": run})
    await write(work, env)
    assert "'clear' and 'clumsy' have at least 3 and at most 9 words in a row in common." in said(scripted, 1)


@pytest.mark.parametrize("shape", ["list 3 of number", "list 3 of line 2..40", "line 2..30"])
async def test_a_concept_is_read_where_there_are_words_and_told_to_who_writes_them(shape: str) -> None:
    """Of figures alone nobody can tell what they are of, nor of names."""
    recipe: dict[str, Any] = {
        "recipe": "series",
        "about": "Figures and what they show",
        "row": {
            "series": f"{shape} as context",
            "description": "string 5..200 as prompt",
            "title": "line 3..80 as response",
        },
        "make": {
            "series": "Three figures of {{ leaf }}.",
            "description": "Describe them: {{ series }}",
            "title": "A title for: {{ description }}",
        },
    }
    part = recipe_part(recipe)
    (use,) = (use for use in recipe_of(part).checks if use.check == "concept")
    assert use.fields == ("description", "series")
    series: Any = {"list 3 of number": [1, 2, 3], "line 2..30": "Ann"}.get(shape, ["Ann", "Ben", "Eve"])
    answers = {"series": series}, {"description": "They rise."}, {"title": "A rise"}
    work, env, scripted = scene(part, *answers, can=["json_schema"])
    await write(work, env)
    about = "This row is about Leaf: what is in."
    assert [about in said(scripted, n) for n in range(3)] == [False, True, False]
    assert ['"concept"' in said(scripted, n) for n in range(3)] == [True, True, False]
    worded = {**recipe, "row": {**recipe["row"], "series": "string 5..90 as context"}}
    (use,) = (use for use in recipe_of(recipe_part(worded)).checks if use.check == "concept")
    assert use.fields == ("series",)


async def test_who_spoils_what_is_there_is_shown_no_other_rows() -> None:
    recipe: dict[str, Any] = {
        "recipe": "slips",
        "about": "A sentence with a slip, and the right one",
        "row": {"right": "string 5..200 as response", "wrong": "string 5..200 as prompt"},
        "make": {"right": "A sentence on {{ leaf }}.", "wrong": "The same with a slip: {{ right }}"},
        "holds": ["right edits wrong 1"],
    }
    taken = [{"right": "It rains.", "wrong": "It rain."}]
    answers = {"right": "She sings."}, {"wrong": "She sing."}
    work, env, scripted = scene(
        recipe_part(recipe), *answers, can=["json_schema"], grounding={"taken": taken}
    )
    await write(work, env)
    assert ["Other rows say these already" in said(scripted, n) for n in range(2)] == [True, False]


REPLIES = {
    **PAIRS,
    "row": {**PAIRS["row"], "clear": "string 10..300 or null"},
    "make": {
        **PAIRS["make"],
        "clear": {"write": "Say it clearly.\n{{ clumsy }}", "when": "tone == 'formal'"},
    },
    "rubric": ["'clumsy' and 'clear' can be read."],
}


async def test_a_step_is_left_out_where_its_condition_does_not_hold() -> None:
    work, env, scripted = row_of({"clumsy": CLUMSY}, recipe=REPLIES)
    work = await write(work, env)
    assert work.row == {"clumsy": CLUMSY, "clear": None, "tone": "warm"} and len(scripted.asked) == 1
    assert "`clear`: a text" not in said(scripted), "who writes isn't told what isn't made of it"
    no = {"number": 1, "quote": "keys", "why": "neither can be read", "verdict": "no"}
    scripted.answers[:] = [{"tone": "warm"}, {"sentences": [no]}]
    work = await judge(await verify(work, env), env)
    assert work.material[REDO] == [0], "nobody is asked for what the row hasn't"
    assert method.cost(recipe_part(REPLIES)).calls == method.cost(recipe_part(PAIRS)).calls - 0.5

    strange = {**REPLIES["make"]["clear"], "when": "clumsy < 3"}
    broken = {**REPLIES, "make": {**REPLIES["make"], "clear": strange}}
    work, env, _ = row_of({"clumsy": CLUMSY}, recipe=broken)
    (why,) = (await write(work, env)).reasons
    assert (why.code, why.by) == ("malformed", "step clear") and "not supported between" in why.detail

    formal = work.brief.cell.model_copy(update={"label": "formal"})
    work, env, scripted = row_of({"clumsy": CLUMSY}, {"clear": None}, recipe=REPLIES)
    (why,) = (await write(replace(work, brief=work.brief.model_copy(update={"cell": formal})), env)).reasons
    assert why.detail.startswith("clear: ")


async def test_who_is_not_told_a_condition_is_not_told_by_what_comes_later() -> None:
    place = {**REPLIES["make"]["clear"], "when": "place == 'a school'"}
    blind = {**REPLIES, "make": {"clumsy": "A clumsy {{ tone }} note about {{ leaf }}.", "clear": place}}
    blind["rubric"] = [
        {"say": "'clumsy' has an answer.", "when": "place == 'a school'"},
        "'clumsy' is a note.",
    ]
    told = []
    for where in ("a school", "an office"):
        work, env, scripted = row_of({"clumsy": CLUMSY}, {"clear": CLEAR}, recipe=blind)
        work = replace(work, brief=work.brief.model_copy(update={"attributes": {"place": where}}))
        work = await write(work, env)
        told.append(said(scripted).partition("```brief")[0])
        assert (work.row or {})["clear"] == (CLEAR if where == "a school" else None)
    assert told[0] == told[1] and "- `clear`: 10 to 300 characters, or null\n" in told[0]


async def test_solvers_may_say_that_there_is_none_of_what_a_row_goes_without() -> None:
    """A reply that only some questions have is no field of the row: nothing else says that it may be null."""
    recipe = {
        "recipe": "asked",
        "about": "A question and its answer",
        "row": {"asked": "string 5.. as prompt", "answer": "string 5.. as response"},
        "vary": {"known": ["yes", "no"]},
        "make": {
            "asked": "A question on keys{% if known == 'no' %} that nobody can answer{% endif %}.",
            "reply": {"write": "Answer it.\n{{ asked }}", "when": "known == 'yes'"},
            "gap": {"write": "Say that it can't be told.\n{{ asked }}", "when": "known == 'no'"},
            "answer": {"set": "reply if known == 'yes' else gap"},
        },
        "holds": ["reply answers asked"],
        "leaf": "none",
    }
    unknown = {"working": "It isn't said.", "answer": None}
    answers = {"asked": "Where are the keys?"}, {"gap": "Nobody knows."}, unknown, unknown
    work, env, scripted = scene(
        recipe_part(recipe), *answers, can=["json_schema", "judging"], attributes={"known": "no"}
    )
    work = await verify(await write(work, env), env)
    assert work.reasons == () and scripted.answers == []
    assert "`answer` is null" in said(scripted, 2)


@pytest.mark.parametrize("answerable", [True, False])
async def test_what_some_rows_lack_is_neither_run_nor_held_to_anything(answerable: bool) -> None:
    recipe = {
        "recipe": "queries",
        "about": "A question and its query",
        "row": {"query": "string 5.. or null as response", "asked": "string 5.. as prompt"},
        "vary": {"answerable": {"true": "1/2", "false": "rest"}},
        "make": {
            "query": {"write": "A query.", "when": "answerable"},
            "tables": {"set": "'CREATE TABLE a (b); INSERT INTO a VALUES (1)'"},
            "ran": {"run": "sqlite", "program": "query", "files": "tables", "when": "answerable"},
            "asked": "What{% if answerable %} is asked by {{ query }}{% else %} nothing tells{% endif %}.",
        },
        "holds": ["query answers asked"],
        "checks": {"quoted": {"a": "query", "b": "asked"}},
        "leaf": "none",
    }
    part = recipe_part(recipe)
    ran = recipe_of(part).steps[2]
    assert (ran.when, sorted(ran.arguments)) == ("answerable", ["files", "program", "run"])
    uses = {use.id: use.arguments for use in recipe_of(part).checks}
    assert (uses["answers.query"]["compare"], uses["answers.query"]["files"]) == ("sql", "tables")
    seat: Any = {"answerable": answerable}
    written: Any = ({"query": "SELECT 1"}, {"cannot": "", "asked": "What is SELECT 1?"})
    work, env, scripted = scene(part, *written[not answerable :], can=["json_schema"], attributes=seat)
    work = await write(work, env)
    assert work.reasons == ()
    assert (work.notes["kept"]["ran"] is None) != answerable
    assert ("stands word for word" in said(scripted, -1)) == answerable
