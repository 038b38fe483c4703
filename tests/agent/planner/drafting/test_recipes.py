"""Edits of a recipe: validated as a whole, and what stands is what was there before."""

import pytest

from seedbed.agent.making.parts import recipe_of
from seedbed.agent.planner.drafting.state import State, recipe_text
from seedbed.agent.planner.drafting.tools import Level, Share
from seedbed.memory.errors import ToolFault
from seedbed.memory.files.plan_file import check_plan
from tests.agent.planner.drafting.drafts import MESSAGES, hands, messages, shop, tree

DRAFT = messages(tree("hire", "repairs"))
ASKED = {"values": ["a rider", "a mother"]}


def _shares(state: State, axis: str) -> dict[object, str]:
    check_plan(state.plan, state.spec)
    return {share.value: share.amount for share in recipe_of(state.spec.parts[0]).axis(axis).shares}


def _said(**shares: str) -> list[Share]:
    return [Share(value=value, share=share) for value, share in shares.items()]


async def test_an_axis_gets_other_shares_and_values() -> None:
    here = hands(DRAFT, shop(ASKED))
    await here.set_axis("rows", "", "mood", _said(angry="0.25", calm="rest"))
    assert _shares(here.state, "mood") == {"calm": "rest", "angry": "0.25"}
    await here.set_axis("rows", "", "sender", _said(**{"a rider": "", "a mother": ""}))
    assert _shares(here.state, "sender") == {"a rider": "1/2", "a mother": "1/2"}
    assert here.state.asked["rows"] == {}
    with pytest.raises(ToolFault, match="has values"):
        await here.set_axis("rows", "", "sender", [])


async def test_values_that_are_asked_for_as_before_stay_and_nobody_is_asked_again() -> None:
    here = hands(DRAFT, shop(ASKED))
    await here.set_axis("rows", "", "mood", _said(angry="0.25", calm="rest"))
    assert here.state.asked == DRAFT.asked
    await here.edit_recipe("rows", "", "ask: people", "ask: people with a bike")
    assert here.state.asked["rows"] == {"sender": ASKED["values"]}


async def test_levels_make_cells_of_their_own() -> None:
    here = hands(DRAFT, shop(ASKED))
    levels = [Level(name="easy", means="one wish"), Level(name="hard", means="several")]
    await here.set_levels("rows", "", levels)
    mine = here.state.plan.parts[0]
    assert mine.difficulties == ("easy", "hard")
    assert len(mine.quotas) == 8 and sum(mine.quotas.values()) == 60
    await here.set_levels("rows", "", [])
    assert "levels" not in recipe_text(here.state.spec.parts[0])


async def test_a_piece_is_replaced_where_it_stands_once() -> None:
    here = hands(DRAFT, shop(ASKED))
    await here.edit_recipe("rows", "", "about {{ leaf }}", "on {{ leaf }}, in one line")
    assert "in one line" in recipe_of(here.state.spec.parts[0]).steps[0].prompt
    folded = hands(DRAFT, shop(ASKED))
    await folded.edit_recipe("rows", "", "about\n  {{ leaf }}", "on {{ leaf }}")
    assert "on {{ leaf }}" in recipe_text(folded.state.spec.parts[0])
    indented = hands(DRAFT, shop(ASKED))
    await indented.edit_recipe("rows", "", "    ask: people\n     n: 2", "    ask: riders\n    n: 2")
    assert "    ask: riders" in recipe_text(indented.state.spec.parts[0]), "its indent isn't doubled"
    for old, times in (("mood", "[0-9]+"), ("not there", "0"), ("", "0")):
        with pytest.raises(ToolFault, match=f"stands {times} times"):
            await hands(DRAFT).edit_recipe("rows", "", old, "x")


async def test_the_same_recipe_is_no_change() -> None:
    here = hands(DRAFT)
    assert await here.write_recipe("rows", "", recipe_text(DRAFT.spec.parts[0])) == "nothing changed"
    assert here.state is DRAFT


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("about {{ leaf }}", "about {{ lief }}", "lief"),
        ("string 5..400", "strang 5..400", "strang"),
        ("a third angry:", "an eighth calm:", "keeps a demand of the request"),
        ("axis mood", "axis temper", "temper"),
        ("recipe: messages", "use: of-nobody", "of-nobody"),
        ("1/3", "7/3", "mood"),
    ],
)
async def test_what_makes_no_recipe_or_drops_a_demand_is_refused(old: str, new: str, told: str) -> None:
    with pytest.raises(ToolFault, match=told):
        await hands(DRAFT).edit_recipe("rows", "", old, new)


async def test_a_recipe_of_a_person_stays() -> None:
    with pytest.raises(ToolFault, match="a person wrote"):
        await hands(DRAFT, shop(writable=())).set_axis("rows", "", "mood", _said(calm="rest"))


async def test_other_labels_above_the_concepts_start_them_anew() -> None:
    by_mood = messages(tree("calm", "angry"), recipe={**MESSAGES, "leaf": {"per": "mood"}})
    here = hands(DRAFT, shop(ASKED))
    await here.edit_recipe("rows", "", "recipe: messages", "recipe: messages\nleaf: {per: mood}")
    assert [leaf.labels for leaf in here.state.plan.parts[0].tree.leaves()] == [("angry",), ("calm",)]
    assert recipe_of(by_mood.spec.parts[0]).leaf == recipe_of(here.state.spec.parts[0]).leaf


async def test_a_share_that_an_axis_deals_is_not_bound_to_a_sentence_instead() -> None:
    part = DRAFT.spec.parts[0]
    about = part.model_copy(update={"clauses": {**part.clauses, "messages": ("check concept",)}})
    here = hands(DRAFT.with_part(about), shop(ASKED))
    with_rubric = recipe_text(about) + "\nrubric: [It is a message.]"
    with pytest.raises(ToolFault, match="«a third angry» is asked of some rows"):
        await here.write_recipe("rows", "", with_rubric.replace("axis mood", "rubric 1"))
    await here.write_recipe("rows", "", with_rubric)
    assert here.state.spec.parts[0].clauses["a third angry"] == ("axis mood",)
