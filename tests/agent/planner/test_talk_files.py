"""`--world` and `--personas`: which parts take them, and what is said where none does."""

from pathlib import Path

import pytest

from seedbed.agent.planner.hints import Hints
from seedbed.agent.planner.interpret import interpret
from seedbed.memory.errors import UserFault
from seedbed.memory.spec import Part, Spec
from seedbed.memory.spec_file import parse_spec, spec_text

CALLS = Part(name="calls", task="tool_use", topic="t", rows=2, world="old.yaml")
SUMS = Part(name="sums", task="tool_use", way="calculator", topic="t", rows=2)
TALKS = Part(name="talks", task="dialogues", topic="t", rows=2)


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("world.yaml", "people.jsonl"):
        (tmp_path / name).write_text("{}")


def test_flags_go_to_the_parts_of_a_spec_that_take_them() -> None:
    spec = Spec(parts=(CALLS, SUMS, TALKS, Part(name="m", task="mathematics", topic="t", rows=2)))
    hints = Hints(world="world.yaml", personas="people.jsonl", rows=16)
    given = hints.applied_to(spec)
    assert [part.world for part in given.parts] == ["world.yaml", "", "", ""]
    assert [part.personas for part in given.parts] == ["", "", "people.jsonl", ""]
    assert [part.rows for part in given.parts] == [4] * 4
    assert hints.applied_to(given) == given


@pytest.mark.parametrize(
    ("part", "hints", "says"),
    [
        (SUMS, Hints(world="world.yaml"), "--world world.yaml: nothing that is asked for takes it"),
        (
            Part(task="mathematics", topic="t", rows=2),
            Hints(personas="people.jsonl"),
            "nothing that is asked for takes it: it is for dialogues",
        ),
    ],
)
def test_a_flag_that_no_part_takes_is_refused(part: Part, hints: Hints, says: str) -> None:
    with pytest.raises(UserFault, match=says):
        hints.applied_to(Spec(parts=(part,)))


async def test_personas_go_to_the_talks_of_a_request(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    hints = Hints(personas="people.jsonl", sources=("docs",))
    reading = await interpret("20 math problems and 30 cited dialogues about hiking", hints=hints)
    sums, talks = reading.spec.parts
    assert (sums.personas, talks.task, talks.personas) == ("", "dialogues", "people.jsonl")
    with pytest.raises(UserFault, match=r"--world world\.yaml: nothing that is asked for takes it"):
        await interpret("30 math problems", hints=Hints(world="world.yaml"))
    with pytest.raises(UserFault, match=r"gone\.yaml: no such file"):
        await interpret("20 math problems", hints=Hints(world="gone.yaml"))


def test_the_keys_of_talks_are_written_to_a_spec_and_read_back() -> None:
    pairs = Part(name="pairs", task="preferences", way="weaker", topic="t", rows=1, of="talks")
    talks = TALKS.model_copy(update={"turns": (4, 6), "personas": "people.jsonl"})
    calls = CALLS.model_copy(update={"repeats": 4})
    spec = Spec(parts=(calls, talks, pairs))
    assert parse_spec(spec_text(spec)) == spec
