"""A talk's calls as evidence: what was executed, what came of it, and how the world ended.

The text of `program` and `tests` of a row whose tools were called in a world. Whoever has the world can write
both anew from the row.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from seedbed.memory.exact.canonical import canonical
from seedbed.tools.world.state import changes
from seedbed.tools.world.world import World

if TYPE_CHECKING:
    from seedbed.tools.world.blueprints.reached import Played

BY = "world of tools 1"
"""Name of this check in evidence."""
PASSED = "passed"


def calls_of(found: "Played") -> str:
    """The calls in their order, as canonical JSON."""
    made = [{"name": one.call.name, "arguments": dict(one.call.arguments)} for one in found.made]
    return canonical(made).decode()


def results_of(world: World, found: "Played") -> str:
    """The results in the calls' order, what the calls changed, and the end's digest, as canonical JSON."""
    results: Sequence[str] = [one.outcome.text for one in found.made]
    changed: Mapping[str, Any] = {
        name: {key: dict(record) if record is not None else None for key, record in some.items()}
        for name, some in changes(world.start(), found.end).items()
    }
    return canonical({"results": results, "changes": changed, "end": found.end.digest}).decode()
