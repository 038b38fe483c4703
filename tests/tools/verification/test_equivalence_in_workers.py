"""Computations and comparisons through the shared pool, with the real algebra behind it."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from seedbed.tools.verification import equivalence
from seedbed.tools.verification.equivalence import computed, equivalent
from seedbed.tools.verification.workers.pool import Checked, end_shared, shared_pool
from tests.tools.verification.hostile.expressions import HOSTILE

_SECRET = "the-value-of-the-canary"
_SECONDS = 10.0
"""What a caller waits at most, on a machine that does much else beside it."""


@pytest.fixture(scope="module", autouse=True)
def _ended() -> Iterator[None]:
    """A pool of this module's own, whose first process starts with the secret beside it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CANARY", _SECRET)
        _end()
        yield
    _end()


def _end() -> None:
    end_shared()


def test_what_a_computation_and_a_comparison_say() -> None:
    assert computed("1/4 + 15% of 200") == Checked("done", True, "30.25", "")
    assert computed(r"\int_0^1 x dx") == Checked("done", True, "1/2", "")
    unread = computed("1 + + ?")
    assert (unread.state, unread.ok, unread.result) == ("refused", False, "")
    assert "?" in unread.reason and "\n" not in unread.reason
    same, other = equivalent(r"\frac{1}{2}", "0.5"), equivalent("1/2", "0.51")
    assert (same.state, same.ok, other.state, other.ok) == ("done", True, "done", False)
    assert same.reason and other.reason


@pytest.mark.parametrize("kind", HOSTILE)
def test_each_hostile_text_gets_a_verdict_in_time_and_nothing_is_executed(tmp_path: Path, kind: str) -> None:
    """A file would be made, a port connected to, or a variable of the environment told."""
    limit = 0.05 if kind == "heavy" else 0.3
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        port = str(listener.getsockname()[1])
        assert computed(r"\int_0^1 x dx", limit=30).result == "1/2"  # the start isn't counted
        for text in HOSTILE[kind]:
            if len(text) <= 10_000:
                text = text.replace("@FILE@", str(tmp_path / "canary")).replace("@PORT@", port)
                text = text.replace("@NAME@", "CANARY")
            for how in (computed, partial(equivalent, "2")):
                began = time.perf_counter()
                checked = how(text, limit=limit)
                place = f"{text[:80]!r}: {checked}"
                assert time.perf_counter() - began < _SECONDS, place
                assert checked.state in {"done", "refused", "time", "memory"}, place
                assert checked.reason or checked.state == "done", place
                assert _SECRET not in checked.result + checked.reason, place
        assert computed(r"\int_0^1 x dx", limit=30).result == "1/2"
        with pytest.raises(BlockingIOError):
            listener.accept()
    assert not (tmp_path / "canary").exists()


def test_what_is_forked_has_one_thread() -> None:
    computed(r"1 \cdot 2")
    (process, *_) = shared_pool(equivalence.__name__).processes
    tasks = Path(f"/proc/{process.pid}/task")
    if not tasks.exists():
        pytest.skip("no /proc here to count threads in")
    assert len(list(tasks.iterdir())) == 1


def test_nothing_is_started_before_the_first_check_that_needs_algebra() -> None:
    code = (
        f"import sys; sys.path[:0] = {sys.path!r}\n"
        "from seedbed.tools.verification import equivalence\n"
        "from seedbed.tools.verification.workers import pool\n"
        "print(equivalence.equivalent('4', '2+2').ok, pool._shared, 'sympy' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "default", "-c", code], capture_output=True, text=True, timeout=60
    )
    assert (done.stdout, done.stderr) == ("True {} False\n", "")
