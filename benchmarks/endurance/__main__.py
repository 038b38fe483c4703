"""What a build endures, by the real program at the simulated endpoint, whatever else the machine does.

    python -m benchmarks.endurance --out FILE [--only NAME] [--rows N] [--latency MS] [--concurrency N]
                                   [--number N] [--seconds S] [--seed N]

Without sizes, those of issue 16. Each result is written as soon as it is there, beside those in FILE.
"""

import argparse
import json
import os
import platform
import time
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.endurance import (
    caps,
    cluster,
    faults,
    kills,
    lives,
    million,
    outage,
    soak,
    table,
    talks,
    workers,
)
from benchmarks.endurance.building import Size

MEASURES = {
    "faults": (faults.measure, Size(1000, 200, 64, 1, 0, 0)),
    "ceiling": (faults.ceiling, Size(1000, 200, 64, 1, 0, 0)),
    "kills": (kills.measure, Size(300, 100, 16, 50, 0, 0)),
    "lives": (lives.measure, Size(8, 20, 9, 20, 0, 0)),
    "caps": (caps.measure, Size(20, 20, 16, 100, 0, 0)),
    "workers": (workers.measure, Size(800, 1000, 64, 1, 0, 0)),
    "cluster": (cluster.measure, Size(300, 100, 16, 1, 3, 0)),
    "soak": (soak.measure, Size(100_000, 5, 64, 1, 0, 0)),
    "million": (million.measure, Size(1_000_000, 5, 64, 1000, 0, 0)),
    "table": (table.measure, Size(20_000, 200, 64, 2000, 0, 0)),
    "talks": (talks.measure, Size(400, 1000, 64, 1, 0, 0)),
    "outage": (outage.measure, Size(300, 200, 64, 1, 120, 0)),
    "database": (outage.database, Size(300, 200, 64, 1, 120, 0)),
}


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", choices=MEASURES, action="append")
    for name in ("rows", "latency", "concurrency", "number", "seconds", "seed"):
        parser.add_argument(f"--{name}", type=int)
    given = vars(parser.parse_args())
    out, only = given.pop("out"), given.pop("only") or [*MEASURES]
    sizes = {name: value for name, value in given.items() if value is not None}
    found = json.loads(out.read_text("utf-8")) if out.exists() else {}
    for name in only:
        found[name] = measured(name, **sizes)
        out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        print(json.dumps({name: brief(found[name])}), flush=True)


def measured(name: str, **sizes: Any) -> dict[str, Any]:
    """One measure, of the usual size but where it is named otherwise, with what it was measured on."""
    measure, usual = MEASURES[name]
    size = replace(usual, **sizes)
    return {
        "size": asdict(size),
        "machine": {
            "system": platform.platform(),
            "python": platform.python_version(),
            "cores": os.cpu_count(),
            "load_before": round(os.getloadavg()[0], 1),
        },
        "versions": {one: version(one) for one in ("seedbed", "openai", "langchain-openai", "langgraph")},
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        **measure(size),
    }


def brief(found: dict[str, Any]) -> dict[str, Any]:
    """A measure without its raw figures."""
    return {k: v for k, v in found.items() if k not in ("runs", "files", "calm", "rough")}


if __name__ == "__main__":
    main()
