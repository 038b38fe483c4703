"""Which rows are read beside each other."""

from pathlib import Path

from seedbed.agent.making.parts import settled
from seedbed.graphs.critique.beside import TOGETHER, beside
from seedbed.memory.spec import Part, Spec
from seedbed.memory.store.protocol import Store
from tests.graphs import toy
from tests.graphs.toy import started

RECIPE = """\
recipe: notes
about: A note
row: {text: string 5..500}
write: "A note about {{ leaf }}."
"""
START = """\
recipe: notes
about: A note
row: {text: string 5..500}
make:
  given: {pick: examples, n: NUMBER}
  text: "A note as {{ given }}."
"""
LEAVES = ("tours", "bikes")


def part_of(recipe: str) -> Part:
    part = Part.model_validate({"name": "texts", "topic": "bikes", "rows": 30, "recipe": recipe})
    return settled(Spec(parts=(part,)), Path()).parts[0]


def rows_of(store: Store, leaf: str) -> list[int]:
    there = {one.number for one in store.candidates("accepted")}
    return [n for n, brief in store.briefs() if n in there and brief is not None and brief.cell.leaf == leaf]


async def test_neighbouring_concepts_share_a_reading_while_there_is_room(tmp_path: Path) -> None:
    committer, few = started(tmp_path / "few.sqlite", toy.spec(12))
    await toy.go(committer, 1000)
    assert [*beside(part_of(RECIPE), LEAVES, few)] == [rows_of(few, "tours") + rows_of(few, "bikes")]
    split = [*beside(part_of(RECIPE), ("bikes",), few)]
    assert split == [rows_of(few, "bikes") + rows_of(few, "tours")], "one that is no concept any more is last"

    committer, many = started(tmp_path / "many.sqlite", toy.spec(66))
    await toy.go(committer, 2000)
    tours, bikes = rows_of(many, "tours"), rows_of(many, "bikes")
    groups = [*beside(part_of(RECIPE), LEAVES, many)]
    assert [one for group in groups for one in group] == tours + bikes and tours[40:] and bikes[20:]
    assert [len(one) for one in groups] == [TOGETHER, TOGETHER, len(tours) - 40, TOGETHER, len(bikes) - 20]


async def test_rows_whose_matter_is_given_are_not_read(tmp_path: Path) -> None:
    committer, store = started(tmp_path / "s.sqlite", toy.spec(12))
    await toy.go(committer, 1000)
    assert [*beside(part_of(START.replace("NUMBER", "3")), LEAVES, store)]
    assert not [*beside(part_of(START.replace("NUMBER", "1")), LEAVES, store)]
