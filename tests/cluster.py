"""A PostgreSQL server for tests: Debian's, on a socket of its own, in a temporary folder."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

BIN = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), Path("/nonexistent"))
MISSING = "" if (BIN / "initdb").exists() else "PostgreSQL isn't installed (apt-get install postgresql)"
"""Why there is no server; empty: there is one."""
_SETTINGS = ("fsync = off", "full_page_writes = off", "shared_buffers = 16MB")


class Cluster:
    """One server, which can be stopped and started."""

    def __init__(self, folder: Path) -> None:
        self._data, self.socket, self._numbers = folder / "data", folder, count(1)

    def _run(self, program: str, *words: str) -> None:
        # It refuses to run as root.
        user = "postgres" if os.getuid() == 0 else None
        done = subprocess.run(
            [BIN / program, *words], capture_output=True, text=True, cwd=self.socket, user=user
        )
        assert done.returncode == 0, done.stderr + done.stdout

    def make(self) -> None:
        self._run("initdb", "-D", str(self._data), "-U", "tester", "-A", "trust", "-N", "-E", "UTF8")
        settings = [*_SETTINGS, "listen_addresses = ''", f"unix_socket_directories = '{self.socket}'"]
        with (self._data / "postgresql.conf").open("a") as file:
            file.write("\n".join(settings))
        hosts = self._data / "pg_hba.conf"
        hosts.write_text(f"local all locked scram-sha-256\n{hosts.read_text()}")

    def start(self) -> None:
        self._run("pg_ctl", "-D", str(self._data), "-w", "-l", str(self.socket / "log"), "start")

    def stop(self, how: str = "fast") -> None:
        self._run("pg_ctl", "-D", str(self._data), "-w", "-m", how, "stop")

    def url(self, name: str = "postgres") -> str:
        return f"postgresql://tester@/{name}?host={self.socket}"

    def database(self) -> str:
        """The address of a new database."""
        name = f"runs{next(self._numbers)}"
        self._run("createdb", "-h", str(self.socket), "-U", "tester", name)
        return self.url(name)


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A server that runs."""
    # Where the tests' own files lie, but for whoever it runs as, and with a short name for its socket.
    memory = tempfile.gettempdir().startswith("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/dev/shm" if memory else "/tmp"))
    folder.chmod(0o777)
    try:
        made = Cluster(folder)
        made.make()
        made.start()
        try:
            yield made
        finally:
            made.stop("immediate")
    finally:
        shutil.rmtree(folder)
