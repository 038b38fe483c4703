"""What a long build has freed goes back to the system.

glibc keeps freed memory for later, in pieces between what is kept: a tenth of what a build of 10,000 rows
held (benchmarks/README.md)."""

import asyncio
import ctypes

_EVERY = 20.0
"""Seconds between two times; it takes some milliseconds, outside the loop."""


async def give_back() -> None:
    """Hand free memory back to the system now and then, until it is cancelled; at once where the C library is
    another than glibc, which alone can."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    while trim is not None:
        await asyncio.sleep(_EVERY)
        await asyncio.to_thread(trim, 0)
