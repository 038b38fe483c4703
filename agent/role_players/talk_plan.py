"""The private plan of a talk: who the user is, and each field that the script wants settled beforehand.

One call of the planner's role fills it. What can be checked of it by a program is checked at once, and a plan
that breaks its script's rules is asked for again with the reasons. Nobody of the talk sees the whole of it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import brief_block, delimit, render
from seedbed.agent.role_players.scripts import PlanField, Script
from seedbed.agent.work import Bench, Work
from seedbed.memory.brief import Brief
from seedbed.memory.errors import AnswerFault
from seedbed.memory.tree import Concept
from seedbed.tools.verification.talks.check import plan_faults
from seedbed.tools.verification.talks.talk import Planned, Talk

JOB = "plan_talk"
_PLAN = Decode(max_tokens=1500, temperature=0.9)
_LONGEST, _ITEMS = 800, 12
_FACTS = 8
_FACT = 80
"""Characters of a fact's name and value, at most each."""


@dataclass(frozen=True, slots=True)
class TalkPlan:
    """What was settled before a talk."""

    persona: Mapping[str, str]
    """Facts of the user, name → value; it never contradicts them."""
    fields: Mapping[str, Planned]
    """The script's fields."""
    settled: tuple[str, ...] = ()
    """Those of them that no model filled: they come from documents or programs."""

    def noted(self) -> dict[str, Any]:
        """The plan as a row's notes hold it."""
        fields = {name: list(one) if isinstance(one, tuple) else one for name, one in self.fields.items()}
        return {"fields": fields, "settled": list(self.settled)}

    def shown(self, fields: Sequence[PlanField]) -> dict[str, str]:
        """Some fields as a role is shown them: title → text, those left empty not."""
        found = {one.title: self.fields.get(one.name, "") for one in fields}
        return {
            title: said if isinstance(said, str) else "; ".join(said) for title, said in found.items() if said
        }


async def plan_talk(
    work: Work, bench: Bench, script: Script, known: Mapping[str, Planned] | None = None
) -> tuple[Work, TalkPlan]:
    """The plan of a candidate's talk.

    Args:
        known: Fields that are settled already, by documents or programs; the model isn't asked for them.

    Raises:
        AnswerFault: the planner's answer broke the script's rules to the last.
    """
    brief, part = work.brief, bench.part(work)
    given = dict(known or {})
    fields = [one for one in script.plan if one.name not in given]
    least, most = script.bounds(part)
    slot = work.slot("planner", JOB)
    persona: Mapping[str, str] = brief.grounding.get("persona") or {}
    concept = bench.plan.part(part.name).tree[brief.cell.leaf]
    block = plan_block(JOB, script.way, concept, fields, brief)
    block["known"] = {name: list(one) if isinstance(one, tuple) else one for name, one in given.items()}
    prompt = render(
        JOB,
        title=script.title,
        about=script.about,
        topic=part.topic,
        concept=concept,
        least=least,
        most=most,
        attributes=brief.attributes,
        persona=persona,
        fields=fields,
        language=bench.spec.language,
        rules=brief.guidance,
        taken=openings(brief.grounding.get("taken", ()), slot.key[:12]),
        feedback=work.notes.get("feedback", ()),
        brief=brief_block(block),
    )
    plan, reply = await bench.desk.ask_value(
        slot,
        prompt,
        plan_schema(fields, JOB, persona),
        lambda said: read_plan(said, script, fields, persona, given),
        work.purpose,
        _PLAN,
    )
    return work.asked(prompt, reply, bench.desk.endpoint("planner").model), plan


def plan_block(
    job: str, way: str, concept: Concept, fields: Sequence[PlanField], brief: Brief
) -> dict[str, Any]:
    """What the brief block says of a plan that is to be filled."""
    return {
        "job": job,
        "way": way,
        "concept": {"name": concept.name, "inside": concept.inside, "outside": concept.outside},
        "fields": [{"name": one.name, "kind": one.kind, "of": list(one.of)} for one in fields],
        "persona": dict(brief.grounding.get("persona") or {}),
        "attributes": brief.attributes,
        "seed": brief.seed,
    }


def openings(taken: Sequence[str], nonce: str) -> str:
    """First messages of earlier talks between marks; empty: there are none."""
    return delimit("\n".join(f"- {' '.join(one.split())}" for one in taken), nonce) if taken else ""


def plan_schema(
    fields: Sequence[PlanField], job: str, persona: Mapping[str, str], more: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The closed JSON schema of a plan; a given persona isn't asked for.

    Args:
        more: Further properties, each required.
    """
    properties: dict[str, Any] = {}
    if not persona:
        fact = {
            "type": "object",
            "properties": {"fact": {"type": "string"}, "value": {"type": "string"}},
            "required": ["fact", "value"],
            "additionalProperties": False,
        }
        properties["persona"] = {"type": "array", "items": fact}
    for one in fields:
        text: dict[str, Any] = {"type": "string"}
        if one.kind == "choice":
            text = {"type": "string", "enum": list(one.of)}
        properties[one.name] = {"type": "array", "items": text} if one.kind == "list" else text
    properties |= more or {}
    return {
        "title": job,
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def read_plan(
    said: Any,
    script: Script,
    fields: Sequence[PlanField],
    persona: Mapping[str, str],
    known: Mapping[str, Planned],
) -> TalkPlan:
    """The plan of an answer.

    Raises:
        AnswerFault: `malformed`: a field is missing or of another kind, or a rule of the script is broken.
    """
    if not isinstance(said, dict):
        raise AnswerFault("malformed", "an object is wanted", str(said)[:2000])
    filled = {one.name: _field(said.get(one.name), one) for one in fields}
    own = dict(persona) or _persona(said.get("persona"))
    plan = TalkPlan(own, {**known, **filled}, tuple(known))
    if broken := plan_faults(Talk(plan.fields, ()), script.plan_checks):
        raise AnswerFault("malformed", "; ".join(broken)[:900], json.dumps(said, ensure_ascii=False)[:2000])
    return plan


def _persona(said: Any) -> dict[str, str]:
    facts = said if isinstance(said, list) else []
    found: dict[str, str] = {}
    for one in facts[:_FACTS]:
        if isinstance(one, dict) and (name := _clean(one.get("fact"), _FACT)):
            found.setdefault(name.lower().replace(" ", "_"), _clean(one.get("value"), _FACT))
    found = {name: value for name, value in found.items() if value}
    if len(found) < 2 or "name" not in found:
        raise AnswerFault("malformed", "persona: give a name and at least one more fact", str(said)[:2000])
    return found


def _field(said: Any, field: PlanField) -> Planned:
    if field.kind == "list":
        items = tuple(filter(None, (_clean(one) for one in said[:_ITEMS]))) if isinstance(said, list) else ()
        if not field.least <= len(items) <= field.most:
            raise AnswerFault(
                "malformed", f"{field.name}: {field.least} to {field.most} texts, not {len(items)}"
            )
        return items
    text = _clean(said)
    if not text and not field.optional:
        raise AnswerFault("malformed", f"{field.name}: missing, or no text")
    if field.kind == "choice" and text not in field.of:
        raise AnswerFault("malformed", f"{field.name}: one of {', '.join(field.of)}")
    return text


def _clean(said: Any, longest: int = _LONGEST) -> str:
    """A text on one line, without back-ticks; anything else is empty."""
    return " ".join(said.split()).replace("`", "'")[:longest] if isinstance(said, str) else ""
