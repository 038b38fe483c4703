"""Which rows are read beside each other: those of one passage, or those of neighbouring concepts."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from seedbed.agent.making.parts import picks_passages, recipe_of
from seedbed.agent.planner.scheduling.schedule import Schedule
from seedbed.memory.brief import split_key
from seedbed.memory.recipe import Recipe
from seedbed.memory.spec import Part
from seedbed.memory.store.protocol import Store

TOGETHER = 20
"""Rows that are read beside each other, at most."""


def beside(part: Part, schedule: Schedule, store: Store) -> Iterator[Sequence[int]]:
    """Numbers of accepted rows of a part that are to be read beside each other; none where each writer is
    given what its row is about, such as a row of another part."""
    if not part.recipe:
        return
    recipe = recipe_of(part)
    if picks_passages(recipe):
        for numbers in _of_passages(part.name, schedule, store).values():
            yield from _cut(numbers)
    elif part.each is None and not _given(recipe):
        together: list[int] = []
        for numbers in _of_concepts(part.name, schedule):
            if len(together) + len(numbers) > TOGETHER:
                yield from _cut(together)
                together = []
            together += numbers
        yield from _cut(together)


def _given(recipe: Recipe) -> bool:
    """Whether a writer is given the matter; personas and several examples are only what he starts from."""
    picks = (one.arguments for one in recipe.steps if one.how == "pick")
    started = all(one["pick"] == "personas" or (one["pick"] == "examples" and one["n"] != 1) for one in picks)
    return not started or any(one.how == "generate" for one in recipe.steps)


def _cut(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    """Into pieces of which none is too long, or one row alone."""
    yield from (numbers[at : at + TOGETHER] for at in range(0, len(numbers) - 1, TOGETHER))


def _of_passages(part: str, schedule: Schedule, store: Store) -> Mapping[str, list[int]]:
    """Passage → the accepted rows of it, in their order."""
    accepted, numbers = {*schedule.accepted(f"{part}/")}, defaultdict[str, list[int]](list)
    for number, brief in store.briefs():
        if number in accepted and brief is not None and (passage := brief.grounding.get("group")):
            numbers[str(passage)].append(number)
    return numbers


def _of_concepts(part: str, schedule: Schedule) -> Iterator[list[int]]:
    """The accepted rows of each concept, in their order; neighbours in the tree come one after the other."""
    tree = schedule.trees[part]
    cells = sorted(key for key, rows in schedule.rows.items() if rows and split_key(key)[0] == part)
    by_leaf = defaultdict[str, list[int]](list)
    for key in cells:
        by_leaf[split_key(key)[1]] += schedule.rows[key]
    paths = {leaf: tuple(one.id for one in tree.path(leaf)) if leaf in tree else () for leaf in by_leaf}
    for leaf in sorted(by_leaf, key=lambda one: (paths[one], one)):
        yield sorted(by_leaf[leaf])
