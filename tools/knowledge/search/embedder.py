"""Who makes vectors of texts: on this machine wordllama's 256-d table, which lies inside its wheel.

It needs no network. A text's vector is the mean of its tokens' vectors, so word order counts for nothing."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seedbed.memory.files.disk import reader

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

DIMENSIONS = 256
_BYTES = 2 * DIMENSIONS
"""Of a token's vector on disk: half floats."""
_BATCH = 16
"""Texts whose tokens are in memory at once."""
_SPELT = 0.75
"""Tokens a character beyond which a text is spelt out: of names of subtopics in Arabic 0.79 to 0.96, in
Greek, Hebrew, Hindi, Japanese, Thai 1.0 to 1.4; in Latin letters 0.14 to 0.71 (Finnish; Vietnamese to 0.81),
in Cyrillic 0.33 to 0.50."""


@dataclass(frozen=True, slots=True)
class Embedder:
    """Makes vectors of unit length."""

    name: str
    """Equal name, equal vectors."""
    of: "Callable[[Sequence[str]], Awaitable[NDArray[np.float32]]]"


@cache
def _model() -> "tuple[Tokenizer, Callable[[int], bytes]]":
    """The tokenizer and a token's vector, read where it lies in wordllama's wheel (safetensors: a length,
    a header in JSON, the table). Importing wordllama itself takes 30 MB, its model 32, the file mapped 13."""
    from tokenizers import Tokenizer

    wheel = find_spec("wordllama")
    assert wheel is not None and wheel.origin is not None
    folder = Path(wheel.origin).parent
    tokenizer = Tokenizer.from_file(str(folder / "tokenizers/l2_supercat_tokenizer_config.json"))
    model: Any = tokenizer.model
    model._resize_cache(0)  # of whole texts: 44 MB for 10,000 short ones, which never return
    read = reader(folder / "weights/l2_supercat_256.safetensors")
    start = 8 + int.from_bytes(read(8, 0), "little")

    @lru_cache(maxsize=4096)
    def vector(token: int) -> bytes:
        return read(_BYTES, start + _BYTES * token)

    return tokenizer, vector


def embed(texts: Sequence[str]) -> "NDArray[np.float32]":
    """Vectors of unit length, shape (len(texts), 256); the zero vector for a text without a known token."""
    import numpy as np

    vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
    if not texts:
        return vectors
    tokenizer, vector = _model()
    for first in range(0, len(texts), _BATCH):
        some = [text if text.strip() else " " for text in texts[first : first + _BATCH]]
        for number, one in enumerate(tokenizer.encode_batch_fast(some, add_special_tokens=False), first):
            if one.ids:
                table = np.frombuffer(b"".join(map(vector, one.ids)), np.float16).reshape(-1, DIMENSIONS)
                vectors[number] = table.sum(axis=0, dtype=np.float32) / np.float32(len(one.ids))
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit = vectors / np.where(lengths == 0, 1, lengths)
    return np.asarray(unit, dtype=np.float32)


def spelt_out(texts: Sequence[str]) -> list[bool]:
    """Of each text whether the static embedder has hardly any words for it, only its characters or bytes, as
    of Arabic, Devanagari, Greek or Chinese: its vector says in which script it is, and little else."""
    tokenizer, _ = _model()
    ids = (one.ids for one in tokenizer.encode_batch_fast(list(texts), add_special_tokens=False))
    return [len(some) > _SPELT * len(text) for some, text in zip(ids, texts, strict=True)]


async def _here(texts: Sequence[str]) -> "NDArray[np.float32]":
    return embed(texts)


STATIC = Embedder("wordllama-256", _here)
