"""`python -m seedbed.tools.knowledge.formats.extract`: reads files that may be hostile, for `apart.py`.

Files come as bytes on standard input, texts go out as JSON lines; a file that needs more memory or time than
is allowed, or makes a library fail, ends this process, and nothing else. From its start on it opens no file
but Python's own, no connection and no process: an audit hook refuses, beneath whatever a library is told.
"""

import json
import os
import resource
import sys
import sysconfig
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from seedbed.tools.knowledge.formats.characters import decode
from seedbed.tools.knowledge.formats.found import Document, Unreadable

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


def extracted(data: bytes, suffix: str) -> Document | Unreadable:
    """The document in a file's bytes; `suffix` is one of `extraction.APART`."""
    if suffix == ".pdf":
        from seedbed.tools.knowledge.formats.pdf import read_pdf

        return read_pdf(data)
    if suffix == ".docx":
        from seedbed.tools.knowledge.formats.word import read_docx

        return read_docx(data)
    if suffix == ".rst":
        from seedbed.tools.knowledge.formats.restructured import read_rst

        decoded = decode(data)
        return decoded if isinstance(decoded, Unreadable) else read_rst(decoded[0])
    from seedbed.tools.knowledge.formats.triples import read_rdf

    return read_rdf(data, suffix)


def main(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer until the requests end. A request is a line `{"suffix", "size", "seconds"}` and its bytes."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    sys.addaudithook(_Guard().refuse)
    while line := requests.readline(1000):
        asked = json.loads(line)
        data = requests.read(asked["size"])
        spent = resource.getrusage(resource.RUSAGE_SELF)
        resource.setrlimit(
            resource.RLIMIT_CPU,
            (int(spent.ru_utime + spent.ru_stime) + asked["seconds"], resource.RLIM_INFINITY),
        )
        answers.write(json.dumps(_answer(data, asked["suffix"])).encode("ascii") + b"\n")
        answers.flush()


def _answer(data: bytes, suffix: str) -> dict[str, Any]:
    try:
        found = extracted(data, suffix)
    except MemoryError:
        found = Unreadable(f"needs more than {MEMORY / 1e9:.1f} GB of memory to be read")
    except RecursionError:
        found = Unreadable("is nested too deeply to be read")
    if isinstance(found, Document) and len(found.text) > MOST_TEXT:
        found = Unreadable(f"holds {len(found.text):,} characters; at most {MOST_TEXT:,} are read")
    return {"kind": type(found).__name__, **asdict(found)}


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
    main(sys.stdin.buffer, sys.stdout.buffer)
