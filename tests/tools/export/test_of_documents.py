"""Rows made of documents in every format: read back with its reader, and as one who trains reads them."""

import csv
import io
import json
from typing import Any

import pytest

from seedbed.memory.spec import ROLES_OFFLINE, Part
from seedbed.tools.export.formats import BY_NAME
from seedbed.tools.export.rows import ExportRow
from tests.recipes.trying import recipe_of, written
from tests.tools.export.talks import row as exchange
from tests.tools.export.talks import said, says, user

TEXT = "Ann Lee runs the shop in Ely. Ann Lee hires Tom."
QUESTION = {
    "question": "Who runs the shop?",
    "answer": "Ann Lee",
    "context": TEXT,
    "source": "bikes.md",
    "heading": "Bikes > Prices",
}
KINDS: dict[str, tuple[dict[str, str], dict[str, Any]]] = {
    "questions": (dict(ROLES_OFFLINE["questions"]), QUESTION),
    "summaries": (
        {"passage": "prompt", "summary": "response"},
        {"passage": TEXT, "summary": "Ann Lee runs the shop."},
    ),
    "retrieval-pairs": (
        {"query": "prompt", "positive": "response", "negatives": "context"},
        {"query": "boss of the shop", "positive": TEXT, "negatives": ["It opens at ten.", "= Tom rides."]},
    ),
    "claims": (
        {"claim": "text", "evidence": "context", "label": "label"},
        {"claim": "Tom runs it.", "evidence": TEXT, "label": "refuted"},
    ),
    "extraction": (
        {"passage": "prompt", "kinds": "context", "entities": "response"},
        {"passage": TEXT, "kinds": ["person"], "entities": [{"name": "Tom", "kind": "person"}]},
    ),
}
"""Source or recipe → (field → role, the fields of a row)."""


def row(kind: str, **fields: Any) -> ExportRow:
    roles, told = KINDS[kind]
    made: dict[str, Any] = {"offline": kind} if kind == "questions" else {"recipe": kind, "row_roles": roles}
    part = Part(name=f"part-{kind}", topic="bikes", rows=1, **made)
    id = f"{kind:x<16}"[:16]
    return ExportRow(id, part, {"id": id, "part": part.name, **told, **fields}, "proven", id)


ROWS = [row(kind) for kind in KINDS]


def test_csv_has_lists_and_objects_as_json() -> None:
    data = BY_NAME["csv"].write(ROWS, (), False).data
    read = list(csv.DictReader(io.StringIO(data.decode(), newline="")))
    for shown, one in zip(read, ROWS, strict=True):
        for name, value in one.row.items():
            assert (shown[name] if isinstance(value, str) else json.loads(shown[name])) == value
        assert all(not shown[name] for name in shown.keys() - one.row.keys())


def test_parquet_has_lists_of_texts_and_of_objects() -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    for rows in (ROWS, [row("retrieval-pairs", negatives=[])], [row("extraction", entities=[])]):
        data = BY_NAME["parquet"].write(rows, (), False).data
        read = pq.read_table(io.BytesIO(data)).to_pylist()
        shown = [{name: value for name, value in one.items() if value is not None} for one in read]
        assert shown == [one.row for one in rows]
    schema = pq.read_schema(io.BytesIO(BY_NAME["parquet"].write(ROWS, (), False).data))
    assert str(schema.field("negatives").type).startswith("list<")
    assert "struct" in str(schema.field("entities").type)


PLACE = {"source": "bikes.md", "start": 4, "end": 33, "quote": "Ann Lee runs the shop in Ely."}
OTHER = {"source": "people.md", "start": 0, "end": 17, "quote": "Ann Lee hires Tom."}


def test_of_passages_a_chat_has_the_words() -> None:
    def said(**fields: Any) -> str:
        roles = {"asked": "prompt", "pages": "context", "reply": "response"}
        part = Part(name="p", topic="bikes", rows=1, recipe="summaries", row_roles=roles)
        given = ExportRow("a" * 16, part, {"id": "a", "part": "p", **fields, "reply": "Yes."}, "proven", "a")
        (line,) = BY_NAME["openai"].write([given], (), False).data.splitlines()
        asked, answered = json.loads(line)["messages"]
        assert answered["content"] == "Yes."
        return str(asked["content"])

    assert said(asked=PLACE) == PLACE["quote"]
    assert said(asked="Who?", pages=[PLACE, OTHER]) == (
        f"Who?\n\nbikes.md:\n{PLACE['quote']}\n\npeople.md:\n{OTHER['quote']}"
    )
    quoted = {"quote": "Ann Lee", "speaker": "Tom"}  # an object of the row's own stays whole
    assert json.loads(said(asked=quoted)) == quoted


@pytest.mark.parametrize("one", ROWS, ids=lambda one: one.part.name)
def test_a_chat_and_an_exchange_hold_what_is_asked_and_the_answer(one: ExportRow) -> None:
    (line,) = BY_NAME["openai"].write([one], (), False).data.splitlines()
    *asked, answered = json.loads(line)["messages"]
    pair = json.loads(BY_NAME["trl-sft"].write([one], (), False).data)
    assert (pair["prompt"], pair["completion"]) == (asked, [answered])
    (given,) = json.loads(BY_NAME["alpaca"].write([one], (), False).data)
    assert answered == {"role": "assistant", "content": given["output"]}
    words = " ".join(message["content"] for message in asked)
    assert given["instruction"] in words and given["input"] in words
    assert TEXT in words or one.part.recipe == "retrieval-pairs"


@pytest.mark.parametrize("calls", [[], [{"name": "now", "arguments": {"zone": "UTC"}}]])
def test_calls_that_answer_a_request_are_calls_of_its_tools(calls: list[Any]) -> None:
    tools = [{"name": "now", "parameters": {"type": "object"}}]
    fields = {"day": "Monday", "ask": "What time is it?", "tools": tools, "calls": calls}
    fields["reply"] = "" if calls else "Where?"
    roles = {"day": "context", "ask": "prompt", "tools": "context", "calls": "response", "reply": "response"}
    told = {
        name: BY_NAME[name].write([exchange(fields, 1, **roles)], (), False)
        for name in ("openai", "trl-sft", "llamafactory")
    }
    assert not any(one.warnings for one in told.values())
    chat, pair, ours = (json.loads(one.data) for one in told.values())
    asked = {"role": "user", "content": "What time is it?\n\nMonday"}
    assert chat["messages"][0] == pair["prompt"][0] == asked
    assert chat["tools"] == pair["tools"] == [{"type": "function", "function": tools[0]}]
    answer, completion, turn = chat["messages"][1], pair["completion"][0], ours[0]["conversations"][1]
    if calls:
        assert answer["content"] is None and completion["tool_calls"][0]["function"] == calls[0]
        assert turn == {"from": "function_call", "value": json.dumps(calls[0])}
    else:
        assert answer == completion == {"role": "assistant", "content": "Where?"}
        assert turn == {"from": "gpt", "value": "Where?"}


@pytest.mark.parametrize("empty", [{}, {"type": "object", "properties": {}}, [{}], [[{"a": {}}]]])
def test_parquet_takes_objects_without_fields_as_text(empty: Any) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    fields = {"ask": "What time is it?", "tools": [{"name": "now", "parameters": empty}]}
    rows = [exchange(fields, number, ask="prompt", tools="context") for number in range(2)]
    read = pq.read_table(io.BytesIO(BY_NAME["parquet"].write(rows, (), False).data)).to_pylist()
    assert [json.loads(row["tools"]) for row in read] == [fields["tools"]] * 2


@pytest.mark.parametrize(
    ("roles", "fields", "answer"),
    [
        ({"text": "text", "tags": "label"}, {"text": TEXT, "tags": []}, "[]"),
        (
            {"text": "text", "mood": "label", "tags": "label"},
            {"text": TEXT, "mood": 0, "tags": []},
            "mood: 0\n\ntags: []",
        ),
        ({"passage": "prompt", "entities": "response"}, {"passage": TEXT, "entities": []}, "[]"),
        (
            {"passage": "prompt", "people": "response", "links": "response"},
            {"passage": TEXT, "people": ["Ann"], "links": []},
            'people: ["Ann"]\n\nlinks: []',
        ),
        (
            {"address": "prompt", "street": "response", "town": "response"},
            {"address": TEXT, "street": "", "town": "Ely"},
            "town: Ely",
        ),
        ({"question": "prompt", "answer": "response", "said": "label"}, {"question": TEXT, "answer": ""}, ""),
        ({"line": "prompt", "mended": "response"}, {"line": TEXT, "mended": None}, ""),
    ],
)
def test_an_empty_list_or_text_is_an_answer(
    roles: dict[str, str], fields: dict[str, Any], answer: str
) -> None:
    part = Part(name="p", topic="bikes", rows=1, recipe="r", row_roles=roles)
    written = BY_NAME["openai"].write([ExportRow("a", part, {"id": "a", **fields}, "proven", "a")], (), False)
    *_, asked, said = json.loads(written.data)["messages"]
    assert (asked["content"], said["content"]) == (TEXT, answer)
    assert [one[:26] for one in written.warnings] == ["1 row with an empty answer"][: not answer]


def test_where_nothing_asks_what_is_given_does() -> None:
    fields, roles = {"article": TEXT, "headline": "Tom's job"}, {"article": "context", "headline": "response"}
    asked: Any = exchange(fields, 0, **roles)
    assert said("trl-sft", asked) == [{"prompt": [user(TEXT)], "completion": [says("Tom's job")]}]


def test_a_text_to_be_marked_is_asked_without_its_marks() -> None:
    roles: Any = {one.name: one.role for one in recipe_of("marked-personal-data").row}
    one = written("marked-personal-data")[0].row
    (line,) = said("trl-sft", exchange({name: one[name] for name in roles}, **roles))
    assert line["prompt"] == [user(one["text"])] and one["tagged"] in line["completion"][0]["content"]
