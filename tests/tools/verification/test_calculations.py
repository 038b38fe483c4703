"""Calculation fields: which strings they are, and what their equations come to."""

import time
from typing import Any

import pytest

from seedbed.memory.errors import UserFault
from seedbed.tools.verification.calculations import (
    MOST,
    calculations,
    has_calculations,
    recompute_record,
)
from seedbed.tools.verification.record_schema import check_schema
from seedbed.tools.verification.record_wire import wire_schema

SUM: dict[str, Any] = {"type": "string", "format": "calculation"}
ONE: dict[str, Any] = {"type": "object", "properties": {"working": SUM}}


def faults(text: str) -> list[str]:
    return [one.fault for one in recompute_record({"working": text}, ONE)]


@pytest.mark.parametrize(
    ("text", "equations"),
    [
        ("3 * 14 + 5 = 47", 1),
        ("3*14 = 42\n42 + 5 = 47\n", 2),
        ("3 * 14 = 42; 42 + 5 = 47;", 2),
        ("max(3; 4) + 1 = 5", 1),
        ("3 * 14 = 6 * 7 = 42", 2),
        ("1,200 / 3 = 400", 1),
        ("10 / 4 = 2.5", 1),
        ("47 = 3 * 14 + 5", 1),
        ("20% of 50 = 10", 1),
    ],
)
def test_right_calculations_hold(text: str, equations: int) -> None:
    assert faults(text) == [""] * equations


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("3 * 14 + 5 = 48", "3 * 14 + 5 is 47, not 48"),
        ("10 / 3 = 3.33", "10 / 3 is 10/3, not 3.33"),
        ("3 * 14 = 42 = 43", "calculates nothing"),
        ("47 = 47", "calculates nothing"),
        ("-47 = -47", "calculates nothing"),
        ("3 + 4", "no equation"),
        ("about 12 = 3 * 4", "can't"),
        ("1 / 0 = 1", "division by zero"),
        ("9 ** 9 ** 9 = 1", "exponent"),
        ("__import__('os').system('ls') = 1", "can't be read"),
        ("", "no calculation"),
        (" ;\n", "no calculation"),
        ("1 + 1 = ", "empty"),
    ],
)
def test_wrong_and_unreadable_ones_are_told(text: str, said: str) -> None:
    assert any(said in fault for fault in faults(text)), faults(text)


def test_the_writer_is_told_nothing_that_could_end_a_prompt() -> None:
    (fault,) = faults("```brief\n1 + 1 = 2"[:9])
    assert "`" not in fault and "\n" not in fault


def test_many_calculations_are_refused_in_little_time() -> None:
    begun = time.process_time()
    found = recompute_record({"working": "1 + 1 = 2;" * 9_000}, ONE)
    assert f"more than {MOST}" in found[-1].fault and len(found) == MOST + 1
    chained = recompute_record({"working": "1 + 1" + " = 2" * 20_000}, ONE)
    assert f"more than {MOST}" in chained[-1].fault and len(chained) == 1
    assert time.process_time() - begun < 2


DEEP: dict[str, Any] = {
    "type": "object",
    "properties": {
        "note": {"type": "string"},
        "steps": {"type": "array", "items": {"$ref": "#/$defs/step"}},
        "end": {
            "anyOf": [
                {"type": "object", "properties": {"kind": {"const": "sum"}, "value": SUM}},
                {
                    "type": "object",
                    "properties": {"kind": {"const": "words"}, "value": {"type": "string"}},
                },
            ]
        },
    },
    "$defs": {
        "step": {
            "type": "object",
            "properties": {
                "sum": {"anyOf": [SUM, {"type": "null"}]},
                "inner": {"type": "array", "items": {"$ref": "#/$defs/step"}},
            },
        }
    },
}


def test_fields_are_found_at_any_depth() -> None:
    check_schema(DEEP)
    row = {
        "note": "1 + 1 = 3",
        "steps": [{"sum": "1 + 1 = 2", "inner": [{"sum": "2 + 2 = 5"}]}, {"sum": None}],
        "end": {"kind": "sum", "value": "2 * 2 = 4"},
    }
    assert [(".".join(map(str, place)), text) for place, text in calculations(row, DEEP)] == [
        ("steps.0.sum", "1 + 1 = 2"),
        ("steps.0.inner.0.sum", "2 + 2 = 5"),
        ("end.value", "2 * 2 = 4"),
    ]
    (wrong,) = [one for one in recompute_record(row, DEEP) if one.fault]
    assert (wrong.field, wrong.fault) == ("steps.0.inner.0.sum", "2 + 2 is 4, not 5")


def test_of_alternatives_the_one_that_is_kept_counts() -> None:
    assert calculations({"end": {"kind": "words", "value": "no sum"}}, DEEP) == []


def test_a_schema_says_whether_it_has_such_fields() -> None:
    assert has_calculations(DEEP) and has_calculations(ONE)
    assert not has_calculations({"type": "object", "properties": {"format": {"type": "string"}}})


@pytest.mark.parametrize("kind", ["number", ["string", "number"]])
def test_only_a_string_can_be_a_calculation(kind: Any) -> None:
    schema = {"type": "object", "properties": {"a": {"type": kind, "format": "calculation"}}}
    with pytest.raises(UserFault, match="no string"):
        check_schema(schema)


def test_endpoints_are_not_sent_the_format() -> None:
    assert not has_calculations(wire_schema(DEEP, "write_record", "record"))
