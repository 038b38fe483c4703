"""What looking further ahead gives: the engine's build with other bounds of W, each in a process of its own,
in turn, so that a busy machine hurts all.

    python -m benchmarks.ahead --rows 3000 128:128 128:187 128:512

LEAST:MOST, as in `agent/planner/scheduling/ahead.py`; one line of JSON each."""

import argparse
import asyncio
import json
import subprocess
import sys

import seedbed.graphs.run
from benchmarks.engine import build_once
from seedbed.agent.planner.scheduling.ahead import Ahead
from tests.simulator.launch import simulator


def main() -> None:
    """Command line."""
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("bounds", nargs="+", metavar="LEAST:MOST")
    told.add_argument("--rows", type=int, default=3000)
    told.add_argument("--at-once", type=int, default=64, help="calls")
    told.add_argument("--latency", type=int, default=200, help="milliseconds of a call")
    told.add_argument("--url", help=argparse.SUPPRESS)
    wish = told.parse_args()
    if wish.url is None:
        with simulator(latency=wish.latency) as endpoint:
            for one in wish.bounds:
                words = ("--rows", str(wish.rows), "--at-once", str(wish.at_once), "--url", endpoint.base_url)
                subprocess.run([sys.executable, "-m", "benchmarks.ahead", one, *words], check=True)
        return
    least, most = (int(one) for one in wish.bounds[0].split(":"))
    setattr(seedbed.graphs.run, "ahead_of", lambda *_, **__: Ahead(least, most))  # noqa: B010
    found = asyncio.run(build_once(wish.rows, wish.url, wish.at_once, 1))
    print(json.dumps({"least": least, "most": most, **found}), flush=True)


if __name__ == "__main__":
    main()
