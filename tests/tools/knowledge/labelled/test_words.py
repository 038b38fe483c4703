"""Denials, opposites and exchanged values, word by word; what leaves a claim open."""

import pytest

from seedbed.tools.knowledge.chunks import chunk_sources
from seedbed.tools.knowledge.labelled.denial import affirm, deny, is_denial
from seedbed.tools.knowledge.labelled.exchange import canonical, opposite, rotated
from seedbed.tools.knowledge.labelled.statements import exchangeable, measure_of, parse_said, shortened
from seedbed.tools.knowledge.labelled.undecided import Subject, decides
from seedbed.tools.knowledge.questions.lexicon import Lexicon, lexicon_of
from tests.tools.knowledge.labelled.documents import sources

NOBODY = Subject("", "", headed=False)


@pytest.fixture(scope="module")
def words() -> Lexicon:
    return lexicon_of(chunk_sources(sources()))


@pytest.mark.parametrize(
    ("said", "denied"),
    [
        ("The tandem is kept in the yard.", "The tandem is not kept in the yard."),
        ("The shop opens at noon.", "The shop does not open at noon."),
        ("Deposits can be paid by card.", "Deposits cannot be paid by card."),
        ("The Harbour shop has a workshop.", "The Harbour shop does not have a workshop."),
    ],
)
def test_a_denial_goes_in_and_comes_out(said: str, denied: str, words: Lexicon) -> None:
    clause = parse_said(said, words)
    assert clause is not None
    assert deny(said, clause) == denied
    assert affirm(denied) == said
    assert is_denial(denied, said)
    assert not is_denial(said, denied)


@pytest.mark.parametrize(
    "said",
    [
        "All bikes are kept in the yard.",
        "The shop may open at noon.",
        "The shop usually opens at noon.",
        "The tandem is kept in the yard and is washed there.",
        "The bike is not kept in the yard.",
        "The tandem is washed because it is dirty.",
    ],
)
def test_what_has_no_sure_contrary_is_left(said: str, words: Lexicon) -> None:
    clause = parse_said(said, words)
    assert clause is None or deny(said, clause) == ""


@pytest.mark.parametrize("said", ["No bike is not locked.", "The shop is not only closed on Sundays."])
def test_what_has_no_sure_affirmation_is_left(said: str) -> None:
    assert affirm(said) == ""


def test_opposites_stand_for_each_other() -> None:
    assert opposite("The list is in ascending order.") == (
        "The list is in descending order.",
        "ascending",
        "descending",
    )
    assert opposite("The list is always in ascending order.") is None
    assert opposite("The list is long.") is None


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("The deposit for a tandem is £110.", "£110"),
        ("Larkspoke pays the deposit back within 3 days.", None),
        ("The basket carries up to 7 kg.", None),
        ("City bikes come in 4 frame sizes.", "4"),
        ("The lesson is part of Step 4 for all riders.", None),
        ("The shop opens at 09:00 or 10:00.", None),
        ("The Park shop moved into its building in 2021.", "2021"),
        ("The Park shop had 8 parking spaces in 2021.", None),
    ],
)
def test_which_value_can_be_exchanged(said: str, value: str | None, words: Lexicon) -> None:
    clause = parse_said(said, words)
    found = exchangeable(said, clause) if clause else None
    assert (found.text if found else None) == value


def test_values_of_one_measure_are_written_alike() -> None:
    assert measure_of("£26") == measure_of("£110") != measure_of("£2.50")
    assert measure_of("14 January") == measure_of("25 October") != measure_of("14 January 2020")
    assert measure_of("two hours") != measure_of("2 hours") == measure_of("12 hours")
    assert measure_of("2 to 3 hours") == measure_of("blue") == ""


def test_a_column_is_turned_to_another_value() -> None:
    assert rotated(["£5", "£7", "£5"], 0, 2) == "£7"
    assert rotated(["£5", "£5.00"], 0, 1) == ""
    assert canonical("£5") == canonical("£5.00") != canonical("5")


def test_what_goes_on_behind_a_statement_is_left_out() -> None:
    assert shortened("The tandem is kept in the yard, since it is long.") == "The tandem is kept in the yard."
    kept = "If the tandem is wet, it is kept in the yard, and riders wait."
    assert shortened(kept) == kept


@pytest.mark.parametrize(
    ("evidence", "open_"),
    [
        ("The tandem is our longest bike, and two people ride it.", True),
        ("The tandem costs £26 a day.", False),
        ("| Bike | Day rate |\n|---|---|\n| Tandem | £30 |", False),
        ("| Bike | Weight |\n|---|---|\n| Tandem | 21 kg |", True),
        ("The rate for each day on a tandem\nis told by the shop.", False),
        ("A tandem is charged at £31 for the day.", False),
    ],
)
def test_what_leaves_a_claim_about_a_cell_open(evidence: str, open_: bool) -> None:
    said = ("The day rate for a tandem is £26.", "The day rate for a tandem is £15.")
    fault = decides(said, ("£26", "£15"), Subject("Tandem", "day rate", headed=False), evidence, "Bikes")
    assert (fault == "") == open_, fault


def test_another_documents_key_leaves_a_claim_open() -> None:
    said = ("The prep time for “Soda Bread” is 10 min.", "The prep time for “Soda Bread” is 20 min.")
    subject = Subject("Soda Bread", "prep time", headed=True)
    assert decides(said, ("10 min", "20 min"), subject, "Prep time: 35 min", "Onion Tart") == ""
    assert decides(said, ("10 min", "20 min"), subject, "Prep time: 35 min", "Soda Bread") != ""
    assert decides(said, ("10 min", "20 min"), subject, "Prep time: 10 min", "Onion Tart") != ""


def test_where_words_decide_few_may_be_shared() -> None:
    said = ("The Harbour shop does not sell spare tubes.", "The Harbour shop sells spare tubes.")
    assert decides(said, (), NOBODY, "The Harbour shop has spare tubes in stock.", "") != ""
    assert decides(said, (), NOBODY, "The Harbour lies beside the ferry steps and the net loft.", "") == ""
