"""Make a sheet for a blind reading, or count its verdicts.

    python -m benchmarks.readings plant runs/demo --out benchmarks/readings/demo-1 --seed 1
    python -m benchmarks.readings score benchmarks/readings/demo-1

The reader gets `READING.md` and `sheet.jsonl`, nothing else, and writes `verdicts.jsonl` beside them.
"""

import argparse
import json
import sys
from pathlib import Path

from benchmarks.readings.planting import plant
from benchmarks.readings.scoring import score
from seedbed.memory.errors import UserFault


def main() -> int:
    """Run one of the two commands. The exit code: 2 where something given is wrong."""
    parser = argparse.ArgumentParser(
        prog="benchmarks.readings", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    planting = commands.add_parser("plant", help="make sheet and key from a finished run")
    planting.add_argument("run", type=Path)
    planting.add_argument("--out", type=Path, required=True, help="the folder of this reading")
    planting.add_argument("--seed", type=int, required=True)
    scoring = commands.add_parser("score", help="count the verdicts of a reading")
    scoring.add_argument("folder", type=Path)
    given = parser.parse_args()
    try:
        if given.command == "plant":
            print(json.dumps(plant(given.run, given.out, given.seed), indent=1))
        else:
            result = score(given.folder)
            print(json.dumps({name: result[name] for name in ("accepted", "parts", "planted")}, indent=1))
    except UserFault as fault:
        print(f"benchmarks.readings: {fault}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
