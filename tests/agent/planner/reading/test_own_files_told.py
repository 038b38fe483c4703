"""What is said of a person's files before anything is paid for: which leave the machine, which are no use."""

import json
from pathlib import Path
from typing import Any

import pytest

from seedbed.agent.planner.hints import Hints
from seedbed.agent.planner.reading.interpret import interpret
from seedbed.agent.recipes.load import parse
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


_FIND = {"name": "find_tables", "description": "", "parameters": {"type": "object", "properties": {}}}
_CALLS = """recipe: calls
about: What a guest asks for and the call that does it
row: {tools: list of tool as context, request: line 5..200 as prompt, calls: list 1..2 of call as response}
make: {tools: {set: params.tools}, "request, calls": "About {{ leaf }}: a wish and its calls.\\n{{ tools }}"}
checks: {toolcalls: {of: calls, tools: tools}}
clauses: {"8": rows, calls of the tools in tools.json: check toolcalls}
"""


def _asked_of_tools(folder: Path, given: object) -> dict[str, Any]:
    (folder / "tools.json").write_text(json.dumps(given))
    clauses: list[Any] = [("8", "the set"), "calls of the tools in tools.json"]
    return answer(part(8, clauses=clauses), paths=[{"path": "tools.json", "use": "tools"}])


async def test_a_file_of_tools_that_leaves_the_machine_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{interpret.__module__}.elsewhere", lambda _: "models.example")
    asked = _asked_of_tools(tmp_path, [_FIND]) | {"paths": []}
    said: list[str] = []
    hints = Hints(folder=str(tmp_path), world="tools.json")
    await read(tmp_path / "run", "8 calls", asked, hints=hints, then=[_CALLS], say=said.append)
    assert [one.split(" go to ")[0] for one in said] == ["names and first lines of tools.json"]


@pytest.mark.parametrize("under", [False, True])
async def test_a_list_of_tools_becomes_the_parameter_of_the_recipe(tmp_path: Path, under: bool) -> None:
    listed = [{"type": "function", "function": _FIND}]
    said = _asked_of_tools(tmp_path, {"tools": listed} if under else listed)
    words = "8 calls of the tools in tools.json"
    hints = Hints(folder=str(tmp_path))
    reading, asked = await read(tmp_path / "run", words, said, hints=hints, then=[_CALLS])
    (made,) = reading.spec.parts
    assert parse(str(made.recipe), "it")["params"]["tools"] == [_FIND], "as it was given"
    assert not made.world
    assert "find_tables()" in asked[-1].last and "nothing that answers calls" in asked[-1].last
    assert any("made up with each row" in line for line in reading.said)
    other, _ = await read(tmp_path / "other", words, said, hints=hints)
    assert any("isn't used: no plan takes a list of tools" in line for line in other.said)


@pytest.mark.parametrize(
    ("given", "what"), [([{"name": " "}], "a tool without a name"), ("x", "a map is wanted")]
)
async def test_what_is_neither_a_list_of_tools_nor_a_world_is_told_before_a_recipe_is_written(
    tmp_path: Path, given: object, what: str
) -> None:
    said = _asked_of_tools(tmp_path, given)
    with pytest.raises(UserFault, match=what):
        await read(tmp_path / "run", "8 calls", said, hints=Hints(folder=str(tmp_path)))
