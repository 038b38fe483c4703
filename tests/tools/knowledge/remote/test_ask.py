"""What search tools answered is kept as sources: hashed, named, journaled, asked for once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from seedbed.memory.errors import ToolFault
from seedbed.memory.files.run_folder import create
from seedbed.memory.search import Search
from seedbed.memory.store.protocol import Store
from seedbed.tools.knowledge.remote.egress import Remote, known, used
from tests.tools.knowledge.remote.web_server import Service, web_service


@pytest.fixture
def service() -> Iterator[Service]:
    with web_service() as running:
        yield running


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    folder = create(tmp_path / "run")
    folder.hold()
    opened = folder.open_store(write=True)
    yield opened
    opened.close()
    folder.release()


@pytest.fixture
def search(service: Service) -> Search:
    return Search.model_validate({"web": {"url": f"{service.base_url}/?q={{query}}"}})


@pytest.fixture
def remote(store: Store, tmp_path: Path) -> Remote:
    return Remote(("trailers",), False, store, tmp_path / "run" / "sources")


async def test_answers_are_sources_that_citations_can_be_audited_in(
    remote: Remote, search: Search, store: Store
) -> None:
    sources = await remote.ask(search, "trailers")
    assert [source.name for source in sources] == ["web:web: Deposits | Example", "web:web: Opening"]
    assert sources[0].path == "web:web#https://example.com/deposits"
    kept = remote.folder / f"{sources[0].sha256}.txt"
    assert "£70" in kept.read_text(encoding="utf-8") == sources[0].text
    assert [about["sha256"] for about in known(store)] == [source.sha256 for source in sources]
    assert used(store)[0]["searches"] == 1 and used(store)[0]["found"] == 2


async def test_asked_once_and_read_from_the_journal_then(
    service: Service, remote: Remote, search: Search
) -> None:
    first = await remote.ask(search, "trailers")
    service.status = 500
    assert await remote.ask(search, "Trailers!") == first
    assert len(service.asked) == 1
    (remote.folder / f"{first[0].sha256}.txt").write_text("forged", encoding="utf-8")
    assert await remote.ask(search, "trailers") == first[1:]


async def test_a_document_in_a_query_is_not_sent(
    service: Service, remote: Remote, search: Search, store: Store
) -> None:
    with pytest.raises(ToolFault, match="egress: true"):
        await remote.ask(search, "trailers QX-7731-violet")
    assert service.asked == [] and known(store) == []


async def test_a_fault_is_not_journaled_so_it_can_be_asked_again(
    service: Service, remote: Remote, search: Search
) -> None:
    service.status = 503
    with pytest.raises(ToolFault, match="503"):
        await remote.ask(search, "trailers")
    service.status = 200
    assert len(await remote.ask(search, "trailers")) == 2
