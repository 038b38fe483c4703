"""`verify --kind claims` with a model: what a judge adds."""

from typing import Any

import pytest

import seedbed
from seedbed.app.verifying_claims import _pieces
from seedbed.memory.errors import UserFault
from tests.simulator.fixtures import Start, simulated

__all__ = ["simulated"]
EVIDENCE = (
    "The tunnel below the hill is lit by 12 lamps. A lost key costs 25 euros, and the bike stays at the shop."
)
OPEN = "Stays of the bike at the shop, and costs of 25 euros: a lost key."
ROWS: list[dict[str, Any]] = [
    {"claim": "A lost key costs 25 euros.", "evidence": EVIDENCE},
    {"claim": "A lost key costs 26 euros.", "evidence": EVIDENCE},
    {"claim": OPEN, "evidence": ["Nothing here.", EVIDENCE]},
    {"claim": "Gardens flower in spring.", "evidence": EVIDENCE},
    {"claim": "", "evidence": EVIDENCE},
]


def test_a_judge_reads_what_words_leave_open(simulated: Start) -> None:
    end = simulated()
    found = list(seedbed.verify(ROWS, "claims", "sim-strong", end.base_url))
    assert [one.row for one in found] == [0, 1, 2, 3, 4]
    assert [one.ok for one in found] == [True, False, True, False, False]
    literal, number, open_, nothing, empty = found
    assert literal.score == 1.0 and empty.evidence == ()
    assert "26" in number.reason and number.score == 0.0
    assert nothing.evidence[0]["verdict"] == "not said"
    item = open_.evidence[0]
    assert (item["by"], item["verdict"]) == ("sim-strong", "supported")
    assert item["source"] == "evidence.1" and EVIDENCE[item["start"] : item["end"]] == item["quote"]


def test_a_yes_man_is_not_believed(simulated: Start) -> None:
    end = simulated()
    found = list(seedbed.verify(ROWS[1:2] + ROWS[3:4], "claims", "sim-yes-man", end.base_url))
    assert [one.ok for one in found] == [False, False]


def test_a_model_is_refused_for_other_kinds() -> None:
    with pytest.raises(UserFault, match="no model is asked about program"):
        seedbed.verify([], "program", "embedded")


def test_of_long_evidence_the_judge_reads_the_best_passages_at_their_places() -> None:
    text = "Nothing is said here. " * 900 + "The lamps are lit at dusk. " + "Nothing is said here. " * 300
    found = _pieces(["Short one.", text], "The lamps are lit")
    assert "The lamps are lit at dusk." in found[0][2]
    assert len(found) > 3 and sum(len(piece) for *_, piece in found) <= 12_000
    assert all(text[at : at + len(piece)] == piece for number, at, piece in found if number == 1)
    assert _pieces([""], "x") == []
