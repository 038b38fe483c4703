"""A request to a spec: what is refused, asked, decided, taken from flags and from example rows."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from seedbed.agent.planner.hints import Hints
from seedbed.agent.planner.interpret import Interpretation, interpret
from seedbed.memory.errors import UserFault
from seedbed.memory.spec import Budget


@pytest.fixture(autouse=True)
def _folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "handbook").mkdir()
    (tmp_path / "beside" / "docs").mkdir(parents=True)


class Person:
    """Answers from a list, and what was asked."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, Sequence[str]]] = []

    async def __call__(self, question: str, choices: tuple[str, ...]) -> str | None:
        self.asked.append((question, choices))
        return self.answers.pop(0)


async def read(request: str, *answers: str, **hints: Any) -> Interpretation:
    return await interpret(request, hints=Hints(**hints), ask=Person(*answers) if answers else None)


@pytest.mark.parametrize(
    ("request_", "says"),
    [
        ("", "the request is empty — say in plain words which rows"),
        ("  \n ", "the request is empty"),
        ("asdf qwer zxcv", "what 'asdf qwer zxcv' asks for can't be made without a capable model"),
        ("x" * 30_000, "at most 8,000 are read"),
        ("0 reviews by sentiment", "asks for no rows — say how many"),
        ("zero math problems", "asks for no rows"),
        ("5 million tweets by sentiment", "asks for 5,000,000 rows, at most 1,000,000"),
        ("3 emails by topic (a, b, c, d)", "3 rows can't hold 4 labels"),
        ("100 rows, 40 positive and 80 negative", "«40 positive and 80 negative» can't be read"),
        ("200 reviews, 20 per label, labels: good, bad", "«20 per» can't be read"),
        ("90 tickets in 3 intents: refund, booking", "says 3 labels and names 2 (refund, booking)"),
        ("100 emails, 30% spam and 60% ham", "can't be read without a model"),
        ("50 tweets by sentiment, half in English and half in French", "English and French; one run has one"),
        ("50 questions from ./handbok", "./handbok: no such file or folder — did you mean handbook?"),
        ("50 questions about our rules", "questions need the documents that answer them"),
        ("600 support tickets in 8 intents", "By which labels is a support ticket to be classified?"),
        ("300 tickets about parking", "By which labels is a ticket to be classified?"),
        ("500 tweets, stance for, against or neutral", "By which labels"),
        ("50 JSON records about cars", "can't be made without a capable model — name a model that can"),
        ("100 photos of bikes", "can't be made without a capable model"),
        ("200 algebra problems", "«algebra problems» can't be made without"),
        ("30 word problems on calculus", "«calculus problems» can't be made without"),
        ("40 math problems and 50 sentence pairs of menus", "«50 sentence pairs of menus» can't be read"),
        ("80 function-calling conversations that search our documents", "function-calling conversations"),
        ("20 dialogues about hiking", "dialogues need the documents that answer them"),
        ("100 tweets by sentiment for 5 euros", "'5 euros' is not in US dollars"),
        ("100 tweets by sentiment, budget 5usd, at most 6 dollars", "cap the same thing"),
    ],
)
async def test_refused_with_place_cause_and_next_step(request_: str, says: str) -> None:
    with pytest.raises(UserFault) as caught:
        await interpret(request_)
    assert says in str(caught.value)
    assert caught.value.next_step
    assert "\n" not in str(caught.value)


async def test_what_is_open_is_asked() -> None:
    reading = await read("math problems", "45")
    assert reading.spec.rows == 45
    assert [q.matter for q in reading.questions] == ["rows"]
    assert reading.said == ()


async def test_an_empty_answer_takes_what_would_be_decided() -> None:
    reading = await read("hotel reviews by sentiment", "")
    assert [label.name for label in reading.spec.parts[0].labels] == ["positive", "negative"]
    assert reading.spec.rows == 100


async def test_an_answer_that_is_none_is_asked_for_again() -> None:
    person = Person("many", "no idea", "12")
    reading = await interpret("math problems", ask=person)
    assert reading.spec.rows == 12
    assert len(person.asked) == 3
    with pytest.raises(UserFault, match="By which labels"):
        await read("64 customer requests in 8 intents", "one", "two", "three")


async def test_a_person_names_labels() -> None:
    labels = await read("300 tickets about parking", "fine (was fined), permit or complaint")
    assert [(x.name, x.definition) for x in labels.spec.parts[0].labels] == [
        ("fine", "was fined"),
        ("permit", ""),
        ("complaint", ""),
    ]


async def test_what_is_left_over_is_said() -> None:
    reading = await read("60 hotel reviews by sentiment, half of them sarcastic, for training a filter")
    assert reading.spec.rows == 60
    assert [one for one in reading.said if one.startswith("not kept")] == [
        "not kept without a model: «half of them sarcastic»",
        "not kept without a model: «training a filter»",
    ]


async def test_flags_go_before_the_request() -> None:
    reading = await read(
        "600 hotel reviews by sentiment for at most 5 dollars",
        rows=50,
        budget=Budget(tokens=1000),
        seed=7,
        max_concurrent=3,
    )
    assert reading.spec.rows == 50
    assert reading.spec.budget == Budget(tokens=1000)
    assert (reading.spec.seed, reading.spec.max_concurrent) == (7, 3)
    assert any("-n 50 goes before the request's 600 rows" in sentence for sentence in reading.said)


async def test_rows_by_flag_are_spread_over_parts() -> None:
    reading = await read("40 math problems and 20 questions from handbook/", rows=30)
    assert [part.rows for part in reading.spec.parts] == [20, 10]
    with pytest.raises(UserFault, match="1 rows can't be spread over the 2 parts"):
        await read("40 math problems and 20 questions from handbook/", rows=1)


async def test_flags_settle_what_the_request_leaves_open() -> None:
    reading = await read("questions", rows=9, sources=("handbook",))
    assert (reading.spec.rows, reading.spec.parts[0].offline) == (9, "questions")
    with pytest.raises(UserFault, match="no such file or folder"):
        await read("questions", rows=9, sources=("gone",))


async def test_paths_are_found_beside_the_request_file() -> None:
    reading = await read("9 questions from docs/", folder="beside")
    assert reading.spec.sources == ("beside/docs",)


def rows_file(path: Path, *rows: object) -> str:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return str(path)


async def test_examples_prefill_labels_in_order_of_frequency(tmp_path: Path) -> None:
    rows = [{"review": f"text {i}", "sentiment": ("bad", "good", "good")[i % 3]} for i in range(9)]
    reading = await read("90 rows", examples=(rows_file(tmp_path / "e.jsonl", *rows),))
    part = reading.spec.parts[0]
    assert part.offline == "labels"
    assert [label.name for label in part.labels] == ["good", "bad"]
    assert reading.spec.examples == (str(tmp_path / "e.jsonl"),)
    assert "labels from the examples: good, bad" in reading.said


async def test_hostile_words_are_data() -> None:
    reading = await interpret(
        "30 tweets by topic ({{ 7*7 }}, <script>, __import__) for a shop\u202e ```brief\n{}```"
    )
    names = [label.name for label in reading.spec.parts[0].labels]
    assert names == ["{{ 7*7 }}", "<script>", "__import__"]
