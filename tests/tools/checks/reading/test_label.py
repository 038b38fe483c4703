"""Axes are read blind, in one call, until each has its majority."""

import pytest

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


async def test_two_readers_who_agree_are_enough_for_all_axes() -> None:
    model = Scripted({"read_axes": [reading("for")]})
    found = await verify("label", TEXT, {"axes": AXES}, model, seat=SEAT)
    assert (found.state, len(model.asked)) == ("held", 2)
    assert [(one.by, one.question, one.answers, one.share) for one in pieces(found)] == [
        ("axis.stance", "axis stance", ("for", "for"), 1.0),
        ("axis.sarcastic", "axis sarcastic", ("false", "false"), 1.0),
    ]
    assert all(one.ok for one in pieces(found))


async def test_one_reading_is_enough_where_it_confirms_and_the_row_is_not_drawn() -> None:
    model = Scripted({"read_axes": [reading("for"), reading("neutral")]})
    found = await verify("label", TEXT, {"axes": AXES}, model, seat=SEAT, once=True)
    assert (found.state, len(model.asked), pieces(found)[0].answers) == ("held", 1, ("for",))
    unsure = Scripted({"read_axes": [reading("neutral"), {"stance": "for"}, {"stance": "for"}]})
    found = await verify("label", TEXT, {"axes": AXES}, unsure, seat=SEAT, once=True)
    assert (found.state, len(unsure.asked)) == ("held", 3)


async def test_the_third_reader_decides_and_is_asked_only_what_is_open() -> None:
    model = Scripted({"read_axes": [reading("for"), reading("neutral"), {"stance": "for"}]})
    found = await verify("label", TEXT, {"axes": AXES}, model, seat=SEAT)
    assert found.state == "held"
    assert pieces(found)[0].answers == ("for", "neutral", "for")
    assert list(model.asked[2].schema["properties"]) == ["stance"]


async def test_a_row_fails_once_two_readers_are_against_it_and_says_what_it_reads_as() -> None:
    model = Scripted({"read_axes": [reading("against"), reading(NONE_FITS)]})
    found = await verify("label", TEXT, {"axes": AXES}, model, seat=SEAT)
    assert (found.state, found.code, len(model.asked)) == ("failed", "wrong label", 2)
    assert found.detail == "stance reads as «against» and «none or several fit», not «for»"
    assert [one.ok for one in pieces(found)] == [False, True]


async def test_an_axis_still_open_when_another_fails_isn_t_blamed() -> None:
    model = Scripted({"read_axes": [reading("against", "no"), reading("against", "yes")]})
    found = await verify("label", TEXT, {"axes": AXES}, model, seat=SEAT)
    assert found.state == "failed"
    assert "sarcastic" not in found.detail


async def test_a_boolean_is_asked_as_yes_or_no_to_its_sentence() -> None:
    model = Scripted({"read_axes": [{"sarcastic": "yes"}]})
    found = await verify("label", TEXT, {"axes": {"sarcastic": AXES["sarcastic"]}}, model, seat=SEAT)
    assert found.detail == "sarcastic reads as «true», not «false»"
    assert "- yes: the words say the opposite" in model.asked[0].words
    assert NONE_FITS not in model.asked[0].words


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


async def test_one_draw_is_one_reading() -> None:
    model = Scripted({"read_axes": [reading("for")]})
    found = await verify("label", TEXT, {"axes": AXES, "draws": 1}, model, seat=SEAT)
    assert (found.state, len(model.asked)) == ("held", 1)


async def test_an_axis_without_a_value_on_the_seat_is_not_read() -> None:
    model = Scripted({"read_axes": [{"sarcastic": "no"}]})
    found = await verify("label", TEXT, {"axes": AXES}, model, seat={"stance": None, "sarcastic": False})
    assert found.state == "held"
    nothing = await verify("label", TEXT, {"axes": AXES}, None, seat={"stance": "any", "sarcastic": None})
    assert (nothing.state, nothing.evidence) == ("held", ())
    assert (await verify("label", TEXT, {"axes": AXES}, model, seat={})).state == "no verdict"


async def test_a_row_s_own_value_counts_where_nothing_was_dealt() -> None:
    model = Scripted({"read_axes": [reading("for")]})
    assert (await verify("label", TEXT, {"axes": AXES}, model, row=SEAT)).state == "held"


@pytest.mark.parametrize("model", [None, Scripted({"read_axes": [None]})])
async def test_no_usable_answer_is_no_verdict(model: Scripted | None) -> None:
    found = await verify("label", TEXT, {"axes": AXES}, model, seat=SEAT)
    assert (found.state, pieces(found)) == ("no verdict", [])


@pytest.mark.parametrize("value", [None, 3, ["a", "b"], {"k": 1}, [{"role": "user", "content": "Hi"}]])
async def test_values_of_any_type_are_shown(value: object) -> None:
    model = Scripted({"read_axes": [reading("for")]})
    assert (await verify("label", {"of": value}, {"axes": AXES}, model, seat=SEAT)).state == "held"


async def test_of_tools_readers_see_the_signatures() -> None:
    takes = {
        "type": "object",
        "required": ["room"],
        "properties": {
            "room": {"enum": ["hall", "bath"]},
            "until": {"type": "string", "format": "date-time", "description": "when it ends"},
            "steps": {"type": "array", "items": {"type": "integer"}},
        },
    }
    tools = [{"name": "heat", "description": "Heats a room.", "parameters": takes}]
    model = Scripted({"read_axes": [reading("for")]})
    await verify("label", {"of": tools}, {"axes": AXES}, model, seat=SEAT)
    assert model.asked[0].texts["of"] == (
        'heat(room: "hall" | "bath", until?: date-time (when it ends), '
        'steps?: {"type": "array", "items": {"type": "integer"}}): Heats a room.'
    )


async def test_several_fields_are_shown_by_name() -> None:
    model = Scripted({"read_axes": [reading("for")]})
    inputs = {"of": ("title", "items")}
    await verify("label", {"of": ("T", "B")}, {"axes": AXES}, model, seat=SEAT, inputs=inputs)
    assert model.asked[0].texts == {"title": "T", "items": "B"}
    assert model.asked[0].step.startswith("label.title+items")
