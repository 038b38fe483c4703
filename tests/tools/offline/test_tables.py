"""Questions about tables."""

from seedbed.tools.offline.questions import make_questions
from tests.tools.knowledge.documents import RATES, passages


def asked(text: str) -> dict[str, str]:
    return {item.question: item.answer for item in make_questions(passages(text))}


def test_cells_are_asked_for_by_row_and_column_and_back() -> None:
    found = asked(RATES)
    assert found["How much is the day rate for a city bike?"] == "£15"
    assert found["How much is the deposit for an electric city bike?"] == "£150"
    assert found["Which bike type has an hourly rate of £7.50?"] == "Electric city bike"
    assert found["How much is the hourly rate for a tandem?"] == "£7"


def test_the_wording_follows_the_column() -> None:
    found = asked(
        """# Tours

| Tour | Duration | Price per person | Free seats | Least number of guests |
|---|---|---|---|---|
| Ridge Challenge | 5 hours | £47 | 3 | 4 |
| Old Mill Ride | 2 hours | £19 | 5 | 6 |
"""
    )
    assert found["What is the duration of the Ridge Challenge?"] == "5 hours"
    assert found["How much is the Old Mill Ride per person?"] == "£19"
    assert found["How many free seats does the Old Mill Ride have?"] == "5"
    assert found["For the Ridge Challenge, what is the least number of guests?"] == "4"
    assert found["Which tour has 3 free seats?"] == "Ridge Challenge"


def test_what_limits_the_table_is_said() -> None:
    found = asked(
        """# Hours

The table shows the opening hours in the summer season.

| Shop | Opens | Closes on weekdays |
|---|---|---|
| Mill shop | 09:00 | 17:30 |
| Park shop | 09:30 | 19:00 |
"""
    )
    assert found["At what time does the Mill shop close on weekdays in the summer season?"] == "17:30"
    assert found["Which shop opens at 09:30 in the summer season?"] == "Park shop"


def test_tables_that_name_no_things_give_nothing() -> None:
    assert not asked("| a | b |\n|---|---|\n| 1 | £2 |\n| 2 | £3 |\n")
    assert not asked("| Bike | Price |\n|---|---|\n| Tandem | £2 |\n| Tandem | £3 |\n")
    assert not asked("| Bike | |\n|---|---|\n| Tandem | £2 |\n")
    assert not asked("| Bike | Notes |\n|---|---|\n| Tandem | see below |\n| Trike | yes |\n")


def test_a_value_that_stands_twice_in_a_column_is_not_looked_up_backwards() -> None:
    found = asked(
        "| Bike | Deposit |\n|---|---|\n| Red tandem | £5 |\n| Blue trike | £5 |\n| Green cart | £9 |\n"
    )
    assert [answer for question, answer in found.items() if question.startswith("Which bike has a ")] == [
        "Green cart"
    ]


def test_a_header_that_ends_open_names_nothing() -> None:
    rows = "| Day ticket | £8 | 1 day |\n| Week ticket | £19 | 7 days |\n"
    table = f"| Ticket | Price | Valid for |\n|---|---|---|\n{rows}"
    asked = [item.question for item in make_questions(passages(table))]
    assert asked and not any("alid for" in question for question in asked)
