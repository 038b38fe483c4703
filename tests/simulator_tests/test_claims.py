"""The simulated judge of claims answers from the two texts."""

import pytest

from tests.simulator.launch import Running
from tests.simulator_tests.asking import PASSAGE, answer, as_model, body, client, delimited

LATE = "A lost key costs 25 euros, and the bike stays at the shop."


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("A lost key costs 25 euros.", "supported"),
        ("The bike stays at the shop.", "supported"),
        ("A lost key costs 52 euros.", "contradicted"),
        ("A lost key never costs 25 euros.", "contradicted"),
        ("A lost key costs 25 euros and a stern lecture by the angry manager.", "partly"),
        ("Tandems have three wheels on Sundays.", "not in the passage"),
    ],
)
def test_verdicts_by_the_text(endpoint: Running, claim: str, verdict: str) -> None:
    with client(endpoint) as found:
        said = answer(found, body(endpoint, delimited(PASSAGE, claim), "find_support"))
    assert said["verdict"] == verdict
    assert said["quote"] in PASSAGE
    assert bool(said["search"]) == (verdict in ("partly", "not in the passage"))
    if verdict != "not in the passage":
        assert said["quote"] == LATE


def test_yes_man_and_no_man(endpoint: Running) -> None:
    wrong, right = "Tandems have three wheels.", "A lost key costs 25 euros."
    with client(endpoint) as found:
        yes = body(as_model(endpoint, "sim-yes-man"), delimited(PASSAGE, wrong), "find_support")
        no = body(as_model(endpoint, "sim-no-man"), delimited(PASSAGE, right), "find_support")
        assert answer(found, yes)["verdict"] == "supported"
        assert answer(found, no) == answer(found, no) | {"verdict": "not in the passage", "quote": ""}
