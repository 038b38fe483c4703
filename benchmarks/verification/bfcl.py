"""`seedbed verify --kind toolcalls` on BFCL: its expected calls, and the same calls with one defect planted.

Of each expected call the first accepted value of every argument is taken; what may be left out, which BFCL
says by an empty string, is. Defects as models make them (`planted_calls.py`): a function that isn't there, a
required argument missing, a value of another type, a value outside its enum or bounds, an argument of its own
invention; wherever the call allows it.
"""

import json
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.command import command, measured_on
from benchmarks.verification.planted_calls import BY_SCHEMA
from seedbed.tools.verification.toolcalls import read_tools

DATA = Path("../shared/data/bfcl")
FILES = ("simple_python", "multiple")
_SAID = {
    "unknown function": "there is no function",
    "missing argument": "is missing",
    "wrong type": "not of type",
    "value not allowed": "not one of",
    "unknown argument": "there is no argument",
}
"""Defect → what a reason says that names it."""


def expected_calls(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The row's expected calls, each with the first accepted value of its arguments."""
    made = []
    for call in row["expected"]:
        for name, given in call.items():
            tool = next(tool for tool in row["tools"] if tool["name"] == name)
            needed = tool["parameters"].get("required", [])
            kept = {key: [v for v in values if v != "" or key not in needed] for key, values in given.items()}
            arguments = {key: _first(values) for key, values in kept.items() if values[0] != ""}
            made.append({"name": name, "arguments": arguments})
    return made


def _first(values: list[Any]) -> Any:
    value = values[0]
    if isinstance(value, dict):
        return {key: _first(inner) for key, inner in value.items() if inner and inner[0] != ""}
    if isinstance(value, list):
        return [
            {k: _first(v) for k, v in one.items() if v and v[0] != ""} if isinstance(one, dict) else one
            for one in value
        ]
    return value


def planted(row: Mapping[str, Any], rng: random.Random) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """(defect, calls with it) for each defect that the row's first call allows."""
    first, *others = expected_calls(row)
    tools = {tool.name: tool.parameters for tool in read_tools(row["tools"])}
    for defect, plant in BY_SCHEMA.items():
        for name, arguments in islice(plant(first["name"], first["arguments"], tools, rng), 1):
            yield defect, [{"name": name, "arguments": arguments}, *others]


def verified(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The verdicts of the real command about some rows."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "rows.jsonl")
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        command = [sys.executable, "-m", "seedbed", "verify", str(path), "--kind", "toolcalls", "--quiet"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr)
    return [json.loads(line) for line in done.stdout.splitlines()]


def measure(data: Path, seed: int) -> dict[str, Any]:
    """Expected calls that are valid; planted defects that are refused and named, and those that aren't."""
    files = [(data / f"{name}.jsonl").read_text("utf-8") for name in FILES]
    rows = [json.loads(line) for text in files for line in text.splitlines()]
    right = verified([{"tools": row["tools"], "calls": expected_calls(row)} for row in rows])
    refused = [
        {"id": row["id"], "reason": said["reason"]}
        for row, said in zip(rows, right, strict=True)
        if not said["ok"]
    ]
    rng = random.Random(seed)
    bad = [(kind, row, calls) for row in rows for kind, calls in planted(row, rng)]
    verdicts = verified([{"tools": row["tools"], "calls": calls} for _, row, calls in bad])
    tried, caught, named = Counter[str](), Counter[str](), Counter[str]()
    missed = []
    for (kind, row, _), said in zip(bad, verdicts, strict=True):
        tried[kind] += 1
        caught[kind] += not said["ok"]
        names = not said["ok"] and _SAID[kind] in said["reason"]
        named[kind] += names
        if not names:
            missed.append({"id": row["id"], "defect": kind, "reason": said["reason"]})
    return {
        **measured_on(),
        "seed": seed,
        "expected": {"calls": len(right), "valid": len(right) - len(refused), "refused": refused},
        "planted": {
            kind: {"tried": tried[kind], "refused": caught[kind], "named": named[kind]} for kind in tried
        },
        "missed": missed,
    }


if __name__ == "__main__":
    command(measure, __doc__, raw=("machine", "seed"), data=DATA, seed=0)
