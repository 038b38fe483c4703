"""Whether the user's documents have anything to say on a concept of texts or records.

Questions about documents grow their concepts out of them (`grow_grounded.py`); here concepts are proposed by
a model, and one that no passage is near to is marked and said, not planned silently.
"""

from collections.abc import Sequence

from seedbed.agent.planner.tree.propose import Said
from seedbed.agent.resources import Resources
from seedbed.memory.spec import Part
from seedbed.memory.tree import Concept

NEAR = 0.24
"""Highest cosine of a concept's line to a passage, static embeddings, from which the documents speak of it.
Of 13 subjects that two real folders (905 and 795 passages) treat all lie above (least 0.28), of 13 foreign
ones 11 below (highest 0.31)."""
_NAMED = 5


def supported(part: Part, concepts: Sequence[Concept], resources: Resources, said: Said) -> list[Concept]:
    """The concepts, those without a passage near them marked; all as they are without documents."""
    inner = {parent for concept in concepts for parent in concept.parents}
    leaves = [concept for concept in concepts if concept.id not in inner]
    if not resources.chunks or not leaves:
        return list(concepts)
    from seedbed.tools.knowledge.search.embedder import embed

    near = (
        embed([f"{leaf.name}: {leaf.inside}" for leaf in leaves])
        @ embed([chunk.text for chunk in resources.chunks]).T
    )
    bare = {leaf.id for leaf, best in zip(leaves, near.max(axis=1), strict=True) if float(best) < NEAR}
    if not bare:
        return list(concepts)
    named = [concept.name for concept in concepts if concept.id in bare]
    more = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
    said(
        f"{part.name}: no passage of the documents is near to {', '.join(map(repr, named[:_NAMED]))}{more}; "
        "their rows rest on the model alone"
    )
    why = "no passage of the documents is near to it"
    return [c.model_copy(update={"unsupported": why}) if c.id in bare else c for c in concepts]
