"""What a model is shown when a concept is split."""

from types import SimpleNamespace
from typing import Any

import pytest

from seedbed.agent.planner.tree.materials import row_line
from seedbed.agent.recipes.shapes import read_shape


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        ("messages 6..12", "it (6 to 12 messages)"),
        ("line ..80", "it (0 to 80 characters)"),
        ("list 3 of line", "it (3 items)"),
        ("messages 4..", "it (at least 4 messages)"),
        ("line 2..5 or null", "it (line)"),
        (["yes", "no"], "it (yes | no)"),
        ({"schema": {"type": "array", "minItems": 2, "items": {"type": "string"}}}, "it (schema)"),
    ],
)
def test_a_row_is_its_recipes_words_and_its_fields(shape: Any, said: str) -> None:
    recipe: Any = SimpleNamespace(
        about="Talks; of two", row=[read_shape(shape).model_copy(update={"name": "it"})]
    )
    assert row_line(recipe) == f"Talks: {said}"
