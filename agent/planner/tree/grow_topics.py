"""The concept tree of a part with a recipe: subtopics of the domain, as many as the rows can fill.

Labels that cut the domain (intents, topics) get subtopics of their own; labels that judge it (sentiment,
urgency) share theirs, so that a label can't be guessed from the subtopic: the recipe says which. Without a
model that can plan, labels alone."""

import math
from collections.abc import Sequence
from itertools import compress

from seedbed.agent.planner.tree.distinct import unlike
from seedbed.agent.planner.tree.propose import Said, Workshop, able, below, finished, propose_concepts
from seedbed.agent.resources import Resources
from seedbed.memory.spec import Part, Spec
from seedbed.memory.tree import Concept, ConceptTree
from seedbed.tools.knowledge.search.embedder import embed

ROOT = "root"
ROWS_PER_LEAF = 8
"""Rows that a leaf has, about: fewer make more leaves than a plan can show, more make rows alike."""
_FEW = 6
"""Leaves of few rows at most: two rows to a leaf, so that they don't all have one subject."""
BREADTH = 10
"""Children of one concept at most."""
NEAR = 0.24
"""Highest cosine of a concept's line to a passage, static embeddings, from which the documents speak of it.
Of 13 subjects that two real folders (905 and 795 passages) treat all lie above (least 0.28), of 13 foreign
ones 11 below (highest 0.31)."""
_NAMED = 5


def root_of(part: Part) -> Concept:
    """The whole domain of a part."""
    return Concept(id=ROOT, name=part.topic[:120])


def breadths(rows: int, most: int | None = None) -> tuple[int, ...]:
    """Children per concept, level by level, so that leaves have about ROWS_PER_LEAF rows, of few rows fewer;
    none below two leaves. `most`: leaves at most, about."""
    leaves = max(min(rows // ROWS_PER_LEAF, BREADTH * BREADTH), min(max(rows // 2, 2), rows - 1, _FEW))
    leaves = min(leaves, most or leaves)
    if leaves < 2:
        return ()
    if leaves <= BREADTH:
        return (leaves,)
    first = math.ceil(math.sqrt(leaves))
    return (min(first, BREADTH), min(math.ceil(leaves / first), BREADTH))


async def grow_topics(
    part: Part, spec: Spec, shop: Workshop, *, by_label: bool, most: int | None = None
) -> ConceptTree:
    """The tree of a part whose rows a model writes about subtopics. `by_label`: whether each label has
    subtopics of its own. `most`: concepts that are asked for, at most, about."""
    root, said = root_of(part), shop.said
    tops, shares = [root], [1.0]
    if by_label and len(part.labels) > 1:
        tops, shares = label_concepts(part), [label.share for label in part.labels]
    rows = [int(part.rows * share / sum(shares)) for share in shares]
    each = max(1, most // len(tops)) if most else None
    shapes = [breadths(number, each) for number in rows]
    if not any(shapes):
        return ConceptTree(concepts=(root,))
    if not able(shop.client):
        model = shop.client.endpoint("planner").model
        said(f"{part.name}: the planner's model {model!r} can't propose distinct subtopics; {_spread(part)}")
        return ConceptTree(concepts=(root,))
    found = await finished(_below(part, spec, shop, *one) for one in zip(tops, rows, shapes, strict=True))
    concepts = [root]
    for top, shape, some in zip(tops, shapes, found, strict=True):
        concepts += [*([top] if top is not root else []), *some]
        if shape and not some:
            of, so = (f" of {top.name!r}", "") if top.labels else ("", f"; {_spread(part)}")
            said(f"{part.name}: the planner's model proposed no usable subtopics{of}{so}")
    return ConceptTree(concepts=tuple(supported(part, concepts, shop.resources, said)))


def _spread(part: Part) -> str:
    return f"rows are spread over {'labels' if part.labels else 'levels and attributes'} alone"


def label_concepts(part: Part) -> list[Concept]:
    """A concept for each label, under the root."""
    found: list[Concept] = []
    for label in part.labels:
        about = {"inside": label.definition, "outside": label.outside, "labels": (label.name,)}
        found.append(below(root_of(part), label.name, [ROOT, *(one.id for one in found)], **about))
    return found


async def _below(
    part: Part, spec: Spec, shop: Workshop, parent: Concept, rows: int, shape: Sequence[int]
) -> list[Concept]:
    """The concepts below one, level by level, parents first; none that says what an earlier one says."""
    if not shape:
        return []
    children = await propose_concepts(part, spec, shop, parent, shape[0], rows, [ROOT])
    if len(children) < 2:
        return []
    each = rows // len(children)
    result = list(children)
    deeper = (_below(part, spec, shop, child, each, shape[1:]) for child in children)
    for some in await finished(deeper):
        new = unlike([one.name for one in some], [one.name for one in result])
        fresh = list(compress(some, new))
        result += fresh if len(fresh) > 1 else []
    return result


def supported(part: Part, concepts: Sequence[Concept], resources: Resources, said: Said) -> list[Concept]:
    """The concepts, leaves without a passage near them marked and said; all as they are without documents.

    Questions about documents grow their concepts out of them (`grow_grounded.py`); here a model proposes
    them, and one that the documents say nothing of isn't planned silently."""
    inner = {parent for concept in concepts for parent in concept.parents}
    leaves = [one for one in concepts if one.id not in inner and one.parents]
    if not resources.chunks or not leaves:
        return list(concepts)
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
