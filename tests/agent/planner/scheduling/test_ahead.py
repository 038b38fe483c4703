"""How far ahead briefs are ordered."""

from pathlib import Path

import pytest

from seedbed.agent.making.parts import settled
from seedbed.agent.planner.scheduling.ahead import Ahead, ahead_in, ahead_of
from seedbed.memory.spec import Part, Spec
from seedbed.memory.store.opening import open_store
from tests.agent.planner.test_estimate import ASKED


def wish(rows: int, look_ahead: int | None = None) -> Spec:
    spec = Spec(parts=(Part(recipe=ASKED, topic="t", rows=rows),), look_ahead=look_ahead)
    return settled(spec, Path())


def test_as_far_as_was_decided_between_the_least_and_the_most() -> None:
    grows = Ahead(8, 20)
    far = [grows.reach(commit) for commit in range(60)]
    assert far[:9] == [8, 9, 10, 11, 12, 13, 14, 15, 16], "one for each commit"
    assert far[8:21] == list(range(16, 41, 2)), "two for each"
    assert far[20:] == [commit + 20 for commit in range(20, 60)]


@pytest.mark.parametrize(
    ("rows", "most"), [(100, 128), (2_063, 128), (3_000, 187), (8_192, 512), (1_000_000, 512)]
)
def test_a_large_build_looks_further_ahead_as_it_goes_on(rows: int, most: int) -> None:
    assert ahead_of(wish(rows), 64, batch=False) == Ahead(128, most)


def test_by_batches_or_by_the_spec_it_stays(tmp_path: Path) -> None:
    assert ahead_of(wish(10_000), 64, batch=True) == Ahead(4096, 4096)
    assert ahead_of(wish(10_000, look_ahead=7), 64, batch=False) == Ahead(7, 7)


def test_in_a_run_of_an_older_version_it_stays(tmp_path: Path) -> None:
    store = open_store(tmp_path / "s.sqlite")
    store.set_metas({"look_ahead": 24})
    assert ahead_in(store) == Ahead(24, 24)
    store.set_metas({"most_ahead": 96})
    assert ahead_in(store) == Ahead(24, 96)
