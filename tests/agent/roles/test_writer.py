"""What a writer is told of the fields."""

import pytest

from seedbed.agent.roles.writer import shape
from tests.agent.recipes.recipes import changed, expanded


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("string 3..80", "3 to 80 characters"),
        ("line 3..80", "3 to 80 characters, on one line"),
        ("string 30..500 or null", "30 to 500 characters, or null"),
        ("line or null", "text, on one line, or null"),
        ("integer or null", '{"anyOf": [{"type": "integer"}, {"type": "null"}]}'),
    ],
)
def test_a_field_is_told_with_its_limits_and_whether_it_may_be_missing(said: str, told: str) -> None:
    recipe = expanded(changed("note: line 3..80", f"note: {said}"))
    assert shape(recipe.field("note")) == f"`note`: {told}"
