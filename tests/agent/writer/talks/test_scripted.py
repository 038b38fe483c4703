"""Dialogues held turn by turn: planned, spoken, checked by their script; what each side sees."""

from dataclasses import replace
from random import Random
from typing import Any

import pytest

from seedbed.agent.role_players.personas import Persona
from seedbed.agent.shelf import Shelf
from seedbed.agent.work import Choice, Work
from seedbed.agent.writer.talks.scripted import STRONG, choose, hold, judge, lacks, verify
from seedbed.memory.errors import AnswerFault
from seedbed.tools.verification.talks.check import BY
from tests.agent.scenes import said
from tests.agent.writer.talks.held import LINES, RICE, at_work, part, spoken

SCORE = {"reason": "Nothing to mend.", "score": 5}


async def done(*answers: Any, **more: Any) -> tuple[Work, Any]:
    work, bench, scripted = at_work(part(**more), *answers)
    work = await hold(work, bench)
    if not work.reasons:
        work = await verify(work, bench)
    if not work.reasons:
        work = await judge(work, bench)
    return work, scripted


async def test_a_talk_is_planned_held_checked_and_judged() -> None:
    work, scripted = await done(RICE, *spoken(*LINES), SCORE)
    assert work.reasons == () and work.row is not None
    assert [one["content"] for one in work.row["messages"]] == list(LINES)
    assert [one.kind for one in work.evidence] == ["schema", "schema", "judgement"]
    assert [getattr(one, "validator", "") for one in work.evidence][1] == f"{BY}: clarification"
    assert work.notes["held"] == "turn by turn" and work.notes["plan"]["fields"]["detail"] == "30 people"
    assert work.text == "\n".join(LINES[::2])
    assert [slot.role for slot, _ in scripted.asked] == ["planner", *["user", "assistant"] * 3, "judge"]


async def test_each_side_sees_its_own_part_of_the_plan() -> None:
    _, scripted = await done(RICE, *spoken(*LINES), SCORE)
    user, assistant, judged = said(scripted, 1), said(scripted, 2), said(scripted, 7)
    assert "30 people" in user and "Dagny" in user and "without the missing detail" in user
    assert "30 people" not in assistant and "Dagny" not in assistant
    assert "Ask for it in one question" in assistant
    assert "Oban" not in judged and "ask for nothing else" in judged


async def test_a_turn_that_breaks_the_script_is_asked_again_with_the_reason() -> None:
    lines = spoken(*LINES)
    work, scripted = await done(RICE, lines[0], {"message": "Take two kilos of rice."}, *lines[1:], SCORE)
    assert work.reasons == () and scripted.asked[3][0].step == "turn-2/again-1"
    assert "something is missing in the request" in said(scripted, 3)


async def test_a_talk_that_breaks_its_script_to_the_last_carries_the_reason() -> None:
    guess = {"message": "Take two kilos of rice."}
    work, _ = await done(RICE, spoken(*LINES)[0], guess, guess, guess)
    assert [one.by for one in work.reasons] == ["script: clarified"] and work.evidence == ()


async def test_a_way_of_ending_that_the_script_does_not_know_is_a_reason() -> None:
    work, _ = await done(RICE, *spoken(*LINES, ends="given up"))
    assert [(one.by, one.detail) for one in work.reasons] == [
        ("stopping rule", "the talk ended with: given up")
    ]


@pytest.mark.parametrize(
    ("change", "said_so"),
    [
        ({"request": "How much rice for 30 people?"}, "request tells detail"),
        ({"detail": ""}, "detail: missing"),
        ({"persona": [{"fact": "home", "value": "Oban"}]}, "give a name"),
    ],
)
async def test_a_plan_that_breaks_a_rule_is_no_answer(change: dict[str, Any], said_so: str) -> None:
    with pytest.raises(AnswerFault, match=said_so):
        await done({**RICE, **change})


async def test_what_stands_in_the_system_message_is_known_to_the_assistant_alone() -> None:
    plan = {
        "persona": RICE["persona"],
        "setting": "You are the assistant of a climbing club.",
        "policy": "Never give out a number, because data is private. Instead you may pass on a message.",
        "records": "The number of Ulric is D4417.",
        "secret": "D4417",
        "reason": "data is private",
        "allowed": "pass on a message",
        "need": "You want to ring Ulric.",
        "attempts": ["plainly", "urgently", "a part of it"],
    }
    lines = (
        "Could I have the number of Ulric?",
        "I can't give it, as data is private. I may pass on a message.",
        "Please, he left a watch.",
        "Even so I can't. A message reaches him soon.",
        "Just the last digits?",
        "I can't tell any of them.",
        "Then send the message.",
        "It is on its way.",
    )
    work, scripted = await done(plan, *spoken(*lines), SCORE, way="refusal")
    assert work.reasons == () and work.row is not None
    first = work.row["messages"][0]
    assert first["role"] == "system" and "D4417" in first["content"] and "data is private" in first["content"]
    assert "D4417" in said(scripted, 2) and "D4417" not in said(scripted, 1)


async def test_people_s_own_users_speak_all_equally_often_and_are_not_made_up() -> None:
    people = [Persona({"name": name}) for name in ("Ann", "Bo", "Cy")]
    given = part(rows=6)
    work, bench, scripted = at_work(given, {k: v for k, v in RICE.items() if k != "persona"}, *spoken(*LINES))
    bench = replace(bench, shelf=Shelf(personas={given.name: people}))
    row = {"messages": [{"role": "system", "content": "x"}, {"role": "user", "content": "Good day."}]}

    def choice(number: int) -> Choice:
        return Choice(given, work.brief.cell, {}, Random(1), number, {}, lambda key: (row,))

    chosen = [choose(choice(number), bench).grounding for number in range(1, 7)]
    names = [one["persona"]["name"] for one in chosen]
    assert {name: names.count(name) for name in names} == {"Ann": 2, "Bo": 2, "Cy": 2}
    assert chosen[0]["taken"] == ["Good day."]
    work = replace(work, brief=work.brief.model_copy(update={"grounding": chosen[0]}))
    work = await hold(work, bench)
    assert work.notes["persona"] == {"name": names[0]}
    assert names[0] in said(scripted, 0) and "An ordinary person" not in said(scripted, 0)
    assert "Good day." in said(scripted, 0)


def test_a_method_says_for_which_parts_it_is_not_made() -> None:
    _, bench, _ = at_work(part())
    assert lacks(part(), bench) is None
    assert "at_once" in str(lacks(part(at_once=True), bench))
    assert "takes 4 turns" in str(lacks(part(turns=(2, 3)), bench))
    german = replace(bench, spec=bench.spec.model_copy(update={"language": "German"}))
    assert "English only" in str(lacks(part(), german))
    assert len({one.name for one in STRONG}) == len(STRONG)
