"""`python -m benchmarks.requests --out FILE`: 50 everyday requests, read and planned by recorded answers.

Without `--base-url` the answers are those of the cassette, written once by a strong model that knew nothing
of the code (`tests/answered`). Who reads the plans decides what is right: `verdicts.yaml`, by request."""

import argparse
import asyncio
import json
import platform
import tempfile
from collections.abc import Sequence
from contextlib import chdir
from pathlib import Path
from typing import Any

import yaml

from benchmarks.requests.dry import dry_figures, try_all
from benchmarks.requests.endpoint import recorded
from benchmarks.requests.planning import Planned, plan_all

HERE = Path(__file__).resolve().parent
SHARED = HERE.parents[2] / "shared" / "requests.txt"
_KEPT = HERE.parents[1] / "tests" / "cassettes"
CASSETTES = tuple(_KEPT / f"{name}.jsonl.zst" for name in ("requests", "dry_runs", "requests_2"))


def requests(named: Path | None = None) -> list[str]:
    """Those of a file; else the 24 everyday ones, where they lie beside the repository, and 26 of our own."""
    files = [named] if named else [path for path in (SHARED, HERE / "requests.txt") if path.is_file()]
    return [line for path in files for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def figures(planned: Sequence[Planned], verdicts: dict[str, Any]) -> dict[str, Any]:
    """What is measured (design.md §5)."""
    parts = [part for one in planned for part in one.parts]
    bound = [clause for part in parts for clause in part["clauses"].values()]
    told = [verdicts.get(one.request) for one in planned]
    return {
        "requests": len(planned),
        "read_by_a_reader": sum(verdict is not None for verdict in told),
        "right": sum(bool(verdict and verdict.get("right")) for verdict in told),
        "refused": [{"request": one.request, "why": one.refused} for one in planned if one.refused],
        "clauses": len(bound),
        "clauses_kept": sum(not any(b.startswith("not kept") for b in binders) for binders in bound),
        "clauses_kept_or_said": sum(bool(binders) for binders in bound),
        "recipes": len(parts),
        "valid_first": sum(part["tries"] == 1 and not part["general"] for part in parts),
        "valid_after": sum(not part["general"] for part in parts),
        "from_the_gallery": sum(bool(part["started_from"]) for part in parts),
        "plans": [one.told() for one in planned],
    }


def main() -> None:
    """Plan every request, and write the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.requests", description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--requests", type=Path, help="others: a file with a request a line")
    parser.add_argument("--base-url", default="", help="a live endpoint instead of the cassette")
    parser.add_argument("--model", default="opus-a")
    parser.add_argument("--dry", action="store_true", help="dry runs of the requests in tried.txt, too")
    given = parser.parse_args()
    verdicts = yaml.safe_load((HERE / "verdicts.yaml").read_text(encoding="utf-8")) or {}
    tried: list[dict[str, Any]] = []
    out, asked = given.out.resolve(), requests(given.requests)
    # In the folder where the documents lie that requests name, not among those of the repository.
    with tempfile.TemporaryDirectory() as folder, recorded(CASSETTES, given.base_url) as url, chdir(folder):
        planned = asyncio.run(plan_all(asked, Path(folder), url, given.model))
        if given.dry:
            wanted = (HERE / "tried.txt").read_text(encoding="utf-8").splitlines()
            tried = asyncio.run(try_all(wanted, Path(folder), url, given.model))
    machine = {"system": platform.platform(), "python": platform.python_version()}
    result = {**figures(planned, verdicts), "machine": machine}
    if given.dry:
        dry = dry_figures(tried)
        result |= {"defects_caught": round(dry["caught"] / max(1, dry["planted"]), 4), "dry": dry}
        result["dry_runs"] = tried
    out.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    short = {name: value for name, value in result.items() if name not in ("plans", "machine", "dry_runs")}
    print(json.dumps(short, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
