"""Claims as citations: what each rests on, and a row's citations held against its text again."""

import pytest

from seedbed.tools.knowledge.claims.cited import compare, vetoes

PASSAGE = """## Keys and returns

Members of the Wrenfleet cycling club pay half of the deposit. A lost key costs £25.
Bikes must be returned before 17:45. Repairs on the road take the workshop 2 hours.
"""
KEY, RETURN = "A lost key costs £25.", "Bikes must be returned before 17:45."
ANSWER = "A lost key costs £25. Give back what was hired before 17:45."


@pytest.mark.parametrize("opener", ["Whoever", "People", "Members", "Everybody", "Bring"])
def test_a_common_word_at_the_beginning_is_no_name(opener: str) -> None:
    assert not vetoes(compare(f"{opener} of the Wrenfleet cycling club pay half of the deposit", [PASSAGE]))


@pytest.mark.parametrize("opener", ["Paris", "Jones", "Vandermeer"])
def test_a_name_at_the_beginning_is_one(opener: str) -> None:
    assert vetoes(compare(f"{opener} of the Wrenfleet cycling club pay half of the deposit", [PASSAGE]))
