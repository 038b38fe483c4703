"""Seedbed's own tools, described in `own_tools.yaml`: the calculator, and the search of documents.

The calculator is exact, by the closed grammar of `calculator.py`. The search finds nothing itself: whoever
opens it gives it passages (`agent/researcher`), and keeps what was found."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from seedbed.memory.files.yaml_file import load
from seedbed.tools.verification.calculator import calculate, shown_value
from seedbed.tools.verification.toolcalls import read_tools
from seedbed.tools.world.world import World

CALCULATOR, SEARCH = read_tools(load(Path(__file__).parent / "own_tools.yaml").value)
FEW = 3
"""Passages of a search that names no number (as `own_tools.yaml` says)."""
LONGEST = 2_000
"""Characters of one passage that are shown, at most."""


def calculated(arguments: Mapping[str, Any]) -> dict[str, str]:
    """The result of `expression`. Raises ExpressionFault: it isn't an expression, or has no value."""
    return {"result": shown_value(calculate(arguments["expression"]))}


CALCULATOR_WORLD = World({CALCULATOR.name: CALCULATOR}, real={CALCULATOR.name: calculated})
"""The calculator alone."""


def search_world(passages: Sequence[Mapping[str, Any]] = ()) -> World:
    """The search alone, as it answers one call. `passages`: `name`, `heading` and `text` of each that the
    call finds, the best first."""
    return World({SEARCH.name: SEARCH}, real={SEARCH.name: lambda _: found(passages)})


def found(passages: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The result of a search that finds these; of each the beginning, whole lines or words, is shown."""
    shown = []
    for one in passages:
        text = str(one["text"])
        if len(text) > LONGEST:
            cut = max(text.rfind("\n", 0, LONGEST), text.rfind(" ", LONGEST // 2, LONGEST))
            text = f"{text[: cut if cut > 0 else LONGEST].rstrip()} …"
        shown.append({"source": one["name"], "heading": one["heading"], "text": text})
    return {"results": shown}
