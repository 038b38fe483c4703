"""Questions without an answer: which are made, and which the search of all passages leaves out."""

import pytest

from seedbed.tools.knowledge.absence.near_misses import NearMiss, everything_of, near_misses
from seedbed.tools.knowledge.absence.search import Sought, absence, hash_of
from seedbed.tools.knowledge.questions.make import make_questions
from tests.tools.knowledge.documents import passages

FIRM = """# Bikes and accessories

## Bikes

| Bike type | Hourly rate | Deposit |
|---|---|---|
| City bike | £4 | £60 |
| Tandem | £7 | £110 |
| Cargo bike | £11 | £250 |

## Accessories

| Accessory | Daily charge |
|---|---|
| Phone mount | £2 |
| Rain cape | £3 |
| Child seat | £5 |

The suspension of the tandem has 120 mm of travel. The cargo bike weighs 38 kg.
"""
DEPOSIT = "How much is the deposit for a rain cape?"
RECIPE = "# {0}\n\n- Prep time: 10 min\n- Servings: {1}\n\n## Directions\n\nMix everything well.\n"
LACKING = "# Toast\n\n- Prep time: 5 min\n\n## Directions\n\nPut bread in the toaster.\n"


def _made(*texts: str) -> dict[str, NearMiss]:
    chunks = passages(*texts)
    return {one.question: one for one in near_misses(chunks, make_questions(chunks))}


def test_a_column_is_asked_of_what_another_table_lists() -> None:
    made = _made(FIRM)
    assert made[DEPOSIT].kind == "other column"
    assert made[DEPOSIT].asked_of == "How much is the deposit for a city bike?"
    assert (made[DEPOSIT].sought.sort, made[DEPOSIT].sought.told_of) == ("accessory", "type of bike")
    # The daily charge may be what somebody means by a rate.
    assert not [question for question in made if "hourly rate" in question]


def test_a_sentence_is_asked_of_another_thing_of_its_sort() -> None:
    made = _made(FIRM)
    told = made["How many millimetres of travel does the suspension of the cargo bike have?"]
    assert told.kind == "other thing"
    assert told.sought.attribute == "millimetres travel suspension"


@pytest.mark.parametrize(
    "said",
    [
        "A deposit of £20 is taken for a rain cape.",
        "The rain cape is always in stock. Its security is £20.",
        "No deposit is taken for accessories.",
        "Everything else needs a deposit of £10.",
        "A rain cape costs £20 when it is lost.",
        "| Deposit | Thing |\n|---|---|\n| £20 | Rain cape |",
    ],
)
def test_whatever_may_answer_a_question_forbids_it(said: str) -> None:
    assert DEPOSIT in _made(FIRM)
    assert DEPOSIT not in _made(FIRM, f"# More\n\n{said}\n")


@pytest.mark.parametrize(
    "said",
    [
        "The deposit for a tandem is £110.",
        "Every bike needs a deposit of £60 at least.",
        "Rain capes are red.",
    ],
)
def test_what_speaks_of_other_things_does_not(said: str) -> None:
    assert DEPOSIT in _made(FIRM, f"# More\n\n{said}\n")


def test_a_section_is_asked_for_the_key_that_it_lacks() -> None:
    recipes = [RECIPE.format(name, n) for n, name in enumerate(("Soup", "Stew", "Pie", "Tart", "Rolls"), 2)]
    asked = "According to “Toast”, what is the number of servings?"
    assert _made(*recipes, LACKING)[asked].kind == "other key"
    assert asked not in _made(*recipes, LACKING + "It serves two people.\n")
    assert asked not in _made(*recipes, LACKING, LACKING + "\nOf old bread.\n")


def test_the_search_tells_what_it_looked_for_and_where() -> None:
    chunks = passages(FIRM)
    sought = _made(FIRM)[DEPOSIT].sought
    made = absence(sought, everything_of(chunks), hash_of(["b", "a"]))
    assert (made["ok"], made["result"]) == (True, "0")
    assert made["inputs"]["entity"] == ["cape rain", "cape"]
    assert made["inputs"]["passages"] == len(chunks)
    assert made["inputs"]["sources"] == hash_of(["a", "b", "a"])
    told = absence(
        Sought("Tandem", "deposit", "money", "type of bike", "type of bike"), everything_of(chunks), ""
    )
    assert (told["ok"], told["result"]) == (False, "1")


def test_a_short_name_is_the_long_one() -> None:
    text = FIRM.replace("Rain cape", "ACL") + "\nThe access control list (ACL) is a list.\n"
    more = "# More\n\nThe access control list needs a deposit of £20.\n"
    assert [q for q in _made(text) if "deposit" in q and "ACL" in q]
    assert not [q for q in _made(text, more) if "deposit" in q and "ACL" in q]
