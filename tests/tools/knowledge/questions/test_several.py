"""Two hops, comparisons, counts and sums; and what an auditor makes of them."""

from dataclasses import asdict, replace
from typing import Any

import pytest

from seedbed.tools.knowledge.questions.calculate import calculate, computation, fault_of
from seedbed.tools.knowledge.questions.items import BETWEEN, GroundedItem
from seedbed.tools.knowledge.questions.make import make_questions
from tests.tools.knowledge.documents import RATES, passages

FIRM = """# Larkspoke

## Shops

| Shop | Opens | Parking spaces |
|---|---|---|
| Mill shop | 09:00 | 20 |
| Park shop | 09:30 | 8 |
| Harbour shop | 08:30 | 12 |

## Tours

The Ridge Challenge leaves the Mill shop at 09:15. The Park shop moved into its present building in 2021. The
walk from the ferry steps to the Harbour shop takes 6 minutes. The Harbour shop is open on most days.
"""
RECIPE = """# Pancakes

- Prep time: 10 min
- Cook time: 25 min
- Servings: 4
"""


def _several(*texts: str) -> dict[str, GroundedItem]:
    return {item.question: item for item in make_questions(passages(*texts)) if item.hops}


def test_two_places_joined_at_a_thing_make_a_question() -> None:
    made = _several(FIRM)
    by_name = made[
        "One of the shops moved into its present building in 2021. At what time does that shop open?"
    ]
    assert (by_name.answer, by_name.kind, by_name.difficulty) == ("09:30", "two hops", "hard")
    assert [hop.claim for hop in by_name.hops] == ["Park shop", "09:30"]
    by_object = made["The Ridge Challenge leaves one of the shops. At what time does that shop open?"]
    assert by_object.answer == "09:00"
    assert not [
        question for question in made if "Mill shop" in question and made[question].kind == "two hops"
    ]


def test_what_is_said_of_two_things_joins_nothing() -> None:
    twice = FIRM + "\nThe Mill shop moved into its present building in 2021.\n"
    assert not [question for question in _several(twice) if question.startswith("One of the shops moved")]
    elsewhere = FIRM + "\nThe Ridge Challenge leaves the Park shop at 10:00 in winter.\n"
    assert not [
        question for question in _several(elsewhere) if question.startswith("The Ridge Challenge leaves one")
    ]


def test_no_second_half_that_is_found_without_the_first() -> None:
    # "How long does the walk from the ferry steps … take?" needs no shop.
    assert not [question for question in _several(FIRM) if "ferry steps" in question]


def test_rows_are_compared_counted_and_subtracted() -> None:
    made = _several(RATES)
    assert made["Which type of bike has the highest deposit?"].answer == "Electric city bike"
    (difference,) = [
        item for item in made.values() if item.question.startswith("How much higher is the deposit")
    ]
    assert (difference.answer, [hop.entry for hop in difference.hops]) == (
        "£90",
        ["Electric city bike", "City bike"],
    )
    counts = [
        item for item in made.values() if item.question.startswith("How many of the types of bike have a")
    ]
    assert {len(item.hops) for item in counts} == {3}
    for item in made.values():
        assert all(hop.evidence()["ok"] for hop in item.hops)


def test_times_of_one_column_are_ordered() -> None:
    made = _several(FIRM)
    assert made["Which shop opens earliest?"].answer == "Harbour shop"
    assert made["Which shop opens latest?"].answer == "Park shop"
    assert made["Which shop has the fewest parking spaces?"].answer == "Park shop"


def test_equal_extremes_and_mixed_units_are_not_asked() -> None:
    tied = RATES.replace("| £110 |", "| £150 |")
    assert "Which type of bike has the highest deposit?" not in _several(tied)
    mixed = RATES.replace("| £110 |", "| 110 kg |")
    assert not [question for question in _several(mixed) if "deposit" in question]


def test_an_extreme_is_asked_of_the_whole_table_only() -> None:
    rows = "".join(
        f"| Tour {name} of the long and winding river road | £{price} |\n" for price, name in _NAMES
    )
    made = _several(f"# Tours\n\n| Tour | Price |\n|---|---|\n{rows}")
    assert not [
        item for item in made.values() if item.calculation in ("highest", "lowest") and len(item.hops) > 2
    ]


_NAMES = [(5 + number, f"{chr(65 + number // 26)}{chr(97 + number % 26)}x") for number in range(60)]


def test_two_times_of_a_section_are_compared_or_added() -> None:
    (item,) = _several(RECIPE).values()
    assert (item.question, item.answer) in [
        ("According to “Pancakes”, which is longer: the prep time or the cook time?", "Cook time"),
        ("According to “Pancakes”, how long are the prep time and the cook time together?", "35 minutes"),
    ]


@pytest.mark.parametrize(
    ("calculation", "claims", "answer"),
    [
        ("highest", ["£5", "£1,200"], "b"),
        ("lowest", ["5", "5"], ""),
        ("earliest", ["9:00", "08:30"], "b"),
        ("difference", ["£2.50", "£4"], "£1.50"),
        ("difference", ["30%", "12%"], "18%"),
        ("total", ["10 min", "25 minutes"], "35 minutes"),
        ("total", ["0.5 kg", "0.5 kg"], "1 kilogram"),
        ("more than £5", ["£5", "£6", "£7"], "2"),
        ("before 09:00", ["08:59", "09:00"], "1"),
    ],
)
def test_calculations(calculation: str, claims: list[str], answer: str) -> None:
    assert calculate(calculation, list(zip("abc", claims, strict=False))) == answer


@pytest.mark.parametrize(
    ("calculation", "claims"),
    [
        ("highest", ["£5", "5 kg"]),
        ("highest", ["5 kg", "5 g"]),
        ("highest", ["5–7 kg", "5 kg"]),
        ("highest", ["many", "few"]),
        ("difference", ["09:00", "10:00"]),
        ("more than £5", ["5 kg", "6 kg"]),
        ("__import__", ["1", "2"]),
    ],
)
def test_what_can_not_be_compared_is_refused(calculation: str, claims: list[str]) -> None:
    with pytest.raises(ValueError, match=r"measure|calculation"):
        calculate(calculation, list(zip("abc", claims, strict=False)))


def _row(item: GroundedItem) -> dict[str, Any]:
    context = BETWEEN.join(dict.fromkeys(hop.quote for hop in item.hops))
    return {"question": item.question, "answer": item.answer, "context": context}


def test_an_auditor_derives_every_answer_again() -> None:
    for text in (FIRM, RATES, RECIPE):
        for item in _several(text).values():
            cited = [hop.evidence() for hop in item.hops]
            assert fault_of(_row(item), asdict(item), cited) == ""
            assert "give" in fault_of({**_row(item), "answer": "£1"}, asdict(item), cited)
            assert "cited" in fault_of(_row(item), asdict(item), cited[1:])
            assert "context" in fault_of({**_row(item), "context": "else"}, asdict(item), cited)
            assert "asks" in fault_of({**_row(item), "question": "What?"}, asdict(item), cited)


def test_a_forged_hop_is_seen() -> None:
    item = next(item for item in _several(RATES).values() if item.calculation == "highest")
    forged = replace(item.hops[0], claim="£9,999")
    changed = replace(item, hops=(forged, *item.hops[1:]))
    assert "doesn't hold" in fault_of(_row(item), asdict(changed), [hop.evidence() for hop in changed.hops])


def test_the_computation_tells_what_was_compared() -> None:
    item = _several(RATES)["Which type of bike has the highest deposit?"]
    made = computation(item.calculation, item.hops, item.answer)
    assert made["result"] == "Electric city bike"
    assert made["inputs"] == {"1 City bike": "£60", "2 Electric city bike": "£150", "3 Tandem": "£110"}
