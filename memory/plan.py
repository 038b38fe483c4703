"""The plan: per part a concept tree, the levels of difficulty, and how many rows each cell is to have.

Figures are given against the plan as approved and the plan as it ended; both are values of this module.
Quotas are by largest remainder and controlled rounding, so they add up exactly."""

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from fractions import Fraction

from seedbed.memory.brief import Cell, split_key
from seedbed.memory.exact.rounding import Place, controlled, split_evenly
from seedbed.memory.spec import ANY, Count, Frozen, Part
from seedbed.memory.tree import Concept, ConceptTree


class PartPlan(Frozen):
    """One part's plan."""

    part: str
    tree: ConceptTree
    difficulties: tuple[str, ...] = (ANY,)
    quotas: dict[str, Count]
    """Cell key → rows; adds up to the part's rows."""
    agents: dict[str, tuple[str, ...]] = {}
    """Role → the tools with which it works as an agent; one that isn't named answers in one call."""

    def rows_by(self, place: int) -> Counter[str]:
        """Rows by what stands at a place of cells' keys (`split_key`): 1 leaf, 2 label, 3 difficulty."""
        found = Counter[str]()
        for key, rows in self.quotas.items():
            found[split_key(key)[place]] += rows
        return found


class Plan(Frozen):
    """The plan of a run."""

    parts: tuple[PartPlan, ...]

    def part(self, name: str) -> PartPlan:
        """The plan of a part. Raises KeyError: there is none of that name."""
        return {part.part: part for part in self.parts}[name]

    def with_trees(self, trees: Mapping[str, ConceptTree]) -> "Plan":
        parts = [part.model_copy(update={"tree": trees[part.part]}) for part in self.parts]
        return Plan(parts=tuple(parts))


def largest_remainder(total: int, weights: Sequence[float | Fraction]) -> list[int]:
    """Whole numbers that add up to `total` and are nearest to the weights' shares (Hare quota). Ties go to
    the earlier one. Weights need not add up to 1. Raises ValueError: no weight is above zero."""
    exact = [Fraction(w).limit_denominator(10**9) for w in weights]
    whole = sum(exact, Fraction(0))
    if whole <= 0 or any(w < 0 for w in exact):
        raise ValueError("largest remainder needs weights of which at least one is above zero and none below")
    shares = [w * total / whole for w in exact]
    floors = [s.numerator // s.denominator for s in shares]
    order = sorted(range(len(shares)), key=lambda i: (floors[i] - shares[i], i))
    for i in order[: total - sum(floors)]:
        floors[i] += 1
    return floors


def cells(part: Part, tree: ConceptTree, difficulties: Sequence[str]) -> list[Cell]:
    """Every cell of a part: leaf × the leaf's labels × difficulty, in a fixed order."""
    names = [label.name for label in part.labels] or [ANY]
    result: list[Cell] = []
    for leaf in tree.leaves():
        for label in names:
            if not leaf.labels or label in leaf.labels:
                result.extend(
                    Cell(part=part.name, leaf=leaf.id, label=label, difficulty=level)
                    for level in difficulties
                )
    return result


def quotas(
    part: Part,
    tree: ConceptTree,
    difficulties: Sequence[str],
    by_leaf: Mapping[str, int] | None = None,
    by_label: Mapping[str, int] | None = None,
) -> dict[str, int]:
    """Rows per cell key.

    Labels get their shares first (equal ones unless the spec says otherwise), by largest remainder; so do the
    leaves that may have them, by their weights; difficulties get equal shares. The totals of labels, leaves,
    difficulties and of every two of these are within one row of their shares; where leaves have some labels
    and share them with leaves that have others, their shares are those of their labels' whole rows.

    Args:
        by_leaf: Leaf → its share in rows, in place of its weight.
        by_label: Label → its share in rows, in place of the spec's.

    Raises:
        ValueError: a label's rows have only leaves of weight zero to go to."""
    names = [label.name for label in part.labels] or [ANY]
    shares: list[float] = [label.share for label in part.labels] or [1.0]
    rows = largest_remainder(part.rows, [by_label[name] for name in names] if by_label else shares)
    leaves = tree.leaves()
    weights = [
        Fraction(by_leaf[leaf.id] if by_leaf else tree.share(leaf.id)).limit_denominator(10**9)
        for leaf in leaves
    ]
    table: dict[Place, int] = {}
    for group in _groups(names, leaves):
        table |= controlled(_shares(group, rows, weights))
    result = {cell.key: 0 for cell in cells(part, tree, difficulties)}
    for level, counts in zip(difficulties, split_evenly(table, len(difficulties)), strict=True):
        for (label, leaf), number in counts.items():
            cell = Cell(part=part.name, leaf=leaves[leaf].id, label=names[label], difficulty=level)
            result[cell.key] += number
    return result


def _groups(labels: Sequence[str], leaves: Sequence[Concept]) -> list[list[Place]]:
    """(label, leaf) places that rows can have, apart where neither a label nor a leaf joins them."""
    import networkx as nx

    places = [
        (n, m)
        for n, label in enumerate(labels)
        for m, leaf in enumerate(leaves)
        if not leaf.labels or label in leaf.labels
    ]
    graph: nx.Graph[tuple[str, int]] = nx.Graph((("label", n), ("leaf", m)) for n, m in places)
    joined = nx.connected_components(graph)
    return [[place for place in places if ("label", place[0]) in nodes] for nodes in joined]


def _shares(
    group: Sequence[Place], rows: Sequence[int], weights: Sequence[Fraction]
) -> dict[Place, Fraction]:
    """The exact share of each place, with whole label totals; with whole leaf totals too, where every leaf of
    the group may have each of its labels."""
    labels = list(dict.fromkeys(label for label, _ in group))
    leaves = list(dict.fromkeys(leaf for _, leaf in group))
    total = sum(rows[label] for label in labels)
    if not total:
        return dict.fromkeys(group, Fraction(0))
    if len(group) == len(labels) * len(leaves):
        each = dict(zip(leaves, largest_remainder(total, [weights[leaf] for leaf in leaves]), strict=True))
        return {(label, leaf): Fraction(rows[label] * each[leaf], total) for label, leaf in group}
    whole = dict.fromkeys(labels, Fraction(0))
    for label, leaf in group:
        whole[label] += weights[leaf]
    if any(rows[label] and not whole[label] for label in labels):
        raise ValueError("a label has rows, and each of the leaves that may have it has a weight of zero")
    return {
        (label, leaf): rows[label] * weights[leaf] / whole[label] if rows[label] else Fraction(0)
        for label, leaf in group
    }


def extended(
    part: Part, mine: PartPlan, first: PartPlan, rows: int, pruned: Container[str] = ()
) -> dict[str, int]:
    """Quotas with more rows: what was planned stays, and the new rows go where the whole lacks most.

    Labels, leaves and levels of the whole come within one row of their shares, wherever what is there
    leaves room for it; so do the concepts above leaves, so that a document of many sections gets no more
    than its share. Of equal leaves it isn't the first that get the rows, but some all over the tree.

    Args:
        part: With the rows that it has so far.
        first: Its plan as approved at first: if a person edited its quotas, the shares are theirs.
        rows: How many more.
        pruned: Leaves that get none of them, where a label has others."""
    every = cells(part, mine.tree, mine.difficulties)
    lack: dict[tuple[str, ...], float] = {}
    aims = _aims(part, first, part.rows + rows, every)
    above = {
        leaf.id: tuple(("concept", c.id) for c in mine.tree.path(leaf.id)) for leaf in mine.tree.leaves()
    }
    for cell in every:
        for margin in _margins(cell, above):
            lack[margin] = lack.get(margin, 0.0) + aims[cell.key] - mine.quotas.get(cell.key, 0)
    places = {leaf: f"{place:b}"[::-1] for place, leaf in enumerate(above)}
    table: dict[str, dict[str, list[Cell]]] = {label: {} for label in dict.fromkeys(c.label for c in every)}
    others = {cell.label for cell in every if cell.leaf not in pruned}
    able = [cell for cell in every if cell.leaf not in pruned or cell.label not in others]
    for cell in sorted(able, key=lambda cell: places[cell.leaf]):
        table[cell.label].setdefault(cell.leaf, []).append(cell)
    result = dict(mine.quotas)
    # A list of one each, so that what is compared for every row isn't put together for every row.
    left = {margin: [round(rest, 9)] for margin, rest in lack.items()}
    of_leaf = {
        (label, leaf): [left[one] for one in (*above[leaf], ("pair", label, leaf))]
        for label, leaves in table.items()
        for leaf in leaves
    }
    for _ in range(rows):
        label = max(table, key=lambda name: left["label", name])
        leaf = max(table[label], key=lambda name: of_leaf[label, name])
        cell = max(table[label][leaf], key=lambda c: (left["level", c.difficulty], left["cell", c.key]))
        result[cell.key] = result.get(cell.key, 0) + 1
        for margin in _margins(cell, above):
            lack[margin] -= 1
            left[margin][0] = round(lack[margin], 9)
    return result


def _margins(cell: Cell, above: Mapping[str, tuple[tuple[str, ...], ...]]) -> tuple[tuple[str, ...], ...]:
    return (
        ("label", cell.label),
        *above[cell.leaf],
        ("pair", cell.label, cell.leaf),
        ("level", cell.difficulty),
        ("cell", cell.key),
    )


def _aims(part: Part, first: PartPlan, total: int, every: Sequence[Cell]) -> dict[str, float]:
    """Cell key → its exact share of so many rows: by the spec's and the tree's, or by edited quotas."""
    before = sum(first.quotas.values())
    as_drawn = quotas(part.model_copy(update={"rows": before}), first.tree, first.difficulties)
    if first.quotas != as_drawn:
        return {cell.key: first.quotas.get(cell.key, 0) * total / before for cell in every}
    shares = {label.name: float(label.share) for label in part.labels} or {ANY: 1.0}
    weights: dict[str, dict[str, float]] = {name: {} for name in shares}
    for cell in every:
        weights[cell.label][cell.leaf] = first.tree.share(cell.leaf)
    return {
        cell.key: total
        * (shares[cell.label] / sum(shares.values()))
        * (weights[cell.label][cell.leaf] / (sum(weights[cell.label].values()) or 1.0))
        / len(first.difficulties)
        for cell in every
    }
