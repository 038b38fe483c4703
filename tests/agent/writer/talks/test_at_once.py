"""The cheap method: plan and talk in one answer, held against the same rules."""

from dataclasses import replace
from typing import Any

import pytest

from seedbed.agent.work import Work
from seedbed.agent.writer.talks.at_once import lacks, verify, write
from seedbed.memory.errors import AnswerFault
from tests.agent.scenes import said
from tests.agent.writer.talks.held import LINES, RICE, at_work, exchanges, part


async def written(*lines: str, **change: Any) -> tuple[Work, Any]:
    work, bench, scripted = at_work(part(at_once=True), {**RICE, "exchanges": exchanges(*lines), **change})
    work = await write(work, bench)
    return await verify(work, bench), scripted


def changed(turn: int, text: str) -> tuple[str, ...]:
    return (*LINES[: turn - 1], text, *LINES[turn:])


async def test_one_call_writes_plan_and_talk() -> None:
    work, scripted = await written(*LINES)
    assert work.reasons == () and work.row is not None and len(scripted.asked) == 1
    assert [one["content"] for one in work.row["messages"]] == list(LINES)
    assert (work.notes["held"], work.notes["turns"], work.notes["script"]) == ("at once", 6, "clarification")
    assert "Message 2, the assistant: Something is missing" in said(scripted)


@pytest.mark.parametrize(
    ("turn", "text", "by"),
    [
        (2, "Take two kilos of rice.", "script: clarified"),
        (3, "As an AI I eat nothing, but we are 30 people.", "out of role"),
        (3, "My name is Bertil, and we are 30 people.", "persona contradicted"),
        (4, "User: 30 people?\nAssistant: Three kilos.", "speaks for the other"),
        (6, "How many of you will eat there, [your name]?", "script: progress"),
    ],
)
async def test_the_same_rules_hold_afterwards(turn: int, text: str, by: str) -> None:
    work, _ = await written(*changed(turn, text))
    assert by in [one.by for one in work.reasons]


@pytest.mark.parametrize("lines", [LINES[:2], (*LINES, *LINES[:4]), (*LINES[:5], "")])
async def test_a_talk_of_another_length_is_no_answer(lines: tuple[str, ...]) -> None:
    with pytest.raises(AnswerFault, match="exchanges"):
        await written(*lines)


def test_it_serves_those_who_asked_for_it() -> None:
    _, bench, _ = at_work(part())
    assert lacks(part(at_once=True), bench) is None and "isn't set" in str(lacks(part(), bench))
    german = replace(bench, spec=bench.spec.model_copy(update={"language": "German"}))
    assert "English only" in str(lacks(part(at_once=True), german))
