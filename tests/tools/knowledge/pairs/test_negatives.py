"""Which passages may stand as hard negatives, and why the others may not."""

import pytest

from seedbed.tools.knowledge.pairs.mining import found_of, mined, rank_of
from seedbed.tools.knowledge.pairs.negatives import fault_of, is_copy, wanted
from seedbed.tools.knowledge.pairs.passage import passage_text

POSITIVE = """# Deposits

The deposit for a tandem is £110. Larkspoke pays the deposit back within 3 days after the return of the bike.
It is paid to the card that was used."""
PROOF = "Larkspoke pays the deposit back within 3 days after the return of the bike."
PAID = wanted(
    "How many days after the return does Larkspoke pay the deposit back?", "3 days", PROOF, POSITIVE
)
OWNER = wanted(
    "Who founded the Larkspoke shop at the harbour?",
    "Ida Norrack",
    "Ida Norrack founded the Larkspoke shop at the harbour.",
    "# History\n\nIda Norrack founded the Larkspoke shop at the harbour.",
)
SHORT = wanted(
    "Granola: what is the prep time?", "10 min", "Prep time: 10 min", "# Granola\n\nPrep time: 10 min"
)


@pytest.mark.parametrize(
    ("passage", "sought", "fault"),
    [
        ("Larkspoke's deposit for a city bike is £60.", PAID, ""),
        ("A tandem's deposit comes back to you in 3 days.", PAID, "it holds the answer"),
        ("The deposit comes back to the card in 72 hours.", PAID, "it holds the answer"),
        ("The deposit comes back in three days.", PAID, "it holds the answer"),
        ("| Deposit back in days |\n|---|\n| 3 |", PAID, "it holds the answer"),
        ("The deposit for a tandem is paid back within **3** days.", PAID, "it holds the answer"),
        ("The deposit is due at Larkspoke 3 weeks before.", PAID, ""),
        (POSITIVE.replace("3 days", "4 days"), PAID, "it is nearly the positive"),
        (
            "Larkspoke pays the deposit back soon after the return.",
            PAID,
            "it has all that the query names",
        ),
        ("Larkspoke pays the deposit back soon.", PAID, "a place in it has most of what the query names"),
        (
            "Larkspoke pays deposits by card 3 weeks after the bike came home.",
            PAID,
            "a place in it says nearly what the positive says",
        ),
        ("The weather is fine.", PAID, "it has nothing to do with the query"),
        ("Norrack, whose first name is Ida, opened a shop.", OWNER, "it holds the answer's words"),
        ("Ida Norrack likes Larkspoke.", OWNER, "it holds the answer"),
        ("The harbour is deep. Boats land there.", OWNER, ""),
        ("# Muesli\n\nPrep time: 5 min", SHORT, ""),
        ("# Granola bars\n\nCook time: 5 min, no prep", SHORT, "it has all that the query names"),
    ],
)
def test_a_passage_that_could_answer_is_no_negative(passage: str, sought: object, fault: str) -> None:
    assert fault_of(passage, sought) == fault  # type: ignore[arg-type]  # a Wanted


def test_a_passage_of_the_same_document_is_refused_sooner() -> None:
    passage = "Larkspoke's deposit is for the return."
    assert fault_of(passage, PAID) == ""
    assert fault_of(passage, PAID, kin=True) == "a place in it has most of what the query names"


def test_a_range_holds_its_ends() -> None:
    opens = wanted("When does the Mill shop open?", "9:00", "The Mill shop opens at 9:00.", "The Mill shop.")
    assert fault_of("The Harbour shop is there 9:00–18:00.", opens) == "it holds the answer"


def test_near_copies_are_told() -> None:
    assert is_copy(POSITIVE, POSITIVE.replace("£110", "£120"))
    assert not is_copy(POSITIVE, "The deposit for a city bike is £60.")


def test_the_first_that_fit_are_taken_each_once() -> None:
    other = "Larkspoke's deposit for a city bike is £60 and is left with a card at the counter of the shop."
    hits = [
        {"id": "twice", "heading": "Money", "text": other},
        {"id": "mine", "heading": "Money > Deposits", "text": POSITIVE},
        {"id": "copy", "heading": "", "text": other + " Thanks."},
        {"id": "answers", "heading": "", "text": "The deposit is back in 3 days."},
        {"id": "next", "heading": "", "text": "Vouchers are no deposit at Larkspoke."},
        {"id": "easy", "heading": "", "text": "Boats land there."},
    ]
    found = found_of(hits)
    assert rank_of(found, "mine") == 2
    assert rank_of(found, "unknown") == 0
    assert [one.id for one in mined(found, "mine", PAID)] == ["twice", "next"]
    assert [one.id for one in mined(found, "mine", PAID, 1)] == ["twice"]


def test_a_passage_stands_under_the_headings_that_it_doesnt_show() -> None:
    assert passage_text("Handbook > Deposits", POSITIVE) == f"Handbook\n\n{POSITIVE}"
    assert passage_text("Deposits", POSITIVE) == POSITIVE
    assert passage_text("", " text\n") == "text"
    assert passage_text("Deposit", "The deposit is £5.") == "Deposit\n\nThe deposit is £5."
