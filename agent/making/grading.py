"""The grade of a row: whether its evidence proves it."""

from seedbed.agent.making.parts import recipe_of, written_fields
from seedbed.memory.candidate import PROVING, Evidence, Grade
from seedbed.memory.recipe import CheckUse, Recipe
from seedbed.memory.spec import Part
from seedbed.tools.checks.catalogue import find

PROVING_RELATIONS = ("same", "follows", "answers")


def grade(recipe: Recipe, evidence: tuple[Evidence, ...]) -> Grade:
    """Proven if every field that was written stands in `same`, `follows` or `answers`, and all of these
    are."""
    lines = _covering(recipe)
    for use in lines:
        mine = [one for one in evidence if one.by == use.id and one.kind not in ("rule", "schema")]
        if not mine or not all(one.kind in PROVING and one.ok for one in mine):
            return "supported"
    return "proven" if lines else "supported"


def _covering(recipe: Recipe) -> list[CheckUse]:
    """The relations that may prove, if every delivered field that was written stands in one; else none."""
    lines = [use for use in recipe.checks if use.relation in PROVING_RELATIONS]
    covered = {name for use in lines for name in use.fields}
    return lines if covered.issuperset(written_fields(recipe)) else []


def proves(part: Part) -> bool:
    """Whether a part's rows can be proven at all, by what the library says of its recipe's relations."""
    shown = [(find(use.check).shows, use.relation) for use in _covering(recipe_of(part))]
    return bool(shown) and all(shows.get(relation) == "proven" for shows, relation in shown if relation)
