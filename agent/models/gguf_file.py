"""A GGUF file that a person named: what its header says, and whether this machine can hold it.

Read in the server's own process, which can be ended: a header may claim anything.
"""

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Header:
    """What a file says of its model."""

    trained_context: int
    """Tokens."""
    token_bytes: int
    """Bytes that the cache takes for a token."""


def read_header(path: Path) -> Header:
    """The header.

    Raises:
        Unusable: it isn't GGUF, is damaged, or holds no model that can be talked to.
    """
    from gguf import GGUFReader

    try:
        fields = GGUFReader(path).fields
        architecture = str(fields["general.architecture"].contents())
        said = {
            key: fields[name].contents()
            for key in ("context_length", "block_count", "embedding_length")
            if (name := f"{architecture}.{key}") in fields
        }
        heads = _most(fields.get(f"{architecture}.attention.head_count"))
        shared = _most(fields.get(f"{architecture}.attention.head_count_kv")) or heads
        each = _most(fields.get(f"{architecture}.attention.key_length"))
        each = each or int(said["embedding_length"]) // max(heads, 1)
        header = Header(
            int(said["context_length"]), 2 * int(said["block_count"]) * shared * each * _CACHE_VALUE
        )
    except (OSError, ValueError, KeyError, IndexError, TypeError, OverflowError, MemoryError) as error:
        why = f"{type(error).__name__}: {error}"[:120]
        raise Unusable(f"it isn't a GGUF file with a language model, or it is damaged ({why})") from error
    if "tokenizer.chat_template" not in fields:
        raise Unusable("it has no chat template: take a model that was trained to follow instructions")
    return header


def fitting_context(header: Header, size: int, available: int) -> int:
    """Tokens that fit into memory, prompt and answer together.

    Args:
        size: Bytes of the file.
        available: Bytes of memory that are free.

    Raises:
        Unusable: not even the least does.
    """
    tokens = min(_MOST_CONTEXT, header.trained_context)
    least = min(_LEAST_CONTEXT, tokens)
    while size + _BESIDE + tokens * header.token_bytes > available:
        if tokens <= least:
            need = size + _BESIDE + least * header.token_bytes
            raise Unusable(
                f"it needs {need / 1e9:.1f} GB of memory, and {available / 1e9:.1f} GB are free: take a "
                "smaller model or a smaller quantization"
            )
        tokens = max(tokens // 2, least)
    return tokens


def usable_context(path: Path) -> int:
    """Tokens with which a file can be served here.

    Raises:
        Unusable: it can't.
    """
    import psutil

    size = path.stat().st_size
    available = int(psutil.virtual_memory().available)
    if size > available:  # before its header is read: this alone decides
        raise Unusable(f"it has {size / 1e9:.1f} GB, and {available / 1e9:.1f} GB of memory are free")
    return fitting_context(read_header(path), size, available)


def _most(field: Any) -> int:
    """A number, or of one a layer the highest; 0: it isn't said."""
    said = field.contents() if field is not None else 0
    return int(max(said)) if isinstance(said, list) else int(said)
