"""Questions that take several places, as rows of their own (`way: multi-hop`): the sure form.

Two hops, comparisons and aggregates as structure gives them (`tools/knowledge/questions`): the same items,
rows, evidence and audit as where they stand among other questions.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from seedbed.agent.shelf import Shelf
from seedbed.agent.work import Bench, Choice, Chosen, Method
from seedbed.agent.writer.grounded.questions import choose_among, take_item, verify_item
from seedbed.agent.writer.language import english_only
from seedbed.memory.spec import Part


def stock(part: Part, shelf: Shelf) -> Mapping[str, Sequence[Any]]:
    """The questions of several places that structure made, by leaf."""
    found = ((leaf, tuple(item for item in items if item.hops)) for leaf, items in shelf.items.items())
    return {leaf: items for leaf, items in found if items}


def choose_item(choice: Choice, bench: Bench) -> Chosen | None:
    """One of the leaf's that nothing else in the run has used; kinds take turns."""
    return choose_among(choice, bench, stock(choice.part, bench.shelf).get(choice.cell.leaf, ()))


SURE = Method(
    name="grounded_qa/sure/multi-hop",
    task="grounded_qa",
    way="multi-hop",
    form="sure",
    grade="proven",
    needs={},
    stock=stock,
    choose=choose_item,
    lacks=english_only,
    write=take_item,
    verify=verify_item,
    attempts=1,
)
