"""Edits of a recipe: validated as a whole, and what stands is what was there before."""

import pytest

from seedbed.agent.making.parts import recipe_of
from seedbed.agent.planner.drafting.recipes import (
    Level,
    Share,
    recipe_text,
    replace_words,
    set_axis,
    set_levels,
    write,
)
from seedbed.agent.planner.drafting.state import State
from seedbed.memory.errors import ToolFault
from seedbed.memory.files.plan_file import check_plan
from tests.agent.planner.drafting.drafts import MESSAGES, messages, shop, tree

DRAFT = messages(tree("hire", "repairs"))
ASKED = {"values": ["a rider", "a mother"]}


def _shares(state: State, axis: str) -> dict[object, str]:
    check_plan(state.plan, state.spec)
    return {share.value: share.amount for share in recipe_of(state.spec.parts[0]).axis(axis).shares}


def _said(**shares: str) -> list[Share]:
    return [Share(value=value, share=share) for value, share in shares.items()]


async def test_an_axis_gets_other_shares_and_values() -> None:
    state = await set_axis(DRAFT, "rows", "mood", _said(angry="0.25", calm="rest"), shop(ASKED))
    assert _shares(state, "mood") == {"calm": "rest", "angry": "0.25"}
    state = await set_axis(state, "rows", "sender", _said(**{"a rider": "", "a mother": ""}), shop())
    assert _shares(state, "sender") == {"a rider": "1/2", "a mother": "1/2"}
    assert state.asked["rows"] == {}
    with pytest.raises(ToolFault, match="has values"):
        await set_axis(state, "rows", "sender", [], shop())


async def test_values_that_are_asked_for_as_before_stay_and_nobody_is_asked_again() -> None:
    state = await set_axis(DRAFT, "rows", "mood", _said(angry="0.25", calm="rest"), shop())
    assert state.asked == DRAFT.asked
    state = await replace_words(state, "rows", "ask: people", "ask: people with a bike", shop(ASKED))
    assert state.asked["rows"] == {"sender": ASKED["values"]}


async def test_levels_make_cells_of_their_own() -> None:
    state = await set_levels(
        DRAFT,
        "rows",
        [Level(name="easy", means="one wish"), Level(name="hard", means="several")],
        shop(ASKED),
    )
    assert state.plan.parts[0].difficulties == ("easy", "hard")
    assert len(state.plan.parts[0].quotas) == 8 and sum(state.plan.parts[0].quotas.values()) == 60
    assert "levels" not in recipe_text((await set_levels(state, "rows", [], shop(ASKED))).spec.parts[0])


async def test_a_piece_is_replaced_where_it_stands_once() -> None:
    state = await replace_words(DRAFT, "rows", "about {{ leaf }}", "on {{ leaf }}, in one line", shop(ASKED))
    assert "in one line" in recipe_of(state.spec.parts[0]).steps[0].prompt
    folded = await replace_words(DRAFT, "rows", "about\n  {{ leaf }}", "on {{ leaf }}", shop(ASKED))
    assert "on {{ leaf }}" in recipe_text(folded.spec.parts[0])
    for old, times in (("mood", "[0-9]+"), ("not there", "0"), ("", "0")):
        with pytest.raises(ToolFault, match=f"stands {times} times"):
            await replace_words(DRAFT, "rows", old, "x", shop())


async def test_the_same_recipe_is_no_change() -> None:
    assert await write(DRAFT, "rows", recipe_text(DRAFT.spec.parts[0]), shop()) is DRAFT


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
        await replace_words(DRAFT, "rows", old, new, shop())


async def test_a_recipe_of_a_person_stays() -> None:
    with pytest.raises(ToolFault, match="a person wrote"):
        await set_axis(DRAFT, "rows", "mood", _said(calm="rest"), shop(writable=()))


async def test_other_labels_above_the_concepts_start_them_anew() -> None:
    by_mood = messages(tree("calm", "angry"), recipe={**MESSAGES, "leaf": {"per": "mood"}})
    state = await replace_words(
        DRAFT, "rows", "recipe: messages", "recipe: messages\nleaf: {per: mood}", shop(ASKED)
    )
    assert [leaf.labels for leaf in state.plan.parts[0].tree.leaves()] == [("angry",), ("calm",)]
    assert recipe_of(by_mood.spec.parts[0]).leaf == recipe_of(state.spec.parts[0]).leaf
