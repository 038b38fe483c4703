"""How large the house is: lines, files a folder, circles of imports, the suite's time, what is installed.

    python -m benchmarks.house --out house.json

Without `--skip-tests` the whole suite runs once, by `make test`. Lines are those of tracked Python files,
files those of one folder without what lies below. `environment_mb` is what `pip install .` brings without
extras: the files of every distribution that the project needs, directly or not, as installed here."""

import subprocess
import time
from collections import Counter
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import grimp
import networkx
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from benchmarks.command import command

ROOT = Path(__file__).parents[1]
PRODUCT = ("memory", "tools", "agent", "graphs", "app", "src", "scenarios")


def tracked() -> list[Path]:
    """The Python files of the repository, links left out."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "*.py"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    paths = (Path(name) for name in listed.stdout.split("\0") if name)
    return [path for path in paths if (ROOT / path).is_file()]


def cycles() -> list[list[str]]:
    """Modules that import each other, directly or by way of others; imports for types alone count."""
    graph = grimp.build_graph("seedbed", cache_dir=None)
    imports: networkx.DiGraph[str] = networkx.DiGraph()
    for module in graph.modules:
        imports.add_edges_from((module, other) for other in graph.find_modules_directly_imported_by(module))
    found = networkx.strongly_connected_components(imports)
    return sorted(sorted(one) for one in found if len(one) > 1)


def needed(name: str, extra: str = "") -> set[str]:
    """The distributions that one needs here, itself among them; what isn't installed is left out."""
    found: set[str] = set()
    waiting = [(canonicalize_name(name), extra)]
    seen = set(waiting)
    while waiting:
        one, wanted = waiting.pop()
        try:
            requires = distribution(one).requires or []
        except PackageNotFoundError:
            continue
        found.add(one)
        for line in requires:
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate({"extra": wanted}):
                more = [(canonicalize_name(requirement.name), own) for own in ("", *requirement.extras)]
                waiting += [pair for pair in more if pair not in seen]
                seen.update(more)
    return found


def megabytes(name: str) -> float:
    """What a distribution's files take."""
    places = (Path(str(file.locate())) for file in distribution(name).files or [])
    return sum(path.stat().st_size for path in places if path.is_file()) / 1e6


def measure(skip_tests: bool) -> dict[str, Any]:
    """The figures; with tests skipped `test_seconds` is None."""
    lines: Counter[str] = Counter()
    files: Counter[str] = Counter()
    for path in tracked():
        lines[path.parts[0]] += len((ROOT / path).read_text(encoding="utf-8").splitlines())
        files[str(path.parent)] += path.name != "__init__.py"
    sizes = {name: megabytes(name) for name in needed("seedbed") - {"seedbed"}}
    largest = dict(sorted(sizes.items(), key=lambda pair: -pair[1])[:10])
    most, circles = max(files.values()), cycles()
    return {
        "product_lines": sum(lines[name] for name in PRODUCT),
        "test_lines": lines["tests"],
        "benchmark_lines": lines["benchmarks"],
        "lines": dict(lines),
        "largest_folder": most,
        "folders_over_15": {name: number for name, number in files.most_common() if number > 15},
        "cycles": len(circles),
        "modules_in_cycles": circles,
        "test_seconds": None if skip_tests else _seconds(),
        "environment_mb": round(sum(sizes.values())),
        "largest_distributions_mb": {name: round(size, 1) for name, size in largest.items()},
    }


def _seconds() -> float:
    """What `make test` takes.

    Raises:
        CalledProcessError: a test fails.
    """
    subprocess.run(["make", "setup"], cwd=ROOT, check=True, capture_output=True)
    began = time.perf_counter()
    subprocess.run(["make", "test"], cwd=ROOT, check=True)
    return round(time.perf_counter() - began, 1)


if __name__ == "__main__":
    command(measure, __doc__, skip_tests=False)
