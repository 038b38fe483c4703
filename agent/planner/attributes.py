"""The dimensions in which a part's rows vary: the spec's own, and beside them what the planner proposes.

AttrPrompt (Yu et al. 2023): attributes are found by a model, values are drawn evenly and independently for
each row. Who draws them is `seats.py`.
"""

from seedbed.agent.answers import ProposeAttributes, job_name
from seedbed.agent.models.ask import Desk, Purpose
from seedbed.agent.models.wire import Decode
from seedbed.agent.planner.distinct import alike
from seedbed.agent.planner.materials import clean
from seedbed.agent.planner.propose import Said, able, one_of, writes_freely
from seedbed.agent.prompting import brief_block, render
from seedbed.memory.brief import Slot
from seedbed.memory.errors import AnswerFault
from seedbed.memory.spec import Attribute, Part, Spec

WANTED = 4
"""Attributes of a part in all; AttrPrompt's authors keep four to six."""
_MOST_VALUES = 6
_PLAN = Decode(max_tokens=1500, temperature=0.7)


async def propose_attributes(part: Part, *, spec: Spec, desk: Desk, said: Said) -> tuple[Attribute, ...]:
    """The part's own attributes, completed by the planner's model where a strong form will heed them.

    Texts, records, coding tasks and dialogues only: problems and cited questions vary by their programs and
    passages.
    """
    if (
        part.task not in ("classification", "records", "code", "dialogues")
        or not able(desk)
        or not writes_freely(part, desk)
    ):
        return part.attributes
    missing = WANTED - len(part.attributes)
    if missing < 1:
        return part.attributes
    slot = Slot("plan", "planner", f"propose_attributes/{part.name}")
    block = {
        "job": job_name(ProposeAttributes),
        "topic": part.topic,
        "concept": {"name": part.topic, "inside": "", "outside": ""},
        "wanted": missing,
    }
    prompt = render(
        "propose_attributes",
        kind=f"{one_of(part)}s",
        one=one_of(part),
        topic=part.topic,
        about=part.about if part.labels else "",
        labels=[label.name for label in part.labels],
        concepts=[],
        wanted=missing,
        language=spec.language,
        taken=[attribute.name for attribute in part.attributes],
        rules=part.guidance,
        brief=brief_block(block),
    )
    try:
        answer, _ = await desk.ask(slot, prompt, ProposeAttributes, Purpose("plan"), _PLAN)
    except AnswerFault as fault:
        said(
            f"{part.name}: no attributes beside its own, the planner's model gave no usable answer "
            f"({fault.code})"
        )
        return part.attributes
    kept = list(part.attributes)
    labels = {label.name.lower() for label in part.labels}
    for one in answer.attributes:
        name = clean(one.name, 60).lower()
        values = tuple(dict.fromkeys(v for v in (clean(value, 120) for value in one.values) if v))[
            :_MOST_VALUES
        ]
        given_away = any(value.lower() in labels for value in values)
        if name and len(values) >= 2 and not given_away and not any(alike(name, a.name) for a in kept):
            kept.append(Attribute(name=name, values=values))
    proposed = [f"{a.name} ({', '.join(a.values)})" for a in kept[len(part.attributes) : WANTED]]
    if proposed:
        said(f"{part.name}: rows vary in {'; '.join(proposed)}")
    return tuple(kept[:WANTED])
