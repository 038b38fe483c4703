"""The search of documents as a tool of a world: its schema, and what its result shows of each passage.

It finds nothing itself: whoever opens it gives it passages (`agent/researcher`), and keeps what was found.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from seedbed.tools.world.calculator import SEARCH as SEARCH
from seedbed.tools.world.world import World

FEW = 3
"""Passages of a search that names no number (as `own_tools.yaml` says)."""
LONGEST = 2_000
"""Characters of one passage that are shown, at most."""
CUT = " …"
"""Stands behind a passage of which the end isn't shown."""


def found(passages: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The result of a search.

    Args:
        passages: `name`, `heading` and `text` of each, the best first.
    """
    shown = [
        {"source": one["name"], "heading": one["heading"], "text": shown_text(str(one["text"]))}
        for one in passages
    ]
    return {"results": shown}


def search_world(passages: Sequence[Mapping[str, Any]] = ()) -> World:
    """The search alone, as it answers one call.

    Args:
        passages: What that call finds, as `found` takes them.
    """
    return World({SEARCH.name: SEARCH}, real={SEARCH.name: lambda _: found(passages)})


def shown_text(text: str) -> str:
    """A passage's beginning, whole lines or words of at most `LONGEST` characters."""
    if len(text) <= LONGEST:
        return text
    cut = max(text.rfind("\n", 0, LONGEST), text.rfind(" ", LONGEST // 2, LONGEST))
    return text[: cut if cut > 0 else LONGEST].rstrip() + CUT
