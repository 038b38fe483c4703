"""Which rows are read beside each other."""

from pathlib import Path

from seedbed.agent.making.parts import settled
from seedbed.graphs.critique.repeating import TOGETHER, beside
from seedbed.memory.brief import split_key
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


def part_of(recipe: str) -> Part:
    part = Part.model_validate({"name": "texts", "topic": "bikes", "rows": 30, "recipe": recipe})
    return settled(Spec(parts=(part,)), Path()).parts[0]


def rows_of(store: Store, leaf: str) -> list[int]:
    return [one.number for one in store.candidates("accepted") if split_key(one.verdict.cell)[1] == leaf]


async def test_neighbouring_concepts_share_a_reading_while_there_is_room(tmp_path: Path) -> None:
    committer, few = started(tmp_path / "few.sqlite", toy.spec(12))
    await toy.go(committer, 1000)
    (group,) = beside(part_of(RECIPE), committer.schedule, few)
    assert group == rows_of(few, "bikes") + rows_of(few, "tours")

    committer, many = started(tmp_path / "many.sqlite", toy.spec(66))
    await toy.go(committer, 2000)
    bikes, tours = rows_of(many, "bikes"), rows_of(many, "tours")
    groups = [*beside(part_of(RECIPE), committer.schedule, many)]
    assert [one for group in groups for one in group] == bikes + tours and bikes[20:] and tours[40:]
    assert [len(one) for one in groups] == [TOGETHER, len(bikes) - 20, TOGETHER, TOGETHER, len(tours) - 40]


async def test_rows_whose_matter_is_given_are_not_read(tmp_path: Path) -> None:
    committer, store = started(tmp_path / "s.sqlite", toy.spec(12))
    await toy.go(committer, 1000)
    assert [*beside(part_of(START.replace("NUMBER", "3")), committer.schedule, store)]
    assert not [*beside(part_of(START.replace("NUMBER", "1")), committer.schedule, store)]
