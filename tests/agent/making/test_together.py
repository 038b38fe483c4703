"""Where rows are seldom refused, their checks don't wait for each other."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from seedbed.agent.making.steps import write
from seedbed.agent.making.verifying import judge, to_judge, verify
from seedbed.agent.resources import Resources
from seedbed.agent.work import PROBE, TRIAL, Work
from seedbed.memory.brief import Trust
from tests.agent.making.pairs import row_of
from tests.agent.scenes import recipe_part, said, scene
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
SELDOM, OFTEN = (False,) * 19 + (True,), (False, True) * 10


def _read(mood: str) -> Mapping[str, Any]:
    return {"mood": mood}


def _judged(verdict: str) -> Mapping[str, Any]:
    return {"sentences": [{"number": 1, "quote": "keys", "why": "it is", "verdict": verdict}]}


async def checked(
    folder: Path,
    answers: Answers,
    refused: Sequence[bool] = SELDOM,
    trust: Trust | None = None,
    recipe: str = RECIPE,
    **more: Any,
) -> tuple[Work, int, Sequence[bool]]:
    """A row as verifier and judge leave it, how many questions were asked, and which rows are known to have
    been refused then."""
    resources = Resources()
    resources.refused.extend(refused)
    here, env, _ = scene(
        recipe_part(recipe), attributes={"mood": "calm"}, resources=resources, difficulty="easy"
    )
    brief = here.brief.model_copy(update={"trust": trust})
    work = Work(brief, row={"text": TEXT}, text=TEXT, **more)
    with scripted(answers) as server:
        async with client_on(server, folder, "json_schema", "judging") as client:
            env = replace(env, client=client)
            work = await verify(work, env)
            if not work.reasons and to_judge(work, env):
                work = await judge(work, env)
            return work, len(server.asked), resources.refused


async def test_they_are_asked_at_once_and_told_in_their_order(tmp_path: Path) -> None:
    both = Barrier(2, timeout=20)  # broken where one question waits for the other's answer

    def read(asked: Asked) -> Mapping[str, Any]:
        both.wait()
        return _read("calm")

    def judged(asked: Asked) -> Mapping[str, Any]:
        both.wait()
        return _judged("yes")

    together, asked, known = await checked(tmp_path, {"read_axes": read, "judge_sentences": judged})
    plain: Answers = {"read_axes": [_read("calm")], "judge_sentences": [_judged("yes")]}
    one_by_one, *_ = await checked(tmp_path / "plain", plain, OFTEN)
    assert asked == 2 and not together.reasons and list(known) == [*SELDOM, False]
    assert replace(together, judged=False) == one_by_one


async def test_beside_checks_that_it_is_spared_they_stand_in_the_same_order(tmp_path: Path) -> None:
    told: Answers = {"read_axes": [_read("calm")], "judge_sentences": [_judged("yes")]}
    more: dict[str, Any] = {
        "recipe": f"{RECIPE}levels: [easy, hard]\n".replace("A {{ mood }}", "An {{ level }}, {{ mood }}"),
        "trust": Trust(checks=("level",), rows=80, refused=0),
    }
    together, *_ = await checked(tmp_path, told, **more)
    one_by_one, *_ = await checked(tmp_path / "plain", told, OFTEN, **more)
    assert "record" in [one.by for one in together.evidence]
    assert replace(together, judged=False) == one_by_one


async def test_what_follows_the_first_that_refuses_is_as_if_it_had_not_been_asked(tmp_path: Path) -> None:
    wrong: Answers = {"read_axes": [_read("cross")], "judge_sentences": [_judged("no")]}
    together, asked, known = await checked(tmp_path, wrong)
    one_by_one, fewer, _ = await checked(tmp_path / "plain", wrong, OFTEN)
    assert [one.code for one in together.reasons] == ["wrong label"] and list(known) == [*SELDOM, True]
    assert replace(together, judged=False) == one_by_one and fewer == asked - 1


async def test_what_held_is_not_asked_again_after_a_repair_that_left_it_alone(tmp_path: Path) -> None:
    told: Answers = {
        "read_axes": [_read("calm"), _read("calm")],
        "judge_sentences": [_judged("no"), _judged("yes")],
    }
    resources = Resources()
    work, env, _ = scene(recipe_part(RECIPE), attributes={"mood": "calm"}, resources=resources)
    work = replace(work, row={"text": TEXT}, text=TEXT)
    with scripted(told) as server:
        async with client_on(server, tmp_path, "json_schema", "judging") as client:
            env = replace(env, client=client)
            refused = await judge(await verify(work, env), env)
            assert [one.by for one in refused.reasons] == ["rubric"]
            again = replace(refused.again(), row={"text": TEXT}, text=TEXT)
            mended = await judge(await verify(again, env), env)
            assert not mended.reasons and len(server.asked) == 3  # the judge, who refused it, is asked anew
            assert [one.by for one in mended.evidence] == [one.by for one in refused.evidence]
            changed = replace(again, row={"text": f"{TEXT} Or so."}, text=f"{TEXT} Or so.")
            await verify(changed, env)
    assert len(server.asked) == 4


async def test_where_little_is_known_or_much_is_refused_one_waits_for_the_other(tmp_path: Path) -> None:
    wrong: Answers = {"read_axes": [_read("cross")], "judge_sentences": [_judged("no")]}
    _, one_by_one, known = await checked(tmp_path, wrong, OFTEN)
    assert list(known) == [*OFTEN, True]
    others: tuple[dict[str, Any], ...] = ({"refused": ()}, {"attempt": 1}, {"stage": PROBE})
    for number, more in enumerate(others):
        _, asked, _ = await checked(tmp_path / str(number), wrong, **more)
        assert asked == one_by_one
    _, at_once, _ = await checked(tmp_path / "dry", wrong, (), stage=TRIAL)
    assert at_once == one_by_one + 1  # a person waits


@pytest.mark.parametrize(
    ("keep", "says"), [({}, "'note' keeps to 'rule'."), ({"rule": "string 5.."}, "'note' is kind.")]
)
async def test_the_judge_sees_what_is_delivered_and_what_else_a_sentence_names(
    keep: dict[str, str], says: str
) -> None:
    recipe = {
        "recipe": "notes",
        "about": "A note",
        "row": {"note": "string 5.."},
        "keep": keep,
        "leaf": "none",
        "make": {"rule": "A rule of the house.", "note": "A note by this rule.\n{{ rule }}"},
        "rubric": [says],
    }
    yes = {"sentences": [{"number": 1, "quote": "", "why": "so it is", "verdict": "yes"}]}
    written = {"rule": "No hats in the hall."}, {"note": "Take it off, please."}
    work, env, scripted = row_of(*written, yes, recipe=recipe)
    work = await judge(await verify(await write(work, env), env), env)
    assert [one.by for one in work.evidence if one.kind == "judgement"] == ["rubric.1"]
    assert ("No hats in the hall." in said(scripted, -1)) == ("rule" in says)
