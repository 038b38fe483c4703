"""What a format makes of rows: the content of one file, and what is to be said of it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Written:
    """One file's content."""

    data: bytes
    warnings: tuple[str, ...] = ()
    left_out: int = 0
    """Rows that the format can't say; a warning names why."""
    described: Mapping[str, Any] | None = None
    """How a `dataset_info.json` beside it describes it, without the file's name."""
    beside: "Mapping[str, Written]" = field(default_factory=dict)
    """Rows that go into a file of their own: what is added to its name → its content."""
    rows: int = 0
    """Of a file beside another: how many rows it has."""


def lines(values: Sequence[Mapping[str, Any]]) -> bytes:
    """One JSON object a line."""
    return "".join(f"{json.dumps(value, ensure_ascii=False)}\n" for value in values).encode()


def array(values: Sequence[Mapping[str, Any]]) -> bytes:
    """One JSON array."""
    return (json.dumps(values, ensure_ascii=False, indent=1) + "\n").encode()
