"""Requests in plain words, by somebody's answers: read, planned and built."""

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from seedbed.memory.files.yaml_file import load
from tests.answered_tests.running import Endpoint
from tests.e2e.program import Program, lines
from tests.e2e.recorded.building import HERE, built, planned

REQUESTS = load(HERE / "requests.yaml").value


@pytest.mark.parametrize("said", REQUESTS["written"])
def test_a_request_becomes_a_recipe_and_its_rows(
    said: Mapping[str, Any], recorded: Endpoint, tmp_path: Path
) -> None:
    words = [said["request"], "-n", "8", "--seed", "7"]
    assert len(built(Program(tmp_path), recorded, said["writer"], words)) == 8


@pytest.mark.parametrize("said", REQUESTS["planned"])
def test_a_request_is_planned_and_built_without_a_person(
    said: Mapping[str, Any], recorded: Endpoint, tmp_path: Path
) -> None:
    words = [said["request"], *said.get("flags", ("--seed", "3"))]
    assert len(planned(Program(tmp_path), recorded, words)) == int(said["request"].split()[0])


@pytest.mark.as_now
@pytest.mark.parametrize(
    "request_",
    REQUESTS["newest"] + REQUESTS["uncounted"] + REQUESTS["wider"] + REQUESTS["wider_counted"],
)
def test_a_request_is_built_as_far_ahead_as_now(request_: str, recorded: Endpoint, tmp_path: Path) -> None:
    rows = request_.split()[0]
    counted = ["-n", rows] if request_ in REQUESTS["newest"] + REQUESTS["wider_counted"] else []
    at_once = "16" if request_ in REQUESTS["wider"] + REQUESTS["wider_counted"] else "10"
    words = [request_, "--seed", "3", "--max-concurrent", at_once, *counted]
    assert len(planned(Program(tmp_path), recorded, words)) == int(rows)


@pytest.mark.as_now
def test_a_drawn_value_that_does_not_fit_goes_to_another_row(recorded: Endpoint, tmp_path: Path) -> None:
    """A girl of six has no mortgage and no driving licence; where nobody is left who could take that, it is
    written as well as can be. The shares of both axes stay."""
    flags = ("--recipe", HERE / "diary.yaml", "-n", "16", "--seed", "3", "--max-concurrent", "16")
    program = Program(tmp_path)
    assert len(planned(program, recorded, ["16 diary entries", *map(str, flags)])) == 16
    refused = lines(program.folder / "run" / "rejected.jsonl")
    became = [one["reasons"][-1]["detail"].rpartition(" — ")[2] for one in refused]
    assert Counter(re.sub(r"\d+", "N", one) for one in became) == {
        "seat N has that value now": 2,
        "no other seat takes that value": 1,
    }
    dealt = [one["brief"]["attributes"] for one in lines(program.folder / "run" / "provenance.jsonl")]
    counts = Counter((name, value) for one in dealt for name, value in one.items())
    assert set(counts.values()) == {4} and len(counts) == 8
