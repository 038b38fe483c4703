"""Scenes have people, things in both numbers and prices that fit them."""

import random

import pytest

from seedbed.tools.verification.numerals import numerals
from seedbed.tools.verification.problems.library import draw
from seedbed.tools.verification.problems.scene import Scene, pick_people
from seedbed.tools.verification.problems.scenes import PEOPLE, SCENES, scene_from


def test_there_are_enough_scenes_with_different_names() -> None:
    assert len({scene.name for scene in SCENES}) == len(SCENES) >= 12


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_things_are_whole(scene: Scene) -> None:
    assert len(scene.goods) >= 5 and len(scene.people) >= 10
    for thing in scene.goods:
        assert thing.one != thing.many
        assert (thing.article == "an") == (thing.one[0] in "aeiou" and not thing.one.startswith("used")), (
            thing.one
        )
        assert thing.pence is not None and 0 < thing.pence[0] < thing.pence[1] <= 2_500
        assert 2 < thing.most <= 15 and thing.stock[0] < thing.stock[1]
        assert not numerals(f"{thing.one} {thing.many}")
    assert not numerals(scene.place)


def test_people_of_one_problem_have_different_initials() -> None:
    assert len({person.name for person in PEOPLE}) == len(PEOPLE)
    for seed in range(100):
        names = [person.name for person in pick_people(random.Random(seed), SCENES[0], 3)]
        assert len({name[0] for name in names}) == 3


def test_a_scene_from_a_users_words() -> None:
    scene = scene_from(
        "boatyard",
        "Wrenfleet Boatyard",
        ["oars", "life jacket", "muffin"],
        pence={"life jacket": (2000, 4000)},
    )
    things = {thing.one: thing for thing in scene.goods}
    assert things["oar"].many == "oars" and things["oar"].article == "an" and things["oar"].pence is None
    assert things["life jacket"].pence == (2000, 4000)
    assert things["muffin"].pence is not None, "known from a built-in scene"
    text = draw("shopping", "medium", random.Random(2), scene).text
    assert "Wrenfleet Boatyard" in text and "oar" not in text
    assert "oar" in "".join(draw("stock", "easy", random.Random(n), scene).text for n in range(9))
