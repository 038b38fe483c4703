"""The index: finds, stays equal when made again, embeds nothing twice, whoever shares its file of vectors."""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from seedbed.memory.errors import UserFault
from seedbed.tools.knowledge.chunks import Chunk, chunk_sources
from seedbed.tools.knowledge.search import index as module
from seedbed.tools.knowledge.search.embedder import STATIC, Embedder, embed
from seedbed.tools.knowledge.search.index import KnowledgeIndex
from seedbed.tools.knowledge.search.vectors import FILE, check_place
from tests.tools.knowledge.documents import RATES, RULES, document, passages

_HOMES = {"otter": "river", "camel": "desert", "gannet": "sea cliffs", "mole": "ground", "ibex": "mountains"}
ANIMALS = passages(*(f"# {name}\n\nThe {name} lives in the {place}." for name, place in _HOMES.items()))


async def filled(chunks: Sequence[Chunk], folder: Path) -> tuple[KnowledgeIndex, int]:
    """The index, and how many passages were embedded for it."""
    index = KnowledgeIndex(chunks, folder)
    return index, await index.fill()


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


async def test_search_finds_by_words_and_by_meaning_and_again_after_opening(tmp_path: Path) -> None:
    index, new = await filled(ANIMALS, tmp_path / "index")
    assert new == 5 and await index.fill() == 0
    by_word = await index.find("gannet", 2)
    assert "gannet" in by_word[0].text
    assert "desert" in (await index.find("Sahara sand", 1))[0].text
    assert await index.find("  ", 5) == await index.find("gannet", 0) == []
    again, new = await filled(ANIMALS, tmp_path / "index")
    assert new == 0 and await again.find("gannet", 2) == by_word


async def test_until_all_is_embedded_it_finds_by_words_alone_and_asks_nobody(tmp_path: Path) -> None:
    async def nobody(texts: Sequence[str]) -> Any:
        raise AssertionError(texts)

    index = KnowledgeIndex(ANIMALS, tmp_path, Embedder("paid", nobody))
    assert [hit.text.split()[1] for hit in await index.find("gannet", 2)] == ["gannet"]
    assert await index.find("Sahara sand", 1) == []
    assert await KnowledgeIndex((), tmp_path, Embedder("paid", nobody)).find("anything", 3) == []


async def test_runs_that_share_a_folder_see_their_own_and_embed_nothing_twice(tmp_path: Path) -> None:
    rates, rules = passages(RATES), passages(RULES)
    first, new = await filled(rates, tmp_path)
    assert new == len(rates)
    second, new = await filled(rules, tmp_path)
    assert new == len(rules)
    assert {hit.source for hit in await second.find("tandem fee", 9)} == {rules[0].source}
    renamed = [replace(chunk, name=f"elsewhere/{chunk.name}") for chunk in rates]
    third, new = await filled(renamed, tmp_path)
    mine, theirs = await first.find("tandem fee", 5), await third.find("tandem fee", 5)
    assert not new and theirs == [replace(hit, name=f"elsewhere/{hit.name}") for hit in mine]


async def test_the_same_text_under_another_title_or_embedder_has_its_own_vector(tmp_path: Path) -> None:
    text = "The fee is paid at the counter."
    plain, titled = chunk_sources([document(text)]), chunk_sources([document(text, title="Tandem hire")])
    assert plain[0].id == titled[0].id
    assert [(await filled(chunks, tmp_path))[1] for chunks in (plain, titled)] == [1, 1]
    assert await KnowledgeIndex(plain, tmp_path, Embedder("another", STATIC.of)).fill() == 1


async def test_what_was_embedded_before_a_fault_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
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
        await KnowledgeIndex(ANIMALS, tmp_path, Embedder(STATIC.name, failing)).fill(
            lambda done, total: told.append((done, total))
        )
    again = KnowledgeIndex(ANIMALS, tmp_path)
    assert told == [(2, 5), (4, 5)] and len(again.missing()) == 1
    assert await again.fill() == 1 and (await again.find("gannet", 1))[0].text


@pytest.mark.parametrize("damage", [lambda whole: b"garbage" * 1_000, lambda whole: whole[: len(whole) // 2]])
async def test_a_damaged_file_is_told_with_the_next_step(tmp_path: Path, damage: Any) -> None:
    many = passages(*(f"# Animal {n}\n\nIt lives in valley {n}." for n in range(100)))
    await filled(many, tmp_path)
    (tmp_path / FILE).write_bytes(damage((tmp_path / FILE).read_bytes()))
    with pytest.raises(UserFault, match="can't be used") as told:
        await filled(many, tmp_path)
    assert told.value.where == str(tmp_path / FILE)
    assert told.value.next_step.startswith("move this file away")


async def test_places_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UserFault, match="can't be used"):
        check_place(str(tmp_path / "file"))
    with pytest.raises(UserFault, match="not at an address"):
        check_place("http://127.0.0.1:8000")
    check_place(str(tmp_path / "new"))
    with sqlite3.connect(tmp_path / "new" / FILE) as another:  # another process writes, and is done in time
        another.execute("INSERT INTO vectors VALUES ('x', 'y', x'00')")
        another.commit()
        assert (await filled(ANIMALS, tmp_path / "new"))[1] == 5
    another.close()
