"""Rows made of documents in every format: read back with its reader, and as one who trains reads them."""

import csv
import io
import json
from typing import Any

import pytest

from seedbed.memory.spec import Label, Part
from seedbed.memory.task import GROUNDED, SUPPORT, Way
from seedbed.tools.export.exchange import UNANSWERABLE, exchange
from seedbed.tools.export.formats import BY_NAME
from seedbed.tools.export.rows import ExportRow

PLACE = {"source": "bikes.md", "heading": "Bikes > Prices"}
TEXT = "Ann Lee runs the shop in Ely. Ann Lee hires Tom."
QUESTION = {"question": "Who runs the shop?", "answer": "Ann Lee", "context": TEXT, **PLACE}
FIELDS: dict[str, dict[str, Any]] = {
    "grounded_qa": QUESTION,
    "summaries": {"summary": "Ann Lee runs the shop.", "text": TEXT, **PLACE},
    "instructions": {"instruction": "Name the boss.", "context": TEXT, "response": "Ann Lee.", **PLACE},
    "retrieval": {
        "query": "boss of the shop",
        "positive": TEXT,
        "negatives": ["The shop opens at ten.", "= Tom rides a bike."],
        **PLACE,
    },
    "claims": {"claim": "Tom runs it.", "evidence": TEXT, "label": "refuted", **PLACE},
    "extraction": {
        "text": TEXT,
        "entities": [
            {"text": "Ann Lee", "type": "person", "start": 0, "end": 7},
            {"text": "Ely", "type": "place", "start": 25, "end": 28},
            {"text": "Ann Lee", "type": "person", "start": 30, "end": 37},
            {"text": "Tom", "type": "person", "start": 44, "end": 47},
        ],
        "relations": [{"head": 2, "relation": "hires", "tail": 3}],
        **PLACE,
    },
}


def row(task: str, way: Way = "", beside: tuple[Way, ...] = (), **fields: Any) -> ExportRow:
    labels = tuple(Label(name=name) for name in SUPPORT) if task == "claims" else ()
    part = Part(name=f"part-{task}"[:40], task=task, way=way, topic="bikes", rows=1, labels=labels)  # type: ignore[arg-type]
    id = f"{task:x<16}"[:16]
    told = {"id": id, "part": part.name, **FIELDS[task], **fields}
    return ExportRow(id, part, told, "proven", id, beside or ((way,) if task == "grounded_qa" else ()))


ROWS = [row(task) for task in GROUNDED]
ABSENT = row("grounded_qa", "unanswerable", question="How old is Tom?", answer="", answerable=False)


def test_every_task_is_here() -> None:
    assert set(FIELDS) == set(GROUNDED)


def test_jsonl_keeps_rows_as_they_are() -> None:
    data = BY_NAME["jsonl"].write([*ROWS, ABSENT], (), False).data
    assert [json.loads(line) for line in data.splitlines()] == [one.row for one in [*ROWS, ABSENT]]


def test_csv_has_lists_and_objects_as_json() -> None:
    data = BY_NAME["csv"].write([*ROWS, ABSENT], (), False).data
    read = list(csv.DictReader(io.StringIO(data.decode(), newline="")))
    for shown, one in zip(read, [*ROWS, ABSENT], strict=True):
        for name, value in one.row.items():
            assert (shown[name] if isinstance(value, str) else json.loads(shown[name])) == value
        assert all(not shown[name] for name in shown.keys() - one.row.keys())


def test_parquet_has_lists_of_texts_and_of_objects() -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    without = row("extraction", entities=FIELDS["extraction"]["entities"], relations=[])
    for rows in ([*ROWS, ABSENT], [row("retrieval", negatives=[])], [without]):
        data = BY_NAME["parquet"].write(rows, (), False).data
        read = pq.read_table(io.BytesIO(data)).to_pylist()
        shown = [{name: value for name, value in one.items() if value is not None} for one in read]
        assert shown == [one.row for one in rows]
    schema = pq.read_schema(io.BytesIO(BY_NAME["parquet"].write(ROWS, (), False).data))
    assert str(schema.field("negatives").type).startswith("list<")
    assert "struct" in str(schema.field("entities").type)


@pytest.mark.parametrize("one", ROWS, ids=lambda one: one.part.task)
def test_a_chat_and_an_exchange_hold_what_is_asked_and_the_answer(one: ExportRow) -> None:
    (line,) = BY_NAME["openai"].write([one], (), False).data.splitlines()
    *asked, answered = json.loads(line)["messages"]
    (given,) = json.loads(BY_NAME["alpaca"].write([one], (), False).data)
    said = exchange(one)
    assert (given["instruction"], given["input"], given["output"]) == (
        said.instruction,
        said.input,
        said.output,
    )
    assert answered == {"role": "assistant", "content": said.output}
    words = " ".join(message["content"] for message in asked)
    assert said.instruction in words
    assert said.input in words
    assert PLACE["source"] not in words  # where it stands is nothing to train on


def test_an_instruction_is_the_users_own() -> None:
    (line,) = BY_NAME["openai"].write([row("instructions")], (), False).data.splitlines()
    asked, answered = json.loads(line)["messages"]
    assert asked == {"role": "user", "content": f"Name the boss.\n\n{TEXT}"}
    assert answered["content"] == "Ann Lee."


def test_what_is_asked_does_not_tell_whether_there_is_an_answer() -> None:
    beside: tuple[Way, ...] = ("", "unanswerable")
    answered = exchange(row("grounded_qa", "", beside))
    absent = exchange(row("grounded_qa", "unanswerable", beside, answer="", answerable=False))
    assert answered.instruction == absent.instruction
    assert UNANSWERABLE in absent.instruction
    assert (answered.output, absent.output) == ("Ann Lee", UNANSWERABLE)
    assert UNANSWERABLE not in exchange(row("grounded_qa")).instruction  # where every question has one
    full: tuple[Way, ...] = ("unanswerable", "abstractive")
    in_full = exchange(row("grounded_qa", "abstractive", full)).instruction
    assert in_full == exchange(row("grounded_qa", "unanswerable", full, answer="")).instruction
    assert "full sentences" in in_full


def test_the_number_of_the_right_passage_answers_a_query() -> None:
    said = exchange(row("retrieval"))
    assert f"[{said.output}] {TEXT}" in said.input
    assert said.input.count("\n\n[") == 3


def test_entities_are_said_by_their_words() -> None:
    said = json.loads(exchange(row("extraction")).output)
    assert said["entities"] == [
        {"text": "Ann Lee", "type": "person"},
        {"text": "Ely", "type": "place"},
        {"text": "Tom", "type": "person"},
    ]
    assert said["relations"] == [{"head": "Ann Lee", "relation": "hires", "tail": "Tom"}]


def test_claims_name_their_labels() -> None:
    said = exchange(row("claims"))
    assert said.instruction.endswith("supported, refuted, not enough information.")
    assert said.output == "refuted"
