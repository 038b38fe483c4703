"""The embedded model's own process: llama.cpp's server on loopback, alive as long as its parent.

    python -m seedbed.agent.models.local.server --weights FILE --name NAME [--context T]

The first line of standard input is the API key (an argument or a variable could be read by others on the
machine); one JSON line {"base_url": …} on standard output says that it takes requests, {"unusable": why}
that the file is no good, {"unloadable": why} that llama.cpp isn't; the end of standard input ends it, so it
outlives no parent, however that one died. Knows nothing of prompts and answers. Without a context the file
is a person's own: its header is read first, here, since it may claim anything and this process can be
ended, and it is served as fast as the machine can, with what fits in memory.

Of the pinned weights equal requests get equal answers, whatever else runs beside them and whatever is cached:
measured on 50 sampled completions, bit for bit in their log-probabilities, in another order, with another
number of streams and on a fresh server. That holds because no batch reaches the size from which llama.cpp's
CPU attention takes a kernel that rounds differently (64 rows), and because single tokens are computed by one
thread (two split the attention sum over long prompts). With llama.cpp's defaults 15 of 50 agree. It costs a
tenth of the prompt speed. Across machines the answers may differ."""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

_BATCH = 32
"""Tokens computed at once; below 64 for the reason above."""
_CACHE_MB = 64
"""Prompt prefixes kept beside the slots; llama.cpp's default of 8192 was seen to grow to 1.2 GB."""
_MOST_CONTEXT, _LEAST_CONTEXT = 16_384, 4_096
"""Tokens of prompt and answer: halved from the first, or what the model was trained on, until it fits."""
_BESIDE = 400_000_000
"""Bytes that llama.cpp takes besides weights and cache."""
_CACHE_VALUE = 2
"""Bytes of a number in the cache of keys and values (f16)."""


class Unusable(Exception):
    """A file that can't be served, with the reason and what to do."""


def main() -> None:
    """Serve until standard input ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--name", required=True, help="the model's name on the wire")
    parser.add_argument("--context", type=int, help="tokens of prompt and answer, of the pinned weights")
    given = parser.parse_args()
    key = sys.stdin.readline().strip()
    if not key:
        sys.exit("the first line of standard input must be the API key")

    context = given.context
    if context is None:
        try:
            context = _usable_context(given.weights)
        except Unusable as why:
            print(json.dumps({"unusable": str(why)}), flush=True)
            return

    try:
        from xllamacpp import CommonParams, Server
    except ImportError as why:  # such as of a library of the system
        print(json.dumps({"unloadable": str(why)}), flush=True)
        return

    params = CommonParams()
    params.model.path = str(given.weights)
    params.model_alias = {given.name}
    params.n_ctx = context
    # One is fastest on a CPU: streams computed together gain little, and each would read the demonstrations
    # anew (writing and labelling in turns: 7.8 s of CPU with one slot, 10.4 with two).
    params.n_parallel = 1
    # Threads on busy cores wait for each other, spinning: two took 54 s for what one does in 6 s; on idle
    # cores two double the speed of prompts.
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    idle = (os.cpu_count() or 1) - load
    if given.context is None:
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = max(1, round(idle))
    else:
        params.cpuparams.n_threads = 1
        params.cpuparams_batch.n_threads = 2 if idle >= 3 else 1
        params.n_ubatch = _BATCH
    params.cache_ram_mib = _CACHE_MB
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [key]
    params.ui = False
    params.endpoint_slots = False
    params.verbosity = 0
    server = Server(params)
    print(json.dumps({"base_url": f"{server.listening_address}/v1"}), flush=True)
    while sys.stdin.readline():
        pass
    # Not through the destructor: it waits for requests in flight, whose answers nobody reads any more.
    os._exit(0)


def _usable_context(path: Path) -> int:
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


if __name__ == "__main__":
    main()
