"""Each recipe that is shipped, by somebody's answers."""

from pathlib import Path

import pytest

from tests.answered_tests.running import Endpoint
from tests.e2e.program import Program
from tests.e2e.recorded.building import BUILDS, built, spec


@pytest.mark.parametrize("name", BUILDS)
def test_every_row_is_delivered_again(name: str, recorded: Endpoint, tmp_path: Path) -> None:
    rows = built(Program(tmp_path), recorded, BUILDS[name]["writer"], [str(spec(name, tmp_path))])
    assert len(rows) == sum(part["rows"] for part in BUILDS[name]["parts"])
