"""Rows that are talks: their evidence re-checked without a model.

The form of a talk (`schema`) is checked anew, turn by turn, by the check that the build held it against. What
else a way has as evidence is its own: one entry of `OWN` for each. What an entry doesn't know (None) is
checked here, as far as it can be without knowing the way.
"""

from collections.abc import Callable, Mapping
from typing import Any

from seedbed.memory.candidate import Citation, Computation, Execution, Schema
from seedbed.memory.errors import UserFault
from seedbed.memory.task import TALKS, Task, Way
from seedbed.tools.evaluation import recheck_lookups
from seedbed.tools.evaluation.recheck_cited_talks import cited_talk
from seedbed.tools.evaluation.recheck_place import Checked, Place
from seedbed.tools.evaluation.recheck_worlds import of_world

Recheck = Callable[[Any, Place], Checked | None]
OWN: Mapping[tuple[Task, Way], Recheck] = {
    ("dialogues", "information-seeking"): cited_talk,
    ("tool_use", ""): of_world,
    ("tool_use", "calculator"): recheck_lookups.recheck,
    ("tool_use", "search"): recheck_lookups.recheck,
}
"""(Task, way) → what re-checks its evidence; None: that piece is checked as any talk's."""


def is_talk(place: Place) -> bool:
    """Whether the row is a talk."""
    return place.task in TALKS


def of_talk(evidence: Any, place: Place) -> Checked | None:
    """Re-check one piece of a talk's evidence; None: it is checked as that of any row."""
    part = place.spec.part(place.brief.cell.part)
    own = OWN.get((part.task, part.way))
    found = own(evidence, place) if own else None
    if found is not None:
        return found
    check = _GENERAL.get(type(evidence))
    return check(evidence, place) if check else None


# what every talk has -----------------------------------------------------------------------------------


def _schema(evidence: Schema, place: Place) -> Checked:
    from seedbed.tools.verification.trajectories.check import BY

    if evidence.validator != BY:
        return "recomputed", f"no talk is checked by {evidence.validator[:60]!r}"
    return "recomputed", talk_fault(place.row) or _uncounted(place)


def talk_fault(row: Mapping[str, Any], *, world: Any = None) -> str:
    """The first thing that is wrong with a row's talk; empty: nothing.

    Args:
        row: Its `messages`, and `tools` where it has some.
        world: What its calls are executed in again (`tools/world`); None: results are taken as they stand.
    """
    from seedbed.tools.verification.trajectories.check import check_trajectory
    from seedbed.tools.verification.trajectories.read import read_trajectory

    try:
        checked = check_trajectory(read_trajectory(row), world)
    except UserFault as fault:
        return str(fault)[:400]
    if checked.faults:
        return checked.reason
    ends = checked.trajectory.messages[-1]
    return "" if ends.role == "assistant" and not ends.calls else "the assistant doesn't have the last word"


def _uncounted(place: Place) -> str:
    """Whether the row has as many turns as the build counted."""
    counted = place.candidate.draft.notes.get("turns")
    if counted is None:
        return ""
    spoken = sum(
        one.get("role") in ("user", "assistant") and not one.get("tool_calls")
        for one in place.row.get("messages", ())
    )
    return "" if spoken == counted else f"the row has {spoken} turns, {counted} were spoken"


# what some have ----------------------------------------------------------------------------------------


def said_by_assistant(row: Mapping[str, Any]) -> list[str]:
    """What the assistant says in a talk, message by message."""
    messages = row.get("messages") or ()
    return [str(one["content"]) for one in messages if one.get("role") == "assistant" and one.get("content")]


def _citation(evidence: Citation, place: Place) -> Checked:
    """A quote that stands in its source, for something that the assistant says, of a source that it names."""
    from seedbed.tools.knowledge.citations import contains, holds

    if not holds(evidence.model_dump(), place.folder.sources):
        at = f"{evidence.start}–{evidence.end} of {evidence.sha256[:12]}…"
        return "recomputed", f"the quote does not stand at {at}, or doesn't hold {evidence.claim[:80]!r}"
    if not any(contains(evidence.claim, said) for said in said_by_assistant(place.row)):
        return "recomputed", f"the assistant doesn't say {evidence.claim[:80]!r}"
    named = str(place.row.get("source", "")).split("; ")
    wrong = f"the row doesn't name {evidence.source!r}, which is cited"
    return "recomputed", "" if evidence.source in named else wrong


def _computation(evidence: Computation, place: Place) -> Checked:
    from seedbed.tools.verification.evidence import faults

    found = faults(evidence.model_dump())
    if found:
        return "recomputed", found[0]
    return "recomputed", "" if _tells(evidence.result, place) else f"nobody tells {evidence.result[:60]!r}"


def _tells(result: str, place: Place) -> bool:
    """Whether the assistant says a number."""
    from seedbed.tools.verification.expression import calculate, equal
    from seedbed.tools.verification.numerals import numbers_in

    value = calculate(result)
    return any(equal(one, value) for said in said_by_assistant(place.row) for one in numbers_in(said))


def _execution(evidence: Execution, place: Place) -> Checked:
    return "recomputed", f"nothing was run in the way {place.way!r} of {place.task}"


_GENERAL: Mapping[type, Callable[[Any, Place], Checked]] = {
    Citation: _citation,
    Computation: _computation,
    Execution: _execution,
    Schema: _schema,
}
