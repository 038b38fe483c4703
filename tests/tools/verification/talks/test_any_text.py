"""Any text: the checks of a talk raise nothing, and are quick, whatever the two say."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.agent.role_players.scripts import script_of, scripted_ways
from seedbed.tools.verification.talks.check import talk_faults
from seedbed.tools.verification.talks.talk import Planned, Talk, talk_of
from seedbed.tools.verification.trajectories.check import check_trajectory
from seedbed.tools.verification.trajectories.messages import Trajectory
from seedbed.tools.verification.trajectories.openai import openai_messages

LONG = 5_000
SECONDS = 0.3
"""For three messages of that length, on a machine that is busy; 0.05 each on a quiet one."""
PIECES = [
    *(
        "a",
        "1",
        "I",
        "you",
        "your",
        "my",
        "12 euros",
        "$3",
        "20 June",
        "no,",
        "not",
        "can't",
        "help",
        "price",
    ),
    *(
        "?",
        "!",
        ".",
        "…",
        ":",
        "User:",
        "«",
        '"',
        "(",
        "[name",
        "*nods",
        "\n",
        "```",
        "é",
        "中",
        "\u2028",
        "½",
    ),
]
TURNS = st.lists(st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map(" ".join), max_size=7)
TEXTS = TURNS | st.lists(st.text(min_size=1, max_size=60).filter(lambda one: bool(one.strip())), max_size=5)


def talk(said: list[str]) -> list[dict[str, str]]:
    return [{"role": "assistant" if at % 2 else "user", "content": one} for at, one in enumerate(said)]


def plan_of(way: str, value: str) -> dict[str, Planned]:
    """A plan of which each text is a value."""
    fields = script_of(way).plan
    return {one.name: (value,) * one.least if one.kind == "list" else (*one.of, value)[0] for one in fields}


@given(said=TEXTS, value=st.sampled_from(["12 euros", "a red door", "?", ""]), ended=st.booleans())
@settings(max_examples=40, deadline=None, derandomize=True)
def test_nothing_said_raises(said: list[str], value: str, ended: bool) -> None:
    messages = talk(said)
    check_trajectory(Trajectory((), openai_messages(messages)), None, {"name": "Ann", "age": "34"})
    for way in scripted_ways():
        held: Talk = talk_of(messages, plan_of(way, value), ended=ended, closing=not ended)
        talk_faults(held, script_of(way).checks)


@pytest.mark.parametrize("piece", ["a a a ", "1 1 1 ", ", , , ", "1 euros and ", "*nods ", "Ann "])
def test_long_messages_are_checked_quickly(piece: str) -> None:
    long = (piece * LONG)[:LONG]
    messages = talk(["Hello there.", long, f"x{long}", f"{long} fine"])
    began = time.process_time()
    check_trajectory(Trajectory((), openai_messages(messages)), None, {"name": "Ann", "age": "34"})
    assert time.process_time() - began < SECONDS
    for way in ("negotiation", "self-correction"):
        began = time.process_time()
        talk_faults(talk_of(messages, plan_of(way, "12 euros")), script_of(way).checks)
        assert time.process_time() - began < SECONDS
