"""Calls held against the schemas of tools: every shape they come in, and the defect that a reason names."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from seedbed.memory.errors import UserFault
from seedbed.tools.verification.toolcalls import as_given, check_call, read_call, read_calls, read_tools

CASES: dict[str, Any] = yaml.load(
    Path(__file__).with_name("toolcalls.yaml").read_text("utf-8"), yaml.CSafeLoader
)
BOOK: dict[str, Any] = {
    "name": "book_bike",
    "description": "Books bikes.",
    "parameters": {
        "type": "object",
        "properties": {
            "kind": {"type": "string", "enum": ["city", "tandem"]},
            "days": {"type": "integer", "minimum": 1},
            "rider": {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]},
            "extras": {"type": "array", "items": {"type": "string"}},
            "price": {"type": "number"},
            "note": {"anyOf": [{"type": "string", "minLength": 2}, {"type": "null"}]},
        },
        "required": ["kind", "days"],
    },
}


def reason(call: Any, tool: Any = BOOK) -> tuple[str, str]:
    calls = read_calls([call])
    assert not isinstance(calls, str)
    (named,) = read_tools([tool])
    return check_call({named.name: named}, calls[0])


@pytest.mark.parametrize("call", CASES["right"])
def test_a_right_call_passes_in_every_shape(call: Any) -> None:
    assert reason(call) == ("", "")


@pytest.mark.parametrize(("change", "defect", "said"), CASES["arguments"])
def test_a_wrong_argument_is_named(change: dict[str, Any], defect: str, said: str) -> None:
    found = reason({"name": "book_bike", "arguments": change})
    assert found[0] == defect and said in found[1]


@pytest.mark.parametrize(("call", "said"), CASES["calls"])
def test_what_is_no_call_says_so(call: Any, said: str) -> None:
    assert said in reason(call)[1]


def test_values_are_told_as_json_has_them() -> None:
    sort = {"properties": {"sort": {"enum": ["asc", None, True]}}}
    told = reason({"name": "list", "arguments": {"sort": False}}, {"name": "list", "parameters": sort})[1]
    assert told == "`list`: `sort` is false, not one of `asc`, `null`, `true`"


def test_an_argument_that_another_one_needs_is_named() -> None:
    schema = {"type": "object", "properties": {"a": {}, "b": {}}, "dependentRequired": {"a": ["b"]}}
    (tool,) = read_tools([{"name": "f", "parameters": schema}])
    said = check_call({"f": tool}, read_call({"name": "f", "arguments": {"a": 1}}))
    assert said == ("missing argument", "`f`: the required argument `b` is missing")


def test_arguments_of_any_depth_are_no_call() -> None:
    assert "the arguments are not JSON" in reason({"name": "book_bike", "arguments": "[" * 100_000})[1]


def test_a_tool_without_parameters_is_told_as_one_that_takes_none() -> None:
    (tool,) = read_tools([{"name": "now"}])
    assert (
        json.dumps(tool.parameters) == '{"type": "object", "properties": {}, "additionalProperties": false}'
    )


@pytest.mark.parametrize("called", ["parameters", "input_schema", "inputSchema"])
def test_a_schema_is_read_by_each_name_and_kept_as_it_was_given(called: str) -> None:
    schema = {"type": "object", "properties": {"day": {"type": "string"}}, "required": ["day"]}
    given = {"name": "book", called: schema}
    (tool,) = read_tools([given])
    defect, _ = check_call({"book": tool}, read_call({"name": "book", "arguments": {}}))
    assert defect == "missing argument"
    assert as_given(tool, given) == {"name": "book", "description": "", "parameters": schema}
    dialect = {"name": "book", called: {"type": "dict", "properties": {}}}
    assert as_given(read_tools([dialect])[0], dialect)["parameters"]["type"] == "object"


def test_the_dialect_of_bfcl_is_read_and_an_object_may_stay_open() -> None:
    given = {
        "base": {"type": "float", "optional": True},
        "more": {"type": "dict", "additionalProperties": True},
        "any": {"type": "any"},
        "pair": {"type": "tuple", "items": {"type": "integer"}},
    }
    tool = {"name": "area", "parameters": {"type": "dict", "properties": given}}
    arguments = {"base": 3, "more": {"x": 1}, "any": None, "pair": [1, 2]}
    assert reason({"name": "area", "arguments": arguments}, tool) == ("", "")
    assert reason({"name": "area", "arguments": {"base": "3"}}, tool)[0] == "wrong type"


@pytest.mark.parametrize(("tools", "said"), CASES["tools"])
def test_tools_that_are_none_are_refused_with_their_place(tools: Any, said: str) -> None:
    with pytest.raises(UserFault, match="tools") as caught:
        read_tools(tools)
    assert said in str(caught.value)
