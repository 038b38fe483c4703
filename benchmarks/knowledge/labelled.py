"""Labelled claims of ../shared/data, in halves: what is fitted on is never reported on."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


def read(path: Path) -> list[Mapping[str, Any]]:
    """The rows of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def half(row: Mapping[str, Any]) -> int:
    """0 (to fit on) or 1 (to report), by the hash of the claim."""
    return int(hashlib.sha256(row["claim"].encode()).hexdigest(), 16) % 2


def fitted_on(data: Path = DATA) -> dict[str, list[Mapping[str, Any]]]:
    """Rows for coefficients and threshold: half of WiCE, BEGIN's dev rows."""
    wice = read(data / "wice_dev" / "test.jsonl")
    return {
        "wice": [row for row in wice if half(row) == 0],
        "begin": read(data / "begin_wow" / "dev.jsonl"),
    }


def reported(data: Path = DATA) -> dict[str, list[Mapping[str, Any]]]:
    """Rows for figures: the other half of WiCE, BEGIN's test rows, HaluEval QA."""
    wice = read(data / "wice_dev" / "test.jsonl")
    return {
        "wice": [row for row in wice if half(row) == 1],
        "begin": read(data / "begin_wow" / "test.jsonl"),
        "halueval": read(data / "halueval_qa" / "test.jsonl"),
    }
