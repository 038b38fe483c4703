"""Searches of the documents while a row is made, journaled like every retrieval: the step `find`, and the
tool `search` that an assistant calls in a talk."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from seedbed.agent.making.making import Making
from seedbed.agent.making.picks import passage_of
from seedbed.agent.recipes.templates import fill
from seedbed.agent.researcher.agent import RESEARCHER, research, retrieve
from seedbed.memory.errors import ToolFault
from seedbed.memory.recipe import Step
from seedbed.tools.verification.toolcalls import Call, check_call
from seedbed.tools.world.own_tools import FEW, search_world
from seedbed.tools.world.world import World


async def find(making: Making, step: Step) -> Mapping[str, Any]:
    """The passages that stand first for the query, or that a researcher with tools chose, as rows hold them.
    Raises ToolFault: there are no documents, or nothing was found."""
    query = fill(str(step.arguments["find"]), making.known)
    number = int(step.arguments.get("n", 3))
    name = step.targets[0]
    found: Sequence[Any] | None = None
    if tools := making.env.tools_of(making.work, RESEARCHER):
        making.work, found = await research(query, number, f"find/{name}", tools, making.work, making.env)
    if found is None:
        found = await retrieve(query, making.work, making.env, f"find/{name}", number)
    if not found:
        raise ToolFault(
            "the documents have nothing for the query" if making.env.resources.index else "no documents"
        )
    passages = [passage_of(one) for one in found]
    known = {one.name: one.kind for one in making.recipe.fields}
    return {name: passages if known.get(name, "list") == "list" else passages[0]}


async def answer_search(call: Call, place: str, *, making: Making, step: str) -> World:
    """The world of the search as it answers one call of a talk; one that breaks the schema looks nothing up.
    `place`: the call's in its turn. `step`: the turn's, which tells it from its repetitions."""
    world = search_world()
    if not check_call(world.tools, call).ok:
        return world
    query, number = str(call.arguments["query"]), int(call.arguments.get("max_results", FEW))
    passages = await retrieve(query, making.work, making.env, f"search/{step}/{place}", number)
    return search_world([asdict(one) for one in passages])
