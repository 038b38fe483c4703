"""Which rows are read beside each other: those of one passage, or those of neighbouring concepts."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from seedbed.agent.making.parts import picks_passages, recipe_of
from seedbed.memory.recipe import Recipe
from seedbed.memory.spec import Part
from seedbed.memory.store.protocol import Store

TOGETHER = 20
"""Rows that are read beside each other, at most."""


def beside(part: Part, leaves: Sequence[str], store: Store) -> Iterator[Sequence[int]]:
    """Numbers of accepted rows of a part that are to be read beside each other; none where each writer is
    given what its row is about, such as a row of another part.

    Args:
        leaves: Ids of its concepts, neighbours next to each other."""
    if not part.recipe:
        return
    recipe = recipe_of(part)
    if picks_passages(recipe):
        for numbers in _accepted(part.name, store, by_passage=True).values():
            yield from _cut(numbers)
    elif part.each is None and not _given(recipe):
        of, together = _accepted(part.name, store, by_passage=False), list[int]()
        order = {leaf: place for place, leaf in enumerate(leaves)}
        for leaf in sorted(of, key=lambda one: order.get(one, len(order))):  # that of a split one comes last
            if len(together) + len(of[leaf]) > TOGETHER:
                yield from _cut(together)
                together = []
            together = together + of[leaf]
        yield from _cut(together)


def _given(recipe: Recipe) -> bool:
    """Whether a writer is given the matter; personas and several examples are only what he starts from."""
    picks = (one.arguments for one in recipe.steps if one.how == "pick")
    started = all(one["pick"] == "personas" or (one["pick"] == "examples" and one["n"] != 1) for one in picks)
    return not started or any(one.how == "generate" for one in recipe.steps)


def _cut(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    """Into pieces of which none is too long, or one row alone."""
    yield from (numbers[at : at + TOGETHER] for at in range(0, len(numbers) - 1, TOGETHER))


def _accepted(part: str, store: Store, *, by_passage: bool) -> Mapping[str, list[int]]:
    """Passage or concept → the accepted rows of it, in their order."""
    accepted = {number for number, _, gone in store.delivered() if not gone}
    numbers = defaultdict[str, list[int]](list)
    for number, brief in store.briefs():
        if brief is not None and brief.cell.part == part and number in accepted:
            place = str(brief.grounding.get("group", "")) if by_passage else brief.cell.leaf
            numbers[place].append(number)
    numbers.pop("", None)
    return numbers
