"""Claims of a text: sentences, clauses that stand alone, and what claims nothing."""

import pytest

from seedbed.tools.knowledge.claims.split import split_claims


def told(text: str) -> list[str]:
    return [claim.text for claim in split_claims(text)]


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("The shop opens at 9. It closes at 5.", ["The shop opens at 9.", "It closes at 5."]),
        (
            "The shop opens at nine, and it closes at five.",
            ["The shop opens at nine", "it closes at five."],
        ),
        ("The river is long; the lake is deep.", ["The river is long", "the lake is deep."]),
        ("Salt and pepper are sold here.", ["Salt and pepper are sold here."]),
        ("She was born in Rome and died in Paris.", ["She was born in Rome and died in Paris."]),
        ("When it rains, he is at home.", ["When it rains, he is at home."]),
        ('He said "it is late, and she is gone".', ['He said "it is late, and she is gone".']),
        ("According to the passage, the hire costs £5.", ["the hire costs £5."]),
        ("The text says that Ann lives in Bonn.", ["Ann lives in Bonn."]),
        ("I think that the moon is far away.", ["the moon is far away."]),
        ("- **Bikes** are `cheap` here\n- Boats are dear", ["Bikes are cheap here", "Boats are dear"]),
        ("Is it open? Thanks! I don't know. Well, I'm not sure.", []),
        ("", []),
        (" \n\t", []),
        ("?!…", []),
        ("Delhi", ["Delhi"]),
    ],
)
def test_claims_of_a_text(text: str, claims: list[str]) -> None:
    assert told(text) == claims


def test_places_are_in_the_text_given() -> None:
    text = "# Rates\n\n1. In fact, the *hire* costs £5, and the shop is shut on Mondays.  Fine?"
    found = split_claims(text)
    assert [text[claim.start : claim.end] for claim in found] == [
        "Rates",
        "the *hire* costs £5",
        "the shop is shut on Mondays.",
    ]
