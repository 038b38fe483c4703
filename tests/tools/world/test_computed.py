"""Arguments that another tool computes: what a world file says of them, and what it can't say."""

from pathlib import Path

import pytest

from seedbed.memory.errors import UserFault
from seedbed.tools.world.calculator import calculated
from seedbed.tools.world.computed import Computed
from seedbed.tools.world.world_file import read_world

SCENARIO = Path(__file__).resolve().parents[3] / "scenarios" / "tool_use" / "world.yaml"


def test_places_are_filled_with_what_stands_there() -> None:
    computed = Computed(by="x", arguments={"a": "{days}", "b": "{bikes.price}*{days}", "c": 3, "d": "{}"})
    assert computed.places() == (("days", ""), ("bikes", "price"))
    filled = computed.filled({"days": 2}, {"bikes": {"price": 18.5}})
    assert filled == {"a": 2, "b": "18.5*2", "c": 3, "d": "{}"}
    with pytest.raises(KeyError):
        computed.filled({}, {"bikes": {"price": 18.5}})


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("by: calculate", "by: calculator", "there is no other tool calculator"),
        ("by: calculate", "by: book_bike", "there is no other tool book_bike"),
        ("agreed_price: {by", "price: {by", "the tool book_bike has no argument price"),
        ("}*{days}", "}*{day}", "the tool book_bike has no other argument day"),
        ("{bikes.price_per_day}", "{bookings.days}", "a call of book_bike names no record of 'bookings'"),
        ("by: calculate", "through: calculate", "computed.book_bike.agreed_price"),
    ],
)
def test_what_is_not_there_is_said(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = SCENARIO.read_text(encoding="utf-8")
    assert text.count(old) == 1
    (tmp_path / "world.yaml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(UserFault) as caught:
        read_world(tmp_path / "world.yaml", {"calculate": calculated})
    assert said in str(caught.value)
