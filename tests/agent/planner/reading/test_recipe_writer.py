"""Recipes written by the planner's model: validated, faults given back, the general one at last."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.agent.planner.reading.answer import ClauseRead, FieldRead, ParsedPart
from seedbed.agent.planner.reading.binding import SHARE
from seedbed.agent.planner.reading.general import general
from seedbed.agent.planner.reading.recipe_writer import (
    Given,
    NothingKept,
    Written,
    general_recipe,
    write_recipe,
    yaml_of,
)
from seedbed.agent.planner.reading.request import field_name, read_request
from seedbed.agent.planner.tree.materials import clean
from seedbed.agent.recipes.expand import expand
from seedbed.tools.checks.reference import reference
from tests.agent.planner.reading.answers import STRONG, recipe
from tests.scripted import Asked, client_on, scripted

PART = ParsedPart(
    "rows",
    30,
    "baking bread",
    "a tip",
    fields=(FieldRead("text", "the tip", ()),),
    clauses=(ClauseRead("30", "the set"), ClauseRead("tips on baking bread", "each row")),
)


async def write(
    folder: Path, *answers: str, part: ParsedPart = PART, **more: Any
) -> tuple[Written, list[Asked]]:
    with scripted({"write_recipe": answers}) as server:
        async with client_on(server, folder) as client:
            given = more.pop("given", Given())
            return await write_recipe(part, client, given=given, **more), server.asked


async def test_a_valid_recipe_is_taken_at_once(tmp_path: Path) -> None:
    written, asked = await write(tmp_path, f"Here it is:\n```yaml\n{recipe()}\n```\n")
    assert (written.general, len(asked)) == (False, 1)
    assert written.clauses == {"30": ("rows",), "tips on baking bread": ("rubric 1",)}
    assert "clauses" not in written.raw and written.raw["recipe"] == "tips"
    assert [field.name for field in written.recipe.fields] == ["text"]
    assert asked[0].brief["part"]["clauses"] == ["30", "tips on baking bread"]
    assert reference() in asked[0].last and "There are no documents" in asked[0].last


async def test_faults_go_back_with_what_was_said(tmp_path: Path) -> None:
    faulty = recipe(write='"A tip on {{ lief }} and {{ nothing }}."')
    _, asked = await write(tmp_path, faulty, recipe())
    assert len(asked) == 2
    *_, said, again = asked[1].body["messages"]
    assert said == {"role": "assistant", "content": faulty}
    assert "lief" in again["content"] and "nothing" in again["content"]
    assert asked[1].brief == asked[0].brief


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "I can't.",
        "recipe: [",
        "a: 1\na: 2",
        "x" * 70_000,
        recipe(use="../../etc/passwd"),
        recipe(use="[nli, headlines]"),
        recipe(write='"{{ lief }}"'),
    ],
)
async def test_what_is_no_recipe_three_times_gives_the_general_one(answer: str, tmp_path: Path) -> None:
    written, asked = await write(tmp_path, answer)
    assert (written.general, len(asked)) == (True, 3)
    assert written.clauses == {"30": ("rows",), "tips on baking bread": ("rubric 2",)}
    assert any("no valid recipe in 3 tries" in line for line in written.said)


async def test_while_the_faults_are_others_it_is_asked_five_times(tmp_path: Path) -> None:
    faulty = [recipe(write=f'"{{{{ lief{n} }}}}"') for n in range(5)]
    written, asked = await write(tmp_path, *faulty[:4], recipe())
    assert (written.general, len(asked)) == (False, 5)
    written, asked = await write(tmp_path / "never", *faulty)
    assert (written.general, len(asked)) == (True, 5)
    assert any(
        "no valid recipe in 5 tries (last fault: " in line and "lief4" in line for line in written.said
    )


async def test_a_recipe_that_keeps_no_demand_is_given_back(tmp_path: Path) -> None:
    nothing = recipe('{"30": rows, tips on baking bread: "not kept: too hard"}')
    written, asked = await write(tmp_path, nothing, recipe())
    assert (written.general, len(asked)) == (False, 2)
    assert "keeps a demand" in asked[1].last
    silent = recipe('{"30": rows}')
    never, _ = await write(tmp_path / "never", silent)
    assert never.general


async def test_a_model_that_says_of_every_demand_that_nothing_keeps_it_is_believed(tmp_path: Path) -> None:
    nothing = recipe('{"30": rows, tips on baking bread: "not kept: only text can be made"}')
    for n, answers in enumerate(
        ([nothing], [nothing, *[recipe(write=f'"{{{{ lief{n} }}}}"') for n in "1234"]])
    ):
        with pytest.raises(NothingKept, match=r"can keep «tips on baking bread» \(only text can be made\)$"):
            await write(tmp_path / str(n), *answers)
    revised, _ = await write(tmp_path / "revised", nothing, revised=recipe())
    assert revised.general, "the recipe that there is stays"


async def test_a_demand_that_is_dropped_is_asked_for_and_then_named(tmp_path: Path) -> None:
    part = replace(PART, clauses=(*PART.clauses, ClauseRead("no numbers", "each row")))
    mended = recipe(
        '{"30": rows, tips on baking bread: rubric 1, no numbers: check numbers_in.text}',
        checks="{numbers_in: {of: text, most: 0}}",
    )
    written, asked = await write(tmp_path, recipe(), mended, part=part)
    assert len(asked) == 2 and "nothing is said of «no numbers»" in asked[1].last
    assert written.clauses["no numbers"] == ("check numbers_in.text",)
    never, asked = await write(tmp_path / "never", recipe(), part=part)
    assert (never.general, len(asked)) == (False, 3)
    assert never.clauses["no numbers"] == ("not kept: the plan has nothing for it",)
    assert "not kept: nothing is said of «no numbers»" in never.said


async def test_a_share_that_is_bound_to_a_sentence_about_every_row_is_not_kept_by_it(tmp_path: Path) -> None:
    part = replace(PART, clauses=(*PART.clauses, ClauseRead("a third in rhyme", "some rows")))
    said = '{"30": rows, tips on baking bread: rubric 1, a third in rhyme: %s}'
    rhyme = {"vary": "{form: {verse: 1/3, prose: rest}}", "means": "{form: {verse: rhymes, prose: plain}}"}
    dealt = recipe(said % "axis form", write='"A tip on {{ leaf }} in {{ form }}."', **rhyme)
    written, asked = await write(tmp_path, recipe(said % "rubric 1"), dealt, part=part)
    assert len(asked) == 2 and "«a third in rhyme» is asked of some rows" in asked[1].last
    assert written.clauses["a third in rhyme"] == ("axis form",)
    never, _ = await write(tmp_path / "never", recipe(said % "[rows, rubric 1]"), part=part)
    assert never.clauses["a third in rhyme"] == (SHARE,) and not never.general


async def test_documents_and_examples_go_out_as_foreign_text(tmp_path: Path) -> None:
    there = Given(("a.md: Bikes",), ({"frage": "Wie alt?"},))
    _, asked = await write(tmp_path, recipe(), given=there)
    assert "There are no documents" not in asked[0].last
    for foreign in ("a.md: Bikes", '{"frage": "Wie alt?"}'):
        before, _, after = asked[0].last.partition(foreign)
        assert before.rstrip().splitlines()[-1].startswith("<text-")
        assert after.lstrip().startswith("</text-")


async def test_a_recipe_that_starts_from_files_that_are_not_there_is_given_back(tmp_path: Path) -> None:
    making = "\n  passage: {pick: passages, n: 1}\n  text: A tip on {{ passage }}."
    picking = recipe(write="", make=making)
    written, asked = await write(tmp_path, picking, recipe())
    assert (written.general, len(asked)) == (False, 2)
    assert "its rows are made of documents, and there are none: make the rows without" in asked[1].last
    there = Given(("a.md: Bread",), files=frozenset({"sources"}))
    _, asked = await write(tmp_path / "there", picking, given=there)
    assert len(asked) == 1


async def test_who_writes_a_recipe_knows_that_rows_are_held_out(tmp_path: Path) -> None:
    said = "rows of a benchmark that no row may copy"
    _, asked = await write(tmp_path, recipe(), given=Given(files=frozenset({"held_out"})))
    assert said in asked[0].last
    _, asked = await write(tmp_path / "none", recipe())
    assert said not in asked[0].last


async def test_a_recipe_of_the_gallery_is_taken_with_what_differs(tmp_path: Path) -> None:
    part = replace(
        PART, recipe="nli", clauses=(ClauseRead("30", "the set"), ClauseRead("two lines each", "each row"))
    )
    changed = (
        "use: nli\nrow: {premise: string 30..200 as context}\nrubric: [It is short.]\n"
        'clauses: {"30": rows, two lines each: rubric 1}'
    )
    written, asked = await write(tmp_path, changed, part=part)
    assert "`nli` makes such rows already" in asked[0].last and "hypothesis differs premise" in asked[0].last
    assert len(asked) == 1 and "use" not in written.raw
    assert written.recipe.field("premise").json_schema["maxLength"] == 200
    assert [sentence.say for sentence in written.recipe.rubric] == ["It is short."]


async def test_rows_of_a_part_before_are_picked_by_its_name(tmp_path: Path) -> None:
    made = recipe(write="", make='{talk: {pick: talks, n: 1}, text: "A tip.\\n{{ talk }}"}', leaf="none")
    there = Given(before=(("dialogues", "a talk", expand(general(PART))),))
    written, asked = await write(tmp_path, made, given=there)
    assert written.raw["make"]["talk"] == {"pick": "dialogues", "n": 1}
    assert "{pick: dialogues, n: 1}" in asked[0].last
    assert asked[0].brief["parts_before"] == [{"name": "dialogues", "kind": "a talk"}]
    _, asked = await write(tmp_path / "alone", made, recipe())
    assert len(asked) == 2 and "no part stands before this one" in asked[1].last


def test_the_yaml_of_an_answer() -> None:
    assert yaml_of("a: 1\n") == "a: 1\n"
    assert yaml_of("x\n```yaml\na: 1\n```\nor\n```\na: 2\n```\n") == "a: 2\n"
    assert yaml_of("x\n```yaml\na: 1\n") == "a: 1\n"


# the general recipe ------------------------------------------------------------------------------------

ODD = ParsedPart(
    "odd",
    40,
    "a {{ 7*7 }} subject",
    "a 'text' about {{ leaf }} {% if x %}",
    languages=("de", "en"),
    fields=(
        FieldRead("title", "its 'title'", ()),
        FieldRead("body", "{# body #}", ()),
        FieldRead("source", "", ()),
        FieldRead("mood", "the mood", ("yes", "no", "1")),
        FieldRead("only", "one value", ("x",)),
    ),
    clauses=(
        ClauseRead("40", "the set"),
        ClauseRead("don't use {{ braces }} or 'mood'", "each row"),
        ClauseRead("yes, no or 1", "each row"),
        ClauseRead("half of them rude", "some rows"),
        ClauseRead("for my bot", "nothing"),
        *(ClauseRead(f"demand {number}", "each row") for number in range(30)),
    ),
)


@pytest.mark.parametrize(
    "part",
    [
        PART,
        ODD,
        replace(ODD, fields=ODD.fields[3:4], languages=("de",)),
        replace(PART, documents=True),
        replace(ODD, documents=True),
    ],
)
def test_the_general_recipe_is_always_valid(part: ParsedPart) -> None:
    raw = general(part)
    made = expand(raw, rows=part.rows)
    assert {clause.text for clause in made.clauses} == {clause.words for clause in part.clauses}


def test_what_the_general_recipe_keeps() -> None:
    clauses = general(ODD)["clauses"]
    assert clauses["40"] == "rows"
    assert clauses["yes, no or 1"] == "axis mood"
    assert clauses["don't use {{ braces }} or 'mood'"] == "rubric 2"
    assert clauses["half of them rude"].startswith("not kept")
    assert clauses["for my bot"] == "not kept: purpose"
    assert clauses["demand 29"].startswith("not kept")


@pytest.mark.parametrize("case", STRONG, ids=[case["reading"]["parts"][0]["name"] for case in STRONG])
async def test_a_strong_models_recipes(case: dict[str, Any], tmp_path: Path) -> None:
    answers = {"read_request": [case["reading"]], "write_recipe": [case["recipe"]]}
    with scripted(answers) as server:
        async with client_on(server, tmp_path) as client:
            parsed = await read_request(case["request"], client)
            given = Given(files=frozenset({"sources"}))
            written = await write_recipe(parsed.parts[0], client, given=given)
    tries = len(server.asked) - 1
    assert (tries, written.general) == (1, False), server.asked[-1].body["messages"][-1]["content"]
    told = [clause["words"] for part in case["reading"]["parts"] for clause in part["clauses"]]
    assert [clause.words for part in parsed.parts for clause in part.clauses] == told  # nothing was missed
    assert parsed.said == () and set(written.clauses) == {clause.words for clause in parsed.parts[0].clauses}


WORDS = st.text(max_size=80).map(lambda text: clean(text, 300)).filter(bool)
NAMES = WORDS | st.sampled_from(("text", "today", "messages", "leaf", "source passages"))
FIELDS = st.lists(
    st.builds(
        lambda name, what, values: FieldRead(field_name(name), what, tuple(dict.fromkeys(values))),
        NAMES,
        WORDS,
        st.lists(WORDS, max_size=4),
    ),
    max_size=4,
    unique_by=lambda field: field.name,
)


@settings(max_examples=40)
@given(
    st.builds(
        ParsedPart,
        name=st.just("rows"),
        rows=st.integers(1, 500),
        subject=WORDS,
        kind=WORDS,
        documents=st.booleans(),
        fields=FIELDS.map(tuple),
        clauses=st.lists(
            st.builds(ClauseRead, WORDS, st.sampled_from(("each row", "some rows", "the set", "nothing"))),
            max_size=5,
            unique_by=lambda clause: clause.words,
        ).map(tuple),
    )
)
def test_some_general_recipe_is_valid_whatever_was_read(part: ParsedPart) -> None:
    written = general_recipe(part, [("a fault",)])
    assert set(written.clauses) == {clause.words for clause in part.clauses}
    assert written.general and written.recipe.row


def test_the_judge_of_a_general_recipe_is_told_the_labels_that_a_demand_may_be_about() -> None:
    letter = FieldRead("right_letter", "the letter of the right option", ("A", "B"))
    demand = ClauseRead("the right letter", "each row")
    part = ParsedPart("rows", 8, "cycling", "a quiz question", fields=(letter,), clauses=(demand,))
    written = general_recipe(part, [("a fault",)])
    (said,) = [one.say for one in written.recipe.rubric if "the right letter" in one.say]
    assert "right_letter is {{ right_letter }}" in said
