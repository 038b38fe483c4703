"""The embedded model's own process: llama.cpp's server on loopback, alive as long as its parent.

    python -m seedbed.agent.models.local.server --weights FILE --name NAME [--context T]

The first line of standard input is the API key (an argument or a variable could be read by others on the
machine); one JSON line {"base_url": …} on standard output says that it takes requests, or {"unusable": why};
the end of standard input ends it, so it outlives no parent, however that one died. Knows nothing of prompts
and answers. Without a context the file is a person's own: looked at first, and served as fast as the machine
can.

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

_BATCH = 32
"""Tokens computed at once; below 64 for the reason above."""
_CACHE_MB = 64
"""Prompt prefixes kept beside the slots; llama.cpp's default of 8192 was seen to grow to 1.2 GB."""


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
        from seedbed.agent.models.gguf_file import Unusable, usable_context

        try:
            context = usable_context(given.weights)
        except Unusable as why:
            print(json.dumps({"unusable": str(why)}), flush=True)
            return

    from xllamacpp import CommonParams, Server

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


if __name__ == "__main__":
    main()
