"""plan_talk: the persona and the fields that are asked for, out of the brief's scene."""

from collections.abc import Mapping
from typing import Any

from tests.simulator.jobs.briefs import concept_of
from tests.simulator.jobs.talks.scenes import scene
from tests.simulator.wire import Call

Json = dict[str, Any]


def plan_talk(call: Call) -> Json:
    """The plan; a field of a way that isn't in the bank is worded from its name."""
    return planned(call.brief)


def planned(brief: Mapping[str, Any]) -> Json:
    """Persona, where none is given, and fields of a brief."""
    made = scene(brief)
    found: Json = {}
    if not brief.get("persona"):
        facts = made.persona if made else {"name": "Imke", "home": "Ripon", "job": "gardener"}
        found["persona"] = [{"fact": name, "value": value} for name, value in facts.items()]
    concept, _ = concept_of(brief.get("concept"))
    for field in brief.get("fields") or ():
        name, kind = str(field["name"]), str(field["kind"])
        if made and name in made.fields:
            found[name] = made.fields[name]
        elif kind == "list":
            found[name] = [f"what to know of {concept.lower()}", "what follows from it", "what to mind"]
        elif kind == "choice":
            found[name] = str(field["of"][0])
        else:
            found[name] = f"Something about {concept.lower()} that matters to a beginner."
    return found
