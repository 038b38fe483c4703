"""Levels and concepts, read blind."""

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


CONCEPTS = [
    {"id": name[0], "name": name, "inside": f"all on {name}"} for name in ("sorting", "graphs", "trees")
]


def naming(*names: str) -> Scripted:
    """A reader who names these concepts, wherever they are listed."""

    def answer(name: str) -> object:
        return lambda asked: {
            "concept": next(
                (n for n, one in enumerate(asked.values["concepts"], 1) if one["name"] == name), 0
            )
        }

    return Scripted({"read_concept": [answer(name) for name in names]})


@pytest.mark.parametrize(
    ("read", "state", "answers"),
    [
        (["sorting"], "held", ("s",)),
        (["graphs", "sorting"], "held", ("g", "s")),
        (["graphs", "graphs"], "failed", ("g", "g")),
        (["nothing", "trees"], "failed", ("", "t")),
    ],
)
async def test_one_reading_confirms_and_two_are_needed_against(
    read: list[str], state: str, answers: tuple[str, ...]
) -> None:
    found = await verify("concept", TEXT, {"concepts": CONCEPTS, "here": "s"}, naming(*read))
    assert found.state == state
    assert (pieces(found)[0].question, pieces(found)[0].answers) == ("concept", answers)


async def test_off_concept_says_where_it_belongs() -> None:
    found = await verify("concept", TEXT, {"concepts": CONCEPTS, "here": "s"}, naming("graphs"))
    assert (found.code, found.detail) == ("off concept", "reads as «graphs», not «sorting»")


async def test_one_concept_alone_needs_no_reader() -> None:
    assert (await verify("concept", TEXT, {"concepts": CONCEPTS[:1], "here": "s"}, None)).state == "held"
    assert (await verify("concept", TEXT, {"concepts": CONCEPTS, "here": "x"}, None)).state == "no verdict"
    assert (await verify("concept", TEXT, {"concepts": CONCEPTS, "here": "s"}, None)).state == "no verdict"
