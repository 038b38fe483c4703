"""Of what a leaf has to make rows from, that which reaches farthest: sections, passages and things unused.

Quotas spread rows over leaves; within one this does. What counts as used is what open and accepted candidates
have been given, and what was spoilt: it is known to the committer, so the choice is the same on resume.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from seedbed.agent.shelf import Shelf, layout_of
from seedbed.tools.knowledge.graph.coverage import Touched


def least_used(items: Sequence[Any], free: Sequence[Any], used: Mapping[str, int], shelf: Shelf) -> list[Any]:
    """Of the free items those whose sections bore the fewest rows, and of these those whose passages did.

    Args:
        items: All of the leaf.
    """
    sections: Counter[Any] = Counter()
    chunks: Counter[str] = Counter()
    for item in items:
        if used.get(item.id):
            sections.update(touched(item, shelf).sections)
            chunks[item.chunk] += 1

    def bore(item: Any) -> tuple[int, int]:
        there = touched(item, shelf).sections
        return min((sections[key] for key in there), default=0), chunks[item.chunk]

    least = min(map(bore, free))
    return [item for item in free if bore(item) == least]


def naming_anew(items: Sequence[Any], used: Mapping[str, int], shelf: Shelf) -> Sequence[Any]:
    """Of some items those that speak of a thing of which no used item of the documents does; all if none."""
    by_thing = _by_thing(shelf)
    fresh = [
        item
        for item in items
        if any(not any(used.get(id) for id in by_thing[key]) for key in touched(item, shelf).entities)
    ]
    return fresh or items


def touched(item: Any, shelf: Shelf) -> Touched:
    """What the places of an item, or a passage, touch."""
    known: dict[str, Touched] = shelf.derived.setdefault("spread/touched", {})
    if item.id not in known:
        known[item.id] = layout_of(shelf).touched(_places(item))
    return known[item.id]


def _places(item: Any) -> Iterable[tuple[str, int, int]]:
    return ((place.source, place.start, place.end) for place in (getattr(item, "hops", ()) or (item,)))


def _by_thing(shelf: Shelf) -> Mapping[str, Sequence[str]]:
    """Thing → ids of the items that speak of it."""
    if "spread/things" not in shelf.derived:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for items in shelf.items.values():
            for item in items:
                for key in touched(item, shelf).entities:
                    found[key].append(item.id)
        shelf.derived["spread/things"] = found
    things: Mapping[str, Sequence[str]] = shelf.derived["spread/things"]
    return things
