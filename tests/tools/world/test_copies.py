"""A run's copy of a world, and tools that are of no use before anybody calls them."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from seedbed.memory.errors import UserFault
from seedbed.tools.verification.sandbox.running import Sandbox
from seedbed.tools.verification.toolcalls import Call
from seedbed.tools.world.mcp_tools import Kept, with_tools
from seedbed.tools.world.world import Outcome
from seedbed.tools.world.world_file import changed, keep_world, open_world, read_world

WORLD = """\
python: tools.py
policy: " Be exact. "
kinds: [single, distractors, single]
tools:
  - name: calculate
    parameters: {type: object, properties: {expression: {type: string}}, required: [expression]}
"""
TOOLS = """\
import random

def throws(n: int) -> int:
    raise ValueError("no such number")

def dice(n: int) -> float:
    return random.random()
"""


@pytest.fixture
def world(tmp_path: Path) -> Path:
    (tmp_path / "world.yaml").write_text(WORLD, encoding="utf-8")
    (tmp_path / "tools.py").write_text(TOOLS, encoding="utf-8")
    return tmp_path / "world.yaml"


@pytest.mark.parametrize("beside", ["tools.py", "./tools.py"])
def test_a_copy_is_a_world_of_its_own(world: Path, tmp_path: Path, beside: str) -> None:
    world.write_text(WORLD.replace("tools.py", beside), encoding="utf-8")
    about = keep_world(world, tmp_path / "worlds" / "part")
    assert set(about.files) == {"world.yaml", "tools.py"}
    world.write_text("tools: []", encoding="utf-8")
    found = open_world(tmp_path / "worlds" / "part", about)
    assert set(found.tools) == {"throws", "dice", "calculate"}
    assert found.policy == "Be exact." and found.kinds == ("single", "distractors")
    assert found.call(found.start(), Call("calculate", {"expression": "1+2"}))[1].value == {"result": "3"}


@pytest.mark.parametrize("name", ["world.yaml", "tools.py"])
def test_a_changed_copy_is_refused(world: Path, tmp_path: Path, name: str) -> None:
    about = keep_world(world, tmp_path / "copy")
    (tmp_path / "copy" / name).write_text("# other", encoding="utf-8")
    assert changed(tmp_path / "copy", about) == [name]
    with pytest.raises(UserFault, match="the run's copy of the world was changed"):
        open_world(tmp_path / "copy", about)
    (tmp_path / "copy" / name).unlink()
    (tmp_path / "copy" / name).symlink_to(tmp_path / name)
    assert changed(tmp_path / "copy", about) == [name]


def test_a_copy_that_would_lie_elsewhere_is_refused(world: Path, tmp_path: Path) -> None:
    about = keep_world(world, tmp_path / "copy")
    outside = f"../{world.name}"
    (tmp_path / world.name).write_bytes(world.read_bytes())
    forged = about.model_copy(update={"file": outside, "files": {outside: about.files[world.name]}})
    assert changed(tmp_path / "copy", forged) == [outside]
    with pytest.raises(UserFault, match="the run's copy of the world was changed"):
        open_world(tmp_path / "copy", forged)


async def test_answers_of_functions_are_kept_and_read_again(found: Sandbox, world: Path) -> None:
    kept: dict[str, Any] = {}
    live = read_world(world, kept=Kept(kept.get, lambda key, kind, value: kept.update({key: value})))

    async def called(name: str) -> Outcome:
        return (await with_tools(partial(live.call, live.start(), Call(name, {"n": 1}))))[1]

    first = await called("dice")
    assert await called("dice") == first and len(kept) == 1
    assert (await called("throws")).error == "ValueError: no such number"


def test_the_tools_of_a_server_are_kept_with_the_copy(tmp_path: Path) -> None:
    (tmp_path / "world.yaml").write_text("mcp: {command: [notes], tools: [say]}", encoding="utf-8")
    about = keep_world(tmp_path / "world.yaml", tmp_path / "copy", [{"name": "say", "parameters": {}}])
    assert set(about.files) == {"world.yaml", "mcp_tools.json"}
    found = open_world(tmp_path / "copy", about)
    assert list(found.tools) == ["say"]
    assert "has no answer" in found.call(found.start(), Call("say", {}))[1].error
