"""Edits of a concept tree: what comes out is a plan, and what can't be one is refused."""

import pytest

from seedbed.agent.making.parts import recipe_of
from seedbed.agent.planner.drafting.concepts import (
    Wanted,
    Weight,
    by_rows,
    merge_concepts,
    set_concepts,
    weigh_concepts,
)
from seedbed.agent.planner.drafting.state import State
from seedbed.memory.errors import ToolFault
from seedbed.memory.files.plan_file import check_plan
from seedbed.memory.plan import Plan
from tests.agent.planner.drafting.drafts import MESSAGES, messages, questions, tree

FOUR = messages(tree("hire", "repairs", "tours", "prices"))


def _rows(state: State) -> dict[str, int]:
    check_plan(state.plan, state.spec)
    found: dict[str, int] = {}
    for key, rows in state.plan.parts[0].quotas.items():
        leaf = key.split("/")[1]
        found[leaf] = found.get(leaf, 0) + rows
    return found


def _wanted(*paths: str, weight: float = 1.0) -> list[Wanted]:
    return [Wanted(path=path, inside="", outside="", weight=weight) for path in paths]


def _weights(**by_id: float) -> list[Weight]:
    return [Weight(concept=id, weight=weight) for id, weight in by_id.items()]


def test_concepts_are_put_in_place_level_by_level() -> None:
    wanted = [*_wanted("hire > tandems", "hire > city bikes"), *_wanted("repairs", weight=4.0)]
    state, _ = set_concepts(FOUR, "rows", "root", wanted)
    assert _rows(state) == {"hire.tandems": 10, "hire.city-bikes": 10, "repairs": 40}
    deeper, _ = set_concepts(state, "rows", "repairs", _wanted("tyres", "brakes"))
    assert _rows(deeper)["repairs.tyres"] == 20
    assert _rows(FOUR) == dict.fromkeys(("hire", "repairs", "tours", "prices"), 15)


def test_rows_that_a_person_edited_in_a_plan_are_the_weights_of_its_concepts() -> None:
    assert by_rows(FOUR.plan, FOUR.spec) == FOUR.plan
    (mine,) = FOUR.plan.parts
    moved = {key: rows * 3 if "/hire/" in key else 5 for key, rows in mine.quotas.items()}
    (edited,) = by_rows(Plan(parts=(mine.model_copy(update={"quotas": moved}),)), FOUR.spec).parts
    assert edited.quotas == moved
    rows = edited.rows_by(1)
    shares = {leaf.id: edited.tree.share(leaf.id) * rows.total() for leaf in edited.tree.leaves()}
    assert rows["hire"] == 45 and shares == pytest.approx(rows)


def test_concepts_that_few_rows_left_out_may_have_some_after_others_were_edited() -> None:
    few = messages(tree(*"abcdefgh"), rows=6)
    (mine,) = few.plan.parts
    first, second = (key for key, rows in mine.quotas.items() if rows and key.split("/")[1] in "ab")
    moved = {**mine.quotas, first: 2, second: 0}
    (edited,) = by_rows(Plan(parts=(mine.model_copy(update={"quotas": moved}),)), few.spec).parts
    assert edited.tree.idle == {"b"} and edited.tree.share("a") > 2 * edited.tree.share("h") > 0


def test_concepts_are_put_beside_those_that_are_there_and_what_goes_is_told() -> None:
    state, said = set_concepts(FOUR, "rows", "root", _wanted("insurance"), keep=True)
    assert set(_rows(state)) == {"hire", "repairs", "tours", "prices", "insurance"} and not said
    nested = messages(tree("hire", "hire.tandems", "hire.cargo", "repairs"))
    grown, _ = set_concepts(nested, "rows", "root", _wanted("money > deposits", "money > refunds"), keep=True)
    assert _rows(grown)["money.deposits"] == _rows(grown)["money.refunds"] == 12  # a fifth, as a usual leaf
    _, said = set_concepts(FOUR, "rows", "root", _wanted("insurance", "theft"))
    assert said == "4 concepts under root went."


def test_a_leaf_alone_gets_another_name_and_merged_concepts_keep_their_rows() -> None:
    state, said = merge_concepts(FOUR, "rows", ["hire"], "Hire by the day", "prices, deposits", "")
    assert _rows(state) == {"repairs": 15, "tours": 15, "prices": 15, "hire-by-the-day": 15}
    assert "hire-by-the-day" in said
    state, said = merge_concepts(FOUR, "rows", ["hire", "tours"], "Hire and tours", "both", "")
    assert _rows(state) == {"repairs": 15, "prices": 15, "hire-and-tours": 30}
    assert "hire-and-tours" in said


def test_near_names_are_said_and_not_refused() -> None:
    _, said = set_concepts(FOUR, "rows", "root", _wanted("guided tours", "tours with guides", "prices"))
    assert "tours with guides" in said


def test_merging_all_below_one_leaves_no_empty_concept() -> None:
    nested = messages(tree("hire", "hire.tandems", "hire.cargo", "repairs"))
    state, _ = merge_concepts(nested, "rows", ["hire.tandems", "hire.cargo"], "Any bike", "", "")
    assert _rows(state) == {"repairs": 30, "hire.any-bike": 30}
    across, _ = merge_concepts(nested, "rows", ["hire.tandems", "repairs"], "Work", "", "")
    assert _rows(across) == {"hire.cargo": 15, "work": 45}


def test_borders_that_name_what_is_gone_are_dropped() -> None:
    there, _ = set_concepts(
        FOUR,
        "rows",
        "root",
        [_wanted("a")[0].model_copy(update={"outside": "Not wheels."}), *_wanted("wheels")],
    )
    again, _ = merge_concepts(
        set_concepts(there, "rows", "wheels", _wanted("rims", "spokes"))[0],
        "rows",
        ["wheels", "a"],
        "b",
        "",
        "",
    )
    assert _rows(again) == {"b": 60}
    kept, _ = set_concepts(there, "rows", "a", _wanted("c", "d"))
    assert kept.plan.parts[0].tree["a"].outside == "Not wheels."


def test_weights_move_rows_and_zero_takes_them() -> None:
    state, _ = weigh_concepts(FOUR, "rows", _weights(hire=3.0, prices=0.0))
    assert _rows(state) == {"hire": 36, "repairs": 12, "tours": 12, "prices": 0}


@pytest.mark.parametrize(
    ("paths", "told"),
    [
        (["hire", "Hire"], "stands twice"),
        (["a > b > c > d"], "1 to 3 names"),
        (["a > "], "1 to 3 names"),
        ([f"subject {n}" for n in range(15)], "15 leaves for 60 rows: at most 14"),
    ],
)
def test_trees_that_no_plan_has_are_refused(paths: list[str], told: str) -> None:
    with pytest.raises(ToolFault, match=told):
        set_concepts(FOUR, "rows", "root", _wanted(*paths))


@pytest.mark.parametrize("weight", [-1.0, float("nan"), float("inf")])
def test_weights_are_numbers(weight: float) -> None:
    with pytest.raises(ToolFault, match="weight"):
        weigh_concepts(FOUR, "rows", _weights(hire=weight))
    with pytest.raises(ToolFault, match="weight"):
        set_concepts(FOUR, "rows", "root", _wanted("a", "b", weight=weight))


def test_no_leaf_without_a_weight_and_no_unknown_concept() -> None:
    with pytest.raises(ToolFault, match="no leaf"):
        weigh_concepts(FOUR, "rows", _weights(hire=0, repairs=0, tours=0, prices=0))
    with pytest.raises(ToolFault, match="did you mean `hire`"):
        weigh_concepts(FOUR, "rows", _weights(hires=1.0))
    with pytest.raises(ToolFault, match="at least two"):
        merge_concepts(FOUR, "rows", [], "x", "", "")
    with pytest.raises(ToolFault, match="can't be merged"):
        merge_concepts(FOUR, "rows", ["root", "hire"], "x", "", "")


def test_concepts_under_labels_stay_there() -> None:
    by_label = messages(tree("calm", "angry"), recipe={**MESSAGES, "leaf": {"per": "mood"}})
    assert recipe_of(by_label.spec.parts[0]).leaf.of == "axis"
    with pytest.raises(ToolFault, match="under its labels"):
        set_concepts(by_label, "rows", "root", _wanted("a", "b"))


def test_sections_of_documents_are_joined_with_their_passages() -> None:
    state, resources = questions()
    leaves = [leaf.id for leaf in state.plan.parts[0].tree.leaves()]
    merged, _ = merge_concepts(state, "rows", leaves[:2], "Berths and fuel", "", "")
    one = next(leaf for leaf in merged.plan.parts[0].tree.leaves() if leaf.sections)
    assert one.sections == tuple(leaves[:2]) and all(resources.passages[id] for id in one.sections)
    assert sum(_rows(merged).values()) == 60
    with pytest.raises(ToolFault, match="sections of the documents"):
        set_concepts(state, "rows", "root", _wanted("a", "b"))


def test_under_the_whole_each_path_begins_with_a_label() -> None:
    bare = messages(tree(), recipe={**MESSAGES, "leaf": {"per": "mood"}})
    state, _ = set_concepts(bare, "rows", "root", _wanted("Calm > thanks", "angry > tyres", "angry > delays"))
    assert {leaf.id: leaf.labels for leaf in state.plan.parts[0].tree.leaves()} == {
        "calm.thanks": ("calm",),
        "angry.tyres": ("angry",),
        "angry.delays": ("angry",),
    }
    assert _rows(state) == {"calm.thanks": 40, "angry.tyres": 10, "angry.delays": 10}
    with pytest.raises(ToolFault, match="each has some: angry, calm"):
        set_concepts(bare, "rows", "root", _wanted("calm > thanks", "calm > questions"))
