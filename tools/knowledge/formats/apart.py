"""Reading in a process of its own: a file that makes its library fail ends that process, and is named."""

import json
from tempfile import NamedTemporaryFile

from seedbed.tools.knowledge.formats.characters import Document, Unreadable
from seedbed.tools.verification.workers.pool import shared_pool

SECONDS = 60
"""Of computing, for one file."""
JOBS = "seedbed.tools.knowledge.formats.extract"


def read_apart(data: bytes, suffix: str, seconds: float = SECONDS) -> Document | Unreadable:
    """The document in a file's bytes; `suffix` is one of `extraction.APART`. Its hash is left empty.

    Raises:
        UserFault: processes can't be started.
    """
    with NamedTemporaryFile(prefix="seedbed-") as file:
        file.write(data)
        file.flush()
        done = shared_pool(JOBS).run("read", file.name, suffix, limit=seconds)
    if done.state == "done":
        found = json.loads(done.result)
        return Document(**{**found, "pages": tuple(found["pages"])}) if done.ok else Unreadable(**found)
    whys = {
        "time": f"takes more than {seconds:g} seconds to be read",
        "memory": "needs too much memory to be read",
    }
    return Unreadable(whys.get(done.state, f"makes the library that reads it fail ({done.reason[:160]})"))
