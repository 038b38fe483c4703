"""The step `find`: passages that a query brings, journaled like every retrieval."""

from collections.abc import Mapping
from typing import Any

from seedbed.agent.making.making import Making
from seedbed.agent.recipes.templates import fill
from seedbed.agent.researcher.research import retrieve
from seedbed.memory.errors import ToolFault
from seedbed.memory.recipe import Step


async def find(making: Making, step: Step) -> Mapping[str, Any]:
    """The passages that stand first for the query, as rows hold them.

    Raises:
        ToolFault: there are no documents, or nothing was found.
    """
    query = fill(str(step.arguments["find"]), {**making.bare, **making.values}, frozenset(), "")
    number = int(step.arguments.get("n", 3))
    name = step.targets[0]
    found = await retrieve(query, making.work, making.bench, f"find/{name}", number)
    if not found:
        raise ToolFault(
            "the documents have nothing for the query" if making.bench.shelf.index else "no documents"
        )
    passages = [{"source": p.name, "start": p.start, "end": p.end, "quote": p.text} for p in found]
    known = {one.name: one.kind for one in making.recipe.fields}
    return {name: passages if known.get(name, "list") == "list" else passages[0]}
