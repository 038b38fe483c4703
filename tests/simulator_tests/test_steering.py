"""The steering worlds hold their laws: drift, defects, near-copies, overlapping words, fallible judges."""

import json
import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import pytest

from tests.simulator.jobs.answering import Desk
from tests.simulator.options import Options
from tests.simulator.profiles import PROFILES
from tests.simulator.wire import read_call
from tests.simulator.world.steering import IMITABLE, PLANTED, SteeringWorld
from tests.simulator.world.steering_texts import (
    LEVELS,
    concepts,
    record_hash,
    steering_concepts,
    steering_rows,
)
from tests.simulator_tests.asking import brief, delimited, response_format

Json = dict[str, Any]
TEXT: Json = {"type": "string"}
NAMES = tuple(concepts())
MANNERS = ("direct", "planned", "varied")


class Table:
    """A world, its desk, and what was asked of it."""

    def __init__(self, world: int, **options: Any) -> None:
        self.options = Options(world=world, **options)
        self.world = SteeringWorld(self.options)
        self.desk = Desk(self.options, self.world)

    def said(self, prompt: str, job: str, fields: Json, seed: int) -> Json:
        request = {
            "model": "sim-strong",
            "messages": [{"role": "user", "content": prompt}],
            "response_format": response_format(job, fields),
            "seed": seed,
        }
        content = self.desk.answer(read_call("chat", request), PROFILES["strong"]).content
        found: Json = json.loads(content or "")
        return found

    def record(self, number: int, concept: str, level: str = "easy", **more: Any) -> Json:
        fields = {"text": TEXT, "working": TEXT} if self.options.world == 1 else {"text": TEXT}
        content = {"concept": {"name": concept, "inside": ""}, "difficulty": level, "seed": number, **more}
        return self.said(brief(job="write_fields", **content), "write_fields", fields, number)

    def passes(self, record: Json) -> bool:
        prompt = f"1. It is right.\n\n{delimited(*record.values())}"
        said = self.said(prompt, "judge_sentences", {"sentences": {}}, 0)
        return bool(said["sentences"][0]["verdict"] == "yes")

    def concept(self, names: Sequence[str], seed: int, text: str) -> str | None:
        """What a judge reads from a record; None: none of the list."""
        listed = "\n\n".join(f"{n}. {name}: as its name says" for n, name in enumerate(names, 1))
        prompt = f"{listed}\n\n{delimited(text)}"
        number: int = self.said(prompt, "choose_concept", {"concept": {}}, seed)["concept"]
        return names[number - 1] if number else None

    def truth(self) -> dict[str, Json]:
        return {entry["hash"]: entry for entry in self.desk.rows.truth()}


def _filled(world: int, number: int, **options: Any) -> tuple[Table, list[Json]]:
    table = Table(world, **options)
    return table, [
        table.record(i, NAMES[i % 40], LEVELS[i // 40 % 3], manner=MANNERS[i % 3], attributes={"day": i % 16})
        for i in range(number)
    ]


@pytest.fixture(scope="module")
def third() -> tuple[Table, list[Json]]:
    """World 3 after 1,200 records."""
    return _filled(3, 1200, seed=6)


def _share(values: list[bool]) -> float:
    return sum(values) / len(values)


def test_the_nearest_centroid_is_right_for_85_percent() -> None:
    from seedbed.tools.knowledge.search.embedder import embed

    table, records = _filled(2, 600, seed=1)
    truth = table.truth()
    centroids = embed([f"{name}: {inside}" for _, name, inside in steering_concepts()])
    nearest = (embed([r["text"] for r in records]) @ centroids.T).argmax(axis=1)
    right = [NAMES[n] == truth[record_hash(r)]["concept"] for n, r in zip(nearest, records, strict=True)]
    assert 0.83 <= _share(right) <= 0.87
    read = [table.concept(NAMES, i, r["text"]) for i, r in enumerate(records)]
    judged = [truth[record_hash(r)]["concept"] == name for r, name in zip(records, read, strict=True)]
    assert 0.93 <= _share(judged) <= 0.97
    both = [c or j for c, j in zip(right, judged, strict=True)]
    assert _share(both) == pytest.approx(1 - (1 - _share(right)) * (1 - _share(judged)), abs=0.005)


def test_drift_and_defects_are_drawn_per_concept_and_manner(third: tuple[Table, list[Json]]) -> None:
    table, records = third
    truth = table.truth()
    for what in ("drift", "defect"):
        expected = happened = 0.0
        for i, record in enumerate(records):
            entry, asked = truth[record_hash(record)], NAMES[i % 40]
            if what == "drift":
                expected += table.world.drift_rate(asked)
                happened += entry["concept"] != asked
            else:
                expected += table.world.defect_rate(asked, MANNERS[i % 3])
                happened += entry["defect"] is not None
            assert entry["asked_concept"] == asked
        assert happened == pytest.approx(expected, rel=0.1)
    rates = {round(table.world.defect_rate(name, manner), 6) for name in NAMES for manner in MANNERS}
    assert len(rates) > 60
    assert all(0.05 <= rate <= 0.6 for rate in rates)
    assert sum(map(table.world.drift_rate, NAMES)) / 40 == pytest.approx(0.35, abs=0.08)


def test_world_3_defects_are_seen_by_their_kind(third: tuple[Table, list[Json]]) -> None:
    table, records = third
    truth, refused = table.truth(), defaultdict(list)
    for record in records:
        refused[truth[record_hash(record)]["defect"]].append(not table.passes(record))
    natural = refused["natural_a"] + refused["natural_b"]
    imitable = [seen for kind in IMITABLE for seen in refused[kind]]
    assert _share(natural) == pytest.approx(0.55, abs=0.06)
    assert _share(imitable) == pytest.approx(0.8, abs=0.05)
    assert _share(refused[None]) == pytest.approx(0.1, abs=0.03)
    assert len(natural) / (len(natural) + len(imitable)) == pytest.approx(0.4, abs=0.05)
    assert min(len(refused["natural_a"]), len(refused["natural_b"])) > 0.4 * len(natural)


def _changed(record: Json, other: Json) -> list[Json]:
    text = record["text"]
    first, second, *rest = re.split(r"(?<=\.) ", text)
    number = re.search(r"\d+", text)
    assert number is not None
    return [
        {"text": text.replace(number.group(), str(int(number.group()) + 3), 1)},
        {"text": text.replace(" the ", " some ", 1)},
        {"text": " ".join((second, first, *rest))},
        {"text": " ".join((second, *rest))},
        {"text": text, "working": other["text"]},
    ]


def test_changed_records_are_defective_and_strange_ones_are_sound(third: tuple[Table, list[Json]]) -> None:
    table, records = third
    changed = [c for a, b in zip(records[:200], records[200:400], strict=True) for c in _changed(a, b)]
    assert _share([not table.passes(c) for c in changed]) == pytest.approx(0.8, abs=0.03)
    rows = steering_rows(9, 600)
    assert _share([not table.passes({"text": row["text"]}) for row in rows]) == pytest.approx(0.1, abs=0.03)
    read = [table.concept(NAMES, i, row["text"]) for i, row in enumerate(rows[:250])]
    right = [name == row["concept"] for name, row in zip(read, rows, strict=False)]
    assert _share(right) == pytest.approx(0.95, abs=0.035)
    assert PLANTED not in {entry["defect"] for entry in table.truth().values()}


# concepts that the planner has split ---------------------------------------------------------------------

PARENT = NAMES[7]


def test_records_on_children_follow_their_concepts_laws_and_are_read_as_theirs() -> None:
    table = Table(2, seed=6)
    prompt = brief(job="propose_concepts", topic="a bike shop", parent={"name": PARENT}, wanted=4)
    proposed = table.said(prompt, "propose_concepts", {"concepts": {}}, 1)["concepts"]
    children = [child["name"] for child in proposed]
    records = [table.record(i, children[i % 4], attributes={"day": str(i // 8)}) for i in range(400)]
    truth = table.truth()
    entries = [truth[record_hash(record)] for record in records]
    assert {entry["asked_concept"] for entry in entries} == {PARENT}
    assert [entry["asked_leaf"] for entry in entries] == [children[i % 4] for i in range(400)]
    strayed = _share([entry["concept"] != PARENT for entry in entries])
    assert strayed == pytest.approx(table.world.drift_rate(PARENT), abs=0.05)
    defects = _share([bool(entry["defect"]) for entry in entries])
    assert defects == pytest.approx(table.world.defect_rate(PARENT, "direct"), abs=0.06)
    read: dict[str, list[bool]] = defaultdict(list)
    for i, (record, entry) in enumerate(zip(records, entries, strict=True)):
        true = entry["concept"]
        if true == PARENT:
            read["child"].append(table.concept([*NAMES[:7], *children], 0, record["text"]) == children[i % 4])
            read["parent"].append(table.concept(NAMES, 0, record["text"]) == PARENT)
            read["none"].append(table.concept([*NAMES[:7], children[(i + 1) % 4]], 0, record["text"]) is None)
            changed = {"text": record["text"].replace(" the ", " some ", 1)}
            read["changed"].append(table.concept(children, 0, changed["text"]) == children[i % 4])
        else:
            read["strayed"].append(table.concept([true, *children], 0, record["text"]) == true)
            read["unlisted"].append(table.concept(children, 0, record["text"]) is None)
    assert {kind: _share(found) for kind, found in read.items()} == pytest.approx(
        dict.fromkeys(read, 0.95), abs=0.05
    )
    assert len(read) == 6
