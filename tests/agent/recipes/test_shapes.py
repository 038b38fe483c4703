"""Shapes of fields as JSON schema, and whose role is what."""

import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from seedbed.agent.recipes.shapes import read_shape, with_roles


@pytest.mark.parametrize(
    ("shape", "right", "wrong"),
    [
        ("string 2..4", ["ab", "a\nb"], ["a", "abcde", 3, None]),
        ("string 3", ["abc"], ["ab", "abcd"]),
        ("line ..4", ["", "abcd"], ["a\nb", "abcde"]),
        ("integer 0..", [0, 7], [-1, 1.5, "1"]),
        ("number -1..1", [-1, 0.5], [1.1, "0"]),
        ("number 0.5..1.5", [0.5, 1], [0.4]),
        ("boolean", [True], ["true", 1]),
        ("list 2 of number", [[1, 2.5]], [[1], [1, 2, 3], ["a", "b"]]),
        ("list 1..2 of line 1..3", [["a"]], [[], ["abcd"], ["a", "b", "c"]]),
        ("list of list 1 of integer", [[[1]]], [[1]]),
        ("list of {a: line 1..9, n: integer}", [[{"a": "a", "n": 1}]], [[{"a": "a"}], [{"a": 1, "n": 1}]]),
        ("list 1..2 of [a, 2]", [["a"], [2, "a"]], [[], ["b"], "a"]),
        ("list of {a: [x, y]}", [[{"a": "x"}]], [[{"a": "z"}]]),
        ("string or null", ["a", None], [3]),
        ("date", ["2025-01-01"], [3]),
        ("messages 1..2", [[{"role": "user", "content": "x"}]], [[], [{"role": "user"}]]),
        ("passage", [{"source": "a", "start": 0, "end": 1, "quote": "q"}], [{"source": "a"}]),
        ("list of file", [[{"path": "a", "content": ""}]], [[{"path": "", "content": ""}]]),
        ("tool", [{"name": "a", "parameters": {}, "description": "d"}], [{"name": "a"}]),
        ("call", [{"name": "a", "arguments": {"b": 1}}], [{"name": "a", "arguments": []}]),
        (["a", 2, True], ["a", 2, True], ["b", "2"]),
        ("one of [a, 2]", ["a", 2], ["b", "2", None]),
        ("one of [true, false] or null", [True, None], ["true"]),
        ("list 1 of one of [a, b]", [["a"]], [["c"]]),
        ({"a": "line", "b": ["x"]}, [{"a": "", "b": "x"}], [{"a": ""}, {"a": "", "b": "z"}]),
        ({"a": "line"}, [{"a": "l"}], [{"a": "l", "c": 1}]),
        ({"schema": {"type": "integer"}}, [1], ["a"]),
    ],
    ids=str,
)  # fmt: skip
def test_shapes(shape: Any, right: list[Any], wrong: list[Any]) -> None:
    schema = read_shape(shape).json_schema
    Draft202012Validator.check_schema(schema)
    valid = Draft202012Validator(schema).is_valid
    assert all(valid(one) for one in right) and not any(valid(one) for one in wrong)


def test_null_stands_before_the_role_or_behind_it() -> None:
    for shape in ("line 4..9 or null as response", "line 4..9 as response or null"):
        assert (read_shape(shape).role, read_shape(shape).nullable) == ("response", True)
    assert not read_shape("line 4..9 as response").nullable


@pytest.mark.parametrize(
    ("shape", "text"),
    [
        ("lines 1..3", "did you mean `line`?"),
        ("string..5", "unknown shape"),
        ("one of low, high", "wants a list of values"),
        ("one of {a: line}", "wants a list of values"),
        ("string 5..1", "5 is more than 1"),
        ("string ..", "a range is"),
        ("string -1..5", "whole numbers from 0 to"),
        ("integer 1.5..", "of whole numbers"),
        ("boolean 1..2", "takes no range"),
        ("list", "says of what"),
        ("list of", "says of what"),
        ("list 2 of lien", "did you mean `line`?"),
        ("list of line as text as label", "only a whole field has a role"),
        ("string as promt", "did you mean `prompt`?"),
        (f"integer 0..{10**15}", "of whole numbers of up to 15 digits"),
        (f"number {10**15}..", "of numbers of up to 15 digits"),
        ({"a": "line as text"}, "only a whole field has a role"),
        ([], "the list of values is empty"),
        (["a", "a"], "stands twice"),
        ([1, True], "`true` equals a value before it"),
        ([1, 1.0], "`1.0` equals a value before it"),
        ("list of [a, a]", "stands twice"),
        ("list of [a", "no list of values"),
        ([["a"]], "a value is a word or a number"),
        (5, "a shape is wanted"),
        ({"schema": {"type": "strng"}}, "the schema.type: 'strng' is not valid"),
        ({"schema": {"$ref": "http://example.org/x"}}, "leads nowhere"),
        ({"schema": {"properties": {"a": {}}, "required": ["b"]}}, "unknown property `b`"),
        ({"schema": {"type": "string", "pattern": "(?=a)(a+)+$"}}, "can't read the pattern"),
        ({"schema": {"type": "string", "pattern": "a" * 600}}, "a pattern of 600 characters"),
        ({"schema": {"$ref": "#/$defs/nowhere"}}, "leads nowhere"),
        ({"schema": {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/a"}}}}, "refers to itself"),
        ({"a": {"schema": {"type": "string", "pattern": "(a)\\1"}}}, "can't read the pattern"),
        ("list 1..3 of {a: {schema: {$ref: '#/$defs/b'}}}", "only the schema of a whole field"),
    ],
    ids=str,
)
def test_what_is_no_shape(shape: Any, text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text)):
        read_shape(shape)


@pytest.mark.parametrize(
    ("row", "roles"),
    [
        ({"a": "string", "b": ["x", "y"]}, ["text", "label"]),
        ({"a": "string", "b": "string", "c": "boolean"}, ["prompt", "response", "label"]),
        ({"a": "string as response", "b": "string"}, ["response", "prompt"]),
        ({"a": "string as prompt", "b": "string"}, ["prompt", "response"]),
        ({"a": "string as context", "b": "string"}, ["context", "text"]),
        ({"a": "messages"}, ["messages"]),
        ({"a": "list of line as context", "b": "messages 2..4"}, ["context", "messages"]),
        ({"a": "string", "b": "string as prompt", "c": {"d": "line"}}, [None, "prompt", "context"]),
    ],
    ids=str,
)
def test_roles(row: dict[str, Any], roles: list[str | None]) -> None:
    assert list(with_roles({name: read_shape(shape) for name, shape in row.items()}).values()) == roles
