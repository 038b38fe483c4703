"""Axes are read blind, in one call, until each has its majority."""

from seedbed.tools.checks.reading.label import NONE_FITS
from tests.tools.checks.asking import Scripted, pieces, verify

STANCE = {"for": "they want more", "against": "they want fewer", "neutral": "no reader could say"}
AXES = {
    "stance": {"means": STANCE},
    "sarcastic": {"means": {"true": "the words say the opposite"}, "boolean": True},
}
SEAT = {"stance": "for", "sarcastic": False}
TEXT = {"of": "Great, another charger."}


def reading(stance: str, sarcastic: str = "no") -> dict[str, str]:
    return {"stance": stance, "sarcastic": sarcastic}


async def test_the_third_reader_decides_and_is_asked_only_what_is_open() -> None:
    model = Scripted({"read_axes": [reading("for"), reading("neutral"), {"stance": "for"}]})
    found = await verify("label", TEXT, {"axes": AXES}, model, seat=SEAT)
    assert found.state == "held"
    assert pieces(found)[0].answers == ("for", "neutral", "for")
    assert list(model.asked[2].schema["properties"]) == ["stance"]


async def test_the_reader_sees_text_and_codebook_and_not_the_order() -> None:
    model = Scripted({"read_axes": [reading("for")]})
    await verify("label", TEXT, {"axes": AXES}, model, seat={**SEAT, "author": "a taxi driver"})
    assert "taxi" not in model.asked[0].words
    assert set(model.asked[0].values) == {"axes"}
    listed = [value for value, _ in model.asked[0].values["axes"][0]["values"]]
    assert sorted(listed) == sorted([*STANCE, NONE_FITS])


async def test_values_stand_in_an_order_of_their_own_in_each_draw() -> None:
    orders = set()
    for seed in range(8):
        model = Scripted({"read_axes": [reading("for")]})
        await verify("label", TEXT, {"axes": AXES}, model, seat=SEAT, seed=seed)
        orders |= {tuple(v for v, _ in one.values["axes"][0]["values"]) for one in model.asked}
    assert len(orders) > 6
