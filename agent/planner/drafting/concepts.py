"""Edits of a concept tree, each validated: what comes out is a tree that a plan can have."""

from collections.abc import Mapping, Sequence
from itertools import compress
from math import isqrt

from seedbed.agent.answers import Answer
from seedbed.agent.making.parts import of_passages, recipe_of
from seedbed.agent.planner.drafting.state import State
from seedbed.agent.planner.tree.distinct import unlike
from seedbed.agent.planner.tree.materials import clean
from seedbed.agent.planner.tree.propose import below, bordered
from seedbed.memory.errors import ToolFault, UserFault
from seedbed.memory.files.file_faults import unknown
from seedbed.memory.plan import Plan, quotas
from seedbed.memory.spec import Part, Spec
from seedbed.memory.tree import Concept, ConceptTree

_DEEPEST = 3
_LINE = 300


class Wanted(Answer):
    """A concept to be put under another."""

    path: str
    """Names from the concept that it is put under down to its own, joined by ` > `."""
    inside: str
    outside: str
    weight: float


class Weight(Answer):
    """A concept, and its share among its siblings."""

    concept: str
    weight: float


def most_leaves(rows: int) -> int:
    """Leaves that so many rows can fill: 24 rows 8, 500 rows 44."""
    return max(2, 2 * isqrt(rows))


def set_concepts(
    state: State, name: str, under: str, wanted: Sequence[Wanted], *, keep: bool = False
) -> tuple[State, str]:
    """Other concepts in place of those under one, or beside them; and what is to be said of it. `keep`:
    whether those that are there stay. Raises ToolFault: the part's concepts aren't free, or these are none
    that a tree can have."""
    part, tree = state.spec.part(name), state.plan.part(name).tree
    parent = _found(tree, under)
    leaf = recipe_of(part).leaf
    if leaf.of in ("none", "generator"):
        raise ToolFault("the rows of this part have no concepts")
    if leaf.of == "passages":
        raise ToolFault("its concepts are sections of the documents: merge or weigh them")
    labels = _labels(part, tree, parent, wanted, keep)
    under_it = tree.under(parent.id) - {parent.id}
    gone = set() if keep else under_it
    kept = [one for one in tree.concepts if one.id not in gone]
    grown, weights = _grown(parent, wanted, [one.id for one in kept], labels)
    shares = _shares(tree)
    beside = [share for id, share in shares.items() if id in under_it - gone]
    usual = sum(beside) / len(beside) if beside else 1.0
    fresh = {id: weight * usual for id, weight in weights.items()}
    # Whatever stands under it, a concept has the share that it had.
    times = tree.share(parent.id) / (sum(beside) + sum(fresh.values()) or 1.0)
    stays = [id for id in shares if id not in gone and id != parent.id]
    here = {id: shares[id] * times if id in under_it else shares[id] for id in stays}
    concepts = _weighed([*kept, *grown], here | {id: share * times for id, share in fresh.items()})
    concepts = bordered(concepts, [tree[id].name for id in gone])
    names = [one.name for one in grown]  # near ones are said, not refused, for natural siblings are near
    near = "; ".join(compress(names, [not new for new in unlike(names, [])]))
    told = [f"{len(gone)} concepts under {parent.id} went."] if gone else []
    told += [f"Perhaps too near to another, look whether a text could be either: {near}."] if near else []
    return _kept_to(state, part, concepts), " ".join(told)


def merge_concepts(
    state: State, name: str, ids: Sequence[str], called: str, inside: str, outside: str
) -> tuple[State, str]:
    """One concept in place of several (or of one leaf), with their rows; sections of documents are joined.
    Raises ToolFault: none, unknown ones, one above another, or ones of different labels."""
    part, tree = state.spec.part(name), state.plan.part(name).tree
    chosen = [_found(tree, id) for id in dict.fromkeys(ids)]
    if not chosen or (len(chosen) == 1 and tree.children(chosen[0].id)):
        raise ToolFault("name at least two concepts, or a single leaf for another name and border")
    under = {one.id: tree.under(one.id) - {one.id} for one in chosen}
    gone = {*under}.union(*under.values())
    if not chosen[0].parents or any(id in some for id in under for some in under.values()):
        raise ToolFault("the whole, or a concept and one below it, can't be merged")
    if len({one.labels for one in chosen}) > 1:
        raise ToolFault("concepts of different labels can't be merged")
    leaves = [one for one in tree.leaves() if one.id in gone]
    # The concept above all of these, nearest to them.
    parents = {parent for one in chosen for parent in one.parents}
    parent = next(one.id for one in reversed(tree.concepts) if parents <= tree.under(one.id))
    left = [one for one in tree.concepts if one.id not in gone]
    of_documents = of_passages(part)
    one = below(
        tree[parent],
        clean(called, 80) or chosen[0].name,
        [one.id for one in left],
        inside=clean(inside, _LINE),
        outside=clean(outside, _LINE),
        labels=chosen[0].labels,
        sections=tuple(s for leaf in leaves for s in leaf.sections or (leaf.id,)) if of_documents else (),
        unsupported="" if any(not leaf.unsupported for leaf in leaves) else leaves[0].unsupported,
    )
    kept = without_empty([*left, one], {one.id, *(leaf.id for leaf in tree.leaves())})
    shares = _shares(tree) | {one.id: sum(tree.share(two.id) for two in chosen)}
    concepts = bordered(_weighed(kept, shares), [tree[id].name for id in gone])
    return _kept_to(state, part, concepts), f"It is {one.id}."


def weigh_concepts(state: State, name: str, weights: Sequence[Weight]) -> tuple[State, str]:
    """Other shares among siblings. Raises ToolFault: an unknown concept, or a weight that is none."""
    part, tree = state.spec.part(name), state.plan.part(name).tree
    changed = {_found(tree, one.concept).id: one.weight for one in weights}
    if not changed or any(not 0 <= weight <= 1e6 for weight in changed.values()):
        raise ToolFault("a weight is a number from 0 on, relative to the siblings'")
    concepts = [one.model_copy(update={"weight": changed.get(one.id, one.weight)}) for one in tree.concepts]
    return _kept_to(state, part, concepts), ""


def _grown(
    parent: Concept, wanted: Sequence[Wanted], taken: Sequence[str], labels: Mapping[str, str]
) -> tuple[list[Concept], dict[str, float]]:
    """The concepts, parents first, and the weights of their leaves; `labels`: as `_labels` gives them. Raises
    ToolFault: a path is empty, too deep, or stands twice."""
    made: dict[tuple[str, ...], Concept] = {}
    said: dict[tuple[str, ...], Wanted] = {}
    for one in wanted:
        path = tuple(clean(step, 80) for step in one.path.split(" > "))
        known = {tuple(step.casefold() for step in other) for other in said}
        if not all(path) or len(path) > _DEEPEST:
            raise ToolFault(f"{one.path!r}: a path has 1 to {_DEEPEST} names, joined by ` > `")
        if tuple(step.casefold() for step in path) in known:
            raise ToolFault(f"{one.path!r} stands twice")
        if not 0 <= one.weight <= 1e6:
            raise ToolFault(f"{one.path!r}: its weight is a number from 0 on")
        said[path] = one
    paths = dict.fromkeys(path[:depth] for path in said for depth in range(1, len(path) + 1))
    for path in paths:
        above, ids = made.get(path[:-1], parent), [*taken, *(one.id for one in made.values())]
        about = {key: clean(getattr(said[path], key), _LINE) for key in ("inside", "outside") if path in said}
        label = labels.get(path[0].casefold())
        mine = {"labels": (label,)} if label else {}
        made[path] = below(above, path[-1], ids, **about, **mine)
    inner = {path[:-1] for path in paths}
    weights = {one.id: said[path].weight for path, one in made.items() if path not in inner}
    return list(made.values()), weights


def _kept_to(state: State, part: Part, concepts: Sequence[Concept]) -> State:
    """The state with these concepts. Raises ToolFault: they make no tree, more leaves than the rows fill, or
    rows are counted by document."""
    if part.each and of_passages(part):
        raise ToolFault(f"{part.each.told} is asked for: its concepts stay")
    tree = ConceptTree(concepts=tuple(concepts))
    leaves, most = len(tree.leaves()), most_leaves(part.rows)
    if leaves > most and leaves > len(state.plan.part(part.name).tree.leaves()):
        raise ToolFault(f"{leaves} leaves for {part.rows} rows: at most {most}")
    if not any(tree.share(leaf.id) for leaf in tree.leaves()):
        raise ToolFault("no leaf has a weight above 0")
    try:
        return state.with_tree(part.name, tree)
    except UserFault as fault:
        raise ToolFault(str(fault)) from fault


def _labels(
    part: Part, tree: ConceptTree, parent: Concept, wanted: Sequence[Wanted], keep: bool
) -> Mapping[str, str]:
    """The labels that paths begin with, by their casefolded names, where concepts are put under the whole of
    a part whose concepts stand under labels; else empty. Raises ToolFault: a path begins with no label, or a
    label has no path."""
    if recipe_of(part).leaf.of != "axis" or parent.labels or len(part.labels) < 2:
        return {}
    if keep and (tops := tree.children(parent.id)):
        ids = ", ".join(top.id for top in tops)
        raise ToolFault(f"its concepts stand under its labels: put them under one of {ids}")
    labels = {clean(label.name, 80).casefold(): label.name for label in part.labels}
    if {clean(one.path.split(" > ")[0], 80).casefold() for one in wanted} != labels.keys():
        some = ", ".join(labels.values())
        raise ToolFault(
            f"its concepts stand under its labels: each path begins with one, each has some: {some}"
        )
    return labels


def _found(tree: ConceptTree, id: str) -> Concept:
    if id not in tree:
        raise ToolFault(unknown("concept", id, [one.id for one in tree.concepts]))
    return tree[id]


def without_empty(concepts: Sequence[Concept], leaves: set[str]) -> list[Concept]:
    """The leaves, and what still stands above one; the whole in any case."""
    tree = ConceptTree(concepts=tuple(concepts))
    return [one for one in concepts if not one.parents or leaves & tree.under(one.id)]


def _shares(tree: ConceptTree) -> dict[str, float]:
    return {leaf.id: tree.share(leaf.id) for leaf in tree.leaves()}


def _weighed(concepts: Sequence[Concept], shares: Mapping[str, float]) -> list[Concept]:
    """The concepts weighed so that each leaf has its share of all rows; below one that has none they stay."""
    tree = ConceptTree(concepts=tuple(concepts))
    whole = {one.id: sum(shares.get(leaf.id, 0.0) for leaf in tree.leaves_under(one.id)) for one in concepts}
    return [
        one.model_copy(update={"weight": whole[one.id]}) if any(whole[id] for id in one.parents) else one
        for one in concepts
    ]


def by_rows(plan: Plan, spec: Spec) -> Plan:
    """A plan that a person edited, with concepts weighed by their rows where these are others than by their
    weights: what comes open later goes by weights."""
    parts = []
    for mine in plan.parts:
        try:
            due = quotas(spec.part(mine.part), mine.tree, mine.difficulties)
        except ValueError:  # a label's rows would have no place by them
            due = {}
        rows, before = mine.rows_by(1), mine.model_copy(update={"quotas": due}).rows_by(1)
        if rows != before:
            tree = with_rows(mine.tree, rows, mine.tree, before)
            mine = mine.model_copy(update={"tree": tree})
        parts.append(mine)
    return Plan(parts=tuple(parts))


def with_rows(
    tree: ConceptTree, rows: Mapping[str, int], was: ConceptTree, before: Mapping[str, int]
) -> ConceptTree:
    """A tree weighed by the rows that a person gave its leaves. Those that have as many as before keep their
    weights: few rows leave many without one, which may have some all the same.

    Args:
        was: The tree before.
        before: Leaf → its rows then."""
    total = sum(before.values())
    shares = {
        id: was.share(id) * total if id in before and rows.get(id, 0) == before[id] else rows.get(id, 0)
        for id in (leaf.id for leaf in tree.leaves())
    }
    return ConceptTree(concepts=tuple(_weighed(tree.concepts, shares)))
