"""The concept tree of a part with a recipe: subtopics of the domain, as many as the rows can fill.

Labels that cut the domain (intents, topics) get subtopics of their own; labels that judge it (sentiment,
urgency) share theirs, so that a label can't be guessed from the subtopic: the recipe says which. Without a
model that can plan, labels alone.
"""

import asyncio
import math
from collections.abc import Sequence
from functools import partial

from seedbed.agent.models.ask import Client
from seedbed.agent.planner.tree.distinct import same_meaning
from seedbed.agent.planner.tree.grounds import supported
from seedbed.agent.planner.tree.propose import (
    Order,
    Said,
    able,
    as_concepts,
    free_id,
    propose_concepts,
)
from seedbed.agent.resources import Resources
from seedbed.memory.spec import Part
from seedbed.memory.tree import Concept, ConceptTree, grow, slug

ROOT = "root"
ROWS_PER_LEAF = 8
"""Rows that a leaf has, about: fewer make more leaves than a plan can show, more make rows alike."""
_FEW = 6
"""Leaves of a part of few rows."""
BREADTH = 10
"""Children of one concept at most."""


def root_of(part: Part) -> Concept:
    """The whole domain of a part."""
    return Concept(id=ROOT, name=part.topic[:120])


def breadths(rows: int, few: bool = False, most: int | None = None) -> tuple[int, ...]:
    """Children per concept, level by level, so that leaves have about ROWS_PER_LEAF rows; none below two
    leaves.

    Args:
        most: Leaves at most, about.
        few: Whether few rows are spread thinner, two to a leaf, so that they don't all have one subject.
    """
    leaves = min(rows // ROWS_PER_LEAF, BREADTH * BREADTH)
    if few:
        leaves = max(leaves, min(rows // 2, _FEW))
    leaves = min(leaves, most or leaves)
    if leaves < 2:
        return ()
    if leaves <= BREADTH:
        return (leaves,)
    first = math.ceil(math.sqrt(leaves))
    return (min(first, BREADTH), min(math.ceil(leaves / first), BREADTH))


async def grow_topics(
    part: Part,
    *,
    language: str,
    client: Client,
    resources: Resources,
    said: Said,
    by_label: bool,
    most: int | None = None,
) -> ConceptTree:
    """The tree of a part whose rows a model writes about subtopics.

    Args:
        by_label: Whether each label has subtopics of its own.
        most: Concepts that are asked for, at most, about.
    """
    tree = ConceptTree(concepts=(root_of(part),))
    if not able(client):
        if breadths(part.rows, few=True):
            said(
                f"{part.name}: the planner's model {client.endpoint('planner').model!r} can't propose "
                f"distinct subtopics; {_spread(part)}"
            )
        return tree
    if by_label and len(part.labels) >= 2:
        return await _by_label(
            part, tree, language=language, client=client, resources=resources, said=said, most=most
        )
    grown = await _split(
        part, tree.root, part.rows, language=language, client=client, resources=resources, most=most
    )
    grown = supported(part, grown, resources, said)
    if breadths(part.rows, few=True) and not grown:
        said(f"{part.name}: the planner's model proposed no usable subtopics; {_spread(part)}")
    return grow(tree, grown)


def _spread(part: Part) -> str:
    return f"rows are spread over {'labels' if part.labels else 'levels and attributes'} alone"


async def _by_label(
    part: Part,
    tree: ConceptTree,
    *,
    language: str,
    client: Client,
    resources: Resources,
    said: Said,
    most: int | None,
) -> ConceptTree:
    """A branch for each label, its subtopics below it."""
    whole = sum(label.share for label in part.labels)
    rows = {label.name: int(part.rows * label.share / whole) for label in part.labels}
    if not any(breadths(number) for number in rows.values()):
        return tree
    tops = label_concepts(part)
    each = max(1, most // len(tops)) if most else None
    ask = partial(_split, part, language=language, client=client, resources=resources, most=each)
    below = await asyncio.gather(
        *(ask(top, rows[top.labels[0]]) for top in tops),
        return_exceptions=True,  # so that no call that is being paid for is cut off by another's fault
    )
    if faults := [found for found in below if isinstance(found, BaseException)]:
        raise faults[0]
    concepts: list[Concept] = []
    for top, found in zip(tops, below, strict=True):
        assert not isinstance(found, BaseException)
        concepts += [top, *found]
        if breadths(rows[top.labels[0]]) and not found:
            said(f"{part.name}: the planner's model proposed no usable subtopics of {top.name!r}")
    return grow(tree, concepts)


def label_concepts(part: Part) -> list[Concept]:
    """A concept for each label, under the root."""
    ids: list[str] = [ROOT]
    for label in part.labels:
        ids.append(free_id(slug(label.name), ids))
    return [
        Concept(
            id=id,
            name=label.name,
            parents=(ROOT,),
            inside=label.definition,
            outside=label.outside,
            labels=(label.name,),
        )
        for id, label in zip(ids[1:], part.labels, strict=True)
    ]


async def _split(
    part: Part,
    parent: Concept,
    rows: int,
    *,
    language: str,
    client: Client,
    resources: Resources,
    most: int | None,
) -> list[Concept]:
    """The concepts below one, level by level, parents first."""
    shape = breadths(rows, few=not parent.labels, most=most)
    if not shape:
        return []
    only = parent.labels[0] if parent.labels else ""
    order = Order(part, parent, shape[0], max(rows // shape[0], 1), only)
    found_here = await propose_concepts(order, language=language, client=client, resources=resources)
    children = as_concepts(found_here, parent, [ROOT])
    if len(children) < 2:
        return []
    if len(shape) == 1:
        return children
    each = rows // len(children)
    inner = [Order(part, child, shape[1], max(each // shape[1], 1), only) for child in children]
    found = await asyncio.gather(
        *(propose_concepts(order, language=language, client=client, resources=resources) for order in inner),
        return_exceptions=True,
    )
    result = list(children)
    for child, below in zip(children, found, strict=True):
        if isinstance(below, BaseException):
            raise below
        grandchildren = as_concepts(below, child)
        if len(grandchildren) > 1:
            result = _joined(result, grandchildren)
    return result


def _joined(concepts: Sequence[Concept], more: Sequence[Concept]) -> list[Concept]:
    """Concepts with others behind them; one that means the same as an earlier one of another parent is that
    one, which then has both parents. Three parents and more would make the plan hard to follow."""
    result = list(concepts)
    twins = same_meaning([c.name for c in more], [c.name for c in concepts])
    for concept, place in zip(more, twins, strict=True):
        twin = concepts[place] if place is not None else None
        if twin is None or len(twin.parents) > 1 or ROOT in twin.parents:
            result.append(concept)
        else:
            result[result.index(twin)] = twin.model_copy(
                update={"parents": (*twin.parents, *concept.parents)}
            )
    return result
