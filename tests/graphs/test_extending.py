"""More rows for parts with a recipe: labels and values have their shares of the whole."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from seedbed.agent.making.parts import seat_of, settled
from seedbed.agent.planner.drafting.state import State
from seedbed.agent.planner.scheduling.seats import draw_seats
from seedbed.graphs.commands.carry_out import keep, more_rows
from seedbed.graphs.commands.orders import Extend
from seedbed.graphs.planning import keep as accept
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.plan import PartPlan, Plan, quotas
from seedbed.memory.spec import ANY, Label, Part, Spec
from seedbed.memory.store.opening import open_store
from seedbed.memory.store.protocol import Commit
from seedbed.memory.store.standing import known
from seedbed.memory.tree import Concept, ConceptTree
from tests.e2e.runs import LABELS, PLAIN


def seats(path: Path, recipe: Mapping[str, Any], rows: int, *more: int) -> list[dict[str, Any]]:
    """What the seats of a run have, after it was extended so often."""
    given = {"name": "notes", "recipe": {**PLAIN, **recipe}, "topic": "bikes", "rows": rows}
    spec, root = settled(Spec(parts=(Part.model_validate(given),)), Path()), Concept(id="root", name="Bikes")
    part, tree, store = spec.parts[0], ConceptTree(concepts=(root,)), open_store(path / "run.sqlite")
    plan = Plan(parts=(PartPlan(part=part.name, tree=tree, quotas=quotas(part, tree, (ANY,))),))
    store.set_metas({"spec": spec.model_dump(mode="json"), "plan": plan.model_dump(mode="json")})
    store.commit(Commit(added=draw_seats(spec, plan)))
    for number in more:
        keep(more_rows(Extend(rows=number), store, *known(store)), store, store.send("extend", {}))
    return [seat_of(part, seat.cell, seat.attributes) for seat, _, _ in store.seats()]


@pytest.mark.parametrize("rows", [1, 2])
def test_labels_that_few_rows_have_no_room_for_come_with_more(tmp_path: Path, rows: int) -> None:
    row = {"note": "string 15..400", "label": [*LABELS]}
    recipe = {"row": row, "write": "A note, {{ label }}.", "means": {"label": LABELS}}
    found = seats(tmp_path, recipe, rows, 5, 7 - rows)
    assert Counter(seat["label"] for seat in found) == dict.fromkeys(LABELS, 4)


@pytest.mark.parametrize("clerk", ["6 rows", "rest"])
def test_what_a_recipe_counts_grows_in_proportion(tmp_path: Path, clerk: str) -> None:
    recipe = {"vary": {"who": {"boss": "2 rows", "clerk": clerk}}, "write": "A note by {{ who }}."}
    found = seats(tmp_path, recipe, 8, 4, 84)
    assert Counter(seat["who"] for seat in found) == {"boss": 24, "clerk": 72}


@pytest.mark.parametrize("more", [(1,) * 8, (8,), (3, 5)])
def test_values_have_their_shares_of_the_whole_however_it_grows(
    tmp_path: Path, more: tuple[int, ...]
) -> None:
    vary = {
        "who": {"boss": "2 rows", "clerk": "rest"},
        "tone": {"up": 0.25, "down": "rest"},
        "mood": [*"abc"],
    }
    recipe = {"vary": vary, "write": "A note by {{ who }}, {{ tone }}, {{ mood }}."}
    found = seats(tmp_path, recipe, 8, *more)
    assert Counter(seat["who"] for seat in found) == {"boss": 4, "clerk": 12}
    assert Counter(seat["tone"] for seat in found) == {"up": 4, "down": 12}
    assert sorted(Counter(seat["mood"] for seat in found).values()) == [5, 5, 6]


def test_shares_that_a_person_changed_after_an_extension_are_those_of_the_next(tmp_path: Path) -> None:
    labels = tuple(Label(name=name) for name in "ab")
    part = Part(name="msgs", offline="labels", topic="bikes", rows=10, labels=labels)
    spec, tree = Spec(parts=(part,)), ConceptTree(concepts=(Concept(id="root", name="Bikes"),))
    plan = PartPlan(part="msgs", tree=tree, quotas=quotas(part, tree, (ANY,)))
    store = (folder := RunFolder(tmp_path)).open_store(write=True)
    kept = {"spec": spec, "plan": Plan(parts=(plan,))}
    store.set_metas({name: one.model_dump(mode="json") for name, one in kept.items()})

    def after(rows: int) -> list[int]:
        keep(more_rows(Extend(rows=rows), store, *known(store)), store, store.send("extend", {}))
        return [*known(store)[1].parts[0].quotas.values()]

    assert after(10) == [10, 10]
    before = State(*known(store), {})
    mine = plan.model_copy(update={"quotas": dict(zip(plan.quotas, (16, 4), strict=True))})
    accept(folder, store, before, before.with_plan(mine), {}, [])
    assert after(20) == [32, 8]


def test_all_parts_share_rows_by_their_size_after_the_last_order_for_one(tmp_path: Path) -> None:
    parts = [
        Part(name=name, offline="labels", topic="bikes", rows=n) for name, n in (("msgs", 90), ("notes", 60))
    ]
    spec, tree = Spec(parts=tuple(parts)), ConceptTree(concepts=(Concept(id="root", name="Bikes"),))
    plans = [PartPlan(part=one.name, tree=tree, quotas=quotas(one, tree, (ANY,))) for one in parts]
    plan, store = Plan(parts=tuple(plans)), open_store(tmp_path / "run.sqlite")
    store.set_metas({"spec": spec.model_dump(mode="json"), "plan": plan.model_dump(mode="json")})

    def after(*orders: Extend) -> list[int]:
        for order in orders:
            keep(more_rows(order, store, *known(store)), store, store.send("extend", {}))
        return [part.rows for part in known(store)[0].parts]

    one = Extend(rows=1)
    assert after(*[one] * 10) == [96, 64]
    assert after(Extend(rows=64, part="notes")) == [96, 128]
    assert after(*[one] * 7) == [99, 132] and after(Extend(rows=70)) == [129, 172]
