"""Prices that tables state, with the place of each."""

from seedbed.tools.offline.problems.price import Price
from seedbed.tools.offline.tables import prices
from tests.tools.knowledge.documents import RATES, passages

TABLE = """# Fees

| Plan | Monthly fee | Discount on hire rates | Share |
|---|---|---|---|
| Basic plan | £5 | 6% | 30% |
| Gold plan | from £9 | 8% | 40% |
"""


def _told(facts: list[Price]) -> list[tuple[str, str, str, str]]:
    return [(fact.item, fact.unit, fact.amount, fact.currency) for fact in facts]


def test_prices_come_from_tables_and_are_cited() -> None:
    facts = prices(passages(TABLE))
    assert _told(facts) == [
        ("Basic plan", "Monthly fee", "5", "£"),
        ("Basic plan", "Discount on hire rates", "6", "%"),
        ("Gold plan", "Discount on hire rates", "8", "%"),
    ]
    assert ("Electric city bike", "Hourly rate", "7.50", "£") in _told(prices(passages(RATES)))
    cited = [fact.citation or {} for fact in facts]
    assert all(one["ok"] and TABLE[one["start"] : one["end"]] == one["quote"] for one in cited)


def test_prices_that_contradict_each_other_are_left_out() -> None:
    others = TABLE.replace("£5", "£6").replace("Fees", "More fees")
    assert ("Basic plan", "Monthly fee") not in {told[:2] for told in _told(prices(passages(TABLE, others)))}
    assert len(_told(prices(passages(TABLE, TABLE.replace("Fees", "Same"))))) == 3
