"""A price's kind is told from its unit's words; what can't be used is left out."""

import pytest

from seedbed.tools.knowledge.claims import cited
from seedbed.tools.offline.problems.price import Price, by_item, inside, kind_of, usable
from tests.tools.verification.price_list import HIRE_PRICES


@pytest.mark.parametrize(
    ("kind", "units"),
    [
        ("hour", ["per hour", "Hourly rate", "an hour"]),
        ("day", ["per day", "Price per day", "Day rate"]),
        ("week", ["Week rate"]),
        ("deposit", ["Deposit"]),
        ("adult", ["Adult price"]),
        ("child", ["Child price"]),
        ("each", ["each"]),
        ("", ["Monthly fee", "late fee per hour", "per bike per day", "torque"]),
    ],
)
def test_kinds(kind: str, units: list[str]) -> None:
    assert {kind_of(Price("city bike", unit, "4", "£")) for unit in units} == {kind}


def test_a_percentage_is_a_discount_or_nothing() -> None:
    assert kind_of(Price("Family plan", "Discount on hire rates", "18", "%")) == "discount"
    assert kind_of(Price("Family plan", "refund", "18", "%")) == ""


@pytest.mark.parametrize(
    "price",
    [
        Price("24-inch bike", "per day", "4", "£"),
        Price("bike", "per day", "four", "£"),
        Price("bike", "per day", "0", "£"),
        Price("bike", "per day", "4", "¥"),
        Price("members", "discount", "100", "%"),
        Price("<script>", "per day", "4", "£"),
        Price("bike {who}", "per day", "4", "£"),
        Price("x" * 100, "per day", "4", "£"),
    ],
)
def test_unusable_prices(price: Price) -> None:
    assert not usable(price)


def test_items_are_grouped_and_named_as_inside_a_sentence() -> None:
    rated = by_item(HIRE_PRICES)
    assert rated["city bike"].keys() >= {"hour", "day", "week", "deposit"}
    assert "GPS unit" in rated and "Ridge Challenge" in rated
    assert inside("Children's bike") == "children's bike"
    place = cited("15", "a.md", "0" * 64, 1, "15 a day")
    known = by_item((Price("City bike", "per day", "15", "£", place),))
    assert known["city bike"]["day"].citation == place
