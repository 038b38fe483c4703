"""The plan: per part a concept tree, the levels of difficulty, and how many rows each cell is to have.

Figures are given against the plan as approved and the plan as it ended; both are values of this module.
Quotas are by largest remainder, so they add up exactly.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from seedbed.memory.brief import Cell
from seedbed.memory.spec import ANY, Frozen, Part
from seedbed.memory.tree import ConceptTree


class PartPlan(Frozen):
    """One part's plan."""

    part: str
    tree: ConceptTree
    difficulties: tuple[str, ...] = (ANY,)
    quotas: dict[str, int]
    """Cell key → rows; adds up to the part's rows."""


class Plan(Frozen):
    """The plan of a run."""

    parts: tuple[PartPlan, ...]

    def part(self, name: str) -> PartPlan:
        """The plan of a part.

        Raises:
            KeyError: there is none of that name.
        """
        for part in self.parts:
            if part.part == name:
                return part
        raise KeyError(name)


def largest_remainder(total: int, weights: Sequence[float]) -> list[int]:
    """Whole numbers that add up to `total` and are nearest to the weights' shares (Hare quota).

    Ties go to the earlier one. Weights need not add up to 1.

    Raises:
        ValueError: no weight is above zero.
    """
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


def quotas(part: Part, tree: ConceptTree, difficulties: Sequence[str]) -> dict[str, int]:
    """Rows per cell key.

    Labels get their shares first (equal ones unless the spec says otherwise), difficulties equal shares of
    each label, leaves by their weights: each margin within one row of its share.
    """
    every = cells(part, tree, difficulties)
    names = [label.name for label in part.labels] or [ANY]
    result = {cell.key: 0 for cell in every}
    per_label = largest_remainder(part.rows, [label.share for label in part.labels] or [1.0])
    for label, rows in zip(names, per_label, strict=True):
        mine = [cell for cell in every if cell.label == label]
        leaves = list(dict.fromkeys(cell.leaf for cell in mine))
        if not leaves or rows == 0:
            continue
        per_level = largest_remainder(rows, [1.0] * len(difficulties))
        left = dict(zip(leaves, largest_remainder(rows, [tree.share(leaf) for leaf in leaves]), strict=True))
        for cell, number in _fill_margins(
            mine, left, dict(zip(difficulties, per_level, strict=True))
        ).items():
            result[cell] += number
    return result


def extended(part: Part, mine: PartPlan, first: PartPlan, rows: int) -> dict[str, int]:
    """Quotas with more rows: what was planned stays, and the new rows go where the whole lacks most.

    Labels, leaves and levels of the whole come within one row of their shares, wherever what is there
    leaves room for it.

    Args:
        part: With the rows that it has so far.
        first: Its plan as approved at first: if a person edited its quotas, the shares are theirs.
        rows: How many more.
    """
    every = cells(part, mine.tree, mine.difficulties)
    lack: dict[tuple[str, ...], float] = {}
    aims = _aims(part, first, part.rows + rows, every)
    for cell in every:
        for margin in _margins(cell):
            lack[margin] = lack.get(margin, 0.0) + aims[cell.key] - mine.quotas.get(cell.key, 0)
    table: dict[str, dict[str, list[Cell]]] = {}
    for cell in every:
        table.setdefault(cell.label, {}).setdefault(cell.leaf, []).append(cell)
    result = dict(mine.quotas)

    def most(*margins: tuple[str, ...]) -> tuple[float, ...]:
        return tuple(round(lack[margin], 9) for margin in margins)

    for _ in range(rows):
        label = max(table, key=lambda name: most(("label", name)))
        leaf = max(table[label], key=lambda name: most(("leaf", name), ("pair", label, name)))
        cell = max(table[label][leaf], key=lambda c: most(("level", c.difficulty), ("cell", c.key)))
        result[cell.key] = result.get(cell.key, 0) + 1
        for margin in _margins(cell):
            lack[margin] -= 1
    return result


def _margins(cell: Cell) -> tuple[tuple[str, ...], ...]:
    return (
        ("label", cell.label),
        ("leaf", cell.leaf),
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


def _fill_margins(
    mine: Sequence[Cell], leaves: Mapping[str, int], levels: Mapping[str, int]
) -> dict[str, int]:
    """A table with these row and column sums, as even as they allow: the leaf with most left takes next."""
    by_place = {(cell.leaf, cell.difficulty): cell.key for cell in mine}
    want = dict(levels)
    result = {cell.key: 0 for cell in mine}
    for leaf, number in leaves.items():
        taken = dict.fromkeys(levels, 0)
        for _ in range(number):
            level = max(want, key=lambda name: (want[name] > 0, -taken[name], want[name]))
            want[level] -= 1
            taken[level] += 1
            result[by_place[leaf, level]] += 1
    return result
