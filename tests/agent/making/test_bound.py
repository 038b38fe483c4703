"""Demands that axes keep: told as not kept as bound where a person has changed the axes since."""

from typing import Any

import pytest

from seedbed.agent.making.parts import as_bound
from seedbed.memory.files.spec_file import parse_spec, spec_text
from seedbed.memory.plan import PartPlan, quotas
from seedbed.memory.spec import Part, Spec
from tests.agent.planner.drafting.drafts import MESSAGES, messages, tree

GROWN = tree("repairs", "tours")
DEPTH = {"of": {"deep": 0.5, "flat": "rest"}, "when": "mood == 'calm'", "else": "flat"}
WITH = {
    **MESSAGES,
    "levels": ["easy", "hard"],
    "vary": {**MESSAGES["vary"], "depth": DEPTH},
    "write": "{{ sender }}, {{ mood }}, {{ depth }}, {{ level }}, about {{ leaf }}",
    "means": {**MESSAGES["means"], "depth": {"deep": "goes deep", "flat": "does not"}},
}
WORDS = {"a third angry": "axis mood", "half easy": "check level", "half deep": ["axis depth", "rows"]}


def planned(part: Part, **labels: int) -> PartPlan:
    table = quotas(part, GROWN, part.difficulties, None, labels or None)
    return PartPlan(part=part.name, tree=GROWN, difficulties=part.difficulties, quotas=table)


def edited(recipe: dict[str, Any], clauses: dict[str, Any] = WORDS, rows: int = 60, **before: Any) -> Part:
    """The part of a spec that a person edited, after its first plan was kept."""
    (part,) = messages(GROWN, rows, recipe).spec.parts
    return Part.model_validate({**part.model_dump(), "clauses": clauses, **before})


def not_kept(part: Part) -> dict[str, str]:
    return {text: some[-1] for text, some in part.clauses.items() if some[-1].startswith("not kept")}


@pytest.fixture(scope="module")
def first() -> Part:
    part = edited(WITH)
    bound = as_bound(part, planned(part))
    assert not not_kept(bound)
    return parse_spec(spec_text(Spec(parts=(bound,)))).parts[0]


def shares(recipe: dict[str, Any], axis: str, **changed: Any) -> dict[str, Any]:
    return {**recipe, "vary": {**recipe["vary"], axis: {**recipe["vary"][axis], **changed}}}


RENAMED = {
    **WITH,
    "row": {**WITH["row"], "mood": ["calm", "cross"]},
    "vary": {**WITH["vary"], "mood": {"cross": "1/3", "calm": "rest"}},
    "means": {**WITH["means"], "mood": {"calm": "no anger", "cross": "anger"}},
}


@pytest.mark.parametrize(
    ("recipe", "told"),
    [
        (WITH, {}),
        (shares(WITH, "mood", angry="0.5"), {"a third angry": "mood, which was angry 1/3, calm rest"}),
        (RENAMED, {"a third angry": "mood, which was angry 1/3, calm rest"}),
        (shares(WITH, "mood", angry="20 rows"), {}),
        (
            shares(WITH, "depth", of={"deep": 0.9, "flat": "rest"}),
            {"half deep": "depth, which was deep 0.5, flat rest"},
        ),
        (
            {**WITH, "levels": ["easy", "hard", "harder"]},
            {"half easy": "level, which was easy 1/2, hard 1/2"},
        ),
    ],
)
def test_in_an_edited_spec(first: Part, recipe: dict[str, Any], told: dict[str, str]) -> None:
    part = edited(recipe, as_bound=first.as_bound)
    now = as_bound(part, planned(part))
    assert not_kept(now) == {
        text: f"not kept: as bound: a person changed {axis}" for text, axis in told.items()
    }
    back = edited(WITH, clauses=dict(now.clauses), as_bound=now.as_bound)
    assert not not_kept(as_bound(back, planned(back))), "a person has taken the change back"


def test_in_an_edited_plan(first: Part) -> None:
    part = edited(WITH, as_bound=first.as_bound)
    for angry, told in ((20, []), (19, ["a third angry"])):
        assert [*not_kept(as_bound(part, planned(part, angry=angry, calm=60 - angry)))] == told
    mine = planned(part)
    easy = {key: rows for key, rows in mine.quotas.items() if key.endswith("/easy")}
    hard = {key.replace("/easy", "/hard"): 2 * rows for key, rows in easy.items()}
    all_hard = mine.model_copy(update={"quotas": hard | dict.fromkeys(easy, 0)})
    assert "half easy" in not_kept(as_bound(part, all_hard))


def test_what_counts_is_what_the_plan_deals(first: Part) -> None:
    part = edited(shares(WITH, "mood", angry="0.5"), as_bound=first.as_bound)
    assert not not_kept(as_bound(part, planned(part, angry=20, calm=40)))
    more = edited(WITH, rows=61, as_bound=first.as_bound)
    assert not not_kept(as_bound(more, planned(more)))


def test_a_demand_in_other_words_is_bound_to_the_axes_as_they_are(first: Part) -> None:
    part = edited(shares(WITH, "mood", angry="0.5"), {"half angry": "axis mood"}, as_bound=first.as_bound)
    now = as_bound(part, planned(part))
    assert not not_kept(now) and now.as_bound == {"half angry": {"mood": {"angry": "0.5", "calm": "rest"}}}
