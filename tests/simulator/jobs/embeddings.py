"""/v1/embeddings: the normed sum of its words' directions, each drawn by the word's stem."""

import base64
import hashlib
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.simulator.wire import Call
from tests.simulator.world.vocabulary import stem, words

DIMENSIONS = 256


@lru_cache(maxsize=65536)
def _direction(word: str) -> NDArray[np.float32]:
    seed = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "big")
    return np.random.default_rng(seed).standard_normal(DIMENSIONS).astype(np.float32)


def embed(text: str, dimensions: int = DIMENSIONS) -> NDArray[np.float32]:
    """A unit vector; texts that share words lie near each other."""
    total = np.sum([_direction(stem(w)) for w in words(text) or [text]], axis=0)[:dimensions]
    return np.asarray(total / (np.linalg.norm(total) or 1.0), dtype=np.float32)


def as_sent(vector: NDArray[np.float32], encoding: str) -> Any:
    """The vector as the wire has it: base64 of little-endian floats, or a list."""
    if encoding == "base64":
        return base64.b64encode(vector.astype("<f4").tobytes()).decode()
    return [round(float(x), 7) for x in vector]


def given_texts(call: Call) -> list[str]:
    """The inputs of a call; lists of token numbers become texts of these numbers."""
    given = call.body["input"]
    if isinstance(given, str):
        return [given]
    if given and all(isinstance(entry, int) for entry in given):
        given = [given]
    return [entry if isinstance(entry, str) else " ".join(map(str, entry)) for entry in given]


def embedding_reply(call: Call) -> dict[str, Any]:
    """A `list` of embeddings, without its bill."""
    encoding = str(call.body.get("encoding_format") or "float")
    dimensions = int(call.body.get("dimensions") or DIMENSIONS)
    entries = [
        {"object": "embedding", "index": i, "embedding": as_sent(embed(text, dimensions), encoding)}
        for i, text in enumerate(given_texts(call))
    ]
    return {"object": "list", "model": call.body["model"], "data": entries}
