"""Quotas: exact sums, every margin within one row of its share, the same every time, and soon."""

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedbed.memory.plan import cells, largest_remainder, quotas
from seedbed.memory.spec import Label, Part
from seedbed.memory.tree import Concept, ConceptTree

LEVELS = ("easy", "medium", "hard", "extreme")
weights = st.one_of(st.integers(1, 5).map(float), st.floats(0.01, 10))


def make(
    rows: int,
    shares: Sequence[float],
    leaves: Sequence[float],
    may: Mapping[int, tuple[str, ...]] | None = None,
) -> tuple[Part, ConceptTree]:
    """A part with labels `a`, `b`, … of such shares, and a tree with leaves `c0`, `c1`, … of such weights."""
    labels = tuple(Label(name=chr(97 + n), share=share) for n, share in enumerate(shares))
    part = Part(name="p", offline="labels", topic="x", rows=rows, labels=labels)
    below = (
        Concept(id=f"c{n}", name=f"C{n}", parents=("all",), weight=weight, labels=(may or {}).get(n, ()))
        for n, weight in enumerate(leaves)
    )
    return part, ConceptTree(concepts=(Concept(id="all", name="All"), *below))


def sums(found: Mapping[str, int], *places: int) -> Counter[tuple[str, ...]]:
    """Rows per value of some margins: 1 leaf, 2 label, 3 difficulty."""
    result: Counter[tuple[str, ...]] = Counter()
    for key, number in found.items():
        result[tuple(key.split("/")[place] for place in places)] += number
    return result


def total(margin: Counter[tuple[str, ...]], names: Sequence[str]) -> list[int]:
    return [margin[(name,)] for name in names]


def made(part: Part, tree: ConceptTree, levels: tuple[str, ...]) -> dict[str, int]:
    """Quotas: of every cell in order, all rows, and each part of them spread evenly over the levels."""
    found = quotas(part, tree, levels)
    assert list(found) == [cell.key for cell in cells(part, tree, levels)]
    assert sum(found.values()) == part.rows and min(found.values()) >= 0
    for margins in ((2,), (1,), (1, 2)):
        whole, cut = sums(found, *margins), sums(found, *margins, 3)
        assert all(abs(n - Fraction(whole[key[:-1]], len(levels))) < 1 for key, n in cut.items())
    return found


@given(
    st.integers(1, 400),
    st.lists(weights, min_size=2, max_size=5),
    st.lists(weights, min_size=2, max_size=9),
    st.integers(1, 4),
)
def test_margins_are_within_a_row_of_their_shares(
    rows: int, shares: list[float], leaves: list[float], count: int
) -> None:
    part, tree = make(rows, shares, leaves)
    levels = LEVELS[:count]
    found = made(part, tree, levels)
    labels = [label.name for label in part.labels]
    ids = [leaf.id for leaf in tree.leaves()]
    assert total(sums(found, 2), labels) == largest_remainder(rows, shares)
    assert total(sums(found, 1), ids) == largest_remainder(rows, [tree.share(leaf) for leaf in ids])
    assert all(abs(n - rows / count) < 1 for n in total(sums(found, 3), levels))
    wanted, given_to = sums(found, 1), sums(found, 2)
    for (leaf, label), n in sums(found, 1, 2).items():
        assert abs(n - Fraction(wanted[(leaf,)] * given_to[(label,)], rows)) < 1


@given(
    st.integers(1, 300),
    st.lists(weights, min_size=2, max_size=4),
    st.lists(st.tuples(weights, st.sets(st.sampled_from("abcd"))), min_size=1, max_size=8),
    st.integers(1, 3),
)
def test_leaves_with_labels_of_their_own(
    rows: int, shares: list[float], leaves: list[tuple[float, set[str]]], count: int
) -> None:
    names = "abcd"[: len(shares)]
    may = {n: tuple(sorted(own & set(names))) for n, (_, own) in enumerate(leaves)}
    may[len(leaves)] = ()  # one that every label may have, so that no label is without a leaf
    part, tree = make(rows, shares, [*(weight for weight, _ in leaves), 1.0], may)
    found = made(part, tree, LEVELS[:count])
    of_labels = largest_remainder(rows, shares)
    assert total(sums(found, 2), names) == of_labels
    share: dict[str, float] = dict.fromkeys((leaf.id for leaf in tree.leaves()), 0.0)
    for label, number in zip(names, of_labels, strict=True):
        able = [leaf for leaf in tree.leaves() if not leaf.labels or label in leaf.labels]
        for leaf in able:
            share[leaf.id] += number * leaf.weight / sum(other.weight for other in able)
    assert all(abs(sums(found, 1)[(leaf,)] - exact) < 1 + 1e-6 for leaf, exact in share.items())


def test_labels_that_cut_the_domain_get_each_largest_remainders() -> None:
    part, tree = make(20, [1.0, 3.0], [1, 1, 2, 1, 1, 1], {n: ("a",) if n < 3 else ("b",) for n in range(6)})
    found = quotas(part, tree, ("any",))
    assert [found[f"p/c{n}/{'ab'[n > 2]}/any"] for n in range(6)] == [1, 1, 3, 5, 5, 5]


def test_leaves_of_no_weight_get_nothing_and_none_but_such_is_refused() -> None:
    part, tree = make(9, [1.0, 1.0], [1, 0, 2])
    assert sums(quotas(part, tree, ("any",)), 1)[("c1",)] == 0
    part, tree = make(9, [1.0, 1.0, 1.0], [1, 0], {0: ("a", "b"), 1: ("b", "c")})
    with pytest.raises(ValueError, match="a weight of zero"):
        quotas(part, tree, ("any",))
