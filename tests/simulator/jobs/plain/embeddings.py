"""/v1/embeddings: the normed sum of its words' directions, each drawn by the word's stem."""

import math
import random
from functools import lru_cache
from typing import Any

from tests.simulator.wire import Call
from tests.simulator.world.vocabulary import stem, words

DIMENSIONS = 256


@lru_cache(maxsize=65536)
def _direction(word: str) -> tuple[float, ...]:
    draw = random.Random(f"direction {word}")
    return tuple(draw.gauss(0, 1) for _ in range(DIMENSIONS))


def embed(text: str, dimensions: int = DIMENSIONS) -> list[float]:
    """A unit vector; texts that share words lie near each other."""
    directions = [_direction(stem(w)) for w in words(text) or [text]]
    total = [math.fsum(values) for values in zip(*directions, strict=True)][:dimensions]
    length = math.hypot(*total) or 1.0
    return [value / length for value in total]


def embedding_reply(call: Call) -> dict[str, Any]:
    """A `list` of embeddings, without its bill."""
    dimensions = int(call.body.get("dimensions") or DIMENSIONS)
    vectors = [[round(value, 7) for value in embed(text, dimensions)] for text in call.inputs]
    entries = [{"object": "embedding", "index": i, "embedding": one} for i, one in enumerate(vectors)]
    return {"object": "list", "model": call.body["model"], "data": entries}
