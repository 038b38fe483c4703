"""What the world knows of recipes by their names: what holds between their fields."""

from dataclasses import dataclass, field
from functools import cache

from seedbed.agent.recipes.expand import expand
from seedbed.agent.recipes.load import shipped, shipped_names

_ASKS = frozenset({"prompt", "question", "request", "problem", "query", "instruction", "task"})


@dataclass(frozen=True, slots=True)
class KnownRecipe:
    """One recipe; a strange one with a problem is taken for one of sums."""

    roles: dict[str, str] = field(default_factory=dict)
    """Field → role."""
    sums: bool = True
    """Whether its calculations are computed again."""
    edits: bool = False
    """Whether one field is another with a correction."""

    def role(self, name: str) -> str:
        """A field's role."""
        return self.roles.get(name) or ("rejected" if name == "rejected" else "prompt" * (name in _ASKS))


@cache
def known_recipe(name: str) -> KnownRecipe:
    """The recipe of that name."""
    if name not in shipped_names():
        return KnownRecipe()
    recipe = expand(shipped(name), where=name)
    relations = [use for use in recipe.checks if use.relation]
    return KnownRecipe(
        {one.name: str(one.role) for one in recipe.fields},
        any(use.check == "calculations" and "result" in use.inputs for use in recipe.checks),
        any(use.relation == "edits" for use in relations),
    )
