"""The concept tree of a part, by its recipe or offline source; and its levels of difficulty.

Given the journal, a pure function of spec and resources. Which grows how stands in the `grow_*` modules.
"""

from seedbed.agent.making.parts import recipe_of
from seedbed.agent.models.ask import Client
from seedbed.agent.planner.interpret import EVERYDAY
from seedbed.agent.planner.tree.grow_grounded import (
    grow_grounded,
    items_by_leaf,
    passages_by_leaf,
    sections_of,
)
from seedbed.agent.planner.tree.grow_mathematics import grow_mathematics, is_about_prices
from seedbed.agent.planner.tree.grow_topics import grow_topics, label_concepts, root_of
from seedbed.agent.planner.tree.propose import Said
from seedbed.agent.resources import Resources
from seedbed.memory.errors import UserFault
from seedbed.memory.spec import ANY, Part, Spec
from seedbed.memory.tree import ConceptTree
from seedbed.tools.offline.problems.problem import LEVELS


def difficulties(part: Part) -> tuple[str, ...]:
    """The part's own levels, or its source's.

    Questions about documents have none by default: what level a document's questions have can't be
    ordered, and an equal share of each in every section would ask for questions that aren't there.
    """
    if part.difficulties:
        return part.difficulties
    if part.offline != "problems":
        return (ANY,)
    return LEVELS


async def grow(
    part: Part, *, spec: Spec, client: Client, resources: Resources, said: Said, most: int | None = None
) -> ConceptTree:
    """The tree of a part that has one of its own.

    Args:
        most: Concepts that a model is asked for, at most, where an agent betters the tree.
        said: Is told what was decided without being asked.

    Raises:
        UserFault: nothing of the part can be planned (unknown family or level, documents without material).
    """
    if part.recipe:
        return await _by_recipe(part, spec=spec, client=client, resources=resources, said=said, most=most)
    if part.offline == "problems":
        if is_about_prices(part) and not resources.prices:
            why = (
                "no prices were found in the documents"
                if resources.sources
                else "there are no documents with prices"
            )
            said(f"{part.name}: {why}, so problems have prices of their own")
        elif part.topic != EVERYDAY and not is_about_prices(part):
            said(
                f"{part.name}: no model words the problems: they have scenes of their own, not {part.topic!r}"
            )
        return grow_mathematics(part, resources.prices, difficulties(part))
    if part.of_documents:
        return _grounded(part, resources, said)
    return ConceptTree(concepts=(root_of(part),))


def bare(part: Part, resources: Resources) -> ConceptTree:
    """The tree of a part with a recipe as far as nobody is asked: the documents' sections, the labels that
    concepts stand under, or the whole."""
    leaf = recipe_of(part).leaf
    if leaf.of == "passages":
        sections = resources.sections or sections_of(resources.chunks)
        return grow_grounded(part, sections, {}, resources.passages, sure=False)
    by_label = leaf.of == "axis" and len(part.labels) > 1
    return ConceptTree(concepts=(root_of(part), *(label_concepts(part) if by_label else ())))


async def _by_recipe(
    part: Part, *, spec: Spec, client: Client, resources: Resources, said: Said, most: int | None
) -> ConceptTree:
    """Concepts of the subject, under each value of an axis, the documents' sections, or none."""
    leaf = recipe_of(part).leaf
    if leaf.of not in ("subject", "axis"):
        return bare(part, resources)
    return await grow_topics(
        part,
        language=spec.language,
        client=client,
        resources=resources,
        said=said,
        by_label=leaf.of == "axis",
        most=most,
    )


def _grounded(part: Part, resources: Resources, said: Said) -> ConceptTree:
    from seedbed.agent.methods import METHODS  # the writers it lists are not needed before

    sections = resources.sections or sections_of(resources.chunks)
    stocks = (m.stock for m in METHODS if m.offline == part.offline)
    stock = next((found(part, resources) for found in stocks if found), None)
    # Where a model must write and none can, the orderer says why; that is no fault of the documents.
    bound = stock is not None
    tree = grow_grounded(part, sections, stock or {}, resources.passages, sure=bound)
    leaves = tree.leaves()
    if not any(leaf.weight for leaf in leaves):
        raise UserFault(
            "no row that can be proven can be made from the documents",
            where=f"part {part.name!r}",
            next_step="give documents with whole sentences or tables, or a model that can write rows",
        )
    if bare := [leaf.name for leaf in leaves if leaf.unsupported]:
        shown = ", ".join(bare[:3]) + (f" and {len(bare) - 3} more" if len(bare) > 3 else "")
        said(f"{part.name}: {len(bare)} of {len(leaves)} sections have nothing to make rows of ({shown})")
    if bound:
        found = sum(len((stock or {}).get(leaf.id, ())) for leaf in leaves)
        if found < part.rows:
            said(f"{part.name}: the documents give {found} rows of this kind, {part.rows} are wanted")
    return tree


__all__ = ["difficulties", "grow", "items_by_leaf", "passages_by_leaf", "sections_of"]
