"""Requests in plain words, by somebody's answers: read, planned and built."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from seedbed.memory.files.yaml_file import load
from tests.answered_tests.running import Endpoint
from tests.e2e.program import Program
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
@pytest.mark.parametrize("request_", REQUESTS["newest"] + REQUESTS["uncounted"] + REQUESTS["wider"])
def test_a_request_is_built_as_far_ahead_as_now(request_: str, recorded: Endpoint, tmp_path: Path) -> None:
    rows = request_.split()[0]
    counted = ["-n", rows] if request_ in REQUESTS["newest"] else []
    at_once = "16" if request_ in REQUESTS["wider"] else "10"
    words = [request_, "--seed", "3", "--max-concurrent", at_once, *counted]
    assert len(planned(Program(tmp_path), recorded, words)) == int(rows)
