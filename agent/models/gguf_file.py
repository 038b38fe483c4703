"""A GGUF file that a person named: what its header says, and whether this machine can hold it.

Read in the server's own process, which can be ended: a header may claim anything."""

from pathlib import Path
from typing import Any

_MOST_CONTEXT, _LEAST_CONTEXT = 16_384, 4_096
"""Tokens of prompt and answer: halved from the first, or what the model was trained on, until it fits."""
_BESIDE = 400_000_000
"""Bytes that llama.cpp takes besides weights and cache."""
_CACHE_VALUE = 2
"""Bytes of a number in the cache of keys and values (f16)."""


class Unusable(Exception):
    """A file that can't be served, with the reason and what to do."""


def usable_context(path: Path) -> int:
    """Tokens with which a file can be served here. Raises Unusable: it can't."""
    import psutil

    size = path.stat().st_size
    available = int(psutil.virtual_memory().available)
    if size > available:  # before its header is read: this alone decides
        raise Unusable(f"it has {size / 1e9:.1f} GB, and {available / 1e9:.1f} GB of memory are free")
    return fitting_context(*_header(path), size, available)


def _header(path: Path) -> tuple[int, int]:
    """Tokens that the model was trained on, and bytes that the cache takes for one. Raises Unusable: it isn't
    GGUF, is damaged, or holds no model that can be talked to."""
    from gguf import GGUFReader

    try:
        fields = GGUFReader(path).fields
        architecture = str(fields["general.architecture"].contents())

        def said(key: str) -> int:
            """A number, or of one a layer the highest; 0: it isn't said."""
            field = fields.get(f"{architecture}.{key}")
            found: Any = field.contents() if field is not None else 0
            return int(max(found)) if isinstance(found, list) else int(found)

        heads = said("attention.head_count")
        shared = said("attention.head_count_kv") or heads
        each = said("attention.key_length") or said("embedding_length") // max(heads, 1)
        trained, token_bytes = said("context_length"), 2 * said("block_count") * shared * each * _CACHE_VALUE
        if not (trained and token_bytes):
            raise KeyError("context_length")
    except (OSError, ValueError, KeyError, IndexError, TypeError, OverflowError, MemoryError) as error:
        why = f"{type(error).__name__}: {error}"[:120]
        raise Unusable(f"it isn't a GGUF file with a language model, or it is damaged ({why})") from error
    if "tokenizer.chat_template" not in fields:
        raise Unusable("it has no chat template: take a model that was trained to follow instructions")
    return trained, token_bytes


def fitting_context(trained: int, token_bytes: int, size: int, available: int) -> int:
    """Tokens that fit into memory, prompt and answer together. Raises Unusable: not even the least does.

    Args:
        trained: Tokens that the model was trained on.
        token_bytes: Bytes that the cache takes for a token.
        size: Bytes of the file.
        available: Bytes of memory that are free."""
    tokens = min(_MOST_CONTEXT, trained)
    least = min(_LEAST_CONTEXT, tokens)
    while size + _BESIDE + tokens * token_bytes > available:
        if tokens <= least:
            need = size + _BESIDE + least * token_bytes
            raise Unusable(
                f"it needs {need / 1e9:.1f} GB of memory, and {available / 1e9:.1f} GB are free: take a "
                "smaller model or a smaller quantization"
            )
        tokens = max(tokens // 2, least)
    return tokens
