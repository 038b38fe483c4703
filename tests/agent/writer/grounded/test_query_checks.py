"""The form of written queries."""

import pytest

from seedbed.agent.writer.grounded.query_checks import misspelt, query_faults

PASSAGE = "Larkspoke pays the deposit for a tandem back within 3 days after the return. Cash is taken."
QUOTE = "Larkspoke pays the deposit for a tandem back within 3 days after the return."


@pytest.mark.parametrize(
    ("query", "style", "fault"),
    [
        ("How soon do I get the money for a tandem back?", "question", ""),
        ("How soon do I get the money for a tandem back", "question", "ends in a question mark"),
        ("tandem deposit refund", "keywords", ""),
        ("tandem deposit refund?", "keywords", "no question"),
        ("I returned a tandem yesterday and wonder when my deposit arrives, please tell me", "request", ""),
        ("When does my tandem deposit arrive?", "request", "at least 12 words"),
        ("tandm deposit refund", "misspelt", ""),
        ("tandem deposits refund", "misspelt", "no word of the passage is misspelt"),
        ("When is it?", "question", "too vague"),
        ("Which tandem does the passage mention?", "question", "points at its source"),
        ("Who pays the deposit for a tandem back within 3 days?", "question", "copies more than 7 words"),
        ("tandem\ndeposit", "keywords", "more than one line"),
    ],
)
def test_a_query_has_its_style_and_stands_alone(query: str, style: str, fault: str) -> None:
    found = query_faults(query, QUOTE, PASSAGE, style)
    assert [fault in one for one in found] == ([True] if fault else [])


def test_a_slip_is_told_from_a_form_and_from_another_word() -> None:
    assert misspelt("teh tandm larkspook deposit ferry", PASSAGE) == ["tandm", "larkspook"]
