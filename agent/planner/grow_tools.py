"""The concept tree of a part whose tools are called in a world: the kinds of blueprint that it bears."""

from collections.abc import Mapping

from seedbed.agent.planner.propose import Said
from seedbed.memory.errors import UserFault
from seedbed.memory.spec import Part
from seedbed.memory.tree import Concept, ConceptTree, slug
from seedbed.tools.world.blueprints.blueprint import Kind
from seedbed.tools.world.blueprints.drawing import kinds_of
from seedbed.tools.world.world import World

ROOT = "root"
INSIDE: Mapping[Kind, str] = {
    "single": "one call does it",
    "parallel": "two or three calls that take nothing of each other are made in one turn",
    "sequential": "a later call takes the key of a record from an earlier result",
    "nested": "another tool computes an argument of the call",
    "follow-up": "later in the talk the user wants something of what an earlier call made",
    "missing argument": "the user leaves out what a call needs, and is asked for it",
    "error and recovery": "the first call is refused, and the user names another record",
    "no suitable tool": "nothing that is offered serves, and the assistant says so",
    "distractors": "more tools are offered than are needed",
}


def grow_tools(part: Part, world: World, said: Said) -> ConceptTree:
    """A leaf for each kind of blueprint that the world bears, in equal shares.

    Args:
        said: Is told which kinds it doesn't bear, and why.

    Raises:
        UserFault: it bears none of those that are wanted.
    """
    root = Concept(id=ROOT, name=part.topic[:120])
    borne = {kind: why for kind, why in kinds_of(world).items() if not world.kinds or kind in world.kinds}
    leaves = tuple(
        Concept(id=f"{ROOT}.{slug(kind)}", name=kind, parents=(ROOT,), inside=INSIDE[kind])
        for kind, why in borne.items()
        if not why
    )
    if not leaves:
        kind, why = next(iter(borne.items()))
        raise UserFault(
            f"no task can be drawn from this world; of the kind «{kind}»: {why}",
            where=part.world,
            next_step="docs/tool-use.md says what each kind needs",
        )
    for kind, why in borne.items():
        if why:
            said(f"{part.name}: the world bears no task of the kind «{kind}»: {why}")
    return ConceptTree(concepts=(root, *leaves))


def kind_of(concept: Concept) -> Kind | None:
    """The kind of blueprint that a leaf stands for; None: a concept that somebody else thought of."""
    return next((kind for kind in INSIDE if kind == concept.name), None)
