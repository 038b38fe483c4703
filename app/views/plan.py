"""The plan as it stands, and how it came to that: `inspect --plan`, before approval, and for the Python API.

`plan_of` reads the store into plain data, the others draw it. Names and reasons come from models and people:
they are data, and escaped where they are printed."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import groupby
from typing import Any

from rich.tree import Tree

from seedbed.app.console import line, words
from seedbed.app.views.summary import demands
from seedbed.memory.brief import split_key
from seedbed.memory.errors import UserFault
from seedbed.memory.plan import PartPlan, Plan
from seedbed.memory.spec import Spec
from seedbed.memory.store.protocol import Store
from seedbed.memory.store.standing import Standing, standing
from seedbed.memory.store.status import read_status
from seedbed.tools.evaluation.report.amounts import counted, number
from seedbed.tools.evaluation.report.revisions import BY, revisions, told
from seedbed.tools.evaluation.rows_named import Trees

_LONGEST = 400
"""Characters of a reason."""
_MOVING = ("add concept", "prune", "weigh")
"""Changes that are there to move rows: that none moved is told."""


def plan_of(store: Store, spec: Spec, plan: Plan) -> dict[str, Any]:
    """The concept tree with its seats, every revision with its cause, and what was asked for since, as a JSON
    object. `plan`: as approved, or as it is to be."""
    now = standing(store, plan)
    return {
        "approved": bool(store.meta("approved")),
        "parts": [{"part": part.part, "concepts": concepts(part, now)} for part in plan.parts],
        "clauses": read_status(store)["clauses"],
        "agents": agents_of(spec, plan),
        "planning": store.meta("planning") or {},
        "revisions": list(revisions(store, now.trees)),
        "asked": _asked(store, now.trees),
    }


def _asked(store: Store, trees: Trees) -> list[dict[str, Any]]:
    """Changes that people have asked for, and that wait until rows are made."""
    from seedbed.graphs.commands.carry_out import change_of
    from seedbed.graphs.commands.orders import Steer

    found, before = list[dict[str, Any]](), list[Steer]()
    for command in store.waiting():
        if command.name == "steer":
            order = Steer.model_validate(command.arguments)
            with suppress(UserFault):  # it is told when it is its turn
                asked = change_of(order, store, before).directives
                found += [told(one.model_dump(mode="json"), trees) for one in asked]
            before.append(order)
    return found


def agents_of(spec: Spec, plan: Plan) -> dict[str, list[str]]:
    """Part with a recipe → a line for each agent that serves it: its tools, its steps and checks."""
    from seedbed.agent.planner.drafting.dispatch import dispatched

    return {
        part.name: dispatched(part, plan.part(part.name)) for part in spec.parts if "\n" in str(part.recipe)
    }


def concepts(mine: PartPlan, now: Standing) -> list[dict[str, Any]]:
    """The concepts of a part: each with its `depth`, whether it is a `leaf`, came `later` or is `closed`, and
    its rows: `filled` and `quota` with all below it, and `approved`. `mine`: as approved."""
    name, tree = mine.part, now.trees[mine.part]
    seats = now.open if now.open or now.filled else mine.quotas  # before any is dealt
    approved, free, filled = (_by_leaf(name, cells) for cells in (mine.quotas, seats, now.filled))
    found: list[dict[str, Any]] = []
    for concept in tree.concepts:
        below = tree.under(concept.id)
        there = sum(filled[leaf] for leaf in below)
        found.append(
            {
                **concept.model_dump(exclude={"weight", "sections"}),
                "depth": len(tree.path(concept.id)),
                "leaf": len(below) == 1,
                "filled": there,
                "quota": there + sum(free[leaf] for leaf in below),
                "approved": approved[concept.id],
                "later": concept.id not in mine.tree,
                "closed": (name, concept.id) in now.closed,
            }
        )
    return found


def _by_leaf(part: str, cells: Mapping[str, int]) -> Counter[str]:
    found = Counter[str]()
    for key, rows in cells.items():
        of, leaf, *_ = split_key(key)
        if of == part:
            found[leaf] += rows
    return found


def drawn(found: Mapping[str, Any]) -> Iterator[Any]:
    """The plan and its revisions, to be printed. `found`: what `plan_of` gives."""
    for part in found["parts"]:
        yield _tree(part)
    yield from demands(found["clauses"])
    yield from how_planned(found["agents"], found["planning"])
    if not found["approved"]:
        yield words("the plan is as it was made or changed: it waits for approval")
    elif not found["revisions"]:
        yield words("the plan stands as it was approved")
    for (after, by), some in groupby(found["revisions"], lambda one: (one["after"], one["by"])):
        root = _root(f"after {counted(after, 'candidate')}, by {BY[by]}")
        for one in some:
            _tell(one, root)
        yield root
    if found["asked"]:
        root = _root("asked for, and waits until rows are made:")
        for one in found["asked"]:
            _tell(one, root)
        yield root


def how_planned(agents: Mapping[str, list[str]], planning: Mapping[str, Any]) -> Iterator[Any]:
    """Who does what in each part, and what the planner's agent tried, why, and what came of it.

    Args:
        agents: As `agents_of` gives it.
        planning: `agent.planner.drafting.agent.Planning` as plain data."""
    for part, lines in agents.items():
        root = _root(f"{part}, who does what:")
        for one in lines:
            root.add(words(line(one, _LONGEST), "dim"))
        yield root
    if planning.get("by") != "agent":
        if planning.get("because"):
            yield words(f"planned by fixed steps: {line(planning['because'], _LONGEST)}", "dim")
        return
    root = _root(
        f"bettered by the planner's agent: {planning['calls']} of {planning['most_calls']} answers, "
        f"{number(planning['tokens'])} of {number(planning['most_tokens'])} tokens"
    )
    for step in planning["steps"]:
        style = "yellow" if step["came"].startswith("fault") else "cyan"
        node = root.add(words(f"{line(step['tool'], 60)} {line(step['given'], 160)}", style))
        if step["why"]:
            node.add(words(f"because {line(step['why'], _LONGEST)}"))
        node.add(words(f"→ {line(step['came'], 160)}", "dim"))
    root.add(words(line(planning["ended"], 2 * _LONGEST)))
    yield root


def _root(text: str) -> Tree:
    return Tree(words(line(text, _LONGEST), "bold"), guide_style="dim")


def _tree(part: Mapping[str, Any]) -> Tree:
    nodes: dict[str, Tree] = {}
    for one in part["concepts"]:
        marks = [
            "added" if one["later"] else "",
            ("dropped" if one["leaf"] else "split") if one["closed"] else "",
            "unsupported" if one["unsupported"] else "",
            f"approved {one['approved']}" if one["leaf"] and one["approved"] != one["quota"] else "",
        ]
        mark = ", ".join(filter(None, marks))
        figures = f"  {one['filled']}/{one['quota']}" + (f"  ({mark})" if mark else "")
        if not one["parents"]:
            nodes[one["id"]] = _root(part["part"] + figures)
            continue
        style = "dim" if one["closed"] else "yellow" if one["unsupported"] else ""
        nodes[one["id"]] = nodes[one["parents"][0]].add(words(line(one["name"]) + figures, style))
    return next(iter(nodes.values()))


def _tell(one: Mapping[str, Any], root: Tree) -> None:
    if one["kind"] == "read":  # what the critic's model noticed, and what it asked for in vain
        node = root.add(words(f"· read {len(one['rows'])} rows together ({one['tokens']:,} tokens)", "cyan"))
        said = [f"{one['unusable']}: by thresholds alone"] if one["unusable"] else []
        said += [*one["tried"], *one["seen"]]
        said += [f"not done: {dropped['asked']} ({dropped['why']})" for dropped in one["dropped"]]
        for text in said:
            node.add(words(line(text, _LONGEST)))
        return
    moves = one.get("seats") or (one.get("seats") is not None and one["kind"] in _MOVING)
    rows = f"; {counted(one['seats'], 'row')} moved" if moves else ""
    color = {"+": "green", "-": "red"}.get(one["sign"], "cyan")
    node = root.add(words(line(f"{one['sign']} {one['told']}{rows}", _LONGEST), color))
    if one.get("because"):
        node.add(words(line(f"because {one['because']}", _LONGEST), "dim"))
    if account := one.get("account"):
        node.add(words(line(f"since: {account['told']}", _LONGEST), "dim"))
