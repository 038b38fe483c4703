"""Every hostile text, computed and compared: a verdict in time, nothing executed, and the pool answers on."""

import itertools
import socket
import time
from functools import partial
from pathlib import Path

import pytest

from seedbed.tools.verification import checks
from seedbed.tools.verification.checks import computed, equivalent
from seedbed.tools.verification.workers.pool import Pool
from tests.tools.verification.hostile.expressions import HOSTILE

_SECRET = "the-value-of-the-canary"
_LIMIT = 0.15
"""Seconds of CPU time that each check gets."""
_SECONDS = 10.0
"""What a caller waits at most, on a machine that does much else beside it."""


def test_each_gets_a_verdict_in_time_and_nothing_is_executed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file would be made, a port connected to, or a variable of the environment told."""
    monkeypatch.setenv("CANARY", _SECRET)
    pool = Pool(checks._JOBS, size=1)
    monkeypatch.setattr(checks, "shared_pool", lambda: pool)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        port = str(listener.getsockname()[1])

        def check(text: str) -> None:
            if len(text) <= 10_000:
                text = text.replace("@FILE@", str(tmp_path / "canary")).replace("@PORT@", port)
                text = text.replace("@NAME@", "CANARY")
            for how in (computed, partial(equivalent, "2")):
                began = time.perf_counter()
                checked = how(text, limit=_LIMIT)
                place = f"{text[:80]!r}: {checked}"
                assert time.perf_counter() - began < _SECONDS, place
                assert checked.state in {"done", "refused", "time", "memory"}, place
                assert checked.reason or checked.state == "done", place
                assert _SECRET not in checked.result + checked.reason, place

        try:
            assert computed(r"\int_0^1 x dx", limit=30).result == "1/2"  # the start isn't counted
            for text in itertools.chain(*HOSTILE.values()):
                check(text)
            assert computed(r"\int_0^1 x dx", limit=30).result == "1/2"
        finally:
            pool.close()
        with pytest.raises(BlockingIOError):
            listener.accept()
    assert not (tmp_path / "canary").exists()
