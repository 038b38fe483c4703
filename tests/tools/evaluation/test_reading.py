"""A row made of documents, as a person reads it."""

from typing import Any

import pytest

from seedbed.memory.candidate import Draft, Verdict
from seedbed.memory.spec import Part
from seedbed.memory.store.protocol import Candidate
from seedbed.memory.task import GROUNDED, Task
from seedbed.tools.evaluation.reading import Reading, read
from tests.tools.export.test_of_documents import FIELDS, PLACE


def read_as(task: Task, **fields: Any) -> Reading:
    draft = Draft(row={**FIELDS[task], **fields}, grade="proven")
    verdict = Verdict(state="accepted", cell="rows/a/any/any")
    return read(Candidate(1, "a" * 16, verdict, draft), Part(task=task, topic="bikes", rows=1))


@pytest.mark.parametrize("task", GROUNDED)
def test_every_field_is_told(task: Task) -> None:
    told = read_as(task)
    said = "\n".join([told.text, *(value for _, value in told.claims)])
    spoken = {name: value for name, value in FIELDS[task].items() if name != "context" and name not in PLACE}
    for value in spoken.values():
        for one in value if isinstance(value, list) else [value]:
            assert (one if isinstance(one, str) else str(one.get("text", one.get("relation")))) in said
    assert ("from", "bikes.md › Bikes › Prices") in told.claims


def test_a_question_without_an_answer_says_so() -> None:
    told = read_as("grounded_qa", answer="", answerable=False)
    assert ("answer", "none in the documents") in told.claims


def test_relations_are_told_by_their_words() -> None:
    assert ("relations", "Ann Lee — hires → Tom") in read_as("extraction").claims
