"""A draft of a plan as its planner reads it."""

from collections.abc import Mapping
from typing import Any

from seedbed.agent.making.parts import has_concepts, of_passages, recipe_of, seat_of
from seedbed.agent.planner.drafting.concepts import most_leaves
from seedbed.agent.planner.drafting.dispatch import dispatched
from seedbed.agent.planner.drafting.state import State, recipe_text
from seedbed.agent.planner.scheduling.seats import draw_seats
from seedbed.agent.planner.tree.materials import clean
from seedbed.memory.exact.randomness import rng
from seedbed.memory.spec import Part

_SEATS = 8
_VALUES = 40
_CONCEPTS = 120
_LINE = 200


def part_shown(state: State, name: str) -> str:
    """A part: its recipe, its concepts with their rows, the values that were asked for, some seats."""
    part = state.spec.part(name)
    recipe = f"Its recipe, with what keeps each demand:\n```yaml\n{recipe_text(part)}\n```"
    blocks = [recipe, concepts_shown(state, name)]
    for axis, values in (state.asked.get(name) or {}).items():
        some = values if isinstance(values, list) else [one for few in values.values() for one in few]
        more = f" … ({len(some)} in all)" if len(some) > _VALUES else ""
        blocks.append(f"{axis} varies in: {'; '.join(some[:_VALUES])}{more}")
    served = dispatched(part, state.plan.part(name))
    blocks.append("\n".join(["Who does what:", *(f"- {one}" for one in served)]))
    blocks.append("\n".join(["Some seats, as they would be dealt:", *_seats(state, part)]))
    return "\n\n".join(blocks)


def concepts_shown(state: State, name: str) -> str:
    """The concepts of a part, indented, each with its id, its rows and what belongs to it."""
    import networkx as nx

    part, mine = state.spec.part(name), state.plan.part(name)
    rows, leaves = mine.rows_by(1), len(mine.tree.leaves())
    if len(mine.tree.concepts) == 1 and not has_concepts(part):
        return "Its rows have no concepts."
    most = max(leaves, most_leaves(part.rows))  # under each value of an axis there may be more
    bound = "sections of the documents" if of_passages(part) else f"{most} at most"
    lines = [f"Its concepts, {leaves} leaves for {part.rows} rows ({bound}):"]
    every = list(nx.dfs_preorder_nodes(mine.tree.graph, mine.tree.root.id))
    # Of the sections of many documents most have no row.
    down = every if len(every) <= _CONCEPTS else [one for one in every if rows.get(one, 1)]
    for one in map(mine.tree.__getitem__, down[:_CONCEPTS]):
        depth = len(mine.tree.path(one.id))
        told = f"{rows[one.id]} rows" if one.id in rows else f"weight {one.weight:g}"
        about = ": ".join(filter(None, (one.name, clean(one.inside, _LINE))))
        lines.append(f"{'  ' * depth}- {one.id} ({told}) {about}{' [no material]' * bool(one.unsupported)}")
    if left := len(every) - len(down):
        lines.append(f"… and {left} without a row")
    if len(down) > _CONCEPTS:
        lines.append(f"… and {len(down) - _CONCEPTS} more")
    return "\n".join(lines)


def _seats(state: State, part: Part) -> list[str]:
    """Some seats, a line each: what a writer of that row would be told. They are drawn: of each third one
    seats that come in turn would all have the same value."""
    drawn = [one for one in draw_seats(state.spec, state.plan, state.asked) if one.cell.part == part.name]
    places = sorted(
        rng(state.spec.seed, "seats shown", part.name).sample(range(len(drawn)), min(_SEATS, len(drawn)))
    )
    tree = state.plan.part(part.name).tree
    lines = []
    for seat in map(drawn.__getitem__, places):
        values: Mapping[str, Any] = seat_of(part, seat.cell, seat.attributes)
        told = [f"leaf: {tree[seat.cell.leaf].name}"] if recipe_of(part).leaf.of != "none" else []
        told += [f"{axis}: {clean(str(value), 100)}" for axis, value in values.items() if value is not None]
        lines.append(f"- {'; '.join(told)}")
    return lines
