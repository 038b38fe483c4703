"""Every hostile text, computed and compared: a verdict in time, nothing executed, and the pool answers on."""

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from seedbed.tools.verification import checks
from seedbed.tools.verification.checks import Checked, computed, equivalent
from seedbed.tools.verification.workers.pool import Pool, cores
from tests.tools.verification.hostile.expressions import HOSTILE
from tests.tools.verification.hostile.watched_jobs import CAUGHT

_SECRET = "the-value-of-the-canary"
_LANES = min(2, cores())
_LIMIT = 0.5
"""Seconds of CPU time that each check gets."""
_SECONDS = 10.0
"""What a caller waits at most, on a machine that does much else beside it."""


@dataclass(frozen=True, slots=True)
class Canaries:
    """What would be seen if a text were executed."""

    file: Path
    listener: socket.socket

    def placed(self, text: str) -> str:
        if len(text) > 10_000:
            return text
        port = str(self.listener.getsockname()[1])
        return text.replace("@FILE@", str(self.file)).replace("@PORT@", port).replace("@NAME@", "CANARY")

    def are_well(self) -> bool:
        try:
            self.listener.accept()
        except BlockingIOError:
            return not self.file.exists()
        return False


@pytest.fixture(scope="module")
def watched() -> Iterator[Pool]:
    pool = Pool("tests.tools.verification.hostile.watched_jobs", size=_LANES)
    yield pool
    pool.close()


@pytest.fixture
def canaries(tmp_path: Path, watched: Pool, monkeypatch: pytest.MonkeyPatch) -> Iterator[Canaries]:
    monkeypatch.setenv("CANARY", _SECRET)
    monkeypatch.setattr(checks._shared, "pool", watched)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        yield Canaries(tmp_path / "canary", listener)


@pytest.mark.parametrize("kind", HOSTILE)
def test_each_gets_a_verdict_in_time_and_nothing_is_executed(kind: str, canaries: Canaries) -> None:
    texts = [canaries.placed(text) for text in HOSTILE[kind]]
    computed(r"1 \cdot 2")  # the start isn't counted
    with ThreadPoolExecutor(_LANES) as threads:
        found = list(threads.map(_checked, texts))
    for text, checks_of_text in zip(texts, found, strict=True):
        for checked, seconds in checks_of_text:
            place = f"{text[:80]!r}: {checked}"
            assert checked.state in {"done", "refused", "time", "memory"}, place
            assert checked.reason or checked.state == "done", place
            assert seconds < _SECONDS, place
            assert _SECRET not in checked.result + checked.reason, place
            assert not checked.reason.endswith(f"exit code {CAUGHT}"), place
    assert canaries.are_well()


def _checked(text: str) -> list[tuple[Checked, float]]:
    found = []
    for check in (partial(computed, text), partial(equivalent, text, "2"), partial(equivalent, "x", text)):
        began = time.perf_counter()
        found.append((check(limit=_LIMIT), time.perf_counter() - began))
        assert computed(r"1 \cdot 2").result == "2"
    return found


def test_the_watch_sees_what_it_should() -> None:
    pool = Pool("tests.tools.verification.hostile.caught_jobs", size=1)
    try:
        for text in ("system", "write", "read", "eval", "exec", "connect", "popen"):
            assert pool.run(text, "x").reason == f"the process ended by exit code {CAUGHT}", text
        assert pool.run("harmless", "x").state == "done"
    finally:
        pool.close()


def test_the_set_is_as_large_as_it_says() -> None:
    texts = [text for kind in HOSTILE.values() for text in kind]
    assert len(set(texts)) == len(texts) >= 130
