"""Rows of a method that is seldom refused: what they are still asked goes out at once."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from threading import Barrier
from typing import Any

from seedbed.agent.making.verifying import judge, to_judge, verify
from seedbed.agent.work import PROBE, Work
from seedbed.memory.brief import Trust
from tests.agent.scenes import recipe_part, scene
from tests.scripted import Answers, Asked, client_on, scripted

RECIPE = """\
recipe: notes
about: A note
row: {text: string 5..500}
vary: {mood: {calm: 1/2, cross: rest}}
leaf: none
write: "A {{ mood }} note."
means: {mood: {calm: at ease, cross: angry}}
rubric: ["It is a note."]
checks: {count: {of: text, words: 3..9}}
"""
TEXT = "The keys are on the hook."
TRUST = Trust(checks=("axes", "rubric"), rows=80, refused=0, drawn=True)


def _read(mood: str) -> Mapping[str, Any]:
    return {"mood": mood}


def _judged(verdict: str) -> Mapping[str, Any]:
    return {"sentences": [{"number": 1, "quote": "keys", "why": "it is", "verdict": verdict}]}


async def checked(
    folder: Path, answers: Answers, trust: Trust | None = TRUST, **more: Any
) -> tuple[Work, int]:
    """A row as verifier and judge leave it, and how many questions were asked."""
    here, env, _ = scene(recipe_part(RECIPE), attributes={"mood": "calm"})
    work = Work(here.brief.model_copy(update={"trust": trust}), row={"text": TEXT}, text=TEXT, **more)
    with scripted(answers) as server:
        async with client_on(server, folder, "json_schema", "judging") as client:
            env = replace(env, client=client)
            work = await verify(work, env)
            if not work.reasons and to_judge(work, env):
                work = await judge(work, env)
            return work, len(server.asked)


async def test_they_are_asked_at_once_and_told_in_their_order(tmp_path: Path) -> None:
    both = Barrier(2, timeout=20)  # broken where one question waits for the other's answer

    def read(asked: Asked) -> Mapping[str, Any]:
        both.wait()
        return _read("calm")

    def judged(asked: Asked) -> Mapping[str, Any]:
        both.wait()
        return _judged("yes")

    together, asked = await checked(tmp_path, {"read_axes": read, "judge_sentences": judged})
    plain: Answers = {"read_axes": [_read("calm")], "judge_sentences": [_judged("yes")]}
    one_by_one, _ = await checked(tmp_path / "plain", plain, None)
    assert asked == 2 and not together.reasons
    assert [one.by for one in together.evidence] == [one.by for one in one_by_one.evidence]
    assert (together.tokens, together.prompts) == (one_by_one.tokens, one_by_one.prompts)


async def test_the_first_that_refuses_speaks_and_all_are_paid_for(tmp_path: Path) -> None:
    wrong: Answers = {"read_axes": [_read("cross")], "judge_sentences": [_judged("no")]}
    together, asked = await checked(tmp_path, wrong)
    assert [one.code for one in together.reasons] == ["wrong label"]
    assert together.tokens == 20 * asked
    one_by_one, fewer = await checked(tmp_path / "plain", wrong, None)
    assert one_by_one.reasons == together.reasons and fewer == asked - 1


async def test_repairs_probes_and_rows_examined_after_all_are_asked_one_by_one(tmp_path: Path) -> None:
    wrong: Answers = {"read_axes": [_read("cross")], "judge_sentences": [_judged("no")]}
    _, one_by_one = await checked(tmp_path, wrong, None)
    others: tuple[dict[str, Any], ...] = ({"attempt": 1}, {"whole": True}, {"stage": PROBE})
    for number, more in enumerate(others):
        _, asked = await checked(tmp_path / str(number), wrong, **more)
        assert asked == one_by_one
