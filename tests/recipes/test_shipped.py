"""Shipped recipes: each expands and has rows; good ones pass, bad ones fail by the check that is named."""

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from seedbed.agent.recipes.load import shipped, shipped_names
from seedbed.agent.recipes.shapes import is_axis, spelled
from seedbed.memory.files.yaml_file import load
from seedbed.tools.checks.catalogue import find
from seedbed.tools.running.languages import missing
from tests.recipes.refusing import Refusing
from tests.recipes.trying import ROWS, Written, recipe_of, say, uses, written

NAMES = shipped_names()
SHIPPED = Path(__file__).resolve().parents[2] / "agent" / "recipes" / "shipped"
DOCUMENTED = ("rank", "citation")
"""Checks that look into the run's documents, which rows by hand don't have."""
ROWS_OF = [one for name in NAMES for one in written(name)]
BAD = [one for one in ROWS_OF if one.fails]


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_recipe_is_whole_and_has_good_rows_and_bad_ones(name: str) -> None:
    raw, recipe, rows = shipped(name), recipe_of(name), written(name)
    assert raw["recipe"] == recipe.name == name and 20 <= len(recipe.about) <= 120
    assert "clauses" not in raw, "clauses belong to a request"
    made = {target for step in recipe.steps for target in step.targets}
    assert {field.name for field in recipe.fields} <= made | {axis.name for axis in recipe.axes}
    ids, calls = [use.id for use in recipe.checks], [find(use.check).calls for use in recipe.checks]
    assert len(ids) == len({*ids}) and next(id for id in ids if not id.startswith("ran.")) == "schema"
    assert calls == sorted(calls), "free checks come first"
    for use in recipe.checks:
        if use.check != "concept":  # that gets them with the row
            find(use.check).arguments.model_validate(use.arguments)
    bad = [one.fails for one in rows if one.fails]
    assert len(rows) - len(bad) >= 2 <= len(bad) <= 4 and {*bad} <= {*uses(recipe)}


def test_there_are_enough_each_with_a_file_of_rows_and_a_name_of_its_own() -> None:
    files = sorted(path.stem for path in SHIPPED.glob("*/*.yaml"))
    assert len(NAMES) >= 44 and len({recipe_of(name).about for name in NAMES}) == len(NAMES)
    assert files == sorted(NAMES) == sorted(path.stem for path in ROWS.glob("*/*.yaml"))


@pytest.mark.parametrize("one", [one for one in ROWS_OF if not one.fails], ids=lambda one: one.name)
def test_a_good_row_fits_its_recipe_and_passes_every_free_check(one: Written) -> None:
    recipe = recipe_of(one.recipe)
    for field in recipe.fields:
        faults = Draft202012Validator(field.json_schema, format_checker=FormatChecker()).iter_errors(
            one.row.get(field.name, one.seat.get(field.name))
        )
        assert [f"{field.name}: {fault.message}" for fault in faults] == []
        if is_axis(field) and field.name in one.row:
            assert spelled(one.row[field.name]) == spelled(one.seat[field.name])
    for axis in recipe.axes:
        said = one.seat.get(axis.name)
        assert said if axis.ask else said in (*axis.values, axis.otherwise), axis.name
    _skip_without_language(one)
    runs = any(step.how == "run" for step in recipe.steps)
    for use in uses(recipe).values():
        if find(use.check).calls or (runs and not one.name.endswith("good 1")):  # programs take their time
            continue
        found = say(one, use)
        if not (found.state == "no verdict" and use.check in DOCUMENTED):
            assert found.state == "held", f"{use.id}: {found.detail}"


@pytest.mark.parametrize("one", BAD, ids=lambda one: one.name)
def test_a_bad_row_is_refused_by_the_check_that_is_named(one: Written) -> None:
    _skip_without_language(one)
    found = say(one, uses(recipe_of(one.recipe))[one.fails], Refusing(one) if one.by_model else None)
    assert found.state == "failed", found.detail


def _skip_without_language(one: Written) -> None:
    """Rows whose recipe runs programs of a language that this machine can't run aren't tried here."""
    for step in recipe_of(one.recipe).steps:
        if step.how == "run" and (why := missing(str(step.arguments["run"]))):
            pytest.skip(why)


@pytest.mark.parametrize("name", ["calculator-talk", "search-talk"])
def test_a_row_shows_the_tools_that_its_assistant_was_offered(name: str) -> None:
    assert (
        shipped(name)["params"]["tools"][0] in load(SHIPPED.parents[2] / "tools/world/own_tools.yaml").value
    )
