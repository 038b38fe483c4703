"""Shipped recipes end to end on the simulated endpoint: every row that is asked for, and a clean audit.

From recorded answers all of them are built: `tests/e2e/recorded`."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.inside import seedbed
from tests.e2e.program import lines
from tests.e2e.recipes.recipe_specs import GROUPS, ROWS, STARTS, lay_out, recipes
from tests.e2e.tracing.whole import whole_run
from tests.simulator.fixtures import endpoint
from tests.simulator.launch import Running

__all__ = ["endpoint"]


@pytest.fixture(scope="module", params=sorted(GROUPS))
def built(
    request: pytest.FixtureRequest, endpoint: Running, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path, Any]:
    """A group, its run, and how the build ended."""
    group = str(request.param)
    folder = tmp_path_factory.mktemp(group)
    spec, run = lay_out(folder, group), folder / "run"
    words = ("--base-url", endpoint.base_url, "--model", endpoint.model, "--skip-exam", "--yes", "-o", run)
    return group, run, seedbed("build", spec, *words, env={"SEEDBED_API_KEY": "k"})


def test_every_recipe_has_all_its_rows_and_a_whole_trace(built: tuple[str, Path, Any]) -> None:
    group, run, done = built
    assert done.exit_code == 0, done.stderr[-2000:] + done.stdout[-1500:]
    found = Counter(line["brief"]["cell"]["part"] for line in lines(run / "provenance.jsonl"))
    wanted = dict.fromkeys(recipes(group), ROWS)
    wanted |= {name: int(start["rows"]) for name, start in STARTS.items() if name in found}
    assert found == wanted
    whole_run(run)


def test_the_audit_makes_every_row_again(built: tuple[str, Path, Any]) -> None:
    _, run, _ = built
    done = seedbed("audit", run, "--json")
    found = json.loads(done.stdout)
    assert done.exit_code == 0 and found["ok"], found["problems"][:5]
