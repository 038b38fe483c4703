"""Old specs become recipes that expand, with what they said of labels, fields, attributes and levels."""

from pathlib import Path
from typing import Any

import pytest

from seedbed.agent.making.parts import recipe_of, settled
from seedbed.agent.planner.old_tasks import RECIPES, not_by_recipe, renewed
from seedbed.memory.errors import UserFault
from seedbed.memory.spec import Part, Spec
from tests.agent.scripted import client

LABELS = [{"name": "booking", "share": 3}, {"name": "praise", "definition": "is glad"}]
FIELDS = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "age": {"type": "integer"}, "city": {"type": "string"}},
    "required": ["name", "age"],
}
OWN: dict[str, dict[str, Any]] = {
    "classification": {"labels": LABELS, "about": "intent"},
    "records": {"fields": FIELDS},
    "tool_use": {"world": "w.yaml"},
}
FROM_OTHERS = ("rephrased", "fobar", "self-verification", "harder", "easier", "broader")


def taken(can: bool = True, **keys: Any) -> Spec:
    task, way = keys["task"], keys.get("way", "")
    kind: dict[str, Any] = {"task": "mathematics", "way": "reasoned"}
    if task == "preferences":
        kind = {"task": "dialogues"}
    first = Part(name="problems", topic="t", rows=4, **kind)
    of: dict[str, Any] = {"of": "problems"} if way in FROM_OTHERS or task == "preferences" else {}
    own = {} if way and task == "tool_use" else OWN.get(task, {})
    part = Part(topic="bikes", rows=24, **{**own, **of, **keys})
    parts = (first, part) if of else (part,)
    door, _ = client(can=["json_schema", "judging"] if can else [])
    return renewed(Spec(parts=parts, sources=("a.md",)), door)


@pytest.mark.parametrize(("task", "way"), [(task, way) for task, ways in RECIPES.items() for way in ways])
def test_every_old_task_becomes_a_recipe_that_expands(task: str, way: str) -> None:
    spec = settled(taken(task=task, way=way), Path())
    assert {(part.task, part.way, part.offline) for part in spec.parts} == {("", "", "")}
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


def test_without_a_model_that_keeps_to_a_schema_the_offline_source_stays() -> None:
    assert taken(can=False, task="classification").parts[0].offline == "labels"


def test_without_a_judge_an_offline_source_stays_unless_the_strong_form_is_asked_for() -> None:
    asked = (("classification", "auto"), ("records", "auto"), ("classification", "strong"))
    parts = [
        Part.model_validate(
            {"name": f"p{n}", "task": task, "form": form, "topic": "t", "rows": 4} | OWN[task]
        )
        for n, (task, form) in enumerate(asked)
    ]
    door, _ = client(can=["json_schema"])
    spec = renewed(Spec(parts=tuple(parts)), door)
    assert [(part.offline, bool(part.recipe)) for part in spec.parts] == [
        ("labels", False),
        ("", True),
        ("", True),
    ]


def test_the_sure_form_that_a_person_asks_for_stays() -> None:
    assert taken(task="mathematics", form="sure").parts[0].offline == "problems"
    with pytest.raises(UserFault, match=r"no offline source makes its rows .*: the recipe records does"):
        taken(task="records", form="sure")


@pytest.mark.parametrize(("way", "defect"), [("", True), ("weaker", False)])
def test_pairs_start_from_the_talks_that_they_are_of(way: str, defect: bool) -> None:
    _, pairs = settled(taken(task="preferences", way=way), Path()).parts
    assert pairs.of == "problems"
    assert ("defect" in pairs.row_roles) is defect
    assert [one.role for one in recipe_of(pairs).row][:3] == ["prompt", "chosen", "rejected"]


def test_a_schema_that_cannot_be_served_is_refused() -> None:
    odd = {"type": "object", "properties": {"code": {"type": "string", "pattern": "(?=a)b"}}}
    with pytest.raises(UserFault, match="linear time"):
        taken(task="records", fields=odd)


@pytest.mark.parametrize(
    ("task", "way", "says"),
    [
        ("clasification", "", "there is no task 'clasification': classification, records"),
        ("grounded_qa", "multihop", "the task grounded_qa has abstractive, multi-hop, unanswerable"),
        ("records", "open", "the task records has none"),
    ],
)
def test_a_task_or_way_that_never_was_is_named(task: str, way: str, says: str) -> None:
    with pytest.raises(UserFault, match=says):
        taken(task=task, way=way)


def test_a_part_says_why_no_recipe_makes_it() -> None:
    part = Part(offline="problems", topic="bikes", rows=2)
    door, _ = client()
    assert not_by_recipe(part, door) == (
        "strong form: the writer model 'scripted' can't keep to a JSON schema"
    )
    able, _ = client(can=["json_schema", "judging"])
    assert not_by_recipe(part, able) == ""
    blind, _ = client(can=["json_schema"])
    assert not_by_recipe(part, blind) == (
        "strong form: the judge model 'scripted' can't tell right from wrong"
    )
    assert not_by_recipe(part.model_copy(update={"form": "sure"}), door) == ""
