"""What the world knows of recipes by their names: what holds between their fields, and what is run."""

from dataclasses import dataclass, field
from functools import cache

SUMS = "answer answers solution"
"""A line of recipes whose calculations are computed again."""
_ASKS = frozenset({"prompt", "question", "request", "problem", "query", "instruction", "task"})


@dataclass(frozen=True, slots=True)
class KnownRecipe:
    """One recipe; a strange one with a problem is taken for one of sums."""

    roles: dict[str, str] = field(default_factory=dict)
    """Field → role."""
    holds: tuple[str, ...] = (SUMS,)
    """The relations that are checked, a line each."""
    runs: dict[str, str] = field(default_factory=dict)
    """Program or tests → in what it is run."""

    def role(self, name: str) -> str:
        """A field's role."""
        return self.roles.get(name) or ("rejected" if name == "rejected" else "prompt" * (name in _ASKS))


@cache
def known_recipe(name: str) -> KnownRecipe:
    """The recipe of that name."""
    from seedbed.agent.recipes.expand import expand
    from seedbed.agent.recipes.load import shipped, shipped_names

    if name not in shipped_names():
        return KnownRecipe()
    recipe = expand(shipped(name), where=name)
    relations = [use for use in recipe.checks if use.relation]
    runs = [step.arguments for step in recipe.steps if step.how == "run"]
    return KnownRecipe(
        {one.name: one.role for one in recipe.fields},
        tuple(
            " ".join((str(use.inputs.get("a", "")), use.relation, *_names(use.inputs.get("b*", ()))))
            for use in relations
        ),
        {str(one[key]): str(one["run"]) for one in runs for key in ("program", "tests") if one.get(key)},
    )


def _names(fields: str | tuple[str, ...]) -> tuple[str, ...]:
    return (fields,) if isinstance(fields, str) else fields
