"""The person's rows as rows of the dataset: which fit, what is kept beside them, what they are about."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from seedbed.agent.making import given, picks, steps
from seedbed.agent.making.given import choose, fitting, read_concepts, verify, write
from seedbed.agent.making.method import choose as choose_row
from seedbed.agent.making.picks import examples_of
from seedbed.agent.resources import Resources
from seedbed.agent.work import Env, Work
from seedbed.memory.errors import BudgetSpent
from seedbed.memory.exact.canonical import digest
from seedbed.memory.plan import PartPlan, Plan
from seedbed.memory.tree import Concept, ConceptTree
from seedbed.tools.checks.form.distinct import is_of_values
from tests.agent.scenes import choice, recipe_part, scene
from tests.agent.scripted import ScriptedClient

RECIPE: dict[str, Any] = {
    "recipe": "notes",
    "about": "A note with a hidden plan",
    "row": {"note": "string 5.. as text"},
    "keep": {"plan": "string 3.."},
    "make": {"plan": "A plan about {{ leaf }}.", "note": "A note.\n{{ plan }}"},
}
TREE = ConceptTree(
    concepts=(
        Concept(id="root", name="Root"),
        Concept(id="keys", name="Keys", parents=("root",), inside="keys and locks"),
        Concept(id="boats", name="Boats", parents=("root",), inside="boats and ships"),
    )
)
WITH = {"note": "The key of the shed is lost.", "plan": "a loss", "other": 1}
WITHOUT = {"note": "Our ship leaves at nine."}
WRONG = {"note": "Tiny", "plan": "x"}


def _scene(*answers: Any) -> tuple[Work, Env, ScriptedClient]:
    part = recipe_part(RECIPE, "a harbour")
    resources = Resources(examples={part.name: [WITH, WITHOUT, WRONG]})
    work, env, scripted = scene(
        part, *answers, can=["json_schema", "judging"], resources=resources, leaf="keys"
    )
    plan = Plan(parts=(PartPlan(part=part.name, tree=TREE, quotas={}),))
    return work, replace(env, plan=plan), scripted


def test_what_is_kept_beside_a_row_comes_from_the_person_s_where_it_is_there() -> None:
    _, env, _ = _scene()
    assert fitting(env.spec.parts[0], env) == [{"note": WITH["note"], "plan": "a loss"}, WITHOUT]


def test_rows_are_held_against_the_recipe_once(monkeypatch: pytest.MonkeyPatch) -> None:
    _, env, _ = _scene()
    (part,), held = env.spec.parts, list[Any]()
    monkeypatch.setattr(given, "violations", lambda value, _: held.append(value))
    for number in range(9):  # each order asks
        assert choose(choice(part, "keys", number), env)
    assert len(held) == 5


@pytest.mark.parametrize(("row", "kept"), [(WITH, {"plan": "a loss"}), (WITHOUT, None)])
async def test_a_row_is_delivered_without_what_is_kept(row: dict[str, Any], kept: Any) -> None:
    work, env, _ = _scene()
    given = {name: value for name, value in row.items() if name != "other"}
    made = await write(
        replace(work, brief=work.brief.model_copy(update={"grounding": {"given": given}})), env
    )
    assert made.row == {"note": row["note"]} and made.notes.get("kept") == kept
    assert (await verify(made, env)).grade == "proven"
    foreign = {"note": "Der Schlüssel zum Schuppen am Hafen ist seit gestern nicht mehr da."}
    strange = await verify(replace(made, row=foreign), env)
    assert [(one.code, one.by) for one in strange.reasons] == [("malformed", "language.note")]


async def test_a_value_that_may_come_once_is_told_by() -> None:
    """Of two rows that have it, one of them written, the committer takes the first."""
    named = {"note": "The key of shed 4 is lost.", "plan": "A Loss."}
    part = recipe_part({**RECIPE, "checks": {"distinct": {"of": "plan"}}}, "a harbour")
    work, env, _ = scene(part, {"plan": "a loss."}, {"note": "Nobody has the key."}, can=["json_schema"])
    given = replace(work, brief=work.brief.model_copy(update={"grounding": {"given": named}}))
    signatures = [(await one).signature for one in (write(given, env), steps.write(work, env))]
    assert signatures[0] == signatures[1] and is_of_values(signatures[0])


@pytest.mark.parametrize(
    ("judge", "found", "calls"),
    [((2, 1), ["keys", "boats"], 2), ((2, 2, 1), ["keys", "keys"], 3), ((0, 0), ["", ""], 2)],
)
async def test_the_concept_of_a_row_is_what_two_readings_name(
    judge: tuple[int, ...], found: list[str], calls: int
) -> None:
    # The nearest concepts are keys and boats; the judge names one by its number in the list.
    _, env, scripted = _scene(*[{"concept": number} for number in judge])
    assert await read_concepts(env) == {env.spec.parts[0].name: found}
    assert len(scripted.asked) == calls


async def test_no_reading_is_cut_off_by_one_that_cannot_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = list[int]()

    async def concept(number: int, *_: object) -> str:
        if not number:
            raise BudgetSpent("used up")
        await asyncio.sleep(0.01)
        ended.append(number)
        return ""

    monkeypatch.setattr(given, "_concept", concept)
    with pytest.raises(BudgetSpent):
        await read_concepts(_scene()[1])
    assert ended == [1]


def test_a_row_takes_a_seat_of_its_concept() -> None:
    _, env, _ = _scene()
    part = env.spec.parts[0]
    read = replace(env, resources=replace(env.resources, concepts={part.name: ["boats", "keys"]}))

    def chosen(leaf: str, **used: int) -> Any:
        picked = choose(choice(part, leaf, used=used), read)
        return picked and picked.grounding["given"]["note"]

    assert chosen("boats") == WITH["note"] and chosen("keys") == WITHOUT["note"]
    assert chosen("keys", **{f"given/{part.name}/1": 1}) is None


def test_a_row_takes_a_seat_of_the_language_that_it_reads_as() -> None:
    part = recipe_part({**RECIPE, "languages": {"en": "1/2", "de": "1/2"}}, "a harbour")
    german = {"note": "Der Schlüssel zum Schuppen am Hafen ist seit gestern nicht mehr da."}
    _, env, _ = scene(part, resources=Resources(examples={part.name: [german, WITHOUT]}))
    for code, row in (("en", WITHOUT), ("de", german)):
        picked = choose(choice(part, attributes={"language": code}), env)
        assert picked is not None and picked.grounding["given"] == row
    taken = choice(part, attributes={"language": "en"}, used={f"given/{part.name}/1": 1})
    assert choose(taken, env) is None, "none of another language"


def test_a_row_that_was_withdrawn_or_retired_is_no_example_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    _, env, _ = _scene()
    part = env.spec.parts[0]
    given = fitting(part, env)[0]
    assert examples_of(choice(part), env) == [WITH, WITHOUT, WRONG]
    left = choice(part, taken_back=frozenset({digest(given)}))
    assert examples_of(left, env) == [WITHOUT, WRONG], "whatever fields it has besides"
    monkeypatch.setattr(picks, "digest", None)  # each order asks
    assert examples_of(left, env, {digest(WRONG)}) == [WITHOUT]


def test_a_row_of_the_person_s_that_is_varied_has_the_values_of_the_seat() -> None:
    recipe = {
        "recipe": "quiz",
        "about": "A question with its topic",
        "row": {"question": "string 5..", "topic": ["history", "rivers"]},
        "vary": {"topic": ["history", "rivers"], "mood": ["calm", "cross"]},
        "means": {"topic": {"history": "of the past", "rivers": "of rivers"}},
        "write": "A question on {{ topic }}, {{ mood }}.",
    }
    rows = [{"question": f"What of {n}?", "topic": ["history", "rivers"][n % 2]} for n in range(8)]
    part = recipe_part(recipe, "a quiz")
    _, env, _ = scene(part, resources=Resources(examples={part.name: rows}))
    for number in range(9):
        seat = choice(part, number=number, label="rivers", attributes={"mood": "calm"})
        chosen = choose_row(seat, env, "varied")
        assert chosen is not None and chosen.grounding["vary"]["topic"] == "rivers"


def test_a_row_of_the_cell_that_is_varied_has_the_labels_beside_it() -> None:
    recipe = {
        "recipe": "tickets",
        "about": "A ticket with its intent and tone",
        "row": {"text": "string 5..", "intent": ["bill", "move"], "rude": "boolean"},
        "vary": {"intent": ["bill", "move"], "rude": {"true": "1/2", "false": "rest"}},
        "means": {"intent": {"bill": "of a bill", "move": "of a move"}, "rude": "it insults"},
        "write": "A ticket, {{ intent }}, {{ rude }}.",
    }
    part = recipe_part(recipe, "tickets")
    _, env, _ = scene(part)
    dealt: Any = {"rude": True}
    accepted = [{"text": f"Text {n}", "intent": "bill", "rude": n == 1} for n in range(3)]
    for number in range(9):
        seat = choice(part, number=number, label="bill", attributes=dealt, accepted=accepted)
        chosen = choose_row(seat, env, "varied")
        assert chosen is not None and chosen.grounding["vary"]["rude"]


def test_who_writes_for_a_label_is_shown_the_person_s_rows_of_it_where_there_are_any() -> None:
    recipe = {
        "recipe": "mails",
        "about": "A mail with its kind",
        "row": {"text": "string 5..", "kind": ["ham", "spam", "bulk"]},
        "vary": {"kind": ["ham", "spam", "bulk"], "tone": ["dry", "warm"]},
        "means": {"kind": {"ham": "of a person", "spam": "a fraud", "bulk": "to many"}},
        "write": "A mail, {{ kind }}, {{ tone }}.",
    }
    part = recipe_part(recipe, "mails")
    rows = [{"text": f"Text {n}", "kind": ["ham", "ham", "ham", "spam"][n % 4]} for n in range(12)]
    _, env, _ = scene(part, resources=Resources(examples={part.name: rows}))

    def shown(label: str, number: int) -> list[str]:
        chosen = choose_row(
            choice(part, number=number, label=label, attributes={"tone": "dry"}), env, "direct"
        )
        assert chosen is not None
        return [str(row["kind"]) for row in chosen.demonstrations]

    for number in range(9):
        assert set(shown("spam", number)) == {"spam"} and set(shown("ham", number)) == {"ham"}
    assert shown("bulk", 1), "of another kind where there is none of its own"
