"""Chains about one section: questions that its sentences answer, in order, each answered by the sentence.

Where a section answers one question only, what follows is what stands after its sentence.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from seedbed.tools.knowledge.questions.items import GroundedItem
from seedbed.tools.knowledge.talks.asking import in_talk
from seedbed.tools.knowledge.talks.exchange import Chain, Exchange, place_of, shape_of
from seedbed.tools.knowledge.talks.sentences import stands_alone

_STIFF = re.compile(r"^What (?:do|does) .+ (?:hold|have|show|contain|form|mean|include)\?$")
"""Questions that structure makes, and that nobody asks."""


def section_chains(
    items: Iterable[GroundedItem], after: Mapping[tuple[str, int], Sequence[Exchange]]
) -> Iterator[Chain]:
    """Chains of two and three questions about one section; they share none.

    Args:
        after: What goes on from a sentence (`after.continuations`).
    """
    for some in _sections(items):
        at = 0
        while at < len(some):
            taken = 3 if len(some) - at not in (2, 4) else 2
            if len(some) - at > 1:
                yield _of([_statement(one) for one in some[at : at + taken]], some[at])
            elif more := after.get((some[at].source, some[at].start)):
                yield _of([_statement(some[at]), *more], some[at])
            at += taken


def _sections(items: Iterable[GroundedItem]) -> Iterator[Sequence[GroundedItem]]:
    found: dict[tuple[str, tuple[str, ...]], dict[int, GroundedItem]] = {}
    for item in items:
        if (
            item.kind in ("sentence", "definition")
            and stands_alone(item.shown)
            and not _STIFF.search(in_talk(item.question))
        ):
            found.setdefault((item.source, item.heading_path), {}).setdefault(item.start, item)
    for mine in found.values():
        yield [mine[start] for start in sorted(mine)]


def _statement(item: GroundedItem) -> Exchange:
    return Exchange("statement", (in_talk(item.question),), item.shown, (place_of(item, item.shown),))


def _of(exchanges: Sequence[Exchange], first: GroundedItem) -> Chain:
    named = in_talk(first.question) != first.question
    about = f"“{first.heading_path[0]}”" if named and first.heading_path else ""
    shape, path = shape_of(exchanges), first.heading_path
    return Chain(tuple(exchanges), shape, path, "document" if about else "question", about)
