"""Directives that need a proposal: it is cleaned and unlike what is there, or the directive is dropped."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from seedbed.agent.making.parts import settled
from seedbed.agent.planner.scheduling.answer import answer, resolve
from seedbed.agent.planner.scheduling.directives import AddValues, Directive, Expand, Prune, Reweight
from seedbed.agent.planner.scheduling.schedule import Schedule
from seedbed.memory.spec import Part, Spec
from seedbed.memory.tree import Concept, ConceptTree
from tests.agent.planner.schedules import PART, TREE, cell, env, schedule
from tests.agent.scripted import ScriptedClient, client

WHY = "figures"
_SPEC = Spec(parts=(Part(name=PART, recipe="labelled-text", topic="vehicles", rows=20),))
SPLIT = settled(_SPEC, Path()).parts[0]


def completed(here: Schedule, asked: Sequence[Directive], *answers: Any) -> tuple[Any, ScriptedClient]:
    door, scripted = client(*answers)
    return asyncio.run(resolve(asked, here, env(door, SPLIT), 9)), scripted


def concepts(*names: str) -> dict[str, Any]:
    return {"concepts": [{"name": name, "inside": f"{name} only", "outside": ""} for name in names]}


def test_what_is_complete_is_passed_on_without_asking_anybody() -> None:
    asked: tuple[Directive, ...] = (
        Reweight(cell=cell().key, because=WHY),
        Prune(part=PART, leaf="cars", because=WHY),
        AddValues(cell=cell().key, attribute="tone", values=("dry",), because=WHY),
    )
    found, scripted = completed(schedule(2), asked)
    assert found == ([*asked], []) and not scripted.asked


def test_a_split_leaf_gets_distinct_children_with_its_labels_that_can_be_planted() -> None:
    only = [c.model_copy(update={"labels": ("y",)}) if c.id == "bikes" else c for c in TREE.concepts]
    here = schedule(4, labels=("y",), tree=ConceptTree(concepts=tuple(only)))
    proposed = concepts("Racing bikes", "Cargo carriers", "Tandem rides", "Bikes")
    outside = ("Whatever is for Cargo carriers.", "What is of bikes as a whole.", "")
    for one, border in zip(proposed["concepts"], outside, strict=False):
        one["outside"] = border
    found, scripted = completed(here, [Expand(part=PART, leaf="bikes", because=WHY)], proposed)
    (done,) = found[0]
    assert isinstance(done, Expand)
    ids = ["bikes.racing-bikes", "bikes.cargo-carriers", "bikes.tandem-rides"]
    assert [c.id for c in done.concepts] == ids
    assert {(c.parents, c.labels) for c in done.concepts} == {(("bikes",), ("y",))}
    assert done.concepts[0].inside == "Racing bikes only"
    # a border that names what wasn't kept would leave its texts without a place
    assert [c.outside for c in done.concepts] == ["Whatever is for Cargo carriers.", "", ""]
    assert scripted.asked[0][0].step == f"propose_concepts/{PART}/bikes/9"
    assert len(answer(done, here)) == 4


def test_a_leaf_with_one_child_only_is_not_split() -> None:
    asked = Expand(part=PART, leaf="bikes", because=WHY)
    alike = concepts("Racing bikes", "Racing bike", "Bikes")
    found, _ = completed(schedule(4), [asked], *[alike] * 5)
    assert found == ([], [asked])


def test_ids_of_deep_and_long_names_stay_allowed_and_apart() -> None:
    deep = ".".join("abcdefghijklmnopqrstuvwxyzabcdefghijk-" + str(n) for n in range(3))[:118]
    tree = ConceptTree(
        concepts=(
            Concept(id="all", name="All"),
            Concept(id="other", name="Other", parents=("all",)),
            Concept(id=deep, name="Deep", parents=("all",)),
        )
    )
    here = schedule(3, tree=tree)
    asked = [Expand(part=PART, leaf=deep, because=WHY)]
    found, _ = completed(here, asked, concepts("Racing bikes", "Cargo carriers", "Tandem rides"))
    (done,) = found[0]
    assert isinstance(done, Expand) and len({c.id for c in done.concepts}) == 3
    assert len(answer(done, here)) == 3
