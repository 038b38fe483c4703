"""Scripts as files: each is read and closed, and says at its place what is wrong with it."""

import pytest

from seedbed.agent.role_players.scripts import (
    lacks_turns,
    read_script,
    script_hashes,
    script_of,
    scripted_ways,
)
from seedbed.memory.errors import UserFault
from seedbed.memory.spec import Part

SMALL = """
way: support
title: support talk
about: Somebody needs help.
turns: [4, 6]
plan:
  - {name: cause, means: what is wrong}
  - {name: signs, means: what shows it, shown: [user], kind: list}
user: Be brief.
assistant: Be kind.
rubric: ["Is it any good?"]
"""


@pytest.mark.parametrize("way", scripted_ways())
def test_every_script_is_whole(way: str) -> None:
    script = script_of(way)
    assert script.way == way and script.rubric
    assert script.shown_to("user"), "the user knows what it wants"
    assert f"scripts/{way or 'open-talk'}" in script_hashes()


def test_what_is_due_at_a_turn_is_told_then_and_not_before() -> None:
    script = script_of("long-memory")
    assert "late question" in script.told("user", 9, 14) and "late question" not in script.told("user", 5, 14)
    assert "last message" in script.told("user", 13, 14) and "last message" not in script.told("user", 11, 14)


def test_a_part_s_turns_come_before_the_script_s_and_end_with_the_assistant() -> None:
    script = script_of("")
    assert script.bounds(Part(task="dialogues", topic="tea", rows=1)) == (6, 12)
    assert script.bounds(Part(task="dialogues", topic="tea", rows=1, turns=(3, 9))) == (3, 8)


def test_talks_too_short_for_a_script_are_refused() -> None:
    short = Part(task="dialogues", topic="tea", rows=1, way="long-memory", turns=(4, 8))
    assert "takes 10 turns" in str(lacks_turns(short))
    assert lacks_turns(short.model_copy(update={"turns": (8, 12)})) is None


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("mood: sad\n", "mood"),
        ("checks:\n  - {check: hiden}\n", "no check 'hiden'"),
        ("checks:\n  - {check: hidden, cause: cause, remedy: cause}\n", "takes cause, remedy, signs"),
        ("checks:\n  - {check: hidden, cause: cause, remedy: cure, signs: signs}\n", "names 'cure'"),
        ("plan_checks:\n  - {check: apart, hidden: cause, of: 'signs, hints'}\n", "names 'hints'"),
        ("floor: 9\n", "floor of 9"),
    ],
)
def test_a_wrong_script_is_refused_with_its_place(more: str, said: str) -> None:
    read_script(SMALL, "small.yaml")
    with pytest.raises(UserFault, match=said) as caught:
        read_script(SMALL + more, "small.yaml")
    assert "small.yaml, line" in str(caught.value)


def test_an_unknown_script_is_named() -> None:
    with pytest.raises(UserFault, match="there is no script 'gossip'"):
        script_of("gossip")
