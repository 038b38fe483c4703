"""Structured questions as queries."""

import pytest

from seedbed.tools.knowledge.pairs.query import query_of


@pytest.mark.parametrize(
    ("question", "proof", "asked", "keywords"),
    [
        (
            "How much is the deposit for a tandem?",
            "Tandem: Deposit £110",
            "How much is the deposit for a tandem?",
            "tandem deposit",
        ),
        (
            "How many people who live at the same address does the Family plan cover?",
            "The Family plan covers up to 5 people who live at the same address.",
            "How many people who live at the same address does the Family plan cover?",
            "family plan covers people live same address",
        ),
        (
            "According to “Blueberry Muffins”, what is the cook time?",
            "Cook time: 30 min",
            "Blueberry Muffins: what is the cook time?",
            "blueberry muffins cook time",
        ),
        (
            "According to “hincrby.md”, what happens if key does not exist?",
            "If key does not exist, a new key holding a hash is created.",
            "hincrby: what happens if key does not exist?",
            "hincrby key not exist",
        ),
        (
            "When is the --eval option useful, according to the section “Scripts” of “Redis CLI”?",
            "The --eval option is useful when writing simple scripts.",
            "Redis CLI, Scripts: When is the --eval option useful?",
            "redis CLI scripts eval option useful",
        ),
        (
            "To what does every Redis function belong, according to the section “Libraries and functions”?",
            "Every Redis function belongs to a single library that's loaded to Redis.",
            "Libraries and functions: To what does every Redis function belong?",
            "libraries redis function belongs",
        ),
        ("What is the purpose of “RI_LOG”?", "", "What is the purpose of RI_LOG?", "purpose RI_LOG"),
        ("Which tour costs £2.50?", "", "Which tour costs £2.50?", "tour costs £2.50"),
        ("Who is Ida?", "", "Who is Ida?", ""),
        ("According to the section “Output” of “role.md”, what does the command return?", "", "", ""),
        ("According to the section “!!! Warning” of “X”, what is it?", "", "", ""),
        (f"According to “{'Very ' * 10}long”, what is it?", "", "", ""),
    ],
)
def test_a_question_becomes_a_query(question: str, proof: str, asked: str, keywords: str) -> None:
    assert query_of(question, "question", proof) == asked
    assert query_of(question, "keywords", proof) == keywords


def test_keywords_leave_out_what_a_question_asks_for() -> None:
    question, proof = "After how many days do free hours expire?", "Free hours expire after 30 days."
    assert query_of(question, "keywords", proof) == "free hours expire"
    question, proof = "At what time does the Station shop open?", "Station shop: Opens 08:30"
    assert query_of(question, "keywords", proof) == "station shop opens"
