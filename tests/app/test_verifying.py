"""`verify` from Python, what the command says of itself, and who is asked outside a run."""

import json
from operator import length_hint
from pathlib import Path
from typing import Any

import click
import pytest

import seedbed
from seedbed.app.commands.verify import verify as command
from seedbed.app.examine import apart
from seedbed.app.intake import settings_of
from seedbed.app.verifying_claims import _pieces
from seedbed.memory.errors import UserFault
from seedbed.tools.verification.row_checks import KINDS
from tests.simulator.fixtures import Start, simulated

__all__ = ["simulated"]


def test_the_command_offers_every_kind_there_is() -> None:
    (choice,) = [one.type for one in command.params if one.name == "kind"]
    assert isinstance(choice, click.Choice)
    assert list(choice.choices) == list(KINDS)


def test_a_file_and_rows_give_the_same_verdicts(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"text": "<<1/3=.33>>"},
        {"text": "<<1+1=3>>"},
        {"solution": ["x", "<<2*2=4>>"]},
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    from_rows = list(seedbed.verify(rows, kind="calculations"))
    assert from_rows == list(seedbed.verify(path, kind="calculations"))
    assert from_rows == list(seedbed.verify(str(path), "calculations"))
    assert [one.ok for one in from_rows] == [True, False, True]


def test_rows_are_taken_as_verdicts_are() -> None:
    rows = iter([{"text": "<<1+1=2>>"}] * 10)
    found = seedbed.verify(rows, kind="calculations")
    assert length_hint(rows) == 10
    next(found)
    assert length_hint(rows) == 9


def test_what_is_wrong_with_the_call_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserFault, match="no such file"):
        next(seedbed.verify(tmp_path / "none.jsonl", kind="calculations"))
    with pytest.raises(UserFault, match="no model is asked about program"):
        seedbed.verify([], "program", "embedded")


# claims, with a model ---------------------------------------------------------------------------------

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


async def test_who_is_asked_outside_a_run_and_is_down_is_said_to_be() -> None:
    said: list[str] = []
    settings = settings_of({"model": "x", "base_url": "http://127.0.0.1:9/v1"}, None)
    async with apart(settings, said.append) as client:
        client.lines.flow(client.endpoint("default")).out("gone")
    assert said == ["http://127.0.0.1:9/v1 answers nothing (gone): it is asked a few times more"]


def test_of_long_evidence_the_judge_reads_the_best_passages_at_their_places() -> None:
    text = "Nothing is said here. " * 900 + "The lamps are lit at dusk. " + "Nothing is said here. " * 300
    found = _pieces(["Short one.", text], "The lamps are lit")
    assert "The lamps are lit at dusk." in found[0][2]
    assert len(found) > 3 and sum(len(piece) for *_, piece in found) <= 12_000
    assert all(text[at : at + len(piece)] == piece for number, at, piece in found if number == 1)
    assert _pieces([""], "x") == []
