"""Plans of parts that are made of other parts' rows."""

import pytest

from seedbed.agent.planner.derived import plan_derived
from seedbed.agent.planner.grow_mathematics import grow_mathematics
from seedbed.agent.planner.grow_tree import difficulties
from seedbed.memory.errors import UserFault
from seedbed.memory.plan import PartPlan, quotas
from seedbed.memory.spec import Part, Spec
from seedbed.tools.verification.problems.problem import LEVELS


def parent(rows: int, *families: str) -> PartPlan:
    part = Part(name="base", task="mathematics", topic="shops", rows=rows, families=families)
    tree = grow_mathematics(part, (), LEVELS)
    return PartPlan(part="base", tree=tree, difficulties=LEVELS, quotas=quotas(part, tree, LEVELS))


def derived(rows: int, of: PartPlan) -> tuple[PartPlan, list[str]]:
    part = Part(name="more", task="mathematics", topic="shops", rows=rows, way="fobar", of="base")
    told: list[str] = []
    return plan_derived(part, of, difficulties(part), told.append), told


def test_rows_are_planned_where_their_parents_are() -> None:
    plan, told = derived(12, parent(12, "shopping", "tickets"))
    assert sum(plan.quotas.values()) == 12 and told == []
    assert all(plan.quotas.values())


def test_families_that_cannot_be_asked_backward_get_none() -> None:
    plan, _ = derived(10, parent(12, "shopping", "hire-budget"))
    assert sum(plan.quotas.values()) == 10
    assert not any(rows for key, rows in plan.quotas.items() if "hire-budget" in key)


def test_more_than_the_rows_allow_is_said() -> None:
    _, (told,) = derived(400, parent(6, "shopping"))
    assert told.startswith("more: the 6 rows of 'base' allow about ")
    assert told.endswith(" by the way 'fobar', 400 are wanted")


def test_nothing_to_start_from_is_a_fault() -> None:
    with pytest.raises(UserFault, match="no row of 'base'"):
        derived(3, parent(6, "hire-budget"))


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ([{"name": "a", "way": "fobar"}], "of: names the part"),
        ([{"name": "a", "way": "reasoned", "of": "a"}], "of: names the part"),
        ([{"name": "a", "way": "fobar", "of": "b"}, {"name": "b"}], "no part before"),
        ([{"name": "a", "way": "backwards"}], "way"),
        ([{"name": "a", "task": "classification", "way": "fobar", "of": "a"}], "has none"),
    ],
)
def test_a_spec_says_what_its_ways_start_from(parts: list[dict[str, object]], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Spec.model_validate(
            {"parts": [{"task": "mathematics", "topic": "x", "rows": 1, **part} for part in parts]}
        )
