"""Calls held against the schemas of tools: every shape they come in, and the defect that a reason names."""

import json
from typing import Any

import pytest

from seedbed.memory.errors import UserFault
from seedbed.tools.verification.row_source import rows_of
from seedbed.tools.verification.rows import verdicts
from seedbed.tools.verification.toolcalls.calls import read_calls
from seedbed.tools.verification.toolcalls.check import check_calls
from seedbed.tools.verification.toolcalls.tools import read_tools

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
        },
        "required": ["kind", "days"],
    },
}
CIRCLE = {"$ref": "#/$defs/b"}
GOOD = {"name": "book_bike", "arguments": {"kind": "city", "days": 2}}


def reason(call: Any, tool: Any = BOOK) -> tuple[str, str]:
    calls = read_calls([call])
    assert not isinstance(calls, str)
    (one,) = check_calls(read_tools([tool]), calls)
    return one.defect, one.reason


@pytest.mark.parametrize(
    "call",
    [
        GOOD,
        {"name": "book_bike", "arguments": json.dumps(GOOD["arguments"])},
        {
            "id": "1",
            "type": "function",
            "function": {"name": "book_bike", "arguments": '{"kind":"city","days":2}'},
        },
        {"book_bike": {"kind": "city", "days": 2}},
        {
            "name": "book_bike",
            "arguments": {"kind": "tandem", "days": 1, "rider": {"name": "Ann"}, "price": 3},
        },
    ],
)
def test_a_right_call_passes_in_every_shape(call: Any) -> None:
    assert reason(call) == ("", "")


@pytest.mark.parametrize(
    ("change", "defect", "said"),
    [
        ({"kind": "city"}, "missing argument", "the required argument `days` is missing"),
        ({"kind": "city", "days": "2"}, "wrong type", "`days` is a string, not of type integer"),
        ({"kind": "city", "days": True}, "wrong type", "`days` is a boolean, not of type integer"),
        ({"kind": "city", "days": 2.5}, "wrong type", "`days` is a number, not of type integer"),
        ({"kind": "boat", "days": 2}, "value not allowed", "`kind` is 'boat', not one of `city`, `tandem`"),
        ({"kind": "city", "days": 0}, "value not allowed", "`days`: 0 is less than the minimum of 1"),
        (
            {"kind": "city", "days": 2, "colour": "red"},
            "unknown argument",
            "no argument `colour`; there",
        ),
        (
            {"kind": "city", "days": 2, "rider": {"name": "Ann", "age": 3}},
            "unknown argument",
            "there is no argument `age` of `rider`; there are `name`",
        ),
        ({"kind": "city", "days": 2, "rider": {}}, "missing argument", "`name` of `rider` is missing"),
        (
            {"kind": "city", "days": 2, "extras": [1]},
            "wrong type",
            "`extras.0` is a whole number, not",
        ),
    ],
)
def test_a_wrong_argument_is_named(change: dict[str, Any], defect: str, said: str) -> None:
    found = reason({"name": "book_bike", "arguments": change})
    assert found[0] == defect and said in found[1]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (
            {"name": "book_bikes", "arguments": {}},
            "there is no function 'book_bikes'; the nearest is book_bike",
        ),
        ({"name": "book_bike", "arguments": "{kind: city}"}, "the arguments are not JSON"),
        ({"name": "book_bike", "arguments": '{"days": 1, "days": 2}'}, "a key stands twice"),
        ({"name": "book_bike", "arguments": '{"days": NaN}'}, "NaN is no JSON number"),
        ({"name": "book_bike", "arguments": [1]}, "the arguments are not an object"),
        ({"arguments": {}, "id": 3}, "a call without the name of a function"),
        ("book_bike(2)", "a call is an object with a name and arguments"),
        ({"name": "book_bike", "arguments": "[" * 100_000}, "the arguments are not JSON"),
    ],
)
def test_what_is_no_call_says_so(call: Any, said: str) -> None:
    assert said in reason(call)[1]


def test_the_dialect_of_bfcl_is_read_and_an_object_may_stay_open() -> None:
    tool = {
        "name": "area",
        "parameters": {
            "type": "dict",
            "properties": {
                "base": {"type": "float", "optional": True},
                "more": {"type": "dict", "additionalProperties": True},
                "any": {"type": "any"},
                "pair": {"type": "tuple", "items": {"type": "integer"}},
            },
        },
    }
    arguments = {"base": 3, "more": {"x": 1}, "any": None, "pair": [1, 2]}
    assert reason({"name": "area", "arguments": arguments}, tool) == ("", "")
    assert reason({"name": "area", "arguments": {"base": "3"}}, tool)[0] == "wrong type"


@pytest.mark.parametrize(
    ("tools", "said"),
    [
        ([], "not a list of 1 to"),
        ("[", "not JSON"),
        ([{"parameters": {}}], "a tool without a name"),
        ([BOOK, BOOK], "two tools are called 'book_bike'"),
        ([{"name": "f", "parameters": {"type": "array"}}], "takes 'array', not an object"),
        ([{"name": "f", "parameters": {"properties": {"a": {"type": "strin"}}}}], "'strin' is not valid"),
        ([{"name": "f", "parameters": {"properties": {"a": {"$ref": "http://x/y"}}}}], "leads nowhere"),
        (
            [
                {
                    "name": "f",
                    "parameters": {
                        "properties": {"a": {"$ref": "#/$defs/b"}},
                        "$defs": {"b": {"$ref": "#/$defs/b"}},
                    },
                }
            ],
            "refers to itself",
        ),
        ([{"name": "f", "parameters": {"properties": {"a": {"pattern": "(a+)+\\1"}}}}], "pattern"),
        ([{"name": "f", "parameters": 3}], "no JSON schema"),
    ],
)
def test_tools_that_are_none_are_refused_with_their_place(tools: Any, said: str) -> None:
    with pytest.raises(UserFault, match="tools") as caught:
        read_tools(tools)
    assert said in str(caught.value)


def test_rows_get_a_verdict_with_a_piece_of_evidence_for_each_call() -> None:
    wrong = {"name": "book_bike", "arguments": {"kind": "city", "days": "two"}}
    rows: list[dict[str, Any]] = [
        {"tools": [BOOK], "calls": [GOOD, wrong]},
        {"tools": json.dumps([BOOK]), "calls": json.dumps([GOOD])},
        {"tools": [BOOK], "calls": []},
        {"tools": [BOOK], "calls": "nothing"},
        {"tools": {"name": "f", "parameters": 1}, "calls": []},
        {"tools": [BOOK], "calls": [{"name": "book_bike", "arguments": {"kind": "city", "days": 10**400}}]},
    ]
    found = list(verdicts(rows_of(rows), "toolcalls"))
    assert [(one.ok, one.score) for one in found] == [
        (False, 0.5),
        (True, 1.0),
        (True, 1.0),
        (False, 0.0),
        (False, 0.0),
        (False, 0.0),
    ]
    assert [item["ok"] for item in found[0].evidence] == [True, False]
    assert found[0].evidence[1]["defect"] == "wrong type" and found[2].reason == "it calls nothing"
    assert "no JSON schema" in found[4].reason
