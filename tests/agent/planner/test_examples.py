"""Example rows: which task they show, and what is wrong with a file."""

import json
from pathlib import Path

import pytest

from seedbed.agent.planner.examples import examples_for, read_examples
from seedbed.memory.errors import UserFault
from seedbed.memory.spec import Label, Part

ASKED = ({"role": "user", "content": "a"}, {"role": "assistant", "content": "b"})
CALL = {"id": "1", "type": "function", "function": {"name": "f", "arguments": '{"x": 1}'}}
CALLED = [
    {"role": "user", "content": "a"},
    {"role": "assistant", "content": "", "tool_calls": [CALL]},
    {"role": "tool", "content": "2", "tool_call_id": "1"},
    {"role": "assistant", "content": "It is 2."},
]
TOOL = {
    "type": "function",
    "function": {
        "name": "f",
        "description": "Adds one.",
        "parameters": {
            "type": "object",
            "properties": {"x": {"type": "integer"}},
            "additionalProperties": False,
        },
    },
}


def file(folder: Path, *rows: object, name: str = "e.jsonl") -> str:
    path = folder / name
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows))
    return str(path)


@pytest.mark.parametrize(
    ("row", "task", "becomes"),
    [
        ({"text": "a", "label": "x"}, "classification", {"text": "a", "label": "x"}),
        ({"Sentence": "a", "Category": 3}, "classification", {"text": "a", "label": "3"}),
        ({"text": "a"}, "classification", {"text": "a"}),
        ({"question": "a", "answer": "It is b."}, "grounded_qa", {"question": "a", "answer": "It is b."}),
        (
            {"question": "a", "answer": "… #### 1,200"},
            "mathematics",
            {"question": "a", "answer": "… #### 1,200"},
        ),
        (
            {"instruction": "a", "output": "b " * 60},
            "grounded_qa",
            {"question": "a", "answer": ("b " * 60).strip()},
        ),
        (
            {"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b c"}]},
            "grounded_qa",
            {"question": "a", "answer": "b c"},
        ),
        ({"city": "Rome", "size": 3}, "records", {"city": "Rome", "size": 3}),
        ({"messages": [*ASKED, *ASKED], "id": 3}, "dialogues", {"messages": [*ASKED, *ASKED]}),
        (
            {"conversations": [{"from": who, "value": "hm"} for who in ("human", "gpt") * 2]},
            "dialogues",
            {"messages": [{"role": who, "content": "hm"} for who in ("user", "assistant") * 2]},
        ),
        ({"messages": CALLED, "tools": [TOOL]}, "tool_use", {"messages": CALLED, "tools": [TOOL]}),
        ({"messages": CALLED}, "tool_use", {"messages": CALLED, "tools": []}),
        (
            {"claim": "a", "evidence": "b", "label": "SUPPORTS", "id": 7},
            "claims",
            {"claim": "a", "evidence": "b", "label": "supported"},
        ),
        (
            {"premise": "b", "hypothesis": "a", "label": "neutral"},
            "claims",
            {"claim": "a", "evidence": "b", "label": "not enough information"},
        ),
        (
            {"query": "a", "pos": ["b"], "neg": ["c", "d"]},
            "retrieval",
            {"query": "a", "positive": "b", "negatives": ["c", "d"]},
        ),
        (
            {"question": "a", "positive_ctxs": [{"title": "t", "text": "b"}], "answers": ["x"]},
            "retrieval",
            {"query": "a", "positive": "b", "negatives": []},
        ),
        (
            {"text": "Ann left.", "entities": [{"text": "Ann", "type": "person"}]},
            "extraction",
            {"text": "Ann left.", "entities": [{"text": "Ann", "type": "person"}], "relations": []},
        ),
        (
            {"question": "a", "answer": "", "is_impossible": True},
            "grounded_qa",
            {"question": "a", "answer": "", "answerable": False},
        ),
    ],
)
def test_forms(tmp_path: Path, row: object, task: str, becomes: object) -> None:
    examples = read_examples([file(tmp_path, row)])
    assert examples.task == task
    assert examples.rows == (becomes,)


def test_labels_come_by_frequency_over_all_files(tmp_path: Path) -> None:
    one = file(tmp_path, {"text": "1", "label": "b"}, {"text": "2", "label": "a"})
    two = file(tmp_path, {"text": "3", "label": "a"}, name="f.jsonl")
    assert read_examples([one, two]).labels == ("a", "b")


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([], "there are no rows"),
        (["not json"], "line 1: is not JSON"),
        ([{"text": "a", "label": "b"}, "[1]"], "line 2: is no object"),
        ([{"text": "a", "label": "b"}, {"txt": "c", "label": "b"}], "line 2: has no text under 'text'"),
        ([{"text": "a", "label": "b"}, {"text": "c"}], "line 2: has no single value under 'label'"),
        (
            [{"messages": [{"role": "user", "content": "a"}] * 4}],
            "line 1: messages: no turn of the assistant",
        ),
        (
            [{"messages": [*ASKED]}, {"messages": [*ASKED, *ASKED]}, {"messages": [{"role": "x"}]}],
            "line 3: messages.0.role: there is no role 'x'",
        ),
        ([{"text": str(i), "label": f"l{i}"} for i in range(300)], "too many to be labels"),
        (["[" * 3000], "is not JSON"),
    ],
)
def test_faults_name_file_and_line(tmp_path: Path, rows: list[object], says: str) -> None:
    with pytest.raises(UserFault) as caught:
        read_examples([file(tmp_path, *rows)])
    assert says in str(caught.value)
    assert "e.jsonl" in str(caught.value)


def test_unreadable_files(tmp_path: Path) -> None:
    with pytest.raises(UserFault, match="can't be read: No such file"):
        read_examples([str(tmp_path / "gone.jsonl")])
    (tmp_path / "x.jsonl").write_bytes(b"\xff\xfe")
    with pytest.raises(UserFault, match="no UTF-8"):
        read_examples([str(tmp_path / "x.jsonl")])


def test_rows_serve_the_parts_that_they_fit(tmp_path: Path) -> None:
    examples = read_examples([file(tmp_path, {"text": "1", "label": "a"}, {"text": "2", "label": "z"})])
    labels = (Label(name="a"), Label(name="b"))
    texts = Part(task="classification", topic="t", rows=1, labels=labels)
    assert examples_for(texts, examples) == ({"text": "1", "label": "a"},)
    assert examples_for(Part(task="mathematics", topic="t", rows=1), examples) == ()
    assert read_examples([]).rows == ()


def test_a_question_without_an_answer_serves_no_cited_one(tmp_path: Path) -> None:
    answered, unanswered = {"question": "a", "answer": "It is b."}, {"question": "c", "answerable": False}
    examples = read_examples([file(tmp_path, {**answered}, {**unanswered, "answer": ""})])
    assert examples_for(Part(offline="questions", topic="t", rows=1), examples) == (answered,)


def test_labels_of_claims_are_read_as_they_are_usually_called(tmp_path: Path) -> None:
    rows = [{"claim": "a", "label": "REFUTES"}, {"claim": "b", "label": "NOT ENOUGH INFO"}]
    examples = read_examples([file(tmp_path, *rows)])
    assert examples.labels == ("refuted", "not enough information")


def test_a_label_that_claims_have_not_makes_a_file_of_another_kind(tmp_path: Path) -> None:
    rows = [{"claim": "a", "label": "car"}, {"claim": "b", "label": "home"}]
    assert read_examples([file(tmp_path, *rows)]).task == "records"
