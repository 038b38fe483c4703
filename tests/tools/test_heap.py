"""What a long build has freed goes back to the system."""

import asyncio
import ctypes
from contextlib import suppress
from pathlib import Path

import pytest

from seedbed.tools import heap

_MEGABYTE = 2**20


def _own() -> int:
    """Bytes of this process that lie in memory."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="the C library isn't glibc")
async def test_what_was_freed_between_what_is_kept_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heap, "_EVERY", 0.05)
    many = [bytes(1000) for _ in range(100_000)]
    kept = many[::5_000]
    full = _own()
    many.clear()
    task = asyncio.create_task(heap.give_back())
    for _ in range(100):
        await asyncio.sleep(0.05)
        if _own() < full - 50 * _MEGABYTE:
            break
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    assert _own() < full - 50 * _MEGABYTE, "a hundred were freed, twenty pieces kept"
    assert len(kept) == 20
