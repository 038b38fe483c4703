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


def test_it_grows_from_where_a_critique_says_so_and_orders_nothing_until_it_is_short_again() -> None:
    grows = Ahead(8, 20)
    assert [grows.reach(commit) for commit in range(4)] == [8, 9, 10, 11], "one for each commit"
    for commit, wide in ((10, 8), (20, 20), (30, 20), (50, 8)):
        grows.heed(commit, wide)
    far = [grows.reach(commit) for commit in range(80)]
    assert far[10:21] == [commit + 8 for commit in range(10, 21)]
    assert far[20:33] == list(range(28, 53, 2)), "two for each"
    assert far[32:51] == [commit + 20 for commit in range(32, 51)]
    assert far[50:63] == [70] * 13, "none"
    assert far[62:] == [commit + 8 for commit in range(62, 80)]


@pytest.mark.parametrize(
    ("rows", "least", "most"),
    [(5, 8, 8), (40, 10, 10), (100, 25, 25), (600, 128, 150), (1_000, 128, 250), (1_000_000, 128, 512)],
)
def test_a_build_looks_as_far_ahead_as_a_quarter_of_its_rows(rows: int, least: int, most: int) -> None:
    assert ahead_of(wish(rows), 64, batch=False) == Ahead(least, most)
    assert ahead_of(wish(rows), 2, batch=False) == Ahead(4, max(4, min(16, rows // 4)))


def test_of_talks_it_is_half() -> None:
    coach = {
        "recipe": "coaching",
        "about": "A talk",
        "row": {"messages": "messages 4..6"},
        "make": {
            "messages": {"talk": {"user": "You speak of {{ leaf }}.", "assistant": "You ask."}, "ends": "x"}
        },
    }
    spec = settled(Spec(parts=(Part(recipe=coach, topic="t", rows=400),)), Path())
    assert ahead_of(spec, 64, batch=False) == Ahead(200, 200)


def test_where_no_model_is_waited_for_it_stays() -> None:
    offline = Spec(parts=(Part(offline="problems", topic="t", rows=1_000),))
    assert ahead_of(offline, 4, batch=False) == Ahead(8, 8)


def test_by_batches_or_by_the_spec_it_stays(tmp_path: Path) -> None:
    assert ahead_of(wish(10_000), 64, batch=True) == Ahead(4096, 4096)
    assert ahead_of(wish(10_000, look_ahead=7), 64, batch=False) == Ahead(7, 7)


def test_a_run_knows_it_by_its_critiques(tmp_path: Path) -> None:
    store = open_store(tmp_path / "s.sqlite")
    store.set_metas({"look_ahead": 24})
    assert ahead_in(store) == Ahead(24, 24)
    store.set_metas({"widest_ahead": 96})
    for commit, wide in ((50, None), (100, 96), (150, 24)):
        said = {"commit": commit} | ({"ahead": wide} if wide else {})
        store.journal(f"critique/{commit:012d}", "critique", said)
    found = ahead_in(store)
    assert (found.least, found.most) == (24, 96)
    assert [found.reach(commit) for commit in (100, 101, 150, 300)] == [124, 126, 224, 324]
