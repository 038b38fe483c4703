"""The check `schema`: right rows hold, planted faults fail, odd shapes end in a verdict."""

from typing import Any

from seedbed.tools.checks.form.schema import CHECK
from tests.tools.checks.trying import fails, holds, spoilt, survives, untold

LINE: dict[str, Any] = {"type": "string", "minLength": 3, "pattern": "^[^\\n]*$"}


def test_a_right_row_holds_and_each_defect_is_named_with_its_place() -> None:
    right = {"of": "a line"}
    assert holds(CHECK, right, schemas={"of": LINE})
    assert spoilt(CHECK, right, schemas={"of": LINE}) == {"wrong_type"}
    assert "of" in fails(CHECK, {"of": "ab"}, schemas={"of": LINE})
    inner = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
    assert fails(CHECK, {"of": {"n": "1"}}, schemas={"of": inner}).startswith("of.n: ")


def test_without_inputs_every_field_with_a_schema_is_looked_at() -> None:
    assert fails(CHECK, {}, schemas={"gone": LINE}) == "no gone"


def test_a_pattern_that_nobody_can_match_is_no_verdict() -> None:
    assert untold(CHECK, {"of": "text"}, schemas={"of": {"pattern": "(?=a)"}})


def test_odd_values() -> None:
    survives(CHECK, schemas={"of": LINE})
