"""What looking further ahead gives: the engine's build with other bounds of W, each in a process of its own,
in turn, so that a busy machine hurts all.

    python -m benchmarks.ahead --rows 3000 128:128 128:187 128:512

LEAST:MOST, as in `agent/planner/scheduling/ahead.py`; one line of JSON each."""

import asyncio
import json
from typing import Any

import seedbed.graphs.run
from benchmarks.command import asked, in_process
from benchmarks.engine import build_once
from seedbed.agent.planner.scheduling.ahead import Ahead
from tests.simulator.launch import simulator


def _build(bounds: str, rows: int, at_once: int, url: str) -> dict[str, Any]:
    least, most = map(int, bounds.split(":"))
    setattr(seedbed.graphs.run, "ahead_of", lambda *_, **__: Ahead(least, most))  # noqa: B010
    return {"least": least, "most": most, **asyncio.run(build_once(rows, url, at_once, 1))}


def main() -> None:
    """Command line."""
    wish = asked(__doc__, _build, bounds=[str], rows=3000, at_once=64, latency=200)
    with simulator(latency=wish.latency) as endpoint:
        for one in wish.bounds:
            found = in_process("benchmarks.ahead", one, wish.rows, wish.at_once, endpoint.base_url)
            print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
