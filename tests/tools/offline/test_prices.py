"""Prices that documents state, with the place of each."""

from pathlib import Path

from seedbed.tools.knowledge.citations import stands
from seedbed.tools.knowledge.sources import write_source
from seedbed.tools.offline.prices import prices
from seedbed.tools.offline.problems.price import Price
from tests.tools.knowledge.documents import RATES, document, passages

TEXT = """# Fees

A replacement card costs £3. The late fee for an e-bike is £8 per hour. If it rains, a cape costs £2.
A change of plan costs £3.50 per bike. A locker costs £2 to £4. The tandem weighs 20 kg. A lamp costs about
£9. The fee for a lost or broken key is £5.

| Plan | Monthly fee | Discount on hire rates | Share |
|---|---|---|---|
| Basic plan | £5 | 6% | 30% |
| Gold plan | from £9 | 8% | 40% |
"""


def _told(facts: list[Price]) -> list[tuple[str, str, str, str]]:
    return [(fact.item, fact.unit, fact.amount, fact.currency) for fact in facts]


def test_prices_come_from_tables_and_certain_sentences() -> None:
    assert _told(prices(passages(TEXT))) == [
        ("replacement card", "cost", "3", "£"),
        ("e-bike", "late fee per hour", "8", "£"),
        ("Basic plan", "Monthly fee", "5", "£"),
        ("Basic plan", "Discount on hire rates", "6", "%"),
        ("Gold plan", "Discount on hire rates", "8", "%"),
    ]
    assert ("Electric city bike", "Hourly rate", "7.50", "£") in _told(prices(passages(RATES)))


def test_every_price_is_cited(tmp_path: Path) -> None:
    write_source(tmp_path, document(TEXT, "doc0.md"))
    for fact in prices(passages(TEXT)):
        assert fact.citation is not None
        assert stands(fact.citation, tmp_path)


def test_prices_that_contradict_each_other_are_left_out() -> None:
    facts = prices(
        passages("A helmet costs £3.\n", "A helmet costs £4.\n", "A lamp costs £9.\n", "A lamp costs £9.")
    )
    assert _told(facts) == [("lamp", "cost", "9", "£")]
