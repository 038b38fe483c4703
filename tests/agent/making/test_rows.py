"""Rows made, verified and mended by a recipe: what is asked, what is refused, where a repair begins."""

from dataclasses import replace
from pathlib import Path

import pytest

from seedbed.agent.making import method
from seedbed.agent.making.fixing import fixed
from seedbed.agent.making.making import REDO, Making, blamed, faulty_steps, made_anew
from seedbed.agent.making.method import lacks
from seedbed.agent.making.parts import has_concepts, main_axis, recipe_of, seat_of, settled, varied
from seedbed.agent.making.steps import following, write
from seedbed.agent.making.verifying import judge, verify
from seedbed.agent.recipes.load import shipped
from seedbed.agent.work import Work
from seedbed.memory.brief import Cell
from seedbed.memory.candidate import Draft
from seedbed.memory.review import Decided, amended
from seedbed.memory.spec import Part, Spec
from seedbed.tools.checks.form.distinct import told_by
from seedbed.tools.running import languages
from tests.agent.making.pairs import CLEAR, CLUMSY, PAIRS, notes, row_of
from tests.agent.scenes import choice, recipe_part, said, scene
from tests.agent.scripted import able as can_nothing


async def test_what_breaks_a_limit_is_malformed() -> None:
    work, env, _ = row_of({"clumsy": "Too short."}, {"clear": CLEAR})
    (why,) = (await write(work, env)).reasons
    assert why.code == "malformed" and "at least 20: say more" in why.detail


async def test_free_checks_come_before_any_model() -> None:
    work, env, scripted = row_of(
        {"clumsy": CLUMSY}, {"clear": "Bring back your 12 keys please, now or later."}
    )
    work = await write(work, env)
    work = replace(work, row={**(work.row or {}), "clear": 5})
    asked = len(scripted.asked)
    work = await verify(work, env)
    assert [reason.by for reason in work.reasons] == ["schema"]
    assert len(scripted.asked) == asked


async def test_a_wrong_rewrite_is_written_again_and_the_first_text_kept() -> None:
    claims = {
        "claims": [{"claim": "13 keys are to be returned.", "quote": "12 keys", "verdict": "contradicted"}]
    }
    right = {"claims": [{"claim": "12 keys are to be returned.", "quote": "12 keys", "verdict": "supported"}]}
    work, env, scripted = row_of(
        {"clumsy": CLUMSY}, {"clear": "Please bring back your 13 keys."}, {"tone": "warm"}, claims, right
    )
    work = await verify(await write(work, env), env)
    assert [(one.by, one.code) for one in work.reasons] == [("same.clear", "unsupported claim")]
    assert work.material[REDO] == [1]
    scripted.answers[:] = [{"clear": CLEAR}]
    again = work.again()
    mended = await write(replace(again, notes={"feedback": [("", "wrong answer: 13")]}), env)
    assert mended.row == {"clumsy": CLUMSY, "clear": CLEAR, "tone": "warm"}
    last = said(scripted, -1)
    assert "wrong answer: 13" in last and "13 keys" in last, "the last try is shown"


async def test_what_a_check_of_one_field_found_is_told_to_its_writer_alone() -> None:
    recipe = {**PAIRS, "checks": {"count": {"of": "clumsy", "words": "..3"}}}
    answers = [{"clumsy": CLUMSY}, {"clear": CLEAR}]
    work, env, scripted = row_of(*answers, recipe=recipe)
    work = await write(work, env)
    (reason,) = work.reasons
    assert reason.detail.startswith("'clumsy': ")
    assert work.row == {"clumsy": CLUMSY, "clear": None, "tone": "warm"}
    assert len(scripted.answers) == 1, "the next step isn't paid for"
    scripted.answers[:] = [{"clumsy": "Returning keys: needful."}, {"clear": CLEAR}]
    await write(replace(work.again(), notes={"feedback": [("", reason.detail)]}), env)
    assert [reason.detail in said(scripted, n) for n in (-2, -1)] == [True, False]


async def test_the_judge_is_asked_each_sentence_and_one_no_is_enough() -> None:
    yes = {"number": 1, "quote": "", "why": "short words", "verdict": "yes"}
    no = {"number": 2, "quote": "herewith", "why": "no school writes so", "verdict": "no"}
    work, env, scripted = row_of({"clumsy": CLUMSY}, {"clear": CLEAR}, {"sentences": [yes, no]})
    work = await judge(await write(work, env), env)
    assert [(one.by, one.ok) for one in work.evidence] == [("rubric.1", True), ("rubric.2", False)]
    assert work.reasons[0].code == "low quality"
    assert "no school writes so" in work.reasons[0].detail
    assert "warm" not in said(scripted, -1), "a judge never reads what was ordered"


async def test_what_can_not_be_worked_out_is_written_again() -> None:
    recipe = notes("It is a note.")
    broken, right = "The keys of <name>Ann.", "The keys of <name>Ann</name>."
    work, env, scripted = row_of({"tagged": broken}, {"tagged": right}, recipe=recipe)
    work = await write(work, env)
    assert [(one.code, one.detail) for one in work.reasons] == [("malformed", "<name> is never closed")]
    work = await write(replace(work.again(), notes={"feedback": [("", work.reasons[0].detail)]}), env)
    assert work.row == {"tagged": right, "note": "The keys of Ann."}
    assert "- <name> is never closed" in said(scripted, -1)
    making = Making.of(work, env)
    assert await following(making, {"tagged": "<name>", "note": "A"}, {}) == (
        {"tagged": "<name>", "note": "A"},
        {},
    )


async def test_a_sentence_that_a_check_asks_is_no_sentence_of_the_rubric() -> None:
    recipe = {
        "recipe": "notes",
        "about": "A note",
        "row": {"note": "string 5.."},
        "leaf": "none",
        "write": "A note.",
        "checks": {"contradicts": {"of": "note"}},
        "rubric": ["It is a note."],
    }
    yes = {"sentences": [{"number": 1, "quote": "", "why": "so it is", "verdict": "yes"}]}
    no = {"sentences": [{"number": 1, "quote": "keys", "why": "it isn't", "verdict": "no"}]}
    work, env, _ = row_of({"note": "Two keys, please."}, yes, no, recipe=recipe)
    work = await judge(await verify(await write(work, env), env), env)
    assert [(one.by, one.ok) for one in work.evidence if one.kind == "judgement"] == [
        ("contradicts.note", True),
        ("rubric.1", False),
    ]


async def test_what_a_check_is_given_is_filled_in_on_its_row() -> None:
    recipe = {
        "recipe": "asked",
        "about": "A question and its answer",
        "row": {"question": "string 5..", "answer": "string 2.."},
        "leaf": "none",
        "vary": {"place": ["an office", "a school"]},
        "make": {"question": "A question at {{ place }}.", "answer": "Answer it.\n{{ question }}"},
        "holds": ["answer answers question"],
        "checks": {"answers.answer": {"task": "Answer as at {{ place }}."}},
        "rubric": ["It is a question."],
    }
    solved = {"working": "-", "answer": "Twelve keys"}
    written = {"question": "How many keys are there?"}, {"answer": "Twelve keys"}
    work, env, scripted = row_of(*written, solved, recipe=recipe)
    await verify(await write(work, env), env)
    assert "The task: Answer as at a school." in said(scripted, -1)


async def test_a_value_that_may_come_once_is_its_rows_signature() -> None:
    recipe = {
        "recipe": "clues",
        "about": "A clue",
        "row": {"clue": "string 5..", "answer": "line 2.."},
        "leaf": "none",
        "write": "A clue and its answer.",
        "checks": {"distinct": {"of": "answer"}},
        "rubric": ["It is a clue."],
    }
    made = []
    clues = (("Slender tube", "PIPETTE"), ("Tube of a lab", "Pipette "), ("Tube to drink from", "STRAW"))
    for clue, answer in clues:
        work, env, scripted = row_of({"clue": clue, "answer": answer}, recipe=recipe)
        made.append((await write(work, env)).draft().signature)
        assert "No other row has the same 'answer'" in said(scripted)
    assert made[0] == made[1] != made[2]
    row = {"clue": "Tube to drink from", "answer": "PIPETTE"}
    mended = await fixed({"answer": "straw"}, row, {}, work.brief, env)
    decided = Decided(row="1", decision="fix", reviewer="a", fixed=mended, changed=True)
    draft = Draft(row=row, text="", signature=made[0])
    assert amended(draft, [decided]).signature == made[2], "also of a row that a person mends"


async def test_of_several_values_that_may_come_once_each_tells_a_copy() -> None:
    recipe = {
        "recipe": "notes",
        "about": "A tenant's note",
        "row": {
            "note": "string 5.. as text",
            "name": "line 2.. as context",
            "troubles": "list 1.. of line 2.. as context",
        },
        "leaf": "none",
        "write": "A note.",
        "checks": {"distinct.name": {"of": "name"}, "distinct.troubles": {"of": "troubles", "each": True}},
        "rubric": ["It is a note."],
    }
    keys = []
    for name, troubles in (("Ada", ["lamp", "tap"]), ("ada", ["door"]), ("Lamp", ["TAP"])):
        work, env, scripted = row_of({"note": "Hello.", "name": name, "troubles": troubles}, recipe=recipe)
        keys.append({*told_by((await write(work, env)).draft().signature)})
        assert "No other row has the same 'name'" in said(scripted)
        assert "No item of 'troubles' comes twice, in this row or in two" in said(scripted)
    assert [len(some) for some in keys] == [3, 2, 2]
    assert len(keys[0] & keys[1]) == len(keys[0] & keys[2]) == 1 and not keys[1] & keys[2]


async def test_where_a_check_can_not_tell_each_step_that_it_looks_at_is_made_anew() -> None:
    halves = "def verify(clumsy, clear): return len(clear) / (len(clumsy) - len(clumsy)) > 0"
    checks = {"code": {"of": ["clumsy", "clear"], "code": halves}}
    work, env, _ = row_of({"clumsy": CLUMSY}, {"clear": CLEAR}, recipe={**PAIRS, "checks": checks})
    work = await verify(await write(work, env), env)
    assert [reason.code for reason in work.reasons] == ["malformed"], work.reasons
    assert "ZeroDivisionError" in work.reasons[0].detail and work.material[REDO] == [0, 1]


def test_a_repair_begins_with_the_step_that_a_model_wrote() -> None:
    recipe = recipe_of(recipe_part(PAIRS))
    assert faulty_steps(recipe, frozenset({"clear"})) == (1,)
    assert faulty_steps(recipe, frozenset({"clumsy"})) == (0,)
    assert faulty_steps(recipe, frozenset()) == (0, 1)
    both = frozenset({"clumsy", "clear"})
    assert (faulty_steps(recipe, both), faulty_steps(recipe, both, every=True)) == ((1,), (0, 1))
    assert (made_anew(recipe, (1,)), made_anew(recipe, (0,))) == ([1], [0, 1])
    again = {**PAIRS["make"], "clear": {"repeat": "{{ clumsy }}", "until": "clear | length > 9", "most": 2}}
    assert faulty_steps(recipe_of(recipe_part({**PAIRS, "make": again})), frozenset({"clear"})) == (1,)


def test_a_copy_that_is_not_so_is_mended_where_it_was_written_and_not_what_it_is_held_against() -> None:
    told = {"told": PAIRS["make"]["clear"], "clear": {"set": "told"}}
    made = {"clumsy": PAIRS["make"]["clumsy"], **told}
    given = {"keep": {"told": "string 5..99"}, "make": made, "holds": ["told same clumsy"]}
    recipe = recipe_of(recipe_part({**PAIRS, **given}))
    both = frozenset({"clear", "clumsy"})
    assert blamed(recipe, both, "clear") == {"told"}
    assert blamed(recipe, both, "clumsy") == blamed(recipe, both, "") == both


def test_a_settled_part_knows_labels_roles_and_what_keeps_its_clauses() -> None:
    clauses = {"8": "rows", "clear": ["holds 1", "rubric 1"], "warm ones": "axis tone"}
    mine = recipe_part({**PAIRS, "clauses": clauses})
    assert [(one.name, one.share) for one in mine.labels] == [("formal", 4.0), ("warm", 4.0)]
    assert mine.row_roles == {"clumsy": "prompt", "clear": "response", "tone": "label"}
    assert mine.bound["holds 1"] == ("same.clear",)
    assert mine.bound["axis tone"] == ("axis.tone",)
    checks = {"readability": {"of": "clear", "most": 40}}
    french = {"language": "fr", "checks": checks, "clauses": {"easy": ["check readability.clear"]}}
    unread = recipe_part({**PAIRS, **french}).clauses["easy"]
    assert unread == ("not kept: readability.clear reads no text in fr",)
    main = main_axis(recipe_of(mine))
    assert main is not None and main.name == "tone"
    cell = Cell(part="rows", leaf="root", label="warm", difficulty="any")
    assert seat_of(mine, cell, {"place": "a school"}) == {"tone": "warm", "place": "a school"}


def test_only_axes_that_vary_evenly_and_are_told_take_new_values() -> None:
    recipe = {
        "recipe": "notes",
        "about": "A note",
        "row": {"note": "string 5..", "tone": ["dry", "warm"]},
        "vary": {
            "author": ["a clerk", "a nurse"],
            "asked": {"ask": "places of notes", "n": 4},
            "other": {"other_than": "author"},
            "buyer": {"ask": "customers of a shop", "n": 4},
            "next": {"other_than": "buyer"},
            "shared": {"of": {"now": 0.25, "then": "rest"}},
            "where": {"of": ["here", "there"], "when": "shared == 'now'", "else": "anywhere"},
        },
        "write": "{{ tone }}{{ asked }}{{ author }}{{ other }}{{ shared }}{{ where }}{{ buyer }}{{ next }}",
        "means": {"tone": {"dry": "it is dry", "warm": "it is warm"}},
        "leaf": "none",
    }
    found = recipe_part(recipe)
    assert varied(found) == ("asked",)
    assert not has_concepts(found) and has_concepts(recipe_part(PAIRS))


def test_the_order_of_a_recipes_keys_outlives_the_store() -> None:
    mine = recipe_part(PAIRS)
    again = Part.model_validate_json(mine.model_dump_json())
    assert [step.targets for step in recipe_of(again).steps] == [("clumsy",), ("clear",)]
    assert settled(Spec(parts=(again,)), Path()).parts[0] == mine


async def test_a_schemas_own_definitions_go_out_with_it() -> None:
    named = {"type": "string", "minLength": 1}
    tasks = {"schema": {"type": "array", "items": {"$ref": "#/$defs/task"}, "$defs": {"task": named}}}
    recipe = {
        "recipe": "trees",
        "about": "Trees of tasks",
        "row": {"title": "line 3..80 as text", "tasks": tasks, "more": tasks},
        "write": "Tasks on {{ leaf }}.",
        "rubric": ["The tasks fit together."],
    }
    answer = {"title": "A garden", "tasks": ["dig"], "more": ["sow"]}
    work, env, scripted = row_of(answer, recipe=recipe)
    work = await write(work, env)
    assert work.row == answer
    sent = scripted.schemas[0]
    for name in ("tasks", "more"):
        to = sent["properties"][name]["items"]["$ref"].removeprefix("#/$defs/")
        assert sent["$defs"][to]["type"] == "string"


BY_ANOTHER = {**PAIRS, "make": {**PAIRS["make"], "clear": {"write": "Say it.\n{{ clumsy }}", "by": "weaker"}}}


def test_a_language_that_is_not_here_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    caches = languages.missing.cache_clear, languages._tool.cache_clear
    monkeypatch.setattr("shutil.which", lambda name, **_: None)
    for clear in caches:
        clear()
    try:
        found = lacks(recipe_part("code-exercises"), row_of()[1]) or ""
        assert "rust" in found and "install it" in found
    finally:
        for clear in caches:
            clear()


def test_a_role_whose_model_cannot_write_rows_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    _, env, scripted = row_of(recipe=BY_ANOTHER)
    other = recipe_part(BY_ANOTHER)
    assert lacks(other, env) is None
    able, dull = scripted.endpoint("writer"), replace(scripted.endpoint("weaker"), profile=can_nothing())
    monkeypatch.setattr(scripted, "endpoint", lambda role: dull if role == "weaker" else able)
    assert "the weaker model 'scripted' can't keep to a JSON schema" in str(lacks(other, env))
    assert lacks(recipe_part(PAIRS), env) is None


def test_an_errand_takes_a_world_whatever_the_talk_is_held_in() -> None:
    talk = {**shipped("world-talk")["make"]["messages"], "world": "calculator"}
    part = recipe_part({"use": "world-talk", "make": {"messages": talk}})
    assert "name it with --world FILE" in str(lacks(part, row_of()[1]))


def test_people_of_a_file_that_is_not_there_are_missed_before_anything_is_paid() -> None:
    of_people = {**PAIRS, "make": {"person": {"pick": "personas", "n": 1}, **PAIRS["make"]}}
    part, (_, env, _) = recipe_part(of_people), row_of(recipe=of_people)
    assert "name it with --personas FILE" in str(lacks(part, env))
    brought = replace(env.resources, personas={part.name: [{"name": "Ada"}]})
    assert lacks(part, replace(env, resources=brought)) is None


async def test_a_talk_is_read_where_the_judge_is_asked_with_what_its_roles_were_told() -> None:
    recipe = {
        "recipe": "notes",
        "about": "Talks about keys",
        "row": {"messages": "messages 2..4"},
        "make": {
            "messages": {
                "talk": {"user": "You lost {{ leaf }}.", "assistant": "Help."},
                "ends": "it is there",
            }
        },
        "checks": {"talk": {"of": "messages"}},
    }
    found = {"turn": 2, "quote": "in the door", "why": "Nobody said so.", "defect": "unsupported"}
    work, env, scripted = row_of({"found": [found]}, recipe=recipe)
    talk = [
        {"role": "user", "content": "I can't find them."},
        {"role": "assistant", "content": "They are in the door."},
    ]
    work = Work(work.brief, row={"messages": talk}, stage="probe")
    work = await verify(work, env)
    assert not work.reasons and not scripted.asked
    work = await judge(work, env)
    assert [(one.code, one.by) for one in work.reasons] == [("unsupported claim", "talk.messages")]
    assert "You lost Leaf." in said(scripted) and "[2] assistant: They are in the door." in said(scripted)


async def test_a_repair_leaves_what_does_not_use_what_was_wrong() -> None:
    recipe = {
        "recipe": "notes",
        "about": "A note with a headline, a summary and its keywords",
        "row": {
            "note": "string 5..200 as text",
            "summary": "line 3..200 as response",
            "upper": "line as context",
            "keywords": "line 3..90 as label",
        },
        "make": {
            "note": "A note on {{ leaf }}.",
            "summary": "Sum it up.\n{{ note }}",
            "upper": {"set": "summary | upper"},
            "keywords": "Its keywords.\n{{ note }}",
        },
        "rubric": ["'summary' says what 'note' says.", "'keywords' are in 'note'."],
    }
    note, keys = {"note": "The 12 keys are lost."}, {"keywords": "keys, lost"}
    work, env, scripted = row_of(note, {"summary": "13 keys"}, keys, recipe=recipe)
    verdicts = [
        {"number": n, "quote": "13", "why": "13 for 12", "verdict": v} for n, v in enumerate(("no", "yes"), 1)
    ]
    work = await write(work, env)
    scripted.answers[:] = [{"sentences": verdicts}]
    work = await judge(work, env)
    assert work.material[REDO] == [1]
    asked = len(scripted.asked)
    scripted.answers[:] = [{"summary": "12 keys"}]
    work = await write(replace(work.again(), notes={"feedback": [("", "13 for 12")]}), env)
    assert work.row == note | {"summary": "12 keys", "upper": "12 KEYS"} | keys
    assert len(scripted.asked) == asked + 1, "the keywords stand: they were made of the note alone"


def test_a_row_that_a_person_shows_is_shown_where_there_are_no_examples() -> None:
    part = recipe_part({"recipe": "r", "about": "A note", "row": {"text": "line"}, "write": "On {{ leaf }}."})
    env = scene(part)[1]
    rows = [{"text": "a good one"}, {"text": "another"}]
    shown = method.choose(choice(part, accepted=rows, shown=(0, 1)), env)
    assert shown is not None and shown.grounding["made"] == rows[:1]
