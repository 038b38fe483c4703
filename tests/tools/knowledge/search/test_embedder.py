"""Static embeddings: each text has its vector, whatever it is embedded with."""

import numpy as np
import pytest

from seedbed.tools.knowledge.search import embedder


def test_a_text_has_the_same_vector_in_any_company(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedder, "_BATCH", 2)
    texts = ["a lock", "helmets are free of charge", "", "bikes " * 30, "returns", "a lock"]
    together = embedder.embed(texts)
    assert np.array_equal(together, np.vstack([embedder.embed([text]) for text in texts]))
    assert np.array_equal(together[0], together[5])
    assert not np.array_equal(together[0], together[4])
