"""The lines that go to a run and come from it, and the limits of time and place that are kept from outside.

It does not know how the process was started nor how it is ended.
"""

import json
import os
import secrets
import selectors
import signal
import subprocess
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from seedbed.tools.verification.sandbox.crowd import LOOK_SECONDS, PROCESSES, threads, too_many
from seedbed.tools.verification.sandbox.folder import too_much
from seedbed.tools.verification.sandbox.verdict import Place, Ran, SandboxFault, State

START_SECONDS = 20.0
"""Most time from the start to the report that everything is shut off."""
WATCH_SECONDS = 0.02
"""How often a watched folder is measured."""
SAID_BYTES = 1 << 16
"""More than this on the channel of the verdict ends the run, besides a value that was asked for."""
_ESCAPED = 12
"""Most bytes of a character as ASCII JSON: two escapes of six."""


class Exchange:
    """The lines between the run and us. Nothing that comes in is believed before it is looked at."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        layers: tuple[str, ...] | None,
        program: str,
        asked: dict[str, Any],
        folder: Path | None,
    ) -> None:
        """`asked` is what is sent once the program was executed: its `tests`, or a `call`."""
        assert process.stdin and process.stdout and process.stderr
        self.process, self.layers, self.folder = process, layers, folder
        self.crowd = False
        """Whether there may be many processes, which are watched then."""
        self.program, self.asked = program, asked
        self.most = SAID_BYTES + _ESCAPED * asked.get("call", {}).get("most", 0)
        self.inlet, self.outlet, self.errors = process.stdin, process.stdout, process.stderr
        self.nonce = secrets.token_hex(16)
        self.sending, self.parsed, self.complaint = b"", b"", b""
        self.count, self.said, self.look, self.many = 0, "", 0.0, 0
        self.locked: tuple[str, ...] = ()
        self.selector = selectors.DefaultSelector()

    def verdict(self, order: dict[str, Any], seconds: float) -> Ran:
        """Sends the order and follows the run to its end; `seconds` count from its report."""
        self._send(order)
        for pipe in (self.inlet, self.outlet, self.errors):
            os.set_blocking(pipe.fileno(), False)
        self.selector.register(self.outlet, selectors.EVENT_READ)
        self.selector.register(self.errors, selectors.EVENT_READ)
        try:
            return self._follow(seconds)
        finally:
            self.selector.close()

    def _follow(self, seconds: float) -> Ran:
        until = time.monotonic() + START_SECONDS
        while (left := until - time.monotonic()) > 0:
            self._exchange(min(left, WATCH_SECONDS) if self.folder or self.crowd else left)
            if self.folder and (over := too_much(self.folder)):
                return self._ran("died", over)
            if self.crowd and self.said and (over := self._watched()):
                return self._ran("died", over)
            for line in self._lines():
                began = self.said
                if (ran := self._hear(line)) is not None:
                    return ran
                if began == "" and self.said == "locked":
                    until = time.monotonic() + seconds
            if self.outlet not in self.selector.get_map():
                return self._gone()
            if self.count > self.most:
                return self._ran("died", "it wrote over the channel of the verdict")
        if not self.said:
            raise _open(f"nothing was shut off within {START_SECONDS:g} s")
        return self._ran("time", f"more than {seconds:g} s")

    def _watched(self) -> str:
        """In words, by what the processes are over their bounds; looked at now and then."""
        now, here = time.monotonic(), threads()
        if not self.many:
            self.many = here + PROCESSES
        if now < self.look and here < self.many:
            return ""
        over = too_many(self.process.pid)
        self.look = time.monotonic() + LOOK_SECONDS
        return over

    def _hear(self, line: bytes) -> Ran | None:
        try:
            message = json.loads(line)
        except (ValueError, RecursionError):
            message = None
        match message:
            case {"said": "locked", "layers": [*layers]} if self.said == "":
                self.said, self.locked = "locked", tuple(str(layer) for layer in layers)
                if self.layers is not None and self.locked != self.layers:
                    raise _open(f"shut off now is {self.locked}, shown was {self.layers}")
                self._send({"program": self.program})
                return None
            case {"said": "open", "why": str(why)} if self.said == "":
                raise _open(why)
            case {"said": "loaded"} if self.said == "locked":
                self.said = "loaded"
                self._send({"nonce": self.nonce, **self.asked})
                return None
            case {"said": "verdict", "state": "passed", "nonce": self.nonce} if self.said == "loaded":
                return self._passed(message)
            case {
                "said": "verdict",
                "state": ("failed" | "error" | "memory") as state,
                "detail": str(detail),
                "place": ("program" | "tests") as place,
            }:
                return self._ran(state, detail, place)
            case _:
                return self._ran("died", "what came on the channel of the verdict is no verdict")

    def _passed(self, message: dict[str, Any]) -> Ran:
        if "call" in self.asked and "value" not in message:
            return self._ran("died", "what came on the channel of the verdict has no value")
        return replace(self._ran("passed", ""), value=message.get("value"))

    def _gone(self) -> Ran:
        try:
            code = self.process.wait(timeout=1.0)
        except subprocess.TimeoutExpired:
            return self._ran("died", "it closed the channel of the verdict")
        words = " ".join(self.complaint.decode(errors="replace").split())
        if not self.said:
            raise _open(words or f"exit code {code} before anything was shut off")
        number = -code if code < 0 else code - 128
        if number == signal.SIGXCPU:
            return self._ran("time", "its time of the processor is used up")
        name = f"signal {number}" if 0 < number < 65 else f"exit code {code}"
        return self._ran("died", f"it ended without a verdict: {name}")

    def _ran(self, state: State, detail: str, place: Place = "") -> Ran:
        line = " ".join("".join(c if c.isprintable() else " " for c in detail[:2000]).split())
        return Ran(state, line[:500], place, self.locked)

    def _send(self, message: dict[str, Any]) -> None:
        self.sending += json.dumps(message).encode() + b"\n"
        if self.inlet not in (self.selector.get_map() or {}):
            self.selector.register(self.inlet, selectors.EVENT_WRITE)

    def _exchange(self, seconds: float) -> None:
        for key, _ in self.selector.select(seconds):
            if key.fileobj is self.inlet:
                self._write()
            else:
                self._read(key.fileobj is self.outlet, key.fd)

    def _write(self) -> None:
        try:
            self.sending = self.sending[os.write(self.inlet.fileno(), self.sending) :]
        except BrokenPipeError:
            self.sending = b""
        if not self.sending:
            self.selector.unregister(self.inlet)

    def _read(self, channel: bool, descriptor: int) -> None:
        piece = os.read(descriptor, SAID_BYTES)
        if not piece:
            self.selector.unregister(descriptor)
        elif channel:
            self.count += len(piece)
            self.parsed += piece
        else:
            self.complaint = (self.complaint + piece)[:2000]

    def _lines(self) -> list[bytes]:
        *lines, self.parsed = self.parsed.split(b"\n")
        return lines


def _open(why: str) -> SandboxFault:
    return SandboxFault(f"a program's process could not be shut off: {why}", next_step="see docs/sandbox.md")
