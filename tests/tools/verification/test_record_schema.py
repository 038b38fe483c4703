"""Which schemas are served, and what a row breaks."""

import time
from typing import Any

import pytest

from seedbed.memory.errors import UserFault
from seedbed.tools.verification import record_schema
from seedbed.tools.verification.record_schema import check_schema, violations

TICKET: dict[str, Any] = {
    "type": "object",
    "properties": {
        "subject": {"type": "string", "minLength": 5},
        "code": {"type": "string", "pattern": "^T-[0-9]{4}$"},
        "opened": {"type": "string", "format": "date"},
        "tags": {"type": "array", "items": {"enum": ["bill", "bike"]}, "minItems": 1},
        "owner": {"$ref": "#/$defs/person"},
    },
    "required": ["subject", "code"],
    "additionalProperties": False,
    "$defs": {
        "person": {
            "type": "object",
            "properties": {"name": {"type": "string"}, "boss": {"$ref": "#/$defs/person"}},
            "required": ["name"],
        }
    },
}


def _with(**fields: Any) -> dict[str, Any]:
    return {"type": "object", "properties": fields}


@pytest.mark.parametrize(
    "schema",
    [
        TICKET,
        _with(pattern={"type": "string"}, format={"type": "integer"}, properties={"type": "string"}),
        _with(a={"enum": [{"$ref": "https://elsewhere/"}]}, b={"const": {"pattern": "(?=a)"}}),
    ],
    ids=["references into itself", "properties named like keywords", "data in enum and const"],
)
def test_a_schema_is_served(schema: dict[str, Any]) -> None:
    check_schema(schema, "fields")


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        (_with(a={"$ref": "https://elsewhere/schema"}), "leads nowhere"),
        (_with(a={"$ref": "#/$defs/missing"}), "leads nowhere"),
        (_with(a={"$ref": "#/properties/b"}), "leads nowhere"),
        (_with(a={"$id": "https://elsewhere/", "type": "string"}), "$id"),
        (_with(a={"type": "object", "patternProperties": {"(a+)+$": {}}}), "patternProperties"),
        (_with(a={"type": "string", "pattern": "(?=a)b"}), "linear time"),
        (_with(a={"type": "string", "pattern": r"(a)\1"}), "linear time"),
        (_with(a={"type": "string", "pattern": "a" * 501}), "501 characters"),
        (_with(a={"type": "string", "pattern": "a{1,1000}{1,1000}"}), "linear time"),
        (_with(a={"type": "strnig"}), "not valid"),
        ({**_with(a={"$ref": "#/$defs/x"}), "$defs": 5}, "leads nowhere"),
        (_with(**{f"f{n}": {"type": "string", "description": "x" * 100} for n in range(1000)}), "bytes"),
        (
            {**_with(a={"$ref": "#/$defs/x"}), "$defs": {"x": {"anyOf": [{"$ref": "#/$defs/x"}]}}},
            "without going deeper",
        ),
    ],
)
def test_a_schema_that_cant_be_served_is_refused_with_its_place(schema: dict[str, Any], said: str) -> None:
    with pytest.raises(UserFault) as fault:
        check_schema(schema, "fields")
    assert said in str(fault.value)
    assert str(fault.value).startswith("fields")
    assert fault.value.next_step


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"subject": "hi"}, "subject"),
        ({"code": "T-12"}, "code"),
        ({"opened": "2026-13-40"}, "opened"),
        ({"tags": []}, "tags"),
        ({"tags": ["car"]}, "tags.0"),
        ({"owner": {"name": "Ana", "boss": {}}}, "owner.boss"),
        ({"unasked": 1}, "the object"),
    ],
)
def test_each_break_is_named_with_its_place(change: dict[str, Any], place: str) -> None:
    good = {"subject": "A flat tyre", "code": "T-0042", "opened": "2026-03-01", "tags": ["bike"]}
    assert violations(good, TICKET) == []
    broken = violations({**good, **change}, TICKET)
    assert broken
    assert broken[0].startswith(f"{place}: ")


@pytest.mark.parametrize(
    ("value", "ways", "said"),
    [
        ("7", [{"type": "number"}], "a: '7' is not of type 'number'"),
        ("The answer is B.", [{"enum": ["A", "B"]}], "a: 'The answer is B.' is not one of ['A', 'B']"),
        ("x" * 9, [{"type": "string", "maxLength": 5}], "a: 9 characters, at most 5: shorten it"),
        ({"b": 1}, [{"required": ["c", "d"]}], "a: 'c' is a required property; a: 'd' is"),
        (
            [],
            [{"type": "number"}, {"type": "object"}],
            "not of type 'number' or a: [] is not of type 'object'",
        ),
    ],
)
def test_what_may_be_null_is_told_what_else_it_is_to_be(value: Any, ways: list[Any], said: str) -> None:
    """«is not valid under any of the given schemas» mends nothing."""
    (told,) = violations({"a": value}, _with(a={"anyOf": [*ways, {"type": "null"}]}))
    assert said in told


@pytest.mark.parametrize(
    ("format", "right", "wrong"),
    [
        (
            "date-time",
            "2024-05-01T10:00:00Z|2024-05-01T10:00|2024-05-01 10:00:00.5+02:00|2016-12-31T23:59:60Z",
            "yesterday|2024-13-01T10:00|2023-02-29T10:00|2024-05-01|2024-05-01T25:00:00Z|2024-05-01T10:00Z\n",
        ),
        ("time", "10:00|23:59:60+01:00", "noon|24:00|1:00|10:60"),
        ("duration", "P1D|PT1H30M|P1Y2M3DT4H|P2W|PT0.5S", "P|PT|P1H|P1DT|1 day"),
        (
            "email",
            "ann.lee+x@example.org|o'b@a-b.de|root@localhost",
            "@|a@|@b.de|a b@c.de|a@b c|Ann <a@b.de>",
        ),
        ("hostname", "example.com|localhost|a-b.de", "|a b|a..b|-a.de|x_y"),
        ("regex", "a+|(?<=x)", "(|a{99999999999999999999}" + "|" + "(" * 5000),
        ("uri", "https://a.de/b?c=%20#d|mailto:a@b.de|http://[::1]:80/", "no way|www.a.de|http://[::1|a:%zz"),
    ],
)
def test_a_format_is_checked_by_its_grammar(format: str, right: str, wrong: str) -> None:
    schema = {"format": format}
    assert [one for one in right.split("|") if violations(one, schema)] == []
    assert [one for one in wrong.split("|") if not violations(one, schema)] == []
    assert violations(3, schema) == []


@pytest.mark.parametrize("join", ["allOf", "anyOf", "oneOf"])
def test_no_schema_hangs_by_references_that_branch(join: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record_schema, "_MOST_FOLLOWED", 1_000)
    defs: dict[str, Any] = {f"d{n}": {join: [{"$ref": f"#/$defs/d{n + 1}"}] * 2} for n in range(30)}
    schema = {**_with(a={"$ref": "#/$defs/d0"}), "$defs": {**defs, "d30": {"type": "string"}}}
    check_schema(schema, "fields")
    assert violations({"a": 1}, schema)[0].startswith("the object: its schema refers to itself too often")


def test_many_things_of_a_list_that_differ_are_told_apart_at_once() -> None:
    many = [{"n": n} for n in range(9_000)]
    assert violations(many, {"uniqueItems": True}) == []
    assert violations([*many, {"n": 5.0}], {"uniqueItems": True})
    assert violations([1, True, "1"], {"uniqueItems": True}) == []


@pytest.mark.parametrize(("value", "right"), [(19.99, True), (4.35, True), (7, True), (0.333, False)])
def test_a_multiple_is_one_of_the_decimals_as_written(value: float, right: bool) -> None:
    assert (violations(value, {"multipleOf": 0.01}) == []) is right


def test_what_the_store_could_not_keep_is_a_break() -> None:
    schema = _with(n={"type": "number"}, s={"type": "string"})
    assert violations({"n": 2**60}, schema)
    assert violations({"n": float("nan")}, schema)
    assert violations({"s": "\ud800"}, schema)
    assert violations({"s": "x" * 200_000}, schema)


def test_a_row_nested_without_end_is_a_break_and_no_recursion() -> None:
    deep: dict[str, Any] = {"name": "x"}
    for _ in range(5_000):
        deep = {"name": "x", "boss": deep}
    assert "deep" in violations({"subject": "A flat tyre", "code": "T-0042", "owner": deep}, TICKET)[0]


def test_a_pattern_made_to_hang_is_matched_in_linear_time() -> None:
    schema = _with(a={"type": "string", "pattern": "^(a+)+$"})
    check_schema(schema, "fields")
    began = time.process_time()
    assert violations({"a": "a" * 50_000 + "b"}, schema)
    assert time.process_time() - began < 5
