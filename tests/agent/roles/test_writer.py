"""What a writer is told of the fields."""

import pytest

from seedbed.agent.making.making import Making
from seedbed.agent.roles.held_to import rubric_for
from seedbed.agent.roles.writer import shape
from tests.agent.recipes.recipes import changed, expanded
from tests.agent.scenes import recipe_part, scene


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("string 3..80", "3 to 80 characters"),
        ("line 3..80", "3 to 80 characters, on one line"),
        ("string 30..500 or null", "30 to 500 characters, or null"),
        ("line or null", "text, on one line, or null"),
        ("string 7", "7 characters"),
        ("line ..80", "at most 80 characters, on one line"),
        ("integer 1..12345678", "a whole number, 1 to 12345678"),
        ("integer ..-3", "a whole number, at most -3"),
        ("number 0..", "a number, at least 0"),
        ("integer or null", "a whole number, or null"),
        ("number 0..1.5", "a number, 0 to 1.5"),
        ("integer 3..", "a whole number, at least 3"),
        ("list 3 of line 1..80", "a list of 3; each: 1 to 80 characters, on one line"),
        ("list of [a, b]", 'a list; each: one of "a", "b"'),
        ("list 1..2 of list ..4 of string", "a list of 1 to 2; each: a list of at most 4; each: text"),
        (
            "list 2 of {a: integer}",
            'a list of 2; each: {"type": "object", "required": ["a"], "properties": {"a": '
            '{"type": "integer"}}, "additionalProperties": false}',
        ),
        ("boolean or null", "true or false, or null"),
        ("date", '{"type": "string", "format": "date"}'),
    ],
)
def test_a_field_is_told_with_its_limits_and_whether_it_may_be_missing(said: str, told: str) -> None:
    recipe = expanded(changed("note: line 3..80", f'note: "{said}"'))
    assert shape(recipe.field("note")) == f"`note`: {told}"


def test_who_writes_a_query_is_told_what_is_wanted_of_what_it_gives() -> None:
    recipe = {
        "recipe": "queries",
        "about": "Queries",
        "row": {"question": "string 3..90 as prompt", "sql": "string 3..90 as response"},
        "keep": {"tables": "string 3..90"},
        "leaf": "none",
        "make": {
            "tables": "A table.",
            "question, sql": "A question and its query. {{ tables }}",
            "result": {"run": "sqlite", "program": "sql", "files": "tables"},
        },
        "holds": ["sql answers question tables"],
        "checks": {"ran.result": {"rows": "1.."}, "sql_mutants": {"of": "sql", "schema": ["tables"]}},
    }
    work, env, _ = scene(recipe_part(recipe))
    making = Making.of(work, env)
    first, second, _ = (" ".join(rubric_for(making, step)) for step in making.recipe.steps)
    wanted = "gives: at least 1.", "A small change of 'sql'"
    assert all(one in second and one not in first for one in wanted)
