"""Reads a file that may be hostile, in a process that `workers/` forks for it alone, with limits of time and
memory. From there on it opens no file but Python's own, no connection and no process: an audit hook refuses,
beneath whatever a library is told."""

import json
import logging
import os
import sys
import sysconfig
from dataclasses import asdict
from pathlib import Path
from typing import Any

from seedbed.tools.knowledge.extraction import read_page
from seedbed.tools.knowledge.formats.characters import Document, Unreadable
from seedbed.tools.knowledge.formats.pdf import read_pdf
from seedbed.tools.knowledge.formats.word import read_docx

MEMORY = 1_500_000_000
"""Bytes of address space that a file may take."""
MOST_TEXT = 20_000_000
"""Characters that one file may give."""
MAX_OUTPUT = 12 * MOST_TEXT + 1_000_000
_REFUSED = (
    *("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system"),
    *("ctypes.", "urllib.", "shutil.", "os.remove", "os.rename"),
)


def warm() -> None:
    """The libraries are loaded by now, those for pages with this one."""
    read_page(b"<p>a")
    logging.disable()


def read(path: str, suffix: str) -> tuple[bool, str, str]:
    """The document in a file, or why there is none, as JSON. `suffix`: `.pdf`, `.docx`, or a page's."""
    data = Path(path).read_bytes()
    sys.addaudithook(_Guard().refuse)
    found: Document | Unreadable
    try:
        found = {".pdf": read_pdf, ".docx": read_docx}.get(suffix, read_page)(data)
    except RecursionError:
        found = Unreadable("is nested too deeply to be read")
    if isinstance(found, Document) and len(found.text) > MOST_TEXT:
        found = Unreadable(f"holds {len(found.text):,} characters; at most {MOST_TEXT:,} are read")
    return isinstance(found, Document), json.dumps(asdict(found)), ""


JOBS = {"read": read}


class _Guard:
    """What this process may not do, whatever it reads."""

    def __init__(self) -> None:
        places = {*sys.path, *sysconfig.get_paths().values(), sys.base_prefix, sys.prefix}
        places.add(str(Path(__file__).resolve().parents[3]))
        self.places = tuple({os.path.realpath(place) + os.sep for place in places if place})

    def refuse(self, event: str, args: tuple[Any, ...]) -> None:
        """An audit hook (PEP 578). Raises PermissionError: what is about to be done isn't reading one of
        Python's own files."""
        if event.startswith(_REFUSED):
            raise PermissionError(f"a file being read asks for {event}")
        if event == "open" and isinstance(args[0], (str, bytes)):
            path = os.path.realpath(os.fsdecode(args[0]))
            if not path.startswith(self.places):
                raise PermissionError("a file being read asks for another file")
