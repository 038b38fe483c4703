"""What is said of a person's files before anything is paid for: which leave the machine, which are no use."""

import json
from pathlib import Path

import pytest

from seedbed.agent.planner.hints import Hints
from seedbed.agent.planner.reading.interpret import interpret
from seedbed.memory.errors import UserFault
from tests.agent.planner.reading.answers import TIPS, answer, part, read
from tests.scripted import Scripted, client_on


async def test_before_the_first_call_is_said_what_of_files_leaves_the_machine(tmp_path: Path) -> None:
    class _Said(Exception):
        pass

    def say(told: str) -> None:
        raise _Said(told)

    (tmp_path / "notes.md").write_text("# Baking\n")
    (tmp_path / "rows.jsonl").write_text('{"text": "Fold it."}\n')
    hints = Hints(folder=str(tmp_path), examples=("rows.jsonl",))
    words = "30 tips on baking bread from notes.md"
    reading, _ = await read(tmp_path / "run", words, answer(TIPS), hints=hints, say=say)
    assert reading.spec.rows == 30  # on this machine nobody is told
    away = Scripted("http://models.example/v1")
    async with client_on(away, tmp_path / "away") as client:
        with pytest.raises(_Said, match=r"lines of notes\.md, rows\.jsonl go to models\.example"):
            await interpret(words, client=client, hints=hints, say=say)


async def test_a_folder_that_the_reader_finds_in_the_words_is_told_of_before_a_recipe_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{interpret.__module__}.elsewhere", lambda _: "models.example")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text("# Baking\n\nFold it.\n")
    (tmp_path / "notes.md").write_text("# Notes\n")
    paths = [{"path": one, "use": "documents"} for one in ("docs", "notes.md")]
    said: list[str] = []
    words = "30 tips on baking bread from docs and notes.md"
    hints = Hints(folder=str(tmp_path))
    await read(tmp_path / "run", words, answer(TIPS, paths=paths), hints=hints, say=said.append)
    assert [one.split(" go to ")[0] for one in said] == [
        "names and first lines of notes.md",
        "names and first lines of docs",
    ]


async def test_a_list_of_tools_is_told_from_a_world_before_a_recipe_is_written(tmp_path: Path) -> None:
    tools = [{"type": "function", "function": {"name": "find_tables", "parameters": {"type": "object"}}}]
    (tmp_path / "tools.json").write_text(json.dumps(tools))
    words = "8 talks with the tools in tools.json"
    talks = part(8, clauses=["8 talks with the tools in tools.json"])
    said = answer(talks, paths=[{"path": "tools.json", "use": "tools"}])
    hints = Hints(folder=str(tmp_path))
    with pytest.raises(UserFault, match="says what each takes, and not what it does") as caught:
        await read(tmp_path / "run", words, said, hints=hints)
    assert "make it a world" in caught.value.next_step
