"""The blueprints that a part's rows can be made of, kind by kind: drawn as they are needed, none twice.

By world, kind and seed alone; what is kept of them saves drawing anew.
"""

from dataclasses import dataclass, field

from seedbed.agent.resources import Resources
from seedbed.memory.exact.canonical import digest
from seedbed.tools.world.blueprints.blueprint import Blueprint, Kind
from seedbed.tools.world.blueprints.drawing import NoBlueprint, draw_blueprint
from seedbed.tools.world.world import World

DRY = 40
"""Numbers in a row that give nothing new, after which a kind has no more."""


@dataclass(slots=True)
class Supply:
    """The blueprints of one kind in the order of their numbers, goals that were there already left out."""

    world: World
    kind: Kind
    seed: int
    found: list[Blueprint] = field(default_factory=list)
    _goals: set[str] = field(default_factory=set)
    _number: int = 0
    _dry: int = 0

    def at(self, place: int) -> Blueprint | None:
        """The blueprint at a place; None: there are not so many.

        Raises:
            SandboxFault: the world has Python functions and this machine can't execute them.
        """
        while len(self.found) <= place and self._dry < DRY:
            self._draw()
        return self.found[place] if place < len(self.found) else None

    def _draw(self) -> None:
        number, self._number = self._number, self._number + 1
        self._dry += 1
        try:
            drawn = draw_blueprint(self.world, self.kind, self.seed, number)
        except NoBlueprint:
            return
        goal = digest(drawn.goal.model_dump(mode="json"))
        if goal not in self._goals:
            self._goals.add(goal)
            self.found.append(drawn)
            self._dry = 0


def supply_of(resources: Resources, part: str, kind: Kind, seed: int) -> Supply:
    """The supply of a part's kind."""
    key = f"blueprints/{part}/{kind}/{seed}"
    if key not in resources.derived:
        resources.derived[key] = Supply(resources.worlds[part], kind, seed)
    found: Supply = resources.derived[key]
    return found
