"""Citations: what holds, what doesn't, and the strict comparisons behind them."""

import pytest

from seedbed.memory.candidate import EVIDENCE
from seedbed.tools.knowledge.claims import cited, contains
from tests.tools.knowledge.documents import document

SOURCE = document("A day costs £26 in all.\nThe fee is **£8** per hour.\n")


def test_a_citation_is_evidence() -> None:
    first, second = SOURCE.text.splitlines()
    evidence = cited("£26", SOURCE.name, SOURCE.sha256, 0, first)
    assert EVIDENCE.validate_python(evidence).kind == "citation"
    assert (evidence["quote"], evidence["end"]) == ("A day costs £26 in all.", 23)
    marked = cited("£8 per hour", SOURCE.name, SOURCE.sha256, 24, second)
    assert marked["ok"], "markup inside a quote doesn't count"
    assert not cited("£2", SOURCE.name, SOURCE.sha256, 0, first)["ok"]


STANDS = [
    ("£26", "It costs £26."), ("2 Days", "within 2  days"), ("10%", "a 10 % discount"), ("5", "has 5 bikes"),
    ("the customer’s card", "to the customer's card"), ("9:00", "at 9:00, daily"), ("£7.50", "is £7.50."),
    ("up to 7", "carries up to 7 kg"), ("7 consecutive days", "lasts 7\nconsecutive days"),
]  # fmt: skip
DOES_NOT = [
    ("5", "has 50 bikes"), ("5", "costs £5"), ("5", "is 5% more"), ("5", "is 2.5 km"), ("5", "is 5.5 km"),
    ("500", "is 1,500 km"), ("£7", "is £7.50"), ("£7", "is £75"), ("7 days", "in 5–7 days"), ("£5", "US£5"),
    ("day", "in 7 days"), ("7 days", "in 7 hours"), ("£7", "is $7"), ("", "anything"), ("Ann", "Joanna came"),
    ("9:00", "at 19:00"), ("5", "is -5 °C"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "quote", "stands"), [(*pair, pair in STANDS) for pair in (*STANDS, *DOES_NOT)]
)
def test_an_answer_stands_in_a_quote_or_not(answer: str, quote: str, stands: bool) -> None:
    assert contains(answer, quote) is stands
