"""Questions that structure made, as statements; what is searched for to answer them."""

from dataclasses import asdict
from typing import Any

import pytest

from seedbed.tools.knowledge.chunks import chunk_sources
from seedbed.tools.knowledge.questions.make import make_questions
from seedbed.tools.world.lookups.naming import names_in_sentences
from seedbed.tools.world.lookups.searches import searches
from seedbed.tools.world.lookups.stated import absence, statement
from seedbed.tools.world.search import CUT, LONGEST, found, shown_text, shows
from tests.tools.knowledge.documents import RATES, RULES, document

CHUNKS = chunk_sources([document(RATES, "rates.md"), document(RULES, "rules.md")])
ITEMS = make_questions(CHUNKS)
CALLED = names_in_sentences(CHUNKS, ITEMS)


def said(question: str) -> str:
    return statement(asdict(next(item for item in ITEMS if item.question == question)), CALLED)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How much is the day rate for a tandem?", "The day rate for a tandem is £26."),
        ("Which bike type has a deposit of £60?", "The city bike has a deposit of £60."),
        ("How much is the late fee for a tandem per hour?", ""),
    ],
)
def test_a_question_becomes_a_statement(question: str, answer: str) -> None:
    known = [item.question for item in ITEMS]
    if answer:
        assert question in known and said(question) == answer


def item(question: str, kind: str = "table", answer: str = "£5", **more: Any) -> dict[str, Any]:
    plain = {
        "question": question,
        "kind": kind,
        "answer": answer,
        "value_kind": "money",
        "hops": (),
        "shown": "",
    }
    return {**plain, **more}


HOPS = [{"entry": "Tandem", "claim": "£26"}, {"entry": "City bike", "claim": "£15"}]


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (item("How much is an extra lock per day?"), "An extra lock costs £5 per day."),
        (item("For a group, what is the notice?", answer="3 days"), "For a group, the notice is 3 days."),
        (item("How many spaces does the Park shop have?", answer="4"), "The Park shop has 4 spaces."),
        (
            item("At what time does the Park shop close on Sundays?", answer="19:00"),
            "The Park shop closes at 19:00 on Sundays.",
        ),
        (
            item("Which has the lower fee: a tandem or a city bike?", "comparison", "City bike", hops=HOPS),
            "The city bike has the lower fee (£26 for the tandem, £15 for the city bike).",
        ),
        (
            item("How much higher is the fee for a bus than for a car?", "aggregate", "£11", hops=HOPS),
            "The fee is £11 higher for a bus than for a car.",
        ),
        (
            item("Which shop opens at 09:30?", "reverse table", "City bike", value_kind=""),
            "The city bike opens at 09:30.",
        ),
        (
            item("According to “Soup”, what is the prep time?", "key value", "5 min"),
            "According to “Soup”, the prep time is 5 min.",
        ),
        (item("What is the brown sugar?", "key value", "1 tbsp", value_kind="measure"), ""),
        (item("How many of the tours cost more than £5?", "aggregate", "2", hops=HOPS), ""),
        (item("When is it open?", "sentence", shown="It is open at 9."), ""),
        (
            item("When is the shop open?", "sentence", shown="The shop is open at 9."),
            "The shop is open at 9.",
        ),
    ],
)
def test_each_form_of_question_has_its_statement_or_none(asked: dict[str, Any], answer: str) -> None:
    assert statement(asked, CALLED) == answer


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("How much is the deposit for a phone?", "The documents don't say what the deposit for a phone is."),
        ("What volume does each cape have?", "The documents don't say what volume each cape has."),
        ("By whom was it made?", "The documents don't say that about the tandem."),
        ("According to “Soup”, what is the prep time?", "“Soup” doesn't say what the prep time is."),
    ],
)
def test_what_is_absent_is_said_of_what_was_asked(question: str, told: str) -> None:
    assert absence(question, "Tandem", CALLED) == told


def test_keywords_come_first_and_then_the_question() -> None:
    (first, few), (second, many) = searches("How much is the day rate for a tandem?")
    assert (first, few, many) == ("day rate tandem", 3, 5)
    assert second == "How much is the day rate for a tandem"
    (named, _), (other, _) = searches("According to “geo.md”, what happens when the ANY option is used?")
    assert named == "geo when ANY option" or "ANY" in named
    assert other != named


def test_a_long_passage_is_shown_up_to_a_line() -> None:
    text = "\n".join("word " * 20 for _ in range(40))
    shown = shown_text(text)
    assert (
        len(shown) <= LONGEST + len(CUT) and shown.endswith(CUT) and text.startswith(shown.removesuffix(CUT))
    )
    passage = {"source": "s", "start": 10, "text": text, "name": "n", "heading": "h"}
    assert shows(passage, "s", 10, 100) and not shows(passage, "s", 10 + LONGEST, 20 + LONGEST)
    assert not shows(passage, "other", 10, 100) and not shows(passage, "s", 9, 100)
    assert found([passage])["results"] == [{"source": "n", "heading": "h", "text": shown}]
