"""A cluster on this machine: PostgreSQL, a Chroma server, Ray's workers and the simulated endpoint, all on
loopback; and a dataset that it builds while a worker is killed or PostgreSQL starts anew.

    python -m benchmarks.endurance.cluster [--rows N] [--workers N]        (make cluster-demo)

It must be the same bytes as those of one process with a store of its own. All ends with the program.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.command import asked
from benchmarks.endurance.building import Size
from benchmarks.endurance.workers import disturbed, kill_a_worker
from tests.cluster import MISSING, cluster
from tests.e2e.runs import MESSAGES, QUESTIONS
from tests.tools.knowledge.chroma_server import chroma_server

_DOCUMENTS = Path(__file__).parents[2] / "docs"


def measure(size: Size, crew: int = 2, said: Callable[[str], None] = lambda line: None) -> dict[str, Any]:
    """`killed` and `restarted`: what became of a build that this happened to (`workers.disturbed`)."""
    if MISSING:
        return {"skipped": MISSING}
    questions = min(20, size.rows // 4)
    parts = [{**MESSAGES, "rows": size.rows - questions}, {**QUESTIONS, "rows": questions}]
    with (
        cluster() as postgres,
        tempfile.TemporaryDirectory() as folder,
        chroma_server(Path(folder)) as chroma,
    ):
        said(f"PostgreSQL: {postgres.url()}; Chroma: {chroma}")

        def restart(_: "subprocess.Popen[str]") -> None:
            postgres.stop("immediate")  # as after a crash
            time.sleep(size.seconds)
            postgres.start()

        happens = {"killed": kill_a_worker, "restarted": restart}
        disturbing = {
            name: (disturb, ("--store", postgres.database(), "--knowledge", chroma))
            for name, disturb in happens.items()
        }
        return disturbed(size, disturbing, crew=crew, said=said, parts=parts, sources=[str(_DOCUMENTS)])


def main() -> None:
    """Show it."""
    given = asked(__doc__, rows=300, workers=2)
    if MISSING:
        sys.exit(MISSING)
    found = measure(Size(given.rows, 100, 16, 1, 2, 1), given.workers, partial(print, flush=True))
    whole = all(one["same"] and not one["exit_code"] and not one["left"] for one in found.values())
    print("the same bytes as one process makes, nothing lost" if whole else "NOT THE SAME")
    sys.exit(not whole)


if __name__ == "__main__":
    main()
