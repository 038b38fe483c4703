"""Directives that need a proposal: it is cleaned and unlike what is there, or the directive is dropped."""

import asyncio
from collections.abc import Sequence
from typing import Any

from seedbed.agent.models.ask import Client
from seedbed.agent.planner.scheduling.answer import answer
from seedbed.agent.planner.scheduling.directives import AddValues, Directive, Expand, Prune, Reweight
from seedbed.agent.planner.scheduling.resolve import resolve
from seedbed.agent.planner.scheduling.schedule import Schedule
from seedbed.memory.errors import AnswerFault
from seedbed.memory.tree import Concept, ConceptTree
from tests.agent.planner.schedules import PART, TREE, cell, env, schedule
from tests.agent.scripted import ScriptedClient, client

WHY = "figures"


class Unusable(ScriptedClient):
    async def ask(self, *_: Any, **__: Any) -> Any:
        raise AnswerFault("malformed", "no JSON", "")


def completed(
    here: Schedule, asked: Sequence[Directive], *answers: Any, commit: int = 9, at: Client | None = None
) -> tuple[Any, ScriptedClient]:
    door, scripted = client(*answers)
    return asyncio.run(resolve(asked, here, env(at or door), commit)), scripted


def more(leaf: str = "bikes", attribute: str = "tone") -> AddValues:
    return AddValues(cell=cell(leaf).key, attribute=attribute, because=WHY)


def concepts(*names: str) -> dict[str, Any]:
    return {"concepts": [{"name": name, "inside": f"{name} only", "outside": ""} for name in names]}


def test_what_is_complete_is_passed_on_without_asking_anybody() -> None:
    asked: tuple[Directive, ...] = (
        Reweight(cell=cell().key, because=WHY),
        Prune(part=PART, leaf="cars", because=WHY),
        more().model_copy(update={"values": ("dry",)}),
    )
    found, scripted = completed(schedule(2), asked)
    assert found == (asked, ()) and not scripted.asked


def test_new_values_are_clean_and_unlike_those_that_are_there_and_the_labels() -> None:
    proposed = [
        "a hurried commuter",
        "Calm",
        "x",
        "a\nproud\x1b[31m owner",
        "the hurried commuters",
        "",
        "  ",
    ]
    here = schedule(2, tones=("calm", "loud"))
    found, scripted = completed(here, [more()], {"values": proposed})
    (done,) = found[0]
    assert isinstance(done, AddValues) and set(done.values) == {"a hurried commuter", "a proud [31m owner"}
    (_, messages), *rest = scripted.asked
    said = str(messages)
    assert not rest and "calm" in said and "loud" in said and "Propose 4 further values" in said


def test_values_are_asked_for_once_for_all_cells_of_a_part() -> None:
    words = ("amber", "birch", "clay", "dune", "ember", "fern", "gorse", "heath", "iris", "jade")
    here = schedule(2, tones=("calm",))
    asked = [more("bikes"), more("cars"), more("boats"), more("ships", "place")]
    found, scripted = completed(here, asked, {"values": list(words)}, {"values": ["harbour"]})
    assert len(scripted.asked) == 2 and "Propose 12 further" in str(scripted.asked[0][1])
    given = [d.values for d in found[0] if isinstance(d, AddValues)]
    assert [len(values) for values in given] == [4, 4, 4, 1]
    assert all(set(values) <= set(words) for values in given[:3]) and len(set(given[:3])) > 1


def test_the_same_critique_draws_the_same_values_and_another_one_others() -> None:
    words = {"values": ["amber", "birch", "clay", "dune", "ember", "fern", "gorse", "heath"]}
    here = schedule(2, tones=("calm",))
    asked = [more("bikes"), more("cars")]
    one, again, later = (completed(here, asked, words, commit=n)[0] for n in (9, 9, 10))
    assert one == again != later


def test_where_nothing_usable_comes_the_directive_is_dropped_with_the_reason() -> None:
    here = schedule(2, tones=("calm",))
    kept = Reweight(cell=cell().key, because=WHY)
    for found in (
        completed(here, [more(), kept], {"values": ["Calm", "x"]})[0],
        completed(here, [more(), kept], at=Unusable([]))[0],  # type: ignore[arg-type]  # plays a client
    ):
        assert found[0] == (kept,)
        assert found[1] == ((more(), "no usable new values were proposed"),)


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
    assert found[0] == () and found[1] == ((asked, "no two distinct subconcepts were proposed"),)


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
