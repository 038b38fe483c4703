"""Whether a talk keeps its script: the private plan is the one that a model gave, and no rule is broken.

The plan and the script's rules stand in the candidate's notes; which rules a script has isn't known here.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from seedbed.memory.candidate import Schema
from seedbed.tools.evaluation.recheck_place import Checked, Place
from seedbed.tools.verification.talks.check import BY, talk_faults
from seedbed.tools.verification.talks.talk import talk_of


def is_of_script(evidence: Schema) -> bool:
    """Whether evidence says that a talk keeps a script."""
    return evidence.validator.startswith(f"{BY}: ")


def script_kept(evidence: Schema, place: Place) -> Checked:
    """The talk held against its script again."""
    notes = place.candidate.draft.notes
    plan, rules = notes.get("plan"), notes.get("checks")
    fields = plan.get("fields") if isinstance(plan, dict) else None
    if not isinstance(fields, dict) or not isinstance(rules, list):
        return "not checkable", "the plan of the talk isn't kept"
    if evidence.validator != f"{BY}: {notes.get('script')}":
        return "recomputed", f"the talk is of the script {str(notes.get('script'))[:60]!r}"
    settled = set(plan.get("settled") or ()) if isinstance(plan, dict) else set()
    if not _planned({name: said for name, said in fields.items() if name not in settled}, place):
        return "recomputed", "its plan is not what the planner answered"
    if strange := _unplanned(place.row.get("messages", ()), fields):
        return "recomputed", f"its system message holds what isn't planned: {strange[:120]!r}"
    found = talk_faults(talk_of(place.row.get("messages", ()), fields), rules)
    return "recomputed", f"message {found[0].turn}: {found[0].said}"[:400] if found else ""


def _planned(fields: Mapping[str, Any], place: Place) -> bool:
    """Whether an answer of the last attempt holds these fields; a writer's holds them beside its talk."""
    own = [*place.objects("planner", "plan_talk", 0), *place.objects("writer", "write_dialogue", 0)]
    return any(all(_plain(said.get(name)) == value for name, value in fields.items()) for said in own)


def _unplanned(messages: Sequence[Mapping[str, Any]], fields: Mapping[str, Any]) -> str:
    """A line of the system message that no field of the plan stands in; empty: there is none."""
    values = [one for said in fields.values() for one in (said if isinstance(said, list) else [said]) if one]
    told = [str(one.get("content")) for one in messages if one.get("role") == "system"]
    lines = (line for text in told for line in text.splitlines() if line.strip() and line[-1] != ":")
    return next((line for line in lines if not any(str(value) in line for value in values)), "")


def _plain(value: Any) -> Any:
    """A text, or a list of them, as plans keep it: on one line, without back-ticks."""
    if isinstance(value, list):
        return [one for one in map(_plain, value) if one]
    return " ".join(value.split()).replace("`", "'")[:800] if isinstance(value, str) else value
