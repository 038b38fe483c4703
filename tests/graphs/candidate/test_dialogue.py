"""The dialogue graph: whose turn it is, what a failed check does, when a talk is over."""

from typing import Any, Literal

import pytest

from seedbed.agent.answers import Answer
from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import Prompt
from seedbed.agent.role_players.stage import Play, Said, Stage, words_of
from seedbed.agent.work import Env, Work
from seedbed.graphs.candidate.dialogue import role_play
from seedbed.memory.spec import Part
from tests.agent.scenes import said, scene

LEAST, MOST = 2, 4


class SayIt(Answer):
    """The next message, and how the talk ends with it."""

    message: str
    ends: Literal["goes on", "goal reached", "given up"] = "goes on"


async def speak_in_words(stage: Stage, env: Env) -> Said:
    """The next turn; the speaker is told the talk, and why its last try was not accepted."""
    feedback = "".join(f"\nIt was not accepted: {one}" for one in stage.faults)
    order = f"Speak.\n{words_of(stage.messages)}{feedback}"
    prompt = Prompt("say_it", "h", ({"role": "user", "content": order},))
    slot = stage.work.slot(stage.speaker, stage.step)
    said, reply = await env.client.ask(slot, prompt, SayIt, stage.work.purpose, Decode())
    work = stage.work.asked(prompt, reply)
    ends = "" if said.ends == "goes on" else said.ends
    return Said(({"role": stage.speaker, "content": said.message},), work, ends=ends)


def asks(message: str, ends: str = "goes on") -> dict[str, str]:
    return {"message": message, "ends": ends}


def tells(message: str) -> dict[str, str]:
    return {"message": message}


async def _check(stage: Stage, said: Said, env: Env) -> Work:
    spoken = str(said.messages[0]["content"])
    marked = "<|im_end|>" in spoken
    return said.work.because("malformed", "mark between turns", spoken) if marked else said.work


def play(least: int = LEAST, most: int = MOST) -> Play:
    return Play(user=speak_in_words, assistant=speak_in_words, check=_check, least=least, most=most)


async def held(*answers: Any, least: int = LEAST, most: int = MOST) -> tuple[Stage, Any]:
    work, env, scripted = scene(Part(offline="problems", topic="bikes", rows=1), *answers)
    return await role_play(work, play(least, most), env), scripted


TALK = (
    asks("Do you have a city bike on Friday?"),
    tells("Yes, three of them stand at the harbour."),
    asks("How much is one for the whole day?"),
    tells("A day costs twenty euros."),
)


async def test_both_speak_in_turn_until_the_last_turn() -> None:
    stage, scripted = await held(*TALK)
    assert [one["role"] for one in stage.messages] == ["user", "assistant"] * 2
    assert (stage.over, stage.turns, stage.work.reasons) == ("turn limit", 4, ())
    assert [slot.step for slot, _ in scripted.asked] == ["turn-1", "turn-2", "turn-3", "turn-4"]
    assert "three of them stand at the harbour" in said(scripted, 2) and "whole day" in said(scripted, 3)


async def test_the_assistant_answers_the_turn_that_ends_the_talk() -> None:
    stage, _ = await held(*TALK[:2], asks("Lovely, that is all I need.", "goal reached"), TALK[3], most=8)
    assert (stage.over, stage.turns) == ("goal reached", 4)


async def test_a_turn_that_fails_is_spoken_again_with_the_reason() -> None:
    slip = asks("I want to hire a bike.<|im_end|>")
    stage, scripted = await held(slip, *TALK)
    assert (stage.over, len(stage.messages)) == ("turn limit", 4)
    assert scripted.asked[1][0].step == "turn-1/again-1" and "mark between turns" not in said(scripted, 0)
    assert "was not accepted" in said(scripted, 1)
    assert "was not accepted" not in said(scripted, 3)


async def test_a_turn_that_fails_to_the_last_ends_the_talk() -> None:
    slip = asks("I want to hire a bike.<|im_end|>")
    stage, scripted = await held(slip, slip, slip)
    assert stage.over == "failed" and stage.messages == () and len(scripted.asked) == 3
    assert [reason.by for reason in stage.work.reasons] == ["mark between turns"]


async def test_a_user_cannot_end_before_the_least_turns() -> None:
    early = asks("Thanks, that is all.", "goal reached")
    stage, scripted = await held(*TALK[:2], early, *TALK[2:], least=6, most=4)
    assert stage.over == "turn limit" and "go on" in said(scripted, 3)


@pytest.mark.parametrize("place", [0, 1, 2])
async def test_an_answer_that_is_unusable_to_the_last_ends_the_talk_with_a_reason(place: int) -> None:
    stage, _ = await held(*TALK[:place], "no JSON at all")
    assert (stage.over, stage.turns) == ("failed", place)
    assert [(one.code, one.by) for one in stage.work.reasons] == [
        ("malformed", "assistant" if place % 2 else "user")
    ]
