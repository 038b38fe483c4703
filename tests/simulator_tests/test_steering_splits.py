"""The steering worlds follow when the planner splits a concept, and say where none of a list fits."""

import math
from collections import defaultdict
from typing import Any

import pytest

from tests.simulator.chance import canonical
from tests.simulator.world.steering import COPY_AFTER
from tests.simulator.world.steering_splits import Splits
from tests.simulator.world.steering_texts import concepts, record_hash, steering_rows
from tests.simulator_tests.asking import brief, delimited
from tests.simulator_tests.test_steering import NAMES, Json, Table

PARENT, OTHER = NAMES[7], NAMES[20]


def split(table: Table, parent: str, wanted: int = 4, seed: int = 1, **more: Any) -> list[Json]:
    """The children proposed for a concept."""
    block = {"parent": {"name": parent, "inside": "", "outside": ""}, "siblings": [], "wanted": wanted}
    prompt = brief(job="propose_concepts", topic="notes of a bike shop", task="records", **{**block, **more})
    found: list[Json] = table.said(prompt, "propose_concepts", {"concepts": {}}, seed)["concepts"]
    return found


def names_of(children: list[Json]) -> list[str]:
    return [child["name"] for child in children]


def choose(table: Table, record: Json, names: list[str], seed: int = 0) -> str | None:
    """What a judge reads from a record; None: none of the list."""
    listed = "\n\n".join(f"{n}. {name}: as its name says" for n, name in enumerate(names, 1))
    prompt = f"{listed}\n\n{delimited(canonical(record))}"
    number: int = table.said(prompt, "choose_concept", {"concept": {}}, seed)["concept"]
    return names[number - 1] if number else None


def share(values: list[bool]) -> float:
    return sum(values) / len(values)


@pytest.fixture(scope="module")
def divided() -> tuple[Table, list[str], list[Json]]:
    """World 2, a concept split into four, and 800 records ordered for these."""
    table = Table(2, seed=5)
    children = names_of(split(table, PARENT))
    manners = ("direct", "planned")
    records = [
        table.record(i, children[i % 4], manner=manners[i // 4 % 2], attributes={"day": str(i // 8)})
        for i in range(800)
    ]
    return table, children, records


def test_records_on_children_follow_their_concepts_laws(
    divided: tuple[Table, list[str], list[Json]],
) -> None:
    table, children, records = divided
    truth = table.truth()
    entries = [truth[record_hash(record)] for record in records]
    assert {entry["asked_concept"] for entry in entries} == {PARENT}
    assert [entry["asked_leaf"] for entry in entries] == [children[i % 4] for i in range(800)]
    assert {entry["concept"] for entry in entries} <= set(NAMES)
    strayed = share([entry["concept"] != PARENT for entry in entries])
    assert strayed == pytest.approx(table.world.drift_rate(PARENT), abs=0.05)
    for turn, manner in enumerate(("direct", "planned")):
        mine = [bool(entry["defect"]) for i, entry in enumerate(entries) if i // 4 % 2 == turn]
        assert share(mine) == pytest.approx(table.world.defect_rate(PARENT, manner), abs=0.06)


def test_near_copies_come_with_what_was_written_for_the_child() -> None:
    table = Table(2, scale=0.0)
    children = names_of(split(table, PARENT, 2))
    records = [table.record(i, children[i % 2]) for i in range(200)]
    expected = 2 * sum(1 - math.exp(-n / COPY_AFTER) for n in range(100))
    truth = table.truth()
    assert sum(truth[record_hash(r)]["copy"] for r in records) == pytest.approx(expected, rel=0.1)
    assert not truth[record_hash(records[0])]["copy"]
    assert not truth[record_hash(records[1])]["copy"]


def test_judges_read_the_child_else_the_parent_else_none(
    divided: tuple[Table, list[str], list[Json]],
) -> None:
    table, children, records = divided
    truth = table.truth()
    read: dict[str, list[bool]] = defaultdict(list)
    for i, record in enumerate(records):
        true = truth[record_hash(record)]["concept"]
        if true == PARENT:
            read["child"].append(choose(table, record, [*NAMES[:7], *children]) == children[i % 4])
            read["parent"].append(choose(table, record, list(NAMES)) == PARENT)
            read["none"].append(choose(table, record, [*NAMES[:7], children[(i + 1) % 4]]) is None)
        else:
            read["strayed"].append(choose(table, record, [true, *children]) == true)
            read["unlisted"].append(choose(table, record, children) is None)
    assert {kind: share(found) for kind, found in read.items()} == pytest.approx(
        dict.fromkeys(read, 0.95), abs=0.05
    )
    assert len(read) == 5


def test_texts_on_a_whole_concept_belong_to_one_of_its_children() -> None:
    table = Table(2, scale=0.0)
    records = [table.record(i, PARENT, attributes={"day": str(i)}) for i in range(200)]
    rows = [{"text": row["text"]} for row in steering_rows(3, 1200) if row["concept"] == PARENT]
    children = names_of(split(table, PARENT))
    for texts, least in ((records, 0.85), (rows, 0.75)):
        first = [choose(table, text, [OTHER, *children], 1) for text in texts]
        again = [choose(table, text, [*children[::-1], OTHER], 2) for text in texts]
        assert share([one == two for one, two in zip(first, again, strict=True)]) > least
        assert set(children) <= set(first)


def test_real_rows_that_no_entry_fits_are_read_as_none() -> None:
    table = Table(2)
    rows = [row for row in steering_rows(3, 1200) if row["concept"] not in NAMES[:6]][:300]
    none = [choose(table, {"text": row["text"]}, list(NAMES[:6])) is None for row in rows]
    assert share(none) == pytest.approx(0.94, abs=0.05)


def test_changed_records_of_children_are_known(divided: tuple[Table, list[str], list[Json]]) -> None:
    table, children, records = divided
    truth = table.truth()
    sound = [
        (i, {"text": record["text"].replace(" the ", " some ", 1)})
        for i, record in enumerate(records)
        if truth[record_hash(record)]["concept"] == PARENT and " the " in record["text"]
    ]
    assert share([not table.passes(changed) for _, changed in sound]) == pytest.approx(0.8, abs=0.06)
    read = [choose(table, changed, children) == children[i % 4] for i, changed in sound]
    assert share(read) == pytest.approx(0.95, abs=0.04)


def test_a_child_may_be_split_and_another_concepts_names_stay_its_own() -> None:
    table = Table(2)
    first, second = names_of(split(table, PARENT, 2))
    below, other = (names_of(split(table, name, 2)) for name in (first, second))
    assert below
    assert not set(below) & {*other, first, second}
    record = next(
        r
        for r in (table.record(i, below[0], attributes={"day": str(i)}) for i in range(50))
        if table.truth()[record_hash(r)]["concept"] == PARENT
    )
    assert table.truth()[record_hash(record)]["asked_leaf"] == below[0]
    assert share([choose(table, record, [*below, second], i) == below[0] for i in range(60)]) > 0.85
    assert share([choose(table, record, [first, second], i) == first for i in range(60)]) > 0.85


def test_an_order_for_a_split_asked_again_gets_its_answer_again() -> None:
    table = Table(2)
    assert split(table, PARENT) == split(table, PARENT)
    assert split(table, PARENT) != split(table, OTHER)


def test_a_restarted_server_knows_children_by_their_names() -> None:
    children = names_of(split(Table(2), PARENT))
    splits = Splits()
    assert {splits.concept_of(child) for child in children} == {PARENT}
    assert splits.concept_of(PARENT) == PARENT
    assert splits.concept_of("Night jobs (elsewhere)") is None
    assert splits.concept_of("Night jobs") is None


def test_the_nearest_centroid_is_mostly_of_the_concept_and_half_the_time_the_child() -> None:
    from seedbed.tools.knowledge.search.embedder import embed

    table = Table(2, scale=0.0)
    children = split(table, PARENT)
    leaves = [(c["name"], c["inside"]) for c in children]
    leaves += [(name, c.inside) for name, c in concepts().items() if name != PARENT]
    records = [table.record(i, children[i % 4]["name"], attributes={"day": str(i)}) for i in range(400)]
    centroids = embed([f"{name}: {inside}" for name, inside in leaves])
    nearest = (embed([r["text"] for r in records]) @ centroids.T).argmax(axis=1)
    assert share([n == i % 4 for i, n in enumerate(nearest)]) > 0.5
    assert share([n < 4 for n in nearest]) > 0.8


def test_most_concepts_have_children_distinct_enough_for_the_planner() -> None:
    from seedbed.agent.planner.tree.distinct import unlike

    survived = []
    for name in NAMES:
        made = split(Table(2), name, 6)
        survived.append(sum(unlike([c["name"] for c in made], [name])) >= 2)
    assert share(survived) > 0.7
