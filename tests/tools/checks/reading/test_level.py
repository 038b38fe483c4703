"""Levels, read blind."""

import pytest

from tests.tools.checks.asking import Scripted, pieces, verify

TEXT = {"of": "Find the second largest."}
LEVELS = ["easy", "medium", "hard"]
MEANT = {"easy": "one step", "medium": "two", "hard": "three or more"}


def levels(*read: str) -> Scripted:
    return Scripted({"read_level": [{"level": one} for one in read]})


@pytest.mark.parametrize(
    ("means", "seat", "read", "state", "calls"),
    [
        (LEVELS, "easy", ["easy"], "held", 1),
        (LEVELS, "easy", ["medium"], "held", 1),
        (LEVELS, "easy", ["hard"], "failed", 2),
        (LEVELS, "easy", ["hard", "medium", "hard"], "failed", 3),
        (LEVELS, "medium", ["hard"], "held", 1),
        (MEANT, "easy", ["medium"], "failed", 2),
        (MEANT, "easy", ["medium", "easy", "easy"], "held", 3),
    ],
)
async def test_a_level_is_off_by_two_or_where_it_is_defined_by_one(
    means: object, seat: str, read: list[str], state: str, calls: int
) -> None:
    model = levels(*read)
    found = await verify("level", TEXT, {"levels": means}, model, seat={"level": seat})
    assert (found.state, len(model.asked)) == (state, calls)
    assert pieces(found)[0].ok is (state == "held")


async def test_a_level_off_is_told() -> None:
    found = await verify("level", TEXT, {"levels": MEANT}, levels("hard"), seat={"level": "easy"})
    assert (found.code, found.detail) == ("wrong label", "level reads as «hard», not «easy»")


async def test_no_level_no_model_or_no_answer_is_no_verdict() -> None:
    assert (await verify("level", TEXT, {"levels": LEVELS}, levels("easy"))).state == "no verdict"
    assert (
        await verify("level", TEXT, {"levels": LEVELS}, None, seat={"level": "easy"})
    ).state == "no verdict"
    mute = Scripted({"read_level": [None]})
    assert (
        await verify("level", TEXT, {"levels": LEVELS}, mute, seat={"level": "easy"})
    ).state == "no verdict"
