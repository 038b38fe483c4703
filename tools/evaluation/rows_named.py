"""Cells as people say them: «rows about “Repairs”, labelled “refund”, of level “easy”».

Names come from models and people: they are data, escaped where they are shown."""

from collections.abc import Mapping

from seedbed.memory.brief import split_key
from seedbed.memory.spec import ANY
from seedbed.memory.tree import ConceptTree

Trees = Mapping[str, ConceptTree]
"""Part → its concept tree."""


def rows_named(key: str, trees: Trees) -> str:
    """The rows of a cell.

    The part is named where there are several, the concept where it isn't the whole topic."""
    part, leaf, label, level = split_key(key)
    about = " › ".join(concept_path(leaf, trees.get(part)))
    said = [
        f"in part “{part}”" if len(trees) > 1 else "",
        f"about “{about}”" if about else "",
        f"labelled “{label}”" if label != ANY else "",
        f"of level “{level}”" if level != ANY else "",
    ]
    return " ".join(["rows", ", ".join(filter(None, said))]).strip()


def concept_path(leaf: str, tree: ConceptTree | None) -> list[str]:
    """Names from the topic's first division down to a concept; empty: the whole topic."""
    if tree is None or leaf not in tree:
        return [leaf] if leaf else []
    return [concept.name for concept in tree.path(leaf)]
