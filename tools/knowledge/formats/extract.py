"""`python -m seedbed.tools.knowledge.formats.extract SUFFIX SECONDS`: reads a file that may be hostile.

Its bytes come on standard input, its text goes out as JSON; one that needs more memory or time than is
allowed, or makes a library fail, ends this process, and nothing else. From its start on it opens no file but
Python's own, no connection and no process: an audit hook refuses, beneath whatever a library is told.
"""

import json
import logging
import os
import resource
import sys
import sysconfig
from dataclasses import asdict
from pathlib import Path
from typing import Any

from seedbed.tools.knowledge.formats.characters import Document, Unreadable

MEMORY = 1_500_000_000
"""Bytes of address space."""
MOST_TEXT = 20_000_000
"""Characters that one file may give."""
_REFUSED = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.system",
    "ctypes.",
    "urllib.",
    "shutil.",
    "os.remove",
    "os.rename",
)


def main(suffix: str, seconds: int) -> None:
    """Read standard input; `suffix` is one of `extraction.APART`."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))
    sys.addaudithook(_Guard().refuse)
    logging.disable()
    found = _read(sys.stdin.buffer.read(), suffix)
    sys.stdout.write(json.dumps(asdict(found)))


def _read(data: bytes, suffix: str) -> Document | Unreadable:
    if suffix == ".pdf":
        from seedbed.tools.knowledge.formats.pdf import read_pdf as read
    else:
        from seedbed.tools.knowledge.formats.word import read_docx as read
    try:
        found = read(data)
    except MemoryError:
        return Unreadable(f"needs more than {MEMORY / 1e9:.1f} GB of memory to be read")
    except RecursionError:
        return Unreadable("is nested too deeply to be read")
    if isinstance(found, Document) and len(found.text) > MOST_TEXT:
        return Unreadable(f"holds {len(found.text):,} characters; at most {MOST_TEXT:,} are read")
    return found


class _Guard:
    """What this process may not do, whatever it reads."""

    def __init__(self) -> None:
        places = {*sys.path, *sysconfig.get_paths().values(), sys.base_prefix, sys.prefix}
        places.add(str(Path(__file__).resolve().parents[3]))
        self.places = tuple({os.path.realpath(place) + os.sep for place in places if place})

    def refuse(self, event: str, args: tuple[Any, ...]) -> None:
        """An audit hook (PEP 578).

        Raises:
            PermissionError: what is about to be done isn't reading one of Python's own files.
        """
        if event.startswith(_REFUSED):
            raise PermissionError(f"a file being read asks for {event}")
        if event == "open" and isinstance(args[0], (str, bytes)):
            path = os.path.realpath(os.fsdecode(args[0]))
            if not path.startswith(self.places):
                raise PermissionError("a file being read asks for another file")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
