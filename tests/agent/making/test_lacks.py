"""What a part by a recipe lacks is said before anything is paid."""

from pathlib import Path

import pytest

from seedbed.agent.making import method
from seedbed.agent.making.parts import settled
from seedbed.memory.spec import Part, Spec
from seedbed.tools.running import languages
from tests.agent.scenes import scene


def test_a_language_that_is_not_here_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    method._cannot_run.cache_clear()
    languages._tool.cache_clear()
    monkeypatch.setattr("shutil.which", lambda name, **_: None)
    try:
        part = settled(Spec(parts=(Part(recipe="code-exercises", topic="tides", rows=3),)), Path()).parts[0]
        _, env, _ = scene(part, can=["json_schema"], method="recipe")
        found = method.lacks(part, env) or ""
        assert "rust" in found and "install it" in found
    finally:
        method._cannot_run.cache_clear()
        languages._tool.cache_clear()
