"""Completing directives that need a proposal: subconcepts of a leaf that is split.

Models are asked through the client, so the answers are in the journal; what comes back is data, cleaned and
checked for being distinct. A directive for which nothing usable was proposed is dropped; the trace says so.
"""

from collections.abc import Sequence
from itertools import compress

from seedbed.agent.planner.scheduling.directives import Directive, Expand
from seedbed.agent.planner.scheduling.schedule import Schedule
from seedbed.agent.planner.tree.distinct import unlike
from seedbed.agent.planner.tree.propose import Workshop, propose_concepts
from seedbed.agent.work import Env
from seedbed.memory.tree import Concept

_BRANCHES = 3
"""Subconcepts of a split leaf."""


async def resolve(
    asked: Sequence[Directive], schedule: Schedule, env: Env, commit: int
) -> tuple[list[Directive], list[Expand]]:
    """The directives of one critique, complete; and the splits for which no two distinct subconcepts came."""
    ready: list[Directive] = []
    dropped: list[Expand] = []
    for one in asked:
        if isinstance(one, Expand):
            concepts = await _branches(one, schedule, env, commit)
            if len(concepts) < 2:
                dropped.append(one)
                continue
            one = one.model_copy(update={"concepts": concepts})
        ready.append(one)
    return ready, dropped


async def _branches(directive: Expand, schedule: Schedule, env: Env, commit: int) -> tuple[Concept, ...]:
    """Distinct subconcepts of a leaf, as concepts of the tree."""
    part, tree = env.spec.part(directive.part), schedule.trees[directive.part]
    parent = tree[directive.leaf]
    rows = sum(len(one.open) for one in schedule.of_leaf(directive.part, directive.leaf))
    shop = Workshop(env.client, env.resources)
    taken = [concept.id for concept in tree.concepts]
    found = await propose_concepts(part, env.spec, shop, parent, _BRANCHES, rows, taken, stage=f"/{commit}")
    others = [leaf.name for leaf in tree.leaves() if leaf.id != parent.id]
    return tuple(compress(found, unlike([one.name for one in found], others)))
