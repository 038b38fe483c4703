"""Chains about one section: questions that its sentences answer, in order, each answered by the sentence.

Where a section answers one question only, what follows is what stands after its sentence.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from seedbed.tools.knowledge.absence.near_misses import NearMiss
from seedbed.tools.knowledge.questions.items import GroundedItem
from seedbed.tools.knowledge.talks.asking import in_talk
from seedbed.tools.knowledge.talks.counting import counted_after, times
from seedbed.tools.knowledge.talks.exchange import Chain, Exchange, place_of, shape_of
from seedbed.tools.knowledge.talks.missing import absent
from seedbed.tools.knowledge.talks.sentences import stands_alone

_STIFF = re.compile(r"^What (?:do|does) .+ (?:hold|have|show|contain|form|mean|include)\?$")
"""Questions that structure makes, and that nobody asks."""


def section_chains(
    items: Iterable[GroundedItem],
    near: Iterable[NearMiss],
    after: Mapping[tuple[str, int], Sequence[Exchange]],
) -> Iterator[Chain]:
    """Chains of two and three questions about one section; they share none.

    Args:
        after: What goes on from a sentence (`after.continuations`).
    """
    missing: dict[str, list[NearMiss]] = defaultdict(list)
    for one in near:
        if one.kind == "other thing" and _alike(one):
            missing[one.asked_of].append(one)
    for some in _sections(items):
        at = 0
        while at < len(some):
            taken = 3 if len(some) - at not in (2, 4) else 2
            if len(some) - at > 1 or _more(some[at]) or missing.get(some[at].question):
                made = _chain(some[at : at + taken], missing)
                if made is not None:
                    yield made
            elif more := after.get((some[at].source, some[at].start)):
                yield _of([_statement(some[at]), *more], some[at])
            at += taken


def _alike(near: NearMiss) -> bool:
    """Whether a question is asked of a thing that is called as the first one is ("the Park shop" after "the
    Station shop"): of others nobody might ask it."""
    kind = near.sought.entity.split()[-1].lower()
    return kind in re.findall(r"[\w-]+", near.asked_of.lower())


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


def _more(item: GroundedItem) -> Exchange | None:
    counted = counted_after(item.answer, item.shown) if item.value_kind == "money" else None
    return times(item.answer, counted, item.id) if counted else None


def _chain(items: Sequence[GroundedItem], missing: Mapping[str, Sequence[NearMiss]]) -> Chain | None:
    """The statements in order, three exchanges at most; a sum or a question without an answer follows the
    statement that it goes on from."""
    found: list[Exchange] = []
    for item in items:
        if len(found) == 3:
            break
        found.append(_statement(item))
        follow = _more(item)
        if follow is None and (near := missing.get(item.question)):
            asked = near[0].question
            follow = absent(near[0], f"And {asked[0].lower()}{asked[1:]}")
        if follow is not None and len(found) < 3:
            found.append(follow)
    return _of(found, items[0]) if len(found) > 1 else None


def _statement(item: GroundedItem) -> Exchange:
    return Exchange("statement", (in_talk(item.question),), item.shown, (place_of(item, item.shown),))


def _of(exchanges: Sequence[Exchange], first: GroundedItem) -> Chain:
    named = in_talk(first.question) != first.question
    about = f"“{first.heading_path[0]}”" if named and first.heading_path else ""
    shape, path = shape_of(exchanges), first.heading_path
    return Chain(tuple(exchanges), shape, path, "document" if about else "question", about)
