"""Parts of offline sources become recipes where the models can make such rows."""

from pathlib import Path
from typing import Any

import pytest

from seedbed.agent.making.parts import recipe_of, settled
from seedbed.agent.planner.by_recipe import not_by_recipe, renewed
from seedbed.memory.profile import Skill
from seedbed.memory.spec import Part, Spec
from tests.agent.scripted import client

LABELS = [{"name": "booking", "share": 3}, {"name": "praise", "definition": "is glad"}]
OWN: dict[str, dict[str, Any]] = {
    "labels": {"labels": LABELS, "about": "intent"},
    "problems": {"difficulties": ["easy", "hard"]},
    "questions": {},
    "dialogues": {"turns": [4, 6]},
}
CAPABLE: tuple[Skill, ...] = ("json_schema", "judging")


def taken(offline: str, can: tuple[Skill, ...] = CAPABLE, **keys: Any) -> Part:
    part = {"offline": offline, "topic": "bikes", "rows": 24, **OWN[offline], **keys}
    door, _ = client(can=can)
    return renewed(Spec(parts=(Part.model_validate(part),), sources=("a.md",)), door).parts[0]


def own(part: Part) -> Part:
    return settled(Spec(parts=(part,)), Path()).parts[0]


@pytest.mark.parametrize("offline", OWN)
def test_each_source_becomes_a_recipe_that_expands(offline: str) -> None:
    part = own(taken(offline))
    assert not part.offline and recipe_of(part).row


def test_what_a_part_says_besides_is_kept() -> None:
    part = own(taken("labels", attributes={"tone of voice": ["curt", "kind"]}))
    assert [(one.name, one.share) for one in part.labels] == [("booking", 18.0), ("praise", 6.0)]
    recipe = recipe_of(part)
    assert recipe.axis("label").means["praise"] == "is glad"
    assert recipe.axis("tone_of_voice").values == ("curt", "kind")
    assert "tone of voice: {{ tone_of_voice }}" in recipe.steps[0].prompt
    assert own(taken("problems")).difficulties == ("easy", "hard")


@pytest.mark.parametrize(
    ("can", "form", "stays"),
    [
        ((), "auto", True),
        (("json_schema",), "auto", True),
        (("json_schema",), "strong", False),
        (CAPABLE, "sure", True),
    ],
)
def test_when_the_source_stays(can: tuple[Skill, ...], form: str, stays: bool) -> None:
    part = taken("labels", can, form=form)
    assert (part.offline, bool(part.recipe)) == (("labels", False) if stays else ("", True))


def test_a_part_says_why_no_recipe_makes_it() -> None:
    part = Part(offline="problems", topic="bikes", rows=2)
    said = "strong form: the writer model 'scripted' can't keep to a JSON schema"
    assert not_by_recipe(part, client()[0]) == said
    assert not_by_recipe(part, client(can=CAPABLE)[0]) == ""
    blind = not_by_recipe(part, client(can=("json_schema",))[0])
    assert blind == "strong form: the judge model 'scripted' can't tell right from wrong"
    assert not_by_recipe(part.model_copy(update={"form": "sure"}), client()[0]) == ""
