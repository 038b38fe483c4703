"""Talks whose tools were called in a world: the calls executed again in the run's copy of it.

Each result is compared with the transcript and with the evidence, the end with the evidence and with the
blueprint, which is drawn again from the brief. Python functions are executed anew; what an MCP server said is
read from the journal.
"""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seedbed.memory.candidate import Execution, Schema
from seedbed.memory.errors import UserFault
from seedbed.tools.evaluation.recheck_place import Checked, Place

if TYPE_CHECKING:
    from seedbed.tools.world.world import World

META = "worlds"
"""What the store keeps of the copies: part → `tools.world.copies.KeptWorld`."""


def of_world(evidence: Any, place: Place) -> Checked | None:
    """Re-check one piece of evidence of a talk in a world; None: it is checked as any talk's."""
    if not isinstance(evidence, (Execution, Schema)):
        return None
    from seedbed.tools.verification.sandbox.verdict import SandboxFault

    try:
        world = _world(place)
        if isinstance(evidence, Execution):
            return "recomputed", _executed(evidence, place, world)
        return "recomputed", _formed(evidence, place, world)
    except SandboxFault as fault:
        return "not checkable", str(fault)
    except UserFault as fault:
        return "recomputed", str(fault)[:400]


def _world(place: Place) -> "World":
    """The world of the row's part, from the run's copy.

    Raises:
        UserFault: there is no copy, or it was changed.
    """
    from seedbed.tools.world.copies import KeptWorld, refuse_changed
    from seedbed.tools.world.mcp_tools import Kept

    part = place.brief.cell.part
    kept = (place.store.meta(META) or {}).get(part)
    if kept is None:
        raise UserFault(f"the run keeps no world of the part {part!r}")
    about, folder = KeptWorld.model_validate(kept), place.folder.worlds / part
    refuse_changed(folder, about)
    if about.served:
        from seedbed.tools.world.copies import open_world

        return open_world(folder, about, Kept(place.store.journaled, None))
    return _opened(folder, about.model_dump_json())


@lru_cache(maxsize=8)
def _opened(folder: Path, about: str) -> "World":
    """A world without a server, for as many rows as it has; its files have just been looked at."""
    from seedbed.tools.world.copies import KeptWorld, open_world

    return open_world(folder, KeptWorld.model_validate_json(about))


def _formed(evidence: Schema, place: Place, world: "World") -> str:
    from seedbed.tools.evaluation.recheck_talks import talk_fault
    from seedbed.tools.verification.trajectories.check import BY

    if evidence.validator != BY:
        return f"no talk is checked by {evidence.validator[:60]!r}"
    return talk_fault(place.row, world=world)


def _executed(evidence: Execution, place: Place, world: "World") -> str:
    """What is wrong with the calls, their results, and the end; empty: nothing."""
    from seedbed.tools.world.blueprints.drawing import draw_blueprint
    from seedbed.tools.world.blueprints.reached import played, unreached
    from seedbed.tools.world.execution import calls_of, results_of
    from seedbed.tools.world.world import offered_tools

    messages, ground = list(place.row.get("messages") or ()), place.brief.grounding
    found = played(world, messages)
    if evidence.program != calls_of(found):
        return "the row's calls are not those that were executed"
    shown = [str(one.get("content")) for one in messages if one.get("role") == "tool"]
    for number, made in enumerate(found.made):
        if number >= len(shown) or shown[number] != made.outcome.text:
            return f"executed again, call {number} ({made.call.name}) doesn't give what the row shows"
    if evidence.tests != results_of(world, found):
        return "executed again, the calls don't give what the evidence says"
    blueprint = draw_blueprint(world, ground["kind"], ground["seed"], ground["number"])
    if wrong := next(unreached(world, blueprint, messages), ""):
        return wrong
    if place.row.get("tools") != offered_tools(world, blueprint.offered):
        return "the row's tools are not those that were offered"
    told = [one.get("content") for one in messages if one.get("role") == "system"]
    return "" if told == ([world.policy] if world.policy else []) else "its system message isn't the policy"


def changed_copies(store: Any, folder: Path) -> list[tuple[str, str]]:
    """(File in the run, what is wrong with it) of each file of a world's copy that isn't as it was kept."""
    from seedbed.tools.world.copies import KeptWorld, changed

    return [
        (f"worlds/{part}/{name}", "is not the file that was kept")
        for part, kept in (store.meta(META) or {}).items()
        for name in changed(folder / part, KeptWorld.model_validate(kept))
    ]
