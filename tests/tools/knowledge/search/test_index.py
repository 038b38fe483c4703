"""The index: finds, stays equal when opened again, does nothing twice, and belongs to one embedder."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from seedbed.memory.errors import UserFault
from seedbed.tools.knowledge.chunks import Chunk
from seedbed.tools.knowledge.search.embedder import Embedder, embed
from seedbed.tools.knowledge.search.index import open_index
from tests.tools.knowledge.documents import RATES, RULES, passages


def _animals() -> tuple[Chunk, ...]:
    return passages(
        *(
            f"# {name}\n\nThe {name} lives in the {place}."
            for name, place in (
                ("otter", "river"),
                ("camel", "desert"),
                ("gannet", "sea cliffs"),
                ("mole", "ground"),
                ("ibex", "mountains"),
            )
        )
    )


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


def test_search_finds_by_words_and_by_meaning_and_again_after_opening(tmp_path: Path) -> None:
    index = open_index(tmp_path / "index")
    added = index.add(_animals())
    assert (added.new, added.unchanged) == (5, 0)
    by_word = index.search("gannet", 2)
    assert "gannet" in by_word[0].text
    assert "desert" in index.search("Sahara sand", 1)[0].text
    assert index.add(_animals()).new == 0
    index.close()
    again = open_index(tmp_path / "index")
    assert again.search("gannet", 2) == by_word
    assert again.passage(by_word[0].chunk) is not None
    assert again.passage("none") is None
    again.close()


def test_search_is_narrowed_and_forgets_what_is_gone(tmp_path: Path) -> None:
    chunks = passages(RATES, RULES)
    index = open_index(tmp_path)
    index.add(chunks)
    rates, rules = chunks[0].source, chunks[1].source
    assert {hit.source for hit in index.search("tandem fee", 5)} == {rates, rules}
    assert {hit.source for hit in index.search("tandem fee", 5, among=[chunks[1].id])} == {rules}
    assert index.search("tandem", 5, among=["other"]) == []
    assert index.search("  ", 5) == []
    assert index.keep_only([rates]) == 1
    assert {hit.source for hit in index.search("tandem fee", 5)} == {rates}
    index.close()


def test_an_empty_index_answers_nothing(tmp_path: Path) -> None:
    index = open_index(tmp_path)
    assert index.search("anything", 3) == []
    index.close()


def test_an_index_of_another_embedder_is_refused(tmp_path: Path) -> None:
    open_index(tmp_path).close()
    with pytest.raises(UserFault, match="filled by the embedder wordllama-256, not another"):
        open_index(tmp_path, Embedder("another", here=embed))


def test_tools_may_search_at_the_same_time(tmp_path: Path) -> None:
    """LangChain calls tools in threads; the first searches meet before the word lists are made."""
    with ThreadPoolExecutor(8) as threads:
        for round_ in range(10):
            index = open_index(tmp_path / str(round_))
            index.add(_animals())
            found = list(threads.map(lambda query, here=index: here.search(query, 1), ["otter river"] * 8))
            assert all(hits == found[0] and "otter" in hits[0].text for hits in found)
            index.close()
