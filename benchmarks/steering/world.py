"""The dataset that every arm is asked for: spec, plan and examples of the steering worlds.

40 concepts in 8 groups × 3 difficulties, equal shares, four attributes whose values make 1, 4 or 16
combinations. Knows nothing of the laws by which the simulated endpoint drifts, errs and repeats itself.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from seedbed.agent.recipes.load import shipped
from seedbed.memory.plan import PartPlan, Plan, quotas
from seedbed.memory.spec import Budget, Spec
from seedbed.memory.tree import Concept, ConceptTree, slug
from tests.simulator.world.steering_texts import LEVELS, steering_concepts, steering_rows

TOPIC = "the books of a bike-rental shop"
CONCURRENT = 32
EXAMPLES = 60
"""Real rows that the user has, in the worlds where a judge decides."""
COMBINATIONS = (1, 4, 16)
_VALUES = {
    "season": ("summer", "winter", "spring", "autumn"),
    "customer": ("adults", "children", "tourists", "firms"),
    "voice": ("plain",),
    "currency": ("euros",),
}
"""Four attributes, since the planner completes a part's attributes to four with its model's own."""


def attributes(combinations: int) -> dict[str, list[str]]:
    """Attribute → values, of which there are so many combinations.

    Raises:
        ValueError: not one of `COMBINATIONS`.
    """
    if combinations not in COMBINATIONS:
        raise ValueError(f"{combinations} combinations; known are {COMBINATIONS}")
    each = {1: 1, 4: 2, 16: 4}[combinations]
    return {name: list(values[:each]) for name, values in _VALUES.items()}


def fields(world: int) -> dict[str, Any]:
    """The JSON schema of a row; in world 1 with a calculation that anybody can recompute."""
    properties: dict[str, Any] = {
        "text": {"type": "string", "description": "a note of two to four sentences that holds numbers"}
    }
    if world == 1:
        properties["working"] = {
            "type": "string",
            "description": "the sum in the note, such as <<3 * 4 + 2 = 14>>",
        }
    return {"type": "object", "properties": properties, "required": list(properties)}


def make_spec(
    world: int,
    rows: int,
    seed: int,
    *,
    combinations: int = 4,
    near_duplicate: float = 0.7,
    tokens: int | None = None,
    examples: tuple[str, ...] = (),
) -> Spec:
    """The order.

    Args:
        near_duplicate: ROUGE-L F from which two rows are duplicates, 0–1.
        tokens: Cap; None: none.
        examples: Paths of files with rows of the user's own.
    """
    axes = attributes(combinations)
    told = "".join(f" {name}: {{{{ {name} }}}}." for name in axes)
    recipe = {
        "use": "records",
        "row": {name: {"schema": schema} for name, schema in fields(world)["properties"].items()},
        "about": f"Records: {TOPIC}",
        "vary": axes,
        "write": f"{shipped('records')['write']}{told}",
        "levels": list(LEVELS),
        "rubric": ["The note makes sense as a whole.", "Its numbers and words fit each other."],
        **({"checks": {"calculations": {"of": "working"}}} if world == 1 else {}),
    }
    part = {"recipe": recipe, "topic": TOPIC, "rows": rows}
    rest = {
        "seed": seed,
        "max_concurrent": CONCURRENT,
        "budget": Budget(tokens=tokens),
        "accept": {"near_duplicate": near_duplicate},
        "examples": examples,
    }
    return Spec.model_validate({**part, **rest})


def make_tree() -> ConceptTree:
    """Root, groups, leaves; ids are slugs joined by a dot."""
    found = [Concept(id="books", name=TOPIC, inside="notes on what was earned, spent and counted")]
    seen: dict[str, str] = {}
    for group, name, inside in steering_concepts():
        if group not in seen:
            seen[group] = slug(group)
            found.append(Concept(id=seen[group], name=group, parents=("books",)))
        parent = seen[group]
        found.append(Concept(id=f"{parent}.{slug(name)}", name=name, parents=(parent,), inside=inside))
    return ConceptTree(concepts=tuple(found))


def make_plan(spec: Spec) -> Plan:
    """The plan of a spec of this world: equal shares of every cell."""
    (part,), tree = spec.parts, make_tree()
    shares = quotas(part, tree, LEVELS)
    return Plan(parts=(PartPlan(part=part.name, tree=tree, difficulties=LEVELS, quotas=shares),))


def planned(rows: int) -> dict[tuple[str, str], int]:
    """(concept, difficulty) → rows that the plan of so many rows has there."""
    plan = make_plan(make_spec(2, rows, 0)).parts[0]
    return by_concept(plan.quotas, plan.tree)


def by_concept(of_cells: Mapping[str, int], tree: ConceptTree) -> dict[tuple[str, str], int]:
    """Figures per cell key as figures per (concept's name, difficulty), added up."""
    found: dict[tuple[str, str], int] = {}
    for key, number in of_cells.items():
        place = place_of(key, tree)
        found[place] = found.get(place, 0) + number
    return found


def place_of(key: str, tree: ConceptTree) -> tuple[str, str]:
    """A cell key as (concept's name, difficulty); a leaf that was split off while the build ran counts as the
    one that it was split from, whose id its own begins with.

    Args:
        tree: The approved one.
    """
    _, leaf, _, difficulty = key.split("/")
    while leaf not in tree and "." in leaf:
        leaf = leaf.rpartition(".")[0]
    return (tree[leaf].name if leaf in tree else leaf, difficulty)


def write_examples(path: Path, world: int, seed: int) -> tuple[str, ...]:
    """The user's real rows as a file; none in world 1, where answers are recomputed.

    Returns:
        What belongs under `examples` in the spec.
    """
    if world == 1:
        return ()
    rows = [{"text": row["text"]} for row in steering_rows(seed, EXAMPLES)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return (str(path),)
