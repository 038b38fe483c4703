"""Claims as citations: what each rests on, and a row's citations held against its text again."""

from typing import Any

import pytest

from seedbed.tools.knowledge.claims.cited import (
    CARRIED,
    LITERAL,
    WORDED,
    carried_by,
    claims_of,
    compare,
    row_fault,
    strays,
    vetoes,
)

PASSAGE = """## Keys and returns

Members of the Wrenfleet cycling club pay half of the deposit. A lost key costs £25.
Bikes must be returned before 17:45. Repairs on the road take the workshop 2 hours.
"""
KEY, RETURN = "A lost key costs £25.", "Bikes must be returned before 17:45."
ANSWER = "A lost key costs £25. Give back what was hired before 17:45."


def cited(claim: str, quote: str, by: str) -> dict[str, Any]:
    return {"claim": claim, "quote": quote, "by": by}


GOOD = [
    cited("A lost key costs £25", KEY, LITERAL),
    cited("Give back what was hired before 17:45", RETURN, CARRIED),
]


@pytest.mark.parametrize(
    ("claim", "quote", "by"),
    [
        ("A lost key costs £25", KEY, LITERAL),
        ("£25 is what a key costs that was lost", KEY, WORDED),
        ("Losing it sets you back £25", KEY, CARRIED),
        ("A lost key costs £26", KEY, ""),
        ("Northwind charges £25 for a lost key", KEY, ""),
        ("A lost key doesn't cost £25", KEY, ""),
    ],
)
def test_what_a_citation_rests_on(claim: str, quote: str, by: str) -> None:
    assert carried_by(claim, quote, compare(claim, [PASSAGE])) == by


@pytest.mark.parametrize("opener", ["Whoever", "People", "Members", "Everybody", "Bring"])
def test_a_common_word_at_the_beginning_is_no_name(opener: str) -> None:
    assert not vetoes(compare(f"{opener} of the Wrenfleet cycling club pay half of the deposit", [PASSAGE]))


@pytest.mark.parametrize("opener", ["Paris", "Jones", "Vandermeer"])
def test_a_name_at_the_beginning_is_one(opener: str) -> None:
    assert vetoes(compare(f"{opener} of the Wrenfleet cycling club pay half of the deposit", [PASSAGE]))


def test_headings_salutations_and_lead_ins_claim_nothing() -> None:
    text = f"# Lost keys\n\nDear customers,\n\nHere is what to heed:\n\n1. {KEY}\n\nKind regards\n"
    assert claims_of(text) == ("A lost key costs £25",)
    assert strays(text, [PASSAGE]) == ()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("# Keys in 1999", "1999"),
        ("Dear Mr Quillbrook,", "Quillbrook"),
        ("Prices at Northwind:", "Northwind"),
        ("Did you pay £80?", "£80"),
    ],
)
def test_names_and_numbers_outside_the_claims_are_compared_too(line: str, said: str) -> None:
    (found,) = strays(f"{line}\n\n{KEY}", [PASSAGE])
    assert said in found


def test_a_row_whose_claims_are_cited_holds() -> None:
    assert row_fault(ANSWER, [PASSAGE], GOOD) == ""


@pytest.mark.parametrize(
    ("text", "found", "fault"),
    [
        (f"{ANSWER} The shop has a cellar.", GOOD, "nothing is cited for 'The shop has a cellar'"),
        (ANSWER, GOOD[:1], "nothing is cited for 'Give back"),
        (ANSWER, [*GOOD, GOOD[0]], "its citations are not its claims'"),
        (f"# From 1999\n{ANSWER}", GOOD, "outside its claims: '1999'"),
        ("Really?", [], "it claims nothing"),
        (ANSWER, [GOOD[0] | {"by": WORDED}, GOOD[1]], "does not hold"),
        (ANSWER, [GOOD[0], GOOD[1] | {"by": LITERAL}], "does not hold"),
        (
            ANSWER,
            [GOOD[0] | {"quote": "A lost key is free."}, GOOD[1]],
            "does not stand in the row's passage",
        ),
        (
            ANSWER.replace("17:45", "16:45"),
            [GOOD[0], cited("Give back what was hired before 16:45", RETURN, CARRIED)],
            "16:45",
        ),
    ],
)
def test_a_row_that_was_changed_is_found(text: str, found: list[dict[str, Any]], fault: str) -> None:
    assert fault in row_fault(text, [PASSAGE], found)
