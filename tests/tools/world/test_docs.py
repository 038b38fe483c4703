"""docs/tool-use.md is true: its world is read, and bears the blueprint that the page shows."""

import json
import re
from pathlib import Path

from seedbed.tools.verification.sandbox.running import Sandbox
from seedbed.tools.world.blueprint import KINDS, Blueprint, executed, fault
from seedbed.tools.world.world_file import read_world

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "tool-use.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


def test_the_page_shows_a_world_as_it_is(found: Sandbox, tmp_path: Path) -> None:
    (source,) = [block for block in blocks("python") if "def fee_for" in block]
    (tmp_path / "loans.py").write_text(source, encoding="utf-8")
    (tmp_path / "world.yaml").write_text(blocks("yaml")[0], encoding="utf-8")
    world = read_world(tmp_path / "world.yaml")
    shown = Blueprint.model_validate(json.loads(blocks("json")[0]))
    assert fault(world, shown, world.tools) == ""
    assert executed(world, shown).end.records("loans")["N-1001"]["fee"] == 0.72


def test_the_page_names_every_kind() -> None:
    assert [kind for kind in KINDS if f"| {kind} |" not in PAGE] == []
