"""Budgets in words."""

import pytest
from pydantic import ValidationError

from seedbed.memory.budget import budget_words, parse_budget
from seedbed.memory.errors import UserFault
from seedbed.memory.spec import Budget


@pytest.mark.parametrize(
    ("words", "budget"),
    [
        (["200ktok"], Budget(tokens=200_000)),
        (["1.5mtok"], Budget(tokens=1_500_000)),
        (["1,500 tokens"], Budget(tokens=1500)),
        (["1,234,567.5ktok"], Budget(tokens=1_234_567_500)),
        (["5usd"], Budget(usd=5)),
        (["$0.50"], Budget(usd=0.5)),
        (["5 USD", "30min"], Budget(usd=5, minutes=30)),
        (["2h"], Budget(minutes=120)),
        (["500calls", "500calls"], Budget(calls=500)),
        (["1.5calls", "1000.7tok"], Budget(calls=1, tokens=1000)),
        (["1.001ktok"], Budget(tokens=1001)),
        ([], Budget()),
    ],
)
def test_words_are_caps(words: list[str], budget: Budget) -> None:
    assert parse_budget(words) == budget
    assert parse_budget(budget_words(budget)) == budget


@pytest.mark.parametrize(
    "word",
    [
        "",
        "5",
        "5eur",
        "200k",
        "lots",
        "$5min",
        "-5usd",
        "1e3tok",
        "nan usd",
        "9" * 20 + "tok",
        "0,5usd",
        "1,5mtok",
        "1,50usd",
        "0,500usd",
    ],
)
def test_what_is_no_cap_is_refused_with_the_forms(word: str) -> None:
    with pytest.raises(UserFault, match=r"is no budget — write 200ktok"):
        parse_budget([word])


def test_nothing_to_spend_and_two_caps_of_one_kind_are_refused() -> None:
    for word in ("0usd", "0.4tok", "0.9calls", "0min"):
        with pytest.raises(UserFault, match="leaves nothing"):
            parse_budget([word])
    with pytest.raises(UserFault, match="'5usd' and '6usd' cap the same thing"):
        parse_budget(["5usd", "6usd"])


@pytest.mark.parametrize("cap", ["usd", "minutes"])
def test_endless_is_no_cap(cap: str) -> None:
    with pytest.raises(ValidationError, match="finite"):
        Budget.model_validate({cap: "1e400"})
