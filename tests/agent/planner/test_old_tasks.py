"""Old specs become recipes that expand, with what they said of labels, fields, attributes and levels."""

from pathlib import Path
from typing import Any

import pytest

from seedbed.agent.making.parts import recipe_of, settled
from seedbed.agent.planner.old_tasks import RECIPES, renewed
from seedbed.memory.spec import Part, Spec
from tests.agent.scripted import desk

LABELS = [{"name": "booking", "share": 3}, {"name": "praise", "definition": "is glad"}]
FIELDS = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "age": {"type": "integer"}, "city": {"type": "string"}},
    "required": ["name", "age"],
}
OWN: dict[str, dict[str, Any]] = {
    "classification": {"labels": LABELS, "about": "intent"},
    "records": {"fields": FIELDS},
}
FROM_OTHERS = ("rephrased", "fobar", "self-verification", "harder", "easier", "broader")


def taken(can: bool = True, **keys: Any) -> Spec:
    first = Part(name="problems", task="mathematics", way="reasoned", topic="t", rows=4)
    task, way = keys["task"], keys.get("way", "")
    of: dict[str, Any] = {"of": "problems"} if way in FROM_OTHERS or task == "preferences" else {}
    part = Part(topic="bikes", rows=24, **OWN.get(task, {}), **of, **keys)
    parts = (first, part) if of else (part,)
    door, _ = desk(can=["json_schema"] if can else [])
    return renewed(Spec(parts=parts, sources=("a.md",)), door)


@pytest.mark.parametrize(("task", "way"), RECIPES)
def test_every_old_task_becomes_a_recipe_that_expands(task: str, way: str) -> None:
    spec = settled(taken(task=task, way=way), Path())
    assert {part.task for part in spec.parts} == {"recipe"}
    assert recipe_of(spec.parts[-1]).row


def test_labels_keep_their_shares_and_definitions() -> None:
    (part,) = settled(taken(task="classification"), Path()).parts
    assert [(one.name, one.share) for one in part.labels] == [("booking", 18.0), ("praise", 6.0)]
    assert recipe_of(part).axis("label").means["praise"] == "is glad"


def test_a_schemas_properties_are_fields_and_optional_ones_may_be_null() -> None:
    (part,) = settled(taken(task="records"), Path()).parts
    assert [one.name for one in recipe_of(part).row] == ["name", "age", "city"]
    assert {"type": "null"} in recipe_of(part).field("city").json_schema["anyOf"]


def test_attributes_vary_and_are_told() -> None:
    (part,) = settled(
        taken(task="classification", attributes={"tone of voice": ["curt", "kind"]}), Path()
    ).parts
    recipe = recipe_of(part)
    assert recipe.axis("tone_of_voice").values == ("curt", "kind")
    assert "tone of voice: {{ tone_of_voice }}" in recipe.steps[0].prompt


def test_without_a_model_that_keeps_to_a_schema_the_task_stays() -> None:
    assert taken(can=False, task="classification").parts[0].task == "classification"


def test_the_sure_form_that_a_person_asks_for_stays() -> None:
    assert taken(task="mathematics", form="sure").parts[0].task == "mathematics"
