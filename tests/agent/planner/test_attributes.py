"""Attributes: the spec's own, completed by a planner's model."""

from typing import Any

from seedbed.agent.planner.attributes import propose_attributes
from seedbed.memory.profile import Skill
from seedbed.memory.spec import Attribute, Label, Part, Spec
from tests.agent.scripted import desk

CAN: tuple[Skill, ...] = ("json_schema", "subtopics", "keep_label", "judging")
OWN = Attribute(name="tone", values=("polite", "angry"))
PART = Part(
    task="classification",
    topic="bikes",
    rows=9,
    about="intent",
    labels=(Label(name="refund"), Label(name="booking")),
    attributes=(OWN,),
)


async def proposed(
    part: Part, *answers: Any, can: tuple[Skill, ...] = CAN
) -> tuple[list[str], list[str], int]:
    door, script = desk(*answers, can=can)
    said: list[str] = []
    found = await propose_attributes(part, spec=Spec(parts=(part,)), desk=door, said=said.append)
    return [a.name for a in found], said, len(script.asked)


def answer(**attributes: list[str]) -> dict[str, Any]:
    return {"attributes": [{"name": name, "values": values} for name, values in attributes.items()]}


async def test_the_spec_s_own_stay_and_others_come_beside() -> None:
    names, said, _ = await proposed(
        PART, answer(length=["short", "long"], Tone=["a", "b"], channel=["app", "mail"])
    )
    assert names == ["tone", "length", "channel"]
    assert said == ["rows: rows vary in length (short, long); channel (app, mail)"]


async def test_what_gives_the_label_away_or_has_one_value_is_left_out() -> None:
    names, _, _ = await proposed(PART, answer(wish=["Refund", "other"], length=["short", "short"]))
    assert names == ["tone"]


async def test_coding_tasks_vary_in_what_functions_do_and_not_in_tone() -> None:
    door, script = desk(answer(takes=["a list", "a mapping"]), can=CAN)
    part = Part(task="code", topic="stock", rows=9)
    said: list[str] = []
    found = await propose_attributes(part, spec=Spec(parts=(part,)), desk=door, said=said.append)
    assert [attribute.name for attribute in found] == ["takes"]
    asked = "\n".join(str(message["content"]) for message in script.asked[0][1])
    assert "coding tasks about stock" in asked and "what the function takes" in asked and "tone" not in asked


async def test_nobody_is_asked_where_nothing_would_come_of_it() -> None:
    own = ["tone"]
    assert await proposed(PART, can=()) == (own, [], 0)
    assert await proposed(PART.model_copy(update={"form": "sure"})) == (own, [], 0)
    full = PART.model_copy(update={"attributes": tuple(OWN.model_copy(update={"name": n}) for n in "abcd")})
    assert (await proposed(full))[2] == 0
    assert await proposed(Part(task="mathematics", topic="x", rows=1)) == ([], [], 0)


async def test_an_unusable_answer_is_said() -> None:
    names, said, _ = await proposed(PART, "no JSON")
    assert names == ["tone"]
    assert "no usable answer (malformed)" in said[0]
