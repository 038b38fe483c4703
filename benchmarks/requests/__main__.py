"""`python -m benchmarks.requests --out FILE`: 50 everyday requests, read and planned by recorded answers.

Without `--base-url` the answers are those of the cassette, written once by a strong model that knew nothing
of the code (`tests/answered`). Who reads the plans decides what is right: `verdicts.yaml`, by request.
`--requests FILE` plans others, one a line; with `--dry` those of tried.txt have their dry runs, too, by the
model of `--base-url`."""

import asyncio
import tempfile
from collections.abc import Sequence
from contextlib import chdir
from pathlib import Path
from typing import Any

import yaml

from benchmarks.command import command, measured_on
from benchmarks.requests.dry import dry_figures, try_all
from benchmarks.requests.endpoint import recorded
from benchmarks.requests.planning import Planned, plan_all

HERE = Path(__file__).resolve().parent
SHARED = HERE.parents[2] / "shared" / "requests.txt"
_KEPT = HERE.parents[1] / "tests" / "cassettes"
CASSETTES = tuple(_KEPT / f"{name}.jsonl.zst" for name in ("requests", "requests_2"))


def read(named: str = "") -> list[str]:
    """Those of a file; else the 24 everyday ones, where they lie beside the repository, and 26 of our own."""
    files = [Path(named)] if named else [path for path in (SHARED, HERE / "requests.txt") if path.is_file()]
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


def measure(requests: str, base_url: str, model: str, dry: bool) -> dict[str, Any]:
    """Plan every request."""
    if dry and not base_url:
        raise SystemExit("--dry wants --base-url: no answers to dry runs are recorded")
    verdicts = yaml.safe_load((HERE / "verdicts.yaml").read_text(encoding="utf-8")) or {}
    tried: list[dict[str, Any]] = []
    asked = read(requests)
    # In the folder where the documents lie that requests name, not among those of the repository.
    with tempfile.TemporaryDirectory() as folder, recorded(CASSETTES, base_url) as url, chdir(folder):
        planned = asyncio.run(plan_all(asked, Path(folder), url, model))
        if dry:
            wanted = (HERE / "tried.txt").read_text(encoding="utf-8").splitlines()
            tried = asyncio.run(try_all(wanted, Path(folder), url, model))
    result = {**figures(planned, verdicts), **measured_on()}
    if dry:
        told = dry_figures(tried)
        result |= {"defects_caught": round(told["caught"] / max(1, told["planted"]), 4), "dry": told}
        result["dry_runs"] = tried
    return result


if __name__ == "__main__":
    raw = ("plans", "machine", "dry_runs")
    command(measure, __doc__, raw=raw, requests="", base_url="", model="opus-a", dry=False)
