"""The catalogue is in order, and the page that planners read has all of it, with lines that they may copy."""

from typing import get_args

import pytest

from seedbed.tools.checks.catalogue import CATALOGUE, find
from seedbed.tools.checks.check import Check, Shows
from seedbed.tools.checks.reference import arguments, entry, reference
from tests.tools.checks.trying import called

PAGE = reference()
ALL = pytest.mark.parametrize("check", CATALOGUE, ids=lambda check: check.name)


def test_names_are_unique_and_found() -> None:
    names = [check.name for check in CATALOGUE]
    assert len(names) == len(set(names)) > 0
    assert all(find(name).name == name for name in names)
    with pytest.raises(KeyError):
        find("no such check")


@ALL
def test_a_check_says_what_it_is_and_stands_on_the_page(check: Check) -> None:
    assert check.about.endswith(".") and "\n" not in check.about
    inputs = [name.removesuffix("*") for name in check.inputs]
    assert inputs and all(map(str.isidentifier, inputs)) and len(set(inputs)) == len(inputs)
    assert check.shows and set(check.shows) <= set(get_args(Shows))
    assert not set(inputs) & {name for name, *_ in arguments(check.arguments)}
    own = entry(check)
    assert own in PAGE
    assert f"`{check.example}`" in own
    for shown, grade in check.shows.items():
        line = own.partition("\n- shows ")[2].partition("\n")[0]
        assert f"{shown} ({ {'proven': 'proves', 'supported': 'supports'}[grade] })" in line
    for name, kind, default, _ in arguments(check.arguments):
        assert f"`{name}` {kind}" in own
        required = any(field.is_required() and (field.alias or key) == name
                       for key, field in check.arguments.model_fields.items())  # fmt: skip
        assert (default == "") == required


@ALL
def test_its_example_can_be_copied(check: Check) -> None:
    key, given = called(check)
    assert key.partition(".")[0] == check.name
    inputs = {name.rstrip("*") for name in check.inputs}
    assert inputs - set(given) <= check.optional
    for name in inputs & set(given):
        several = f"{name}*" in check.inputs
        assert isinstance(given[name], str) or (several and all(isinstance(one, str) for one in given[name]))
    taken = {name: value for name, value in given.items() if name not in inputs}
    read = check.arguments.model_validate(taken)
    assert check.arguments.model_validate(read.model_dump(mode="json", by_alias=True)) == read
