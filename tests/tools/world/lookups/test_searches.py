"""What is searched for, and in which rounds."""

from typing import Any

from seedbed.tools.world.lookups.searches import compared, rounds_of
from seedbed.tools.world.lookups.stated import statement, told_apart

CALLED = {"Park shop": "the Park shop", "Tandem": "a tandem", "City bike": "a city bike"}
DESCRIBED: dict[str, Any] = {
    "kind": "two hops",
    "question": "One of the shops lends tricycles to riders. How many parking spaces does that shop have?",
    "answer": "8",
    "value_kind": "number",
    "hops": [
        {"entry": "Park shop", "claim": "Park shop", "quote": "The Park shop lends tricycles to riders."},
        {"entry": "Park shop", "claim": "8", "quote": "| Park shop | 8 |"},
    ],
}
COMPARED: dict[str, Any] = {
    "kind": "comparison",
    "question": "Which has the lower deposit: a tandem or a city bike?",
    "answer": "City bike",
    "value_kind": "",
    "hops": [{"entry": "Tandem", "claim": "£110"}, {"entry": "City bike", "claim": "£60"}],
}


def test_a_described_thing_is_found_first_and_then_asked_about_by_its_name() -> None:
    assert told_apart(DESCRIBED, CALLED) == (
        "shop lends tricycles to riders",
        "How many parking spaces does the Park shop have?",
    )
    (first,), (second,) = rounds_of(DESCRIBED, CALLED, apart=True)
    assert first[0] == "shop lends tricycles riders" and "Park shop" in second[0]
    said = "The Park shop lends tricycles to riders. The Park shop has 8 parking spaces."
    assert statement(DESCRIBED, CALLED) == said


def test_two_that_are_compared_are_searched_for_at_once() -> None:
    assert compared(COMPARED) == ("deposit tandem", "deposit city bike")
    together, other = rounds_of(COMPARED, CALLED, apart=True)
    assert [one for one, _ in together] == ["deposit tandem", "deposit city bike"] and len(other) == 1
    assert [len(one) for one in rounds_of(COMPARED, CALLED, apart=False)] == [1, 1]


def test_others_are_searched_for_by_themselves() -> None:
    described = "According to “Soup”, which is longer: the prep time or the cook time?"
    assert compared({**COMPARED, "question": described}) == ()
    within = [{"entry": "Bike", "claim": "1"}, {"entry": "City bike", "claim": "2"}]
    assert compared({**COMPARED, "hops": within}) == ()
    assert told_apart({**DESCRIBED, "question": "Which shop has 8 spaces?"}, CALLED) is None
