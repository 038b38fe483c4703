"""Static embeddings: each text has its vector, whatever it is embedded with."""

import numpy as np
import pytest

from seedbed.tools.knowledge.search import embedder


def test_a_text_has_the_same_vector_in_any_company(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedder, "MOST_CHARACTERS", 60)
    texts = ["a lock", "helmets are free of charge", "", "bikes " * 30, "returns", "a lock"]
    together = embedder.embed(texts)
    assert np.array_equal(together, np.vstack([embedder.embed([text]) for text in texts]))
    assert np.array_equal(together[0], together[5])
    assert not np.array_equal(together[0], together[4])


def test_no_batch_is_laid_out_larger_than_the_limit() -> None:
    texts = ["x" * size for size in (40_000, 3, 50_000, 60_000, 0, 200_000, 3)]
    batches = list(embedder._batches(texts))
    assert sorted(at for batch in batches for at in batch) == list(range(len(texts)))
    assert all(
        len(batch) == 1 or len(batch) * max(len(texts[at]) for at in batch) <= embedder.MOST_CHARACTERS
        for batch in batches
    )
