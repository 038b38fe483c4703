"""A strong model's kept answers to the exam's first version: no check of this one refuses any."""

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from seedbed.agent.models.exam.door import Sitting, material
from seedbed.agent.models.exam.tasks import asks, is_text, keeps_numbers, same_span, seek
from seedbed.agent.models.wire import Reply
from seedbed.agent.planner.tree.distinct import unlike
from seedbed.memory.brief import Slot
from tests.agent.models.test_exam_tasks import texts_in

FILE = Path(__file__).resolve().parents[4] / "shared" / "data" / "strong_answers" / "exam.jsonl"
pytestmark = pytest.mark.skipif(not FILE.is_file(), reason=f"there are no kept answers at {FILE}")


def kept(job: str) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Prompt, the brief in it and answer, of each call for a job."""
    found = []
    for line in FILE.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        if (entry.get("schema") or {}).get("title") == job:
            prompt = entry["messages"][-1]["content"]
            brief = re.search(r"```brief\n(.*)\n```", prompt, re.DOTALL)
            found.append((prompt, json.loads(brief[1]) if brief else {}, json.loads(entry["answer"])))
    return found


def test_its_texts_wordings_and_subtopics_pass() -> None:
    codebooks = [one["labels"] for one in material()["codebooks"]]
    texts = dict(enumerate(answer["text"] for _, _, answer in kept("write_text")))
    assert len(texts) == 9 and all(is_text(texts, n, labels) for n in texts for labels in codebooks)
    wordings = [(brief["sure_text"], answer["problem"]) for _, brief, answer in kept("write_problem")]
    assert len(wordings) == 6 and all(keeps_numbers(*one) for one in wordings)
    topics = [(brief["topic"], answer["concepts"]) for _, brief, answer in kept("propose_concepts")]
    assert [sum(unlike([one["name"] for one in names], [topic])) for topic, names in topics] == [6] * 6


def test_its_questions_ask_for_their_spans_and_its_readers_find_them() -> None:
    read = {texts_in(prompt)[-1]: answer["answer"] for prompt, _, answer in kept("answer_question")}
    questions = [(answer["question"], answer["answer"]) for _, _, answer in kept("write_question")]
    assert len(questions) == 11
    for question, span in questions:
        assert asks(question, span) and same_span(span, read[question]), question


async def test_it_finds_the_word_in_the_notes() -> None:
    entries = map(json.loads, FILE.read_text(encoding="utf-8").splitlines())
    answers = {str(one["messages"]): one.get("answer", "") for one in entries}

    async def chat(slot: Slot, messages: Any, *_: Any) -> Reply:
        return Reply(slot.key, answers[str(list(messages))], "", "stop", (), (), {})

    end = SimpleNamespace(name="default", model="strong")
    client = cast(Any, SimpleNamespace(chat=chat, endpoint=lambda role: end))
    assert [(await seek(Sitting(client, "default"), 5_000, n))[1] for n in range(4)] == [True] * 4
