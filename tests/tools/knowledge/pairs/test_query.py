"""Structured questions as queries."""

import pytest

from seedbed.tools.knowledge.pairs.query import query_of


@pytest.mark.parametrize(
    ("question", "asked", "keywords"),
    [
        (
            "How much is the deposit for a tandem?",
            "How much is the deposit for a tandem?",
            "deposit tandem",
        ),
        (
            "According to “Blueberry Muffins”, what is the cook time?",
            "Blueberry Muffins: what is the cook time?",
            "Blueberry Muffins cook time",
        ),
        (
            "According to “hincrby.md”, what happens if key does not exist?",
            "hincrby: what happens if key does not exist?",
            "hincrby key not exist",
        ),
        (
            "When is the --eval option useful, according to the section “Scripts” of “Redis CLI”?",
            "Redis CLI, Scripts: When is the --eval option useful?",
            "Redis CLI Scripts eval option useful",
        ),
        ("What is the purpose of “RI_LOG”?", "What is the purpose of RI_LOG?", "purpose RI_LOG"),
        ("Which tour costs £2.50?", "Which tour costs £2.50?", "tour costs £2.50"),
        ("Who is there?", "Who is there?", ""),
        ("According to the section “!!! Warning” of “X”, what is it?", "", ""),
    ],
)
def test_a_question_becomes_a_query(question: str, asked: str, keywords: str) -> None:
    assert query_of(question, "question") == asked
    assert query_of(question, "keywords") == keywords
