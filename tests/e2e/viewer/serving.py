"""`seedbed view` as a process of its own, and plain HTTP against it, with nothing put right on the way."""

import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

from tests.e2e.program import Program


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    code: int
    headers: dict[str, str]
    """By name in small letters."""
    text: str


@dataclass(slots=True)
class Viewer:
    """A viewer that runs."""

    process: "subprocess.Popen[str]"
    link: str
    """The first one; good once."""
    links: list[str] = field(default_factory=list)
    """Those told since."""

    @property
    def root(self) -> str:
        """`http://127.0.0.1:PORT`."""
        return self.link.partition("/?")[0]

    @property
    def port(self) -> int:
        return int(self.root.rpartition(":")[2])

    def next_link(self) -> str:
        """The one that is told after a link was used."""
        assert self.process.stdout is not None
        self.links.append(self.process.stdout.readline().strip())
        return self.links[-1]

    def get(self, path: str, method: str = "GET", body: str = "", **headers: str) -> Answer:
        """An answer to what is asked exactly so; `_` in a header's name stands for `-`."""
        given = {"host": f"127.0.0.1:{self.port}", **headers}
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in given.items():
                connection.putheader(name.replace("_", "-"), value)
            if body:
                connection.putheader("content-length", str(len(body)))
            connection.endheaders(body.encode() or None)
            came = connection.getresponse()
            said = {name.lower(): value for name, value in came.getheaders()}
            return Answer(came.status, said, came.read().decode())

    def enter(self) -> str:
        """Use the link that is good now; the cookie that came for it."""
        link = (self.links or [self.link])[-1]
        came = self.get(link.removeprefix(self.root))
        assert came.code == 303, came
        self.next_link()
        return re.match(r"[^;]+", came.headers["set-cookie"])[0]  # type: ignore[index]

    def interrupt(self) -> tuple[int, str]:
        """Ctrl-C: how it ended, and what it said on stderr.

        Raises:
            subprocess.TimeoutExpired: it goes on for longer than a second.
        """
        self.process.send_signal(signal.SIGINT)
        _, said = self.process.communicate(timeout=1)
        return self.process.returncode, said


@contextmanager
def viewing(*runs: Path, words: tuple[str, ...] = ("--no-browser",), folder: Path) -> Iterator[Viewer]:
    """A viewer of some runs for the time of a block.

    Args:
        folder: Working directory; HOME lies in it.
    """
    process = Program(folder).start("view", *map(str, runs), *words)
    try:
        assert process.stdout is not None and process.stderr is not None
        if not (link := process.stdout.readline().strip()):
            raise AssertionError(f"it ended with {process.wait()}: {process.stderr.read()}")
        yield Viewer(process, link)
    finally:
        process.terminate()
        process.communicate()
