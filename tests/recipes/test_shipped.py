"""Shipped recipes: each expands and has rows; good ones pass, bad ones fail by the check that is named."""

from collections import Counter
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from seedbed.agent.recipes.load import shipped, shipped_names
from seedbed.agent.recipes.shapes import is_axis, spelled
from seedbed.tools.checks.catalogue import find
from seedbed.tools.running.languages import missing
from tests.recipes.refusing import Refusing
from tests.recipes.trying import ROWS, Written, recipe_of, say, uses, written

NAMES = shipped_names()
SHIPPED = Path(__file__).resolve().parents[2] / "agent" / "recipes" / "shipped"
GOOD = [one for name in NAMES for one in written(name) if not one.fails]
DOCUMENTED = ("rank", "citation")
"""Checks that look into the run's documents, which rows by hand don't have."""
BAD = [one for name in NAMES for one in written(name) if one.fails]


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_recipe_expands_and_a_planner_finds_it(name: str) -> None:
    raw = shipped(name)
    recipe = recipe_of(name)
    assert raw["recipe"] == recipe.name == name
    assert 20 <= len(recipe.about) <= 120
    assert "clauses" not in raw, "clauses belong to a request"
    assert recipe.checks
    for use in recipe.checks:
        if use.check != "concept":  # that gets them with the row
            find(use.check).arguments.model_validate(use.arguments)


def test_there_are_enough_each_with_a_file_of_rows_and_a_name_of_its_own() -> None:
    files = [path.stem for path in SHIPPED.glob("*/*.yaml")]
    assert len(NAMES) >= 44
    assert [name for name, number in Counter(files).items() if number > 1] == []
    assert sorted(files) == sorted(NAMES) == sorted(path.stem for path in ROWS.glob("*/*.yaml"))
    assert len({recipe_of(name).about for name in NAMES}) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_recipe_has_good_rows_and_bad_ones(name: str) -> None:
    rows = written(name)
    assert sum(not one.fails for one in rows) >= 2
    assert 2 <= sum(bool(one.fails) for one in rows) <= 4
    for one in rows:
        if one.fails:
            assert one.fails in uses(recipe_of(name)), f"{one.name}: there is no check {one.fails}"


@pytest.mark.parametrize("one", GOOD, ids=lambda one: one.name)
def test_a_good_row_fits_its_recipe(one: Written) -> None:
    recipe = recipe_of(one.recipe)
    for field in recipe.fields:
        faults = Draft202012Validator(field.json_schema, format_checker=FormatChecker()).iter_errors(
            one.row.get(field.name, one.seat.get(field.name))
        )
        assert [f"{field.name}: {fault.message}" for fault in faults] == []
    for axis in recipe.axes:
        if axis.ask:
            assert one.seat[axis.name]
        else:
            assert one.seat.get(axis.name) in (*axis.values, axis.otherwise), axis.name
    dealt = {field.name for field in recipe.row if is_axis(field)}
    assert {name: spelled(one.row[name]) for name in dealt & set(one.row)} == {
        name: spelled(one.seat[name]) for name in dealt & set(one.row)
    }


@pytest.mark.parametrize("one", GOOD, ids=lambda one: one.name)
def test_a_good_row_passes_every_free_check(one: Written) -> None:
    _skip_without_language(one)
    for use in uses(recipe_of(one.recipe)).values():
        if find(use.check).calls:
            continue
        found = say(one, use)
        if found.state == "no verdict" and use.check in DOCUMENTED:
            continue
        assert found.state == "held", f"{use.id}: {found.detail}"


@pytest.mark.parametrize("one", [one for one in BAD if not one.by_model], ids=lambda one: one.name)
def test_a_bad_row_is_refused_without_a_model(one: Written) -> None:
    _skip_without_language(one)
    found = say(one, uses(recipe_of(one.recipe))[one.fails])
    assert found.state == "failed", found.detail


@pytest.mark.parametrize("one", [one for one in BAD if one.by_model], ids=lambda one: one.name)
def test_a_bad_row_is_refused_by_a_reader(one: Written) -> None:
    _skip_without_language(one)
    found = say(one, uses(recipe_of(one.recipe))[one.fails], Refusing(one))
    assert found.state == "failed", found.detail


def _skip_without_language(one: Written) -> None:
    """Rows whose recipe runs programs of a language that this machine can't run aren't tried here."""
    for step in recipe_of(one.recipe).steps:
        if step.how == "run" and (why := missing(str(step.arguments["run"]))):
            pytest.skip(why)
