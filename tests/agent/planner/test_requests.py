"""The tables of requests: what is read of each by rule alone."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from seedbed.agent.planner.interpret import interpret
from seedbed.memory.errors import UserFault
from seedbed.memory.spec import Part


def _table(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name(name).read_text(encoding="utf-8"))
    return found


TABLE = _table("requests.yaml")
OF_DOCUMENTS = _table("grounded_requests.yaml")
TALKS = _table("talk_requests.yaml")
_PARTS = set(Part.model_fields) | {"definitions", "shares"}


@pytest.fixture(autouse=True)
def _folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("handbook", "docs"):
        (tmp_path / name).mkdir()
    (tmp_path / "world.yaml").write_text("tools: []")
    (tmp_path / "notes.txt").write_text("A day costs 12 pounds.")


@pytest.mark.parametrize("table", [TABLE, OF_DOCUMENTS, TALKS])
def test_the_tables_are_large_enough(table: list[dict[str, Any]]) -> None:
    assert len(table) >= 20
    assert len({wanted["request"] for wanted in table}) == len(table)


@pytest.mark.parametrize(
    "wanted", [*TABLE, *OF_DOCUMENTS, *TALKS], ids=lambda wanted: str(wanted["request"])[:60]
)
async def test_read(wanted: dict[str, Any]) -> None:
    if "refused" in wanted:
        with pytest.raises(UserFault) as caught:
            await interpret(wanted["request"])
        assert wanted["refused"] in str(caught.value)
        return
    reading = await interpret(wanted["request"])
    spec = reading.spec
    parts = wanted.get("parts") or [{k: x for k, x in wanted.items() if k in _PARTS}]
    got = [_seen(part, list(keys)) for part, keys in zip(spec.parts, parts, strict=True)]
    assert got == [dict(keys) for keys in parts]
    assert spec.language == wanted.get("language", "English")
    assert list(spec.sources) == wanted.get("sources", [])
    assert spec.budget.model_dump(exclude_none=True) == wanted.get("budget", {})
    for words in wanted.get("said", ()):
        assert any(words in sentence for sentence in reading.said), reading.said


def _seen(part: Part, keys: list[str]) -> dict[str, Any]:
    every: dict[str, Any] = {
        **part.model_dump(mode="json"),
        "labels": [label.name for label in part.labels],
        "definitions": [label.definition for label in part.labels],
        "shares": [label.share for label in part.labels],
        "families": bool(part.families),
        "attributes": {attribute.name: list(attribute.values) for attribute in part.attributes},
        "fields": {
            name: value.get("type") for name, value in (part.fields or {}).get("properties", {}).items()
        },
    }
    return {key: every[key] for key in keys}
