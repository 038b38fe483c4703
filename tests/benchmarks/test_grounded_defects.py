"""Planted defects of rows that are made of documents: each makes a row bad, and every task can be read."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from benchmarks.readings import grounded_defects as defects
from benchmarks.readings.defects import CATALOGUE, broken_english, wrong_span
from benchmarks.readings.good import Good
from benchmarks.readings.planting import plant
from benchmarks.readings.scoring import score
from seedbed.memory.spec import Part, Spec
from seedbed.memory.spec_file import write_spec
from seedbed.memory.task import SUPPORT, Task, Way
from seedbed.tools.knowledge.questions.items import BETWEEN
from tests.benchmarks.test_readings import EACH, bad_in, lines, read_as, write

KINDS = ("Tandem", "Racer", "Cruiser", "Porter")
PLACES = ("Harwich", "Ely", "Wroxham", "Thetford")


def passage(number: int) -> str:
    return (
        f"The {KINDS[number % 4]} {number} bike costs £{number + 20} a day and is kept at our shop "
        f"in {PLACES[number % 4]}. "
        f"A deposit of £{number + 70} is paid. "
        f"It has {number + 3} gears and can be hired by anybody who is at least {number + 12} years old."
    )


def grounded(number: int, way: Way = "") -> Good:
    text = passage(number)
    row: dict[str, Any] = {
        "question": f"How much does the {KINDS[number % 4]} {number} bike cost a day?",
        "answer": f"£{number + 20}",
        "context": text,
        "source": "bikes.md",
        "heading": "Bikes",
    }
    if way == "abstractive":
        row["answer"] = f"You pay {number + 20} pounds a day at our shop in {PLACES[number % 4]}."
    if way == "multi-hop":
        row["context"] = f"{text}{BETWEEN}Bikes of that kind weigh 20 kilograms."
    if way == "unanswerable":
        asked = "When was the bike that can be hired from here built, and what does it weigh?"
        row |= {"question": f"{number}: {asked}", "answer": "", "answerable": False}
    return Good("grounded_qa", row, [], way=way)


def summary(number: int) -> Good:
    said = (
        f"The bike costs {number + 20} pounds a day, is kept at our shop in {PLACES[number % 4]} and it "
        f"has {number + 3} gears."
    )
    row = {"summary": said, "text": passage(number), "source": "bikes.md", "heading": "Bikes"}
    return Good("summaries", row, [])


def instruction(number: int) -> Good:
    row = {
        "instruction": f"Tell a customer what bike {number} costs.",
        "response": f"It costs {number + 20} pounds a day and is kept at our shop in {PLACES[number % 4]}.",
        "context": passage(number),
        "source": "bikes.md",
        "heading": "Bikes",
    }
    return Good("instructions", row, [])


def query(number: int) -> Good:
    row = {
        "query": f"how old must a person be who wants to hire bike {number}",
        "positive": passage(number),
        "negatives": [passage(number + 1), passage(number + 2)],
        "source": "bikes.md",
        "heading": "Bikes",
    }
    return Good("retrieval", row, [])


def claim(number: int) -> Good:
    row = {
        "claim": f"The bike that is kept there has {number + 3} gears and it is for people of any height.",
        "evidence": passage(number),
        "label": SUPPORT[number % 3],
        "source": "bikes.md",
        "heading": "Bikes",
    }
    return Good("claims", row, [], SUPPORT)


def extraction(number: int) -> Good:
    text = passage(number)

    def entity(words: str, kind: str) -> dict[str, Any]:
        at = text.index(words)
        return {"text": words, "type": kind, "start": at, "end": at + len(words)}

    entities = [
        entity(f"{KINDS[number % 4]} {number} bike", "bike"),
        entity(f"£{number + 20}", "money"),
        entity(PLACES[number % 4], "place"),
    ]
    relations = [
        {"head": 0, "relation": "costs", "tail": 1},
        {"head": 0, "relation": "is kept in", "tail": 2},
    ]
    row = {
        "text": text,
        "entities": entities,
        "relations": relations,
        "source": "bikes.md",
        "heading": "Bikes",
    }
    return Good("extraction", row, [])


MAKERS: dict[tuple[Task, Way], Any] = {
    ("grounded_qa", ""): grounded,
    ("grounded_qa", "abstractive"): lambda number: grounded(number, "abstractive"),
    ("grounded_qa", "multi-hop"): lambda number: grounded(number, "multi-hop"),
    ("grounded_qa", "unanswerable"): lambda number: grounded(number, "unanswerable"),
    ("summaries", ""): summary,
    ("instructions", ""): instruction,
    ("retrieval", ""): query,
    ("claims", ""): claim,
    ("extraction", ""): extraction,
}


def among_others(good: Good, make: Any) -> Good:
    return replace(good, others=tuple(make(n).row for n in range(8)))


@pytest.mark.parametrize("make", [summary, instruction, MAKERS["grounded_qa", "abstractive"]])
@pytest.mark.parametrize("seed", range(4))
def test_what_is_said_gets_a_number_name_or_sentence_that_the_passage_lacks(make: Any, seed: int) -> None:
    good = among_others(make(seed), make)
    passage_ = passage(seed)
    for defect in (defects.other_number, defects.other_name, defects.invented_sentence):
        changed = defect(good, Random(seed))
        assert changed is not None
        ((field, text),) = changed.items()
        new = [word.strip(".") for word in text.split() if word not in str(good.row[field]).split()]
        if defect is defects.other_number:
            assert len(new) == 1
            assert new[0] not in passage_.replace("£", " ").split()
        elif defect is defects.other_name:
            assert len(new) == 1
            assert new[0] not in passage_
        else:
            assert text.startswith(str(good.row[field]))
            assert text.removeprefix(str(good.row[field])).strip() not in passage_


def test_only_supported_claims_get_another_number() -> None:
    supported, refuted, unknown = (defects.other_number(claim(n), Random(1)) for n in range(3))
    assert supported is not None
    assert supported.keys() == {"claim"}
    assert refuted is unknown is None
    denied = Good("claims", {**claim(0).row, "claim": "The bike doesn't have 5 gears."}, [], SUPPORT)
    assert defects.other_number(denied, Random(1)) is None


def test_support_is_flipped_to_what_is_surely_wrong() -> None:
    found = [defects.support_flipped(claim(n), Random(1)) for n in range(3)]
    assert found == [{"label": "refuted"}, {"label": "supported"}, {"label": "supported"}]


@pytest.mark.parametrize("seed", range(4))
def test_positive_and_negative_change_places(seed: int) -> None:
    good = query(seed)
    changed = defects.passages_exchanged(good, Random(seed))
    assert changed is not None
    assert changed["positive"] in good.row["negatives"]
    assert good.row["positive"] in changed["negatives"]
    assert {changed["positive"], *changed["negatives"]} == {good.row["positive"], *good.row["negatives"]}
    assert defects.passages_exchanged(Good("retrieval", {**good.row, "negatives": []}, []), Random(1)) is None


def test_a_place_is_left_out_that_holds_the_answer() -> None:
    good = grounded(3, "multi-hop")
    assert defects.place_left_out(good, Random(1)) == {"context": "Bikes of that kind weigh 20 kilograms."}
    assert defects.place_left_out(grounded(3), Random(1)) is None


@pytest.mark.parametrize("seed", range(3))
def test_an_unanswerable_question_becomes_one_that_its_passage_answers(seed: int) -> None:
    good = among_others(grounded(seed, "unanswerable"), grounded)
    changed = defects.answerable(good, Random(seed))
    assert changed is not None
    asked = changed["question"]
    context = changed.get("context", good.row["context"])
    assert asked != good.row["question"]
    assert any(word in context for word in asked.strip("?").split() if len(word) > 4)
    assert defects.answerable(grounded(seed), Random(seed)) is None
    assert wrong_span(good, Random(seed)) is None


@pytest.mark.parametrize("seed", range(6))
def test_a_span_takes_in_a_word_beside_the_entity(seed: int) -> None:
    good = extraction(seed)
    changed = defects.span_off(good, Random(seed))
    assert changed is not None
    wrong = [
        (new, old) for new, old in zip(changed["entities"], good.row["entities"], strict=True) if new != old
    ]
    ((new, old),) = wrong
    assert good.row["text"][new["start"] : new["end"]] == new["text"]
    assert old["text"] in new["text"]
    assert len(new["text"].split()) == len(old["text"].split()) + 1


@pytest.mark.parametrize("seed", range(6))
def test_types_and_ends_are_exchanged(seed: int) -> None:
    good = among_others(extraction(seed), extraction)
    typed = defects.type_exchanged(good, Random(seed))
    turned = defects.ends_exchanged(good, Random(seed))
    assert typed is not None
    assert turned is not None
    pairs = list(zip(typed["entities"], good.row["entities"], strict=True))
    assert sum(new["type"] != old["type"] for new, old in pairs) == 1
    assert all(new["text"] == old["text"] for new, old in pairs)
    ends = [(r["head"], r["tail"]) for r in turned["relations"]]
    was = [(r["head"], r["tail"]) for r in good.row["relations"]]
    assert sum(new != old for new, old in zip(ends, was, strict=True)) == 1
    assert {frozenset(e) for e in ends} == {frozenset(e) for e in was}


def test_every_task_of_documents_has_defects() -> None:
    tasks = {task for _, those in CATALOGUE.values() for task in those}
    assert tasks >= {task for task, _ in MAKERS}
    for make in (summary, claim, instruction):
        assert broken_english(make(1), Random(1)) is not None


@pytest.mark.parametrize(("task", "way"), MAKERS)
def test_a_run_of_every_task_is_planted_and_scored(tmp_path: Path, task: Task, way: Way) -> None:
    run, out = tmp_path / "run", tmp_path / "out"
    make = MAKERS[task, way]
    run.mkdir()
    write_spec(
        Spec(parts=(Part(task=task, way=way, topic="bikes", rows=EACH),), sources=("b",)), run / "spec.yaml"
    )
    (run / "report.json").write_text("{}", encoding="utf-8")
    goods = [make(number) for number in range(EACH)]
    write(run / "dataset.jsonl", [{**good.row, "id": f"{n:02}"} for n, good in enumerate(goods)])
    write(
        run / "provenance.jsonl",
        [{"id": f"{n:02}", "cell": "rows/all/any/any", "evidence": []} for n in range(EACH)],
    )
    about = plant(run, out, 1)
    assert about["accepted"] == EACH
    assert 4 <= sum(about["planted"].values()) <= round(EACH / 4)
    assert Counter(bad_in(out).values()) == about["planted"]
    rows = {line["id"]: line for line in lines(run / "dataset.jsonl")}
    sheet = {line["number"]: line for line in lines(out / "sheet.jsonl")}
    for line in lines(out / "key.jsonl"):
        shown = {name: x for name, x in sheet[line["number"]].items() if name not in ("number", "part")}
        assert (shown.items() <= rows[line["row"]].items()) != bool(line["planted"])
    read_as(out, {number: number not in bad_in(out) for number in sheet})
    result = json.loads(json.dumps(score(out)))
    assert result["accepted"]["share"] == 1
    assert result["planted"]["all"]["caught"] == result["planted"]["all"]["read"]
