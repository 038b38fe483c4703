"""Searches planned by rule, for models that can't call tools: a few wordings of what a brief needs, fused.

Whether the sources speak of a thing at all is told by words: of the best passages, one has to hold a word of
what was asked for. An index always returns something, however far from it.
"""

import re
from collections.abc import Awaitable, Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from seedbed.agent.work import Bench, Work
from seedbed.tools.knowledge.fusion import fused
from seedbed.tools.knowledge.lexical import stems

if TYPE_CHECKING:
    from seedbed.agent.researcher.research import Passage

MOST_QUERIES = 3
K = 5
"""Passages of one search, and of all of them fused."""
_SMALL = """a about after all also an and any are as at be been before both but by can do does each every for
from get give given has have how if in inside into is it its kind kinds less like made make many may more most
must new no not of off on one only or other others out over own part same should so some such than that the
their them then there these they thing things this those through to type types under up use used using various
was were what when where which while who whose why will with within without you your"""


@lru_cache(maxsize=1)
def _small() -> frozenset[str]:
    """Stems that tell nothing of what is asked for."""
    return frozenset(stems(_SMALL))


def planned_queries(question: str, work: Work, bench: Bench) -> tuple[str, ...]:
    """The question, the brief's concept with its attributes, and the concept within the topic."""
    part = bench.part(work)
    concept = bench.plan.part(part.name).tree[work.brief.cell.leaf].name
    wordings = (
        question,
        " ".join((concept, *work.brief.attributes.values())),
        f"{part.topic} {concept}",
    )
    return tuple(dict.fromkeys(wordings))[:MOST_QUERIES]


async def search_planned(
    queries: Sequence[str], find: "Callable[[str, str], Awaitable[tuple[Passage, ...]]]"
) -> "tuple[Passage, ...]":
    """The best passages of several searches, fused by reciprocal rank.

    Args:
        find: Makes one search; its second argument is the search's step, under which it is journaled.
    """
    rankings = []
    passages: dict[str, Passage] = {}
    for number, query in enumerate(queries, 1):
        found = await find(query, "research" if number == 1 else f"research/{number}")
        passages |= {passage.id: passage for passage in found}
        rankings.append((1.0, [passage.id for passage in found]))
    return tuple(passages[key] for key, _ in fused(rankings)[:K])


def speaks_of(passages: "Sequence[Passage]", asked: str) -> bool:
    """Whether one of the passages holds a telling word of what was asked for; any does if there are none."""
    telling = {stem for stem in stems(asked) if stem not in _small() and re.search(r"[^\W\d_]{3}|\d", stem)}
    if not telling:
        return bool(passages)
    return any(telling & set(stems(f"{passage.heading} {passage.text}")) for passage in passages)
