"""What a person asks of a run, by `seedbed steer`, `extend`, `redo` and `review`: values that pass through
the command table, and what they mean for the plan as it stands.

Names are looked up and faults are told before anything is changed. What a decision about a row means is
`reviewing.py`, carrying out all of them `carry_out.py`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any, TypeVar

from pydantic import Field, ValidationError

from seedbed.agent.making.parts import recipe_of
from seedbed.agent.planner.scheduling.directives import AddConcept, Directive, Guide, Prune, Weigh
from seedbed.agent.planner.tree.propose import below
from seedbed.memory.brief import split_key
from seedbed.memory.errors import UserFault
from seedbed.memory.files.file_faults import found, meant, nearest, shown
from seedbed.memory.review import PlantedRow, Said
from seedbed.memory.spec import MOST_ROWS, Frozen, Spec
from seedbed.memory.store.standing import Standing
from seedbed.memory.tree import Concept


class Steer(Frozen):
    """Directives by a person; concepts by id or name."""

    part: str = ""
    """Where a name would stand in several parts."""
    drop: tuple[str, ...] = ()
    add: tuple[Annotated[str, Field(max_length=120)], ...] = ()
    under: str = ""
    """Parent of what is added; empty: the root."""
    inside: Annotated[str, Field(max_length=400)] = ""
    weight: tuple[tuple[str, Annotated[float, Field(gt=0, le=100)]], ...] = ()
    guide: tuple[Annotated[str, Field(max_length=600)], ...] = ()
    only: tuple[str, ...] = ()
    """Concepts that the guidance is for; empty: the whole part (or every part)."""
    when: Annotated[str, Field(max_length=400)] = ""
    """A condition over axes: which rows the guidance is for; empty: all."""
    at_rest: bool = False
    """Whether nobody worked on the run when it was asked for: what wasn't begun then is ordered anew."""


class Extend(Frozen):
    """More rows."""

    rows: Annotated[int, Field(gt=0, le=MOST_ROWS, strict=True)]
    part: str = ""
    """Empty: over all parts, by their rows."""


class Redo(Frozen):
    """Accepted rows to be withdrawn and made anew."""

    rows: Annotated[tuple[str, ...], Field(min_length=1)]
    """Ids, or the beginnings of them."""
    because: Annotated[str, Field(max_length=500)] = ""


class Decide(Said):
    """A person's decision about a row."""

    shown: str = ""
    """Hash of the row as it was shown; empty: as it stands."""
    alone: bool = False
    """Whether nobody else had decided it when it was shown, and a second opinion isn't asked for."""
    tell: bool = False
    """Whether the writers are told the note."""
    show: bool = False
    """Whether the row is shown to the writers as an example."""


class Mended(Frozen):
    """What a person changes in a row."""

    fixed: dict[str, Any]
    """Field → its right value."""


class Undo(Frozen):
    """Take back a reviewer's last decision."""

    reviewer: str
    row: str = ""
    """The decision about this row; empty: the last."""


class Plant(Frozen):
    """Rows of known truth to be shown among the others."""

    rows: tuple[PlantedRow, ...]


Order = Steer | Extend | Redo | Decide | Undo | Plant
ORDERS: Mapping[str, type[Order]] = {
    shape.__name__.lower(): shape for shape in (Steer, Extend, Redo, Decide, Undo, Plant)
}
"""Name in the command table → its shape."""
OneOrder = TypeVar("OneOrder", bound=Frozen)


def order_of(shape: type[OneOrder], next_step: str = "nothing was changed", **said: Any) -> OneOrder:
    """An order by what a person said. Raises UserFault: a word or number can't be had."""
    try:
        return shape.model_validate(said)
    except ValidationError as error:
        path, what = next(found(error, said, shape))
        raise UserFault(f"{shown(path)}: {what}", next_step=next_step) from None


def directives(wish: Steer, now: Standing) -> tuple[Directive, ...]:
    """What a person's wish means for the plan as it stands, one word after the other. Raises UserFault:
    nothing is asked; a concept isn't there, is named by several or can't be had. Nothing of it holds then."""
    _refuse_half_said(wish)
    now = replace(now, history=[*now.history], closed={*now.closed})
    if wish.part and wish.part not in now.trees:
        raise UserFault(f"there is no part {wish.part!r}", next_step=f"there are: {', '.join(now.trees)}")
    if (wish.drop or wish.add or wish.weight) and not now.open.total():
        if not (now.open or now.filled):
            step = "while it waits `seedbed view RUN` or `run.change` changes it; steer once it is approved"
            raise UserFault("the plan isn't approved yet", next_step=step)
        raise UserFault(
            "all rows are there, so there is nothing to drop, add or weigh",
            next_step="`seedbed redo RUN ROW…` makes rows anew, `seedbed extend RUN -n +N` asks for more; "
            "steer after that",
        )
    asked: list[Directive] = []

    def ask(*more: Directive) -> None:
        asked.extend(more)
        for one in more:
            now.heed(one.model_dump(mode="json"))

    for word in wish.drop:
        ask(*_drop(*find(word, now, wish.part), now))
    for part in sorted({one.part for one in asked if isinstance(one, Prune)}):
        if all((part, leaf.id) in now.closed for leaf in now.trees[part].leaves()):
            step = "keep one, or end the build: `seedbed stop RUN`"
            raise UserFault(f"that would leave no concept of {part} to make rows of", next_step=step)
    for word in wish.add:
        ask(_add(word, wish, now))
    for word, factor in wish.weight:
        ask(_weigh(*find(word, now, wish.part), factor, now))
    places = [(part, "") for part in ([wish.part] if wish.part else now.trees)]
    if wish.only:
        named = [find(word, now, wish.part) for word in wish.only]
        places = [(part, leaf.id) for part, one in named for leaf in now.trees[part].leaves_under(one.id)]
    when = " ".join(wish.when.split())
    for say in dict.fromkeys(" ".join(one.split()) for one in wish.guide):
        if not say:
            raise UserFault("--guide: nothing is said", next_step="say it in a sentence")
        asked += [  # not `part`, which is closed over above: that ends Python 3.13.0 by SIGSEGV
            Guide(part=here, leaf=leaf, say=say, when=when, because="a person said so", by="person")
            for here, leaf in dict.fromkeys(places)
        ]
    return tuple(asked)


def _refuse_half_said(wish: Steer) -> None:
    rest = "nothing was changed"
    if not (wish.drop or wish.add or wish.weight or wish.guide):
        raise UserFault("say what to change: --drop, --add, --weight or --guide", next_step=rest)
    if (wish.under or wish.inside) and not wish.add:
        raise UserFault("--under and --inside say more of --add", next_step=rest)
    if wish.inside and len(wish.add) > 1:
        raise UserFault("--inside is for one --add", next_step=rest)
    if wish.only and not wish.guide:
        raise UserFault("--for says which concept --guide is for", next_step=rest)
    if wish.when and not wish.guide:
        raise UserFault("--when says which rows --guide is for", next_step=rest)


def find(word: str, now: Standing, part: str = "") -> tuple[str, Concept]:
    """The concept of an id or name, whatever its case, behind its part's name. `part`: where to look;
    empty: everywhere. Raises UserFault: none is, or several are; near names are told."""
    trees = {part: now.trees[part]} if part else now.trees
    key = word.strip().casefold()
    every = [(p, c) for p, tree in trees.items() for c in tree.concepts]
    found = [one for one in every if one[1].id.casefold() == key]
    found = found or [one for one in every if one[1].name.casefold() == key]
    if len(found) == 1:
        return found[0]
    if found:
        told = ", ".join(f"{concept.id} of {name}" for name, concept in found)
        raise UserFault(f"{word!r} names {len(found)} concepts", next_step=f"give an id or --part: {told}")
    names = [name for _, concept in every for name in (concept.name, concept.id)]
    leaves = [leaf.name for tree in trees.values() for leaf in tree.leaves()]
    hint = meant(word, names if nearest(word, names) else leaves)
    raise UserFault(f"there is no concept {word!r}", next_step=hint)


def unheeded(asked: Sequence[Directive], spec: Spec, now: Standing) -> list[str]:
    """Why guidance among the directives changes no row as things stand, a sentence each; empty: it may."""
    told: dict[str, None] = {}
    for guide in (one for one in asked if isinstance(one, Guide)):
        part, where = spec.part(guide.part), f"{guide.part}/{guide.leaf}".rstrip("/")
        if not (part.recipe and any(step.is_written for step in recipe_of(part).steps)):
            source = "offline sources make" if part.offline else "programs make"
            told[f"nothing will heed it in {guide.part}: {source} its rows, no model writes them"] = None
        elif (guide.part, guide.leaf) in now.closed or (
            (now.open or now.filled)  # else no plan is approved yet
            and not any(n for key, n in now.open.items() if key.startswith(f"{where}/"))
        ):
            step = "`seedbed redo RUN ROW…` makes rows anew, `seedbed extend RUN -n +N` asks for more"
            told[f"nothing will heed it in {where}: no more rows are made of it. {step}"] = None
    return list(told)


def _drop(part: str, concept: Concept, now: Standing) -> list[Directive]:
    if not concept.parents:
        raise UserFault(f"{concept.name!r} is all of {part}", next_step="name a concept below it")
    leaves = [c for c in now.trees[part].leaves_under(concept.id) if (part, c.id) not in now.closed]
    unfilled, filled = ({split_key(key)[:2] for key in +seats} for seats in (now.open, now.filled))
    mine = {(part, leaf.id) for leaf in leaves}
    if not mine & unfilled:
        what = f"{concept.name!r} has no rows to be made"
        step = "one that was only added gets its share when the build goes on: drop it after that"
        if not mine:
            what, step = f"{concept.name!r} is dropped already", "`seedbed inspect RUN --plan` shows it"
        elif mine & filled:
            what, step = f"all rows of {concept.name!r} are there", "`seedbed redo RUN ROW…` withdraws rows"
        raise UserFault(what, next_step=step)
    return [Prune(part=part, leaf=leaf.id, because="a person dropped it", by="person") for leaf in leaves]


def _add(word: str, wish: Steer, now: Standing) -> AddConcept:
    name = " ".join(word.split())
    if not name:
        raise UserFault("--add: a concept needs a name", next_step="say it in a few words")
    if not wish.under and not wish.part and len(now.trees) > 1:
        raise UserFault(
            f"there are several parts: {', '.join(now.trees)}", next_step="name one with --part, or --under"
        )
    part = wish.part or next(iter(now.trees))
    part, parent = find(wish.under, now, wish.part) if wish.under else (part, now.trees[part].root)
    tree = now.trees[part]
    if not (beside := tree.children(parent.id)):
        hint = "put it beside others: --under a concept that has some"
        if not parent.parents:
            hint = f"{part} has none; `--guide` tells the writer what its rows are to be about"
        raise UserFault(f"{parent.name!r} has no concepts below it", next_step=hint)
    if any(c.name.casefold() == name.casefold() for c in tree.concepts):
        raise UserFault(f"there is a concept {name!r} already", next_step="`--weight` gives it more rows")
    taken = [c.id for c in tree.concepts]
    usual = sum(one.weight for one in beside) / len(beside) or 1.0
    concept = below(parent, name, taken, inside=" ".join(wish.inside.split()), labels=(), weight=usual)
    return AddConcept(part=part, concept=concept, because="a person added it", by="person")


def _weigh(part: str, concept: Concept, factor: float, now: Standing) -> Weigh:
    if now.trees[part].children(concept.id):
        below = ", ".join(leaf.id for leaf in now.trees[part].leaves_under(concept.id)[:8])
        raise UserFault(f"{concept.name!r} is no leaf", next_step=f"weigh its leaves: {below}")
    if (part, concept.id) in now.closed:
        raise UserFault(f"{concept.name!r} is dropped", next_step="weigh another concept")
    because = f"a person gave it {factor:g} times its open seats"
    return Weigh(part=part, leaf=concept.id, factor=factor, because=because, by="person")
