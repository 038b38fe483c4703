"""Rules for written texts: each catches what it is for and leaves ordinary texts alone."""

import json
from pathlib import Path

import pytest

from seedbed.tools.curation.text_quality import is_word, text_faults

EXAMPLES = Path(__file__).resolve().parents[3] / "scenarios" / "demo" / "examples.jsonl"


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("Please cancel my booking for the", "breaks off"),
        ("Please cancel my booking because.", "ends in 'because'"),
        ("I lost it", "at least"),
        ("I lost the the key at your shop.", "doubles the word"),
        ("Everyone was so kind and kind to us.", "with itself"),
        ("I want a refund now please. I want a refund now please.", "twice"),
        ("Write to me at jo@mail.example about the bike.", "address"),
        ("Look at www.bikes.example for the picture.", "address"),
        ("Call me on +44 7700 900123 about the bike.", "telephone"),
        ("I left my iPhone on the saddle.", "'iPhone'"),
        ("Dear [name], I want to book a bike.", "placeholder"),
        ("As an AI I have never lost a glove at a shop.", "as a model"),
        ("Refund: I want my money back today.", "announces"),
        ("My intent: refund of the whole price.", "announces"),
        ("The flomp was gribbly and the snarf zindled.", "don't exist"),
        ('She said "come back tomorrow and left.', "open quotation"),
        ("I lost a \u202eglove\u202c at your shop.", "can't be seen"),
    ],
)
def test_a_fault_is_named(text: str, detail: str) -> None:
    assert any(detail in fault.detail for fault in text_faults(text, codes=["refund"])), text_faults(text)


@pytest.mark.parametrize(
    "text",
    [
        "Could you keep it until Saturday? Kind regards, Mira Tolland",
        "The display of the e-bike went dark after an hour, and that was that.",
        "I think I left my favourite grey jumper behind; it cost £45.50 in 2019.",
        "It asks for my card again and again. What is it waiting for? It is my mother's.",
    ],
)
def test_an_ordinary_text_has_none(text: str) -> None:
    assert text_faults(text) == []


def test_the_demo_s_examples_keep_every_rule() -> None:
    rows = [json.loads(line) for line in EXAMPLES.read_text(encoding="utf-8").splitlines()]
    labels = {row["label"] for row in rows}
    assert {row["text"]: text_faults(row["text"], codes=labels) for row in rows} == {
        r["text"]: [] for r in rows
    }
    assert all(4 <= sum(row["label"] == label for row in rows) <= 6 for label in labels)


def test_copies_of_what_was_shown_are_faults() -> None:
    shown = ["I think I left my blue rain jacket in the basket of the bike that I returned yesterday."]
    near = "I think I left my blue rain jacket in the basket of the bike that I returned on Monday."
    assert text_faults(near, shown=shown)[0].detail.startswith("copies")
    assert text_faults("Has anybody found a blue jacket in one of your bikes?", shown=shown) == []


def test_the_lexicon_is_asked_in_english_only() -> None:
    german = "Ich habe gestern meinen blauen Regenmantel bei Ihnen liegen lassen."
    assert text_faults(german, language="German") == []
    assert text_faults(german, language="English")


@pytest.mark.parametrize("word", ["colour", "favourites", "apologise", "cancelled", "rain-jacket", "tyre"])
def test_british_words_are_words(word: str) -> None:
    assert is_word(word)
