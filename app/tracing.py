"""Sending a run's trace: a finished one at once, and one that is built as its rows are committed.

The second is done by a process of its own, which reads the store as anybody may: whatever becomes of it or of
the collector, the build knows nothing of it. How far it came stands in the run's `.traced.json`, so that a
resumed build goes on there."""

import json
import math
import os
import subprocess
import sys
import threading
import time
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from seedbed.memory.errors import UserFault
from seedbed.memory.exact.canonical import digest_text
from seedbed.memory.files.disk import holds_run, typed, write_atomic
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.store.standing import row_named
from seedbed.memory.store.status import PUBLISHED

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import ReadableSpan

    from seedbed.memory.store.protocol import Store
    from seedbed.tools.trace.sending import Encoder
    from seedbed.tools.trace.vocabulary import Span

_LOOK = 0.5
"""Seconds between two looks at what was committed."""
_AGAIN, _LONGEST = 2.0, 60.0
"""Seconds until a collector that is down is tried again: at first, and at most."""
_AT_END = 10.0
"""Seconds that are given to the last spans once the build has ended."""


def export(path: Path, store: "Store", place: str, row: str = "") -> tuple[str, int]:
    """Send or write the trace of a run. Raises UserFault: there is no such row, the address or file is wrong,
    or the collector takes nothing.

    Args:
        place: An address, with or without `otlp:`, or a file.
        row: Only the chain of this row; empty: everything.

    Returns:
        Where to, without a password, and how many spans."""
    from seedbed.tools.trace.sending import Collector, Encoder, write
    from seedbed.tools.trace.spans import of_row, of_run
    from seedbed.tools.trace.vocabulary import trace_of

    if not place:
        raise UserFault("no file and no address is named", where="--to", next_step="name one of them")
    spans = of_row(store, row_named(store, row).number) if row else of_run(store)
    encoder = Encoder(trace_of(store), path.resolve().name)
    if "://" not in place and not place.startswith("otlp:"):
        return place, write(Path(place), encoder, spans)
    sent = 0
    with closing(Collector(place)) as collector:
        for batch in encoder.batches(spans):
            if why := collector.send(batch):
                told = f"{why}; {sent:,} spans were taken before" if sent else why
                first = "start the collector" if collector.down else "the collector's log may tell more"
                raise UserFault(told, next_step=f"{first}, or name another by --to")
            sent += len(batch)
        return collector.shown, sent


@contextmanager
def followed(run: Path, url: str, tell: Callable[[str], None], later: bool = False) -> Iterator[None]:
    """For the time of a block, send what a run commits; at its end say what couldn't be sent. Raises
    UserFault: it is no address.

    Args:
        url: Of the collector; empty: nothing is sent.
        later: Another process sends it after this block."""
    if url:
        from seedbed.tools.trace.sending import address

        address(str(url))
    if not url or later:
        yield
        return
    words = [sys.executable, "-m", "seedbed.app.tracing", str(run)]
    pipe = subprocess.PIPE
    process = subprocess.Popen(words, stdin=pipe, stdout=pipe, text=True, start_new_session=True)
    assert process.stdin is not None and process.stdout is not None
    ended: dict[str, Any] = {}
    hearing = threading.Thread(target=_hear, args=(process, tell, ended), daemon=True)
    hearing.start()
    try:
        process.stdin.write(f"{url}\n")  # not among its words, where anybody on this machine reads it
        process.stdin.flush()
        yield
    finally:
        with suppress(BrokenPipeError):
            process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            process.wait(3 * _AT_END)
        process.kill()
        process.wait()
        hearing.join()
        process.stdout.close()
        if much := _unsent(ended):
            tell(f"{much}; later: seedbed trace {typed(run)} --to {ended.get('to', 'URL')}")


def _unsent(ended: dict[str, Any]) -> str:
    """What the collector doesn't have; empty: it has all."""
    if (left := ended.get("left")) is None:
        return "the trace wasn't sent to its end"
    if left:
        return f"{left:,} spans of the trace weren't sent"
    whole = "of the trace what isn't decided yet wasn't sent, a resumed build with --trace goes on there"
    return "" if ended["whole"] else whole


def _hear(process: "subprocess.Popen[str]", tell: Callable[[str], None], ended: dict[str, Any]) -> None:
    for line in process.stdout or ():
        said = json.loads(line)
        if "fault" in said:
            tell(f"{said['fault']}; the build goes on, and it is tried again")
        ended |= said


# the process that follows ------------------------------------------------------------------------------


class Following:
    """Sends a run's spans until its build has ended."""

    def __init__(
        self, run: Path, url: str, wait: Callable[[float], bool], told: Callable[[str], None]
    ) -> None:
        """Args:
        wait: Waits so many seconds, or until the build has ended; whether it has.
        told: Hears once why the collector takes nothing."""
        from seedbed.tools.trace.sending import Collector

        self._run, self._wait, self._told = run, wait, told
        self._mark, self._key = run / ".traced.json", digest_text(url)[:16]
        self.collector, self.left, self.whole = Collector(url), 0, False
        self._down = False
        self._ended: float | None = None
        """When the build's end was noticed."""

    def __call__(self) -> None:
        from seedbed.tools.trace.sending import Encoder
        from seedbed.tools.trace.spans import Reader

        if (store := self._store()) is None:
            return
        with closing(store), closing(self.collector):
            at, calls = self._marked().get(self._key, (0, ""))
            reader = Reader(store, at, zlib.decompress(b64decode(calls)) if calls else b"")
            encoder = Encoder(reader.trace, self._run.resolve().name)
            ended = False
            while not ended:
                ended = self._has_ended(_LOOK)
                self._send(encoder, reader.more())
                self.whole = ended and store.meta("state") in PUBLISHED
                if self.whole:  # else what is in flight will be something else when it is decided
                    self._send(encoder, reader.rest(in_flight=False))
                if not self.left and reader.at > at and holds_run(self._run):
                    at, calls = reader.at, b64encode(zlib.compress(reader.calls)).decode()
                    write_atomic(self._mark, json.dumps(self._marked() | {self._key: [at, calls]}))

    def _store(self) -> "Store | None":
        """The run's store, once it is there; None: the build ended without one."""
        while True:
            try:
                store = RunFolder(self._run).open_store()
                store.patient(math.inf, lambda message, away: None)  # as long as the build
                return store
            except UserFault:
                if self._has_ended(_LOOK):
                    return None

    def _marked(self) -> dict[str, tuple[int, str]]:
        """Collector → `seq` of the last event that it was told, and the calls, a bit each."""
        with suppress(OSError, ValueError):
            return TypeAdapter(dict[str, tuple[int, str]]).validate_json(self._mark.read_bytes())
        return {}

    def _send(self, encoder: "Encoder", spans: Iterator["Span"]) -> None:
        for batch in encoder.batches(spans) if not self.left else ():
            if not self._taken(batch):
                self.left += len(batch)
                break
        self.left += sum(1 for _ in spans)

    def _taken(self, batch: "list[ReadableSpan]") -> bool:
        """Whether the collector took a batch, however often it was asked until the build's end."""
        pause = _AGAIN
        while self._ended is None or time.monotonic() - self._ended < _AT_END:
            if not (why := self.collector.send(batch)):
                return True
            if not self._down:
                self._told(why)
            self._down = True
            if self._has_ended(pause):
                break
            pause = min(2 * pause, _LONGEST)
        return False

    def _has_ended(self, within: float) -> bool:
        if self._ended is None and self._wait(within):
            self._ended = time.monotonic()
        return self._ended is not None


def _main(run: Path) -> None:
    """Follow a build: stdin's first line is the address, and its end the build's; JSON lines on stdout."""
    os.nice(5)
    url, over = sys.stdin.readline().strip(), threading.Event()

    def listen() -> None:
        sys.stdin.read()
        over.set()

    def say(value: dict[str, Any]) -> None:
        with suppress(BrokenPipeError):  # the build was killed
            os.write(sys.stdout.fileno(), f"{json.dumps(value)}\n".encode())

    threading.Thread(target=listen, daemon=True).start()
    following = Following(run, url, over.wait, lambda why: say({"fault": why}))
    following()
    say({"left": following.left, "whole": following.whole, "to": following.collector.shown})


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
