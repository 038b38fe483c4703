"""Count the verdicts of a blind reading.

    python -m benchmarks.readings benchmarks/readings/kinds-1

The reader got `READING.md` and `sheet.jsonl`, nothing else, and wrote `verdicts.jsonl` beside them.
"""

import argparse
import json
import sys
from pathlib import Path

from benchmarks.readings.scoring import score
from seedbed.memory.errors import UserFault


def main() -> int:
    """Run it. The exit code: 2 where something given is wrong."""
    parser = argparse.ArgumentParser(
        prog="benchmarks.readings", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    try:
        result = score(given.folder)
        print(json.dumps({name: result[name] for name in ("accepted", "parts", "planted")}, indent=1))
    except UserFault as fault:
        print(f"benchmarks.readings: {fault}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
