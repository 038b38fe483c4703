"""What a person asks of a run, by `seedbed steer`, `extend` and `redo`: values that pass through the command
table, and what they mean for the plan as it stands.

Names are looked up and faults are told before anything is changed. Carrying them out is `carry_out.py`.
"""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from seedbed.agent.planner.scheduling.directives import AddConcept, Directive, Guide, Prune, Weigh
from seedbed.agent.planner.tree.propose import free_id
from seedbed.memory.errors import UserFault
from seedbed.memory.spec import Frozen
from seedbed.memory.store.standing import Standing
from seedbed.memory.tree import Concept, ConceptTree, slug

_SHOWN = 8
"""Concepts that a message names."""


class Steer(Frozen):
    """Directives by a person; concepts by id or name."""

    part: str = ""
    """Where a name would stand in several parts."""
    drop: tuple[str, ...] = ()
    add: tuple[Annotated[str, Field(min_length=1, max_length=120)], ...] = ()
    under: str = ""
    """Parent of what is added; empty: the root."""
    inside: Annotated[str, Field(max_length=400)] = ""
    weight: tuple[tuple[str, Annotated[float, Field(gt=0, le=100)]], ...] = ()
    guide: tuple[Annotated[str, Field(min_length=1, max_length=600)], ...] = ()
    only: tuple[str, ...] = ()
    """Concepts that the guidance is for; empty: the whole part (or every part)."""


class Extend(Frozen):
    """More rows."""

    rows: Annotated[int, Field(gt=0, le=1_000_000)]
    part: str = ""
    """Empty: over all parts, by their rows."""


class Redo(Frozen):
    """Accepted rows to be withdrawn and made anew."""

    rows: Annotated[tuple[str, ...], Field(min_length=1)]
    """Whole ids."""
    because: Annotated[str, Field(max_length=500)] = ""


Order = Steer | Extend | Redo
ORDERS: Mapping[str, type[Order]] = {"steer": Steer, "extend": Extend, "redo": Redo}
"""Name in the command table → its shape."""


@dataclass(frozen=True, slots=True)
class Named:
    """A concept of a part."""

    part: str
    concept: Concept


def directives(wish: Steer, now: Standing) -> tuple[Directive, ...]:
    """What a person's wish means for the plan as it stands.

    Raises:
        UserFault: a concept isn't there, is named by several, or can't be had: then nothing of it holds.
    """
    if wish.part and wish.part not in now.trees:
        raise UserFault(f"there is no part {wish.part!r}", next_step=f"there are: {', '.join(now.trees)}")
    asked: list[Directive] = []
    for word in wish.drop:
        asked += _drop(find(word, now, wish.part), now)
    _refuse_to_drop_all(asked, now)
    for word in wish.add:
        asked.append(_add(word, wish, now, asked))
    for word, factor in wish.weight:
        asked.append(_weigh(find(word, now, wish.part), factor, now))
    for say in wish.guide:
        asked += _guide(say, wish, now)
    return tuple(asked)


def find(word: str, now: Standing, part: str = "") -> Named:
    """The concept of an id or name, whatever its case.

    Args:
        part: Where to look; empty: everywhere.

    Raises:
        UserFault: none is, or several are; near names are told.
    """
    trees = {part: now.trees[part]} if part else now.trees
    key = word.strip().casefold()
    by_id = [Named(p, c) for p, tree in trees.items() for c in tree.concepts if c.id.casefold() == key]
    found = by_id or [
        Named(p, c) for p, tree in trees.items() for c in tree.concepts if c.name.casefold() == key
    ]
    if len(found) == 1:
        return found[0]
    if found and len({one.part for one in found}) > 1:
        parts = ", ".join(dict.fromkeys(one.part for one in found))
        raise UserFault(f"{word!r} is a concept in several parts: {parts}", next_step="name one with --part")
    if found:
        ids = ", ".join(one.concept.id for one in found)
        raise UserFault(f"{word!r} names {len(found)} concepts", next_step=f"give an id: {ids}")
    raise UserFault(f"there is no concept {word!r}", next_step=_near(key, trees))


def _near(key: str, trees: Mapping[str, ConceptTree]) -> str:
    names = {
        name.casefold(): name for tree in trees.values() for c in tree.concepts for name in (c.id, c.name)
    }
    close = difflib.get_close_matches(key, names, n=3, cutoff=0.6)
    if close:
        return f"did you mean {' or '.join(dict.fromkeys(names[name] for name in close))}?"
    leaves = [leaf.name for tree in trees.values() for leaf in tree.leaves()]
    more = f" and {len(leaves) - _SHOWN} more" if len(leaves) > _SHOWN else ""
    return f"there are: {', '.join(leaves[:_SHOWN])}{more}"


def leaves_below(tree: ConceptTree, id: str) -> list[Concept]:
    """The leaves of a concept; of a leaf, itself."""
    import networkx as nx

    below = nx.descendants(tree.graph, id) | {id}
    return [leaf for leaf in tree.leaves() if leaf.id in below]


def _is_open(now: Standing, what: str) -> None:
    if not now.open.total():
        raise UserFault(
            f"every seat is filled, so there is nothing to {what}",
            next_step="`seedbed redo RUN ROW…` makes rows anew, `seedbed extend RUN -n +N` asks for more; "
            "steer after that",
        )


def _drop(named: Named, now: Standing) -> list[Directive]:
    _is_open(now, "drop")
    part, concept = named.part, named.concept
    if not concept.parents:
        raise UserFault(f"{concept.name!r} is all of {part}", next_step="name a concept below it")
    leaves = [c for c in leaves_below(now.trees[part], concept.id) if (part, c.id) not in now.closed]
    if not leaves:
        raise UserFault(
            f"{concept.name!r} is dropped already", next_step="`seedbed inspect RUN --plan` shows it"
        )
    if not any(now.seats(part, leaf.id)[0] for leaf in leaves):
        filled = sum(now.seats(part, leaf.id)[1] for leaf in leaves)
        raise UserFault(
            f"{concept.name!r} has no open seats: its {filled} rows are there",
            next_step="`seedbed redo RUN ROW…` withdraws rows",
        )
    return [Prune(part=part, leaf=leaf.id, because="a person dropped it", by="person") for leaf in leaves]


def _refuse_to_drop_all(asked: Sequence[Directive], now: Standing) -> None:
    dropped = {(d.part, d.leaf) for d in asked if isinstance(d, Prune)}
    for part in {part for part, _ in dropped}:
        if all((part, leaf.id) in dropped | now.closed for leaf in now.trees[part].leaves()):
            raise UserFault(
                f"that would leave no concept of {part} to make rows of",
                next_step="keep one, or end the build: `seedbed stop RUN`",
            )


def _add(word: str, wish: Steer, now: Standing, asked: Sequence[Directive]) -> AddConcept:
    _is_open(now, "give a new concept")
    name = " ".join(word.split())
    if not name:
        raise UserFault("--add: a concept needs a name", next_step="say it in a few words")
    if wish.under:
        parent = find(wish.under, now, wish.part)
    elif wish.part or len(now.trees) == 1:
        part = wish.part or next(iter(now.trees))
        parent = Named(part, now.trees[part].root)
    else:
        raise UserFault(
            f"there are several parts: {', '.join(now.trees)}", next_step="name one with --part, or --under"
        )
    tree = now.trees[parent.part]
    siblings = tree.children(parent.concept.id)
    if not siblings:
        above = parent.concept.parents
        hint = (
            f"put it beside it: --under {above[0]}" if above else "its part has no concepts to put it beside"
        )
        raise UserFault(f"{parent.concept.name!r} has no concepts below it", next_step=hint)
    if any(c.name.casefold() == name.casefold() for c in tree.concepts):
        raise UserFault(f"there is a concept {name!r} already", next_step="`--weight` gives it more rows")
    taken = [c.id for c in tree.concepts]
    taken += [d.concept.id for d in asked if isinstance(d, AddConcept) and d.part == parent.part]
    prefix = f"{parent.concept.id}." if siblings[0].id.startswith(f"{parent.concept.id}.") else ""
    concept = Concept(
        id=free_id(f"{prefix}{slug(name)}"[:110], taken),
        name=name,
        parents=(parent.concept.id,),
        inside=" ".join(wish.inside.split()),
    )
    return AddConcept(part=parent.part, concept=concept, because="a person added it", by="person")


def _weigh(named: Named, factor: float, now: Standing) -> Weigh:
    _is_open(now, "weigh")
    tree, concept = now.trees[named.part], named.concept
    if tree.children(concept.id):
        below = ", ".join(leaf.id for leaf in leaves_below(tree, concept.id)[:_SHOWN])
        raise UserFault(f"{concept.name!r} is no leaf", next_step=f"weigh its leaves: {below}")
    if (named.part, concept.id) in now.closed:
        raise UserFault(f"{concept.name!r} is dropped", next_step="weigh another concept")
    because = f"a person gave it {factor:g} times its open seats"
    return Weigh(part=named.part, leaf=concept.id, factor=factor, because=because, by="person")


def _guide(say: str, wish: Steer, now: Standing) -> list[Directive]:
    told = " ".join(say.split())
    if not told:
        raise UserFault("--guide: nothing is said", next_step="say it in a sentence")
    places: list[tuple[str, str]] = [(part, "") for part in ([wish.part] if wish.part else now.trees)]
    if wish.only:
        named = [find(word, now, wish.part) for word in wish.only]
        places = [
            (one.part, leaf.id) for one in named for leaf in leaves_below(now.trees[one.part], one.concept.id)
        ]
    return [
        Guide(part=part, leaf=leaf, say=told, because="a person said so", by="person")
        for part, leaf in dict.fromkeys(places)
    ]
