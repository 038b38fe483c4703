"""The index: finds, stays equal when made again, embeds nothing twice, whoever shares its file of vectors."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from seedbed.memory.errors import Paused, UserFault
from seedbed.tools.knowledge.chunks import Chunk, chunk_sources
from seedbed.tools.knowledge.search import embedder
from seedbed.tools.knowledge.search import index as module
from seedbed.tools.knowledge.search.collection import check_place
from seedbed.tools.knowledge.search.embedder import STATIC, Embedder, embed
from seedbed.tools.knowledge.search.index import KnowledgeIndex
from tests.tools.knowledge.chroma_server import chroma_server
from tests.tools.knowledge.documents import RATES, RULES, document, passages

_HOMES = {"otter": "river", "camel": "desert", "gannet": "sea cliffs", "mole": "ground", "ibex": "mountains"}
ANIMALS = passages(*(f"# {name}\n\nThe {name} lives in the {place}." for name, place in _HOMES.items()))


class Opened:
    """Opens indices, and closes them at the end; one folder is given back before it is opened again."""

    def __init__(self) -> None:
        self.known: dict[str, KnowledgeIndex] = {}

    def __call__(
        self, chunks: Sequence[Chunk], place: Path | str, embedder: Embedder = STATIC
    ) -> KnowledgeIndex:
        self.close(str(place))
        self.known[str(place)] = KnowledgeIndex(chunks, str(place), embedder, shared=True)
        return self.known[str(place)]

    async def filled(
        self, chunks: Sequence[Chunk], place: Path | str, embedder: Embedder = STATIC
    ) -> tuple[KnowledgeIndex, int]:
        """The index, and how many passages were embedded for it."""
        index = self(chunks, place, embedder)
        return index, await index.fill()

    def close(self, place: str) -> None:
        if known := self.known.pop(place, None):
            known.close()


@pytest.fixture
def opened() -> Iterator[Opened]:
    one = Opened()
    yield one
    for place in list(one.known):
        one.close(place)


def test_embeddings_are_unit_vectors_and_leave_the_logger_alone() -> None:
    import logging

    level = logging.getLogger().level
    vectors = embed(["a bicycle for two", "tandem bike", "tax law", ""])
    assert vectors.shape == (4, 256)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors[:3], axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]
    assert embed([]).shape == (0, 256)
    assert logging.getLogger().level == level


async def test_search_finds_by_words_and_by_meaning_and_again_after_opening(
    tmp_path: Path, opened: Opened
) -> None:
    index, new = await opened.filled(ANIMALS, tmp_path / "index")
    assert new == 5 and await index.fill() == 0
    by_word = await index.find("gannet", 2)
    assert "gannet" in by_word[0].text
    assert "desert" in (await index.find("Sahara sand", 1))[0].text
    assert await index.find("  ", 5) == await index.find("gannet", 0) == []
    again, new = await opened.filled(ANIMALS, tmp_path / "index")
    assert new == 0 and await again.find("gannet", 2) == by_word


async def test_documents_that_are_left_out_give_their_places_to_others(
    tmp_path: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    index, _ = await opened.filled(ANIMALS, tmp_path / "index")
    monkeypatch.setattr(module, "POOL", 1)
    every = await index.find("the otter lives in the river", 2)
    first = every[0].source
    left = await index.find("the otter lives in the river", 2, {first})
    assert "otter" in every[0].text and len(left) == 2 and first not in {hit.source for hit in left}


async def test_until_all_is_embedded_it_finds_by_words_alone_and_asks_nobody(
    tmp_path: Path, opened: Opened
) -> None:
    async def nobody(texts: Sequence[str]) -> Any:
        raise AssertionError(texts)

    index = opened(ANIMALS, tmp_path, Embedder("paid", nobody))
    assert [hit.text.split()[1] for hit in await index.find("gannet", 2)] == ["gannet"]
    assert await index.find("Sahara sand", 1) == []
    assert await opened((), tmp_path, Embedder("paid", nobody)).find("anything", 3) == []


async def test_static_vectors_rank_english_passages_alone(tmp_path: Path, opened: Opened) -> None:
    async def vectors(texts: Sequence[str]) -> Any:
        return embed(texts)

    both = passages(
        "# Loans\n\nThe library lends its books for two weeks to everybody who lives in town.",
        "# Ausleihe\n\nDie Bibliothek verleiht ihre Bücher für zwei Wochen an alle Einwohner der Stadt.",
    )
    for by, ranked in ((STATIC, [both[0].id]), (Embedder("paid", vectors), sorted(one.id for one in both))):
        index, _ = await opened.filled(both, tmp_path / by.name, by)
        by_words, by_meaning = index.rankings("Bibliothek", embed(["Bibliothek"])[0], 9)
        assert [key.partition("~")[0] for key in by_words] == [both[1].id]
        assert sorted(key.partition("~")[0] for key in by_meaning) == ranked
    assert [id for id, _ in index.alike("Bücher für Einwohner")] == [both[1].id]


async def test_runs_that_share_a_folder_see_their_own_and_embed_nothing_twice(
    tmp_path: Path, opened: Opened
) -> None:
    rates, rules = passages(RATES), passages(RULES)
    first, new = await opened.filled(rates, tmp_path)
    assert new == len(rates)
    mine = await first.find("tandem fee", 5)
    second, new = await opened.filled(rules, tmp_path)
    assert new == len(rules)
    assert {hit.source for hit in await second.find("tandem fee", 9)} == {rules[0].source}
    renamed = [replace(chunk, name=f"elsewhere/{chunk.name}") for chunk in rates]
    third, new = await opened.filled(renamed, tmp_path)
    theirs = await third.find("tandem fee", 5)
    assert not new and theirs == [replace(hit, name=f"elsewhere/{hit.name}") for hit in mine]


async def test_the_same_text_under_another_title_or_embedder_has_its_own_vector(
    tmp_path: Path, opened: Opened
) -> None:
    text = "The fee is paid at the counter."
    plain, titled = chunk_sources([document(text)]), chunk_sources([document(text, title="Tandem hire")])
    assert plain[0].id == titled[0].id
    assert [(await opened.filled(chunks, tmp_path))[1] for chunks in (plain, titled)] == [1, 1]
    assert await opened(plain, tmp_path, Embedder("another", STATIC.of)).fill() == 1


async def test_what_was_embedded_before_a_fault_is_kept(
    tmp_path: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = 0

    async def failing(texts: Sequence[str]) -> Any:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise UserFault("the endpoint is down")
        return embed(texts)

    monkeypatch.setattr(module, "BATCH", 2)
    told: list[tuple[int, int]] = []
    with pytest.raises(UserFault, match="is down"):
        await opened(ANIMALS, tmp_path, Embedder(STATIC.name, failing)).fill(
            lambda done, total: told.append((done, total))
        )
    again = opened(ANIMALS, tmp_path)
    assert told == [(2, 5), (4, 5)] and len(again.missing()) == 1
    assert await again.fill() == 1 and (await again.find("gannet", 1))[0].text


def _garbage(folder: Path) -> None:
    (folder / "chroma.sqlite3").write_bytes(b"garbage" * 1_000)


def _bad_vectors(folder: Path) -> None:
    for path in folder.glob("*-*/*"):
        path.write_bytes(b"xx" * 500)


@pytest.mark.parametrize(("damage", "size"), [(_garbage, 2), (_bad_vectors, 1_010)])
async def test_a_damaged_folder_is_told_with_the_next_step(
    tmp_path: Path, opened: Opened, damage: Callable[[Path], None], size: int
) -> None:
    many = passages(*(f"# Animal {n}\n\nIt lives in valley {n}." for n in range(size)))
    await opened.filled(many, tmp_path)
    opened.close(str(tmp_path))
    damage(tmp_path)
    with pytest.raises(UserFault, match="can't be used") as told:
        await opened.filled(many, tmp_path)
    assert told.value.where == str(tmp_path)
    assert told.value.next_step.startswith("move this folder away")


def test_a_folder_is_held_by_one_process_and_must_be_writable(tmp_path: Path, opened: Opened) -> None:
    opened(ANIMALS, tmp_path)
    with pytest.raises(UserFault, match="another process is using this knowledge index"):
        check_place(str(tmp_path), egress=False)
    opened.close(str(tmp_path))
    check_place(str(tmp_path), egress=False)
    (tmp_path / "file").write_text("x")
    with pytest.raises(UserFault, match="can't be written"):
        opened(ANIMALS, tmp_path / "file")


# a server ----------------------------------------------------------------------------------------------


@pytest.mark.timeout(60)
async def test_a_server_serves_several_at_once_and_its_death_is_told(tmp_path: Path) -> None:
    rates, rules = passages(RATES), passages(RULES)
    with chroma_server(tmp_path) as url:
        check_place(url, egress=False)
        first, second, third = (
            KnowledgeIndex(some, url, shared=True) for some in (rates, rules, [*rates, *rules])
        )
        assert [await one.fill() for one in (first, second, third)] == [len(rates), len(rules), 0]
        found = await second.find("tandem fee", 9)
        assert {hit.source for hit in found} == {rules[0].source}
        late = KnowledgeIndex(ANIMALS, url, shared=True)
    for away in (late.fill(), second.find("bikes", 9)):
        with pytest.raises(Paused, match=r"can't be used .* then seedbed resume"):
            await away
    for one in (first, second, third, late):
        one.close()
    with pytest.raises(UserFault, match="can't be used") as told:
        check_place(url, egress=False)
    assert "chroma run" in told.value.next_step


@pytest.mark.parametrize(
    ("url", "egress", "why"),
    [
        ("http://chroma.example:8000", False, "would go to chroma.example"),
        ("http://127.0.0.1.example:8000", False, "would go to 127.0.0.1.example"),
        ("http://chroma.example:8000", True, "unencrypted"),
        ("http://me:secret@127.0.0.1:8000", False, "scheme, host and port"),
        ("http://127.0.0.1:8000/path", False, "scheme, host and port"),
        ("http://127.0.0.1:99999", False, "no address"),
        ("http://", False, "scheme, host and port"),
        ("http://127.0.0.1:8000", False, "proxy stands between"),
    ],
)
def test_addresses_that_are_refused(
    url: str, egress: bool, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (
        ("CHROMA_TOKEN", "word"),
        ("http_proxy", "http://proxy.example:3128"),
        ("no_proxy", ""),
    ):
        monkeypatch.setenv(name, value)
    with pytest.raises(UserFault, match=why) as told:
        check_place(url, egress=egress)
    assert "secret" not in str(told.value)


# static embeddings --------------------------------------------------------------------------------------


def test_a_text_has_the_same_vector_in_any_company(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedder, "_BATCH", 2)
    texts = ["a lock", "helmets are free of charge", "", "bikes " * 30, "returns", "a lock"]
    together = embedder.embed(texts)
    assert np.array_equal(together, np.vstack([embedder.embed([text]) for text in texts]))
    assert np.array_equal(together[0], together[5])
    assert not np.array_equal(together[0], together[4])
