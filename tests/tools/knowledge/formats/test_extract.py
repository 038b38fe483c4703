"""The process that reads: what its audit hook refuses, whatever a library is told to do."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from seedbed.tools.knowledge.formats.extract import _Guard


@pytest.mark.parametrize(
    ("event", "args"),
    [
        ("open", ("/etc/passwd", "r", 0)),
        ("open", (b"/etc/../etc/passwd", "rb", 0)),
        ("socket.connect", (None, ("example.org", 80))),
        ("socket.getaddrinfo", ("example.org", 80)),
        ("urllib.Request", ("http://example.org",)),
        ("subprocess.Popen", ("sh", ["sh"], None, None)),
        ("os.system", (b"true",)),
        ("os.posix_spawn", ("sh", ["sh"], {})),
    ],
)
def test_files_connections_and_programs_are_refused(event: str, args: tuple[Any, ...]) -> None:
    with pytest.raises(PermissionError, match="a file being read asks for"):
        _Guard().refuse(event, args)


def test_python_may_read_its_own_files() -> None:
    guard = _Guard()
    guard.refuse("open", (json.__file__, "r", 0))
    guard.refuse("open", (str(Path(sys.modules[_Guard.__module__].__file__ or "")), "rb", 0))
    guard.refuse("open", (3, "rb", 0))
