"""A message taken apart: claims, what isn't in the documents, and what claims nothing."""

import pytest

from seedbed.tools.knowledge.claims.said import stated


@pytest.mark.parametrize(
    "text",
    [
        "You're welcome! Enjoy the ride.",
        "Glad that helped. Have a good trip!",
        "Good luck with your setup!",
        "Feel free to come back when you know the date.",
        "Which bike do you mean?",
        "Sure, happy to help.",
    ],
)
def test_courtesies_and_questions_state_nothing(text: str) -> None:
    found = stated(text)
    assert (found.claims, found.absent) == ("", ())


@pytest.mark.parametrize(
    "text",
    [
        "The documents don't say whether dogs are allowed.",
        "I can't find anything about helmets in the documents.",
        "I'm afraid that isn't covered in the handbook.",
        "The handbook says nothing about discounts for students.",
        "There is no information on that in the manual.",
    ],
)
def test_what_is_not_in_the_documents_is_no_claim(text: str) -> None:
    found = stated(text)
    assert found.claims == "" and found.absent == (text,)


@pytest.mark.parametrize(
    "text", ["The rules do not include children.", "Enjoy 3 free days.", "A key isn't needed after 23:00."]
)
def test_what_only_looks_like_it_is_one(text: str) -> None:
    found = stated(text)
    assert found.claims == text and found.absent == ()


def test_what_follows_a_but_is_a_claim_again() -> None:
    found = stated("The handbook doesn't mention early returns, but a late return costs £4 per hour.")
    assert found.claims == "A late return costs £4 per hour."
    assert found.absent == ("The handbook doesn't mention early returns",)
