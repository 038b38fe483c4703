"""The trajectories that are made for the benchmark are what they are said to be."""

import random

import pytest

from benchmarks.verification.sgd_talks import is_whole
from benchmarks.verification.sgd_talks import planted as figure_planted
from benchmarks.verification.trajectory_talks import PLANTED, planted, row_of, talk
from benchmarks.verification.trajectory_worlds import SCENES
from seedbed.tools.verification.trajectories.check import check_trajectory
from seedbed.tools.verification.trajectories.read import read_trajectory
from tests.tools.verification.trajectories.talks import BOOKED, says


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_a_talk_without_a_defect_is_what_its_world_gives(scene: object) -> None:
    made = talk(scene, random.Random(3))  # type: ignore[arg-type]  # pytest's parameters are objects
    assert check_trajectory(read_trajectory(row_of(made)), made.world).ok


@pytest.mark.parametrize("kind", PLANTED)
def test_a_planted_talk_differs_in_one_message(kind: str) -> None:
    for seed in range(4):
        bad, place, how = planted(SCENES[seed], kind, random.Random(seed))
        assert how and bad.messages[place]["role"] in ("assistant", "user")
        assert [one["role"] for one in bad.messages].count("tool") == bad.calls


def test_a_figure_of_an_answer_is_changed_where_its_result_holds_it() -> None:
    row = {
        "tools": [],
        "messages": [*BOOKED[:2], {**BOOKED[2], "content": '[{"days": 3}]'}, says("3 days then.")],
    }
    assert is_whole(row)
    bad = figure_planted(row, random.Random(0))
    assert bad is not None and bad[1] == 3
    assert (
        bad[0]["messages"][3]["content"] != "3 days then." and row["messages"][3]["content"] == "3 days then."
    )
