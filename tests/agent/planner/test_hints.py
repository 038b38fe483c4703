"""`--world` and `--personas`: which parts take them, and what is said where none does."""

from pathlib import Path

import pytest

from seedbed.agent.planner.hints import Hints
from seedbed.agent.planner.reading.without_a_model import interpret
from seedbed.memory.errors import UserFault
from seedbed.memory.spec import Part, Spec

CALLS = Part(name="calls", recipe="world-talk", topic="t", rows=2, world="old.yaml")
SUMS = Part(name="sums", offline="problems", topic="t", rows=2)
TALKS = Part(name="talks", offline="dialogues", topic="t", rows=2)


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("world.yaml", "people.jsonl"):
        (tmp_path / name).write_text("{}")


def test_flags_go_to_the_parts_of_a_spec_that_take_them() -> None:
    called = Hints(world="world.yaml", rows=8).applied_to(Spec(parts=(CALLS, SUMS)))
    assert [(part.world, part.rows) for part in called.parts] == [("world.yaml", 4), ("", 4)]
    hints = Hints(personas="people.jsonl", rows=8)
    talked = hints.applied_to(Spec(parts=(SUMS, TALKS), sources=("docs",)))
    assert [(part.personas, part.rows) for part in talked.parts] == [("", 4), ("people.jsonl", 4)]
    assert hints.applied_to(talked) == talked


def test_a_flag_that_no_part_takes_is_refused() -> None:
    with pytest.raises(UserFault, match="nothing that is asked for takes it: it is for dialogues"):
        Hints(personas="people.jsonl").applied_to(Spec(parts=(SUMS,)))


def test_examples_and_real_rows_that_are_not_named_cannot_be_used() -> None:
    spec = Spec(parts=(SUMS,))
    with pytest.raises(UserFault, match="--include-examples: there are no examples"):
        Hints(include_examples=True).applied_to(spec)
    with pytest.raises(UserFault, match="--allow-verbatim: there are no real rows"):
        Hints(allow_verbatim=True).applied_to(spec)
    assert Hints(include_examples=True, examples=("mine.jsonl",)).applied_to(spec).include_examples


async def test_personas_go_to_the_talks_of_a_request(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    hints = Hints(personas="people.jsonl", sources=("docs",))
    reading = await interpret("20 math problems and 30 cited dialogues about hiking", hints=hints)
    sums, talks = reading.spec.parts
    assert (sums.personas, talks.offline, talks.personas) == ("", "dialogues", "people.jsonl")
    with pytest.raises(UserFault, match=r"--world world\.yaml: nothing that is asked for takes it"):
        await interpret("30 math problems", hints=Hints(world="world.yaml"))
    with pytest.raises(UserFault, match=r"gone\.yaml: no such file"):
        await interpret("20 math problems", hints=Hints(world="gone.yaml"))


@pytest.mark.parametrize("rows", [1, 7])
def test_a_number_of_rows_goes_before_rows_counted_by_documents(rows: int) -> None:
    part = {"recipe": "haiku", "topic": "rain", "each": {"of": "document", "rows": 1}}
    only = Hints(rows=rows).applied_to(Spec.model_validate({"parts": [part]})).parts[0]
    assert (only.rows, only.each) == (rows, None)
