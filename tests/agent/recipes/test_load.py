"""Recipes are read strictly, found by name, file or value, and merged with what they start from."""

from pathlib import Path
from typing import Any

import pytest

from seedbed.agent.recipes import load
from seedbed.agent.recipes.load import Raw, find, merged, parse
from seedbed.memory.errors import UserFault

BASE = """\
recipe: base
about: of tests
params: {kind: memo}
row: {text: string 5..90, label: [praise, blame]}
vary: {tone: {calm: 0.5, angry: rest}, writer: {ask: writers, n: 30}}
make:
  note: "A {{ params.kind }}."
  text: "Text on {{ note }}, {{ label }}, {{ tone }}, {{ writer }}."
means: {label: {praise: good, blame: bad}, tone: {calm: quiet, angry: loud}}
rubric: [One., Two.]
"""


@pytest.fixture(autouse=True)
def _base(monkeypatch: pytest.MonkeyPatch) -> None:
    real = load.shipped

    def known(name: str) -> Raw:
        if name == "round":
            return parse("use: round", "")
        return parse(BASE, "base") if name == "base" else real(name)

    monkeypatch.setattr(load, "shipped", known)


def over(**own: Any) -> dict[str, Any]:
    return dict(merged({"use": "base", **own}))


def test_maps_are_merged_by_key_and_lists_replaced() -> None:
    found = over(recipe="mine", params={"size": 3}, rubric=["Three."], row={"text": "string 9..99"})
    assert "use" not in found and found["recipe"] == "mine" and found["about"] == "of tests"
    assert found["params"] == {"kind": "memo", "size": 3}
    assert found["rubric"] == ["Three."]
    assert found["row"] == {"text": "string 9..99", "label": ["praise", "blame"]}


def test_values_that_are_said_anew_take_their_shares_and_definitions_with_them() -> None:
    found = over(
        row={"label": ["a", "b"]}, vary={"tone": {"flat": 1}}, means={"label": {"a": "one", "b": "two"}}
    )
    assert found["means"]["label"] == {"a": "one", "b": "two"}
    assert found["vary"]["tone"] == {"flat": 1}
    assert over(means={"label": {"blame": "worse"}})["means"]["label"] == {"praise": "good", "blame": "worse"}
    assert over(vary={"writer": {"n": 5}})["vary"]["writer"] == {"ask": "writers", "n": 5}


def test_a_step_that_makes_a_target_anew_stands_in_the_place_of_the_other() -> None:
    assert next(iter(over(make={"note": "Another."})["make"].items())) == ("note", "Another.")
    assert list(over(make={"text, more": "Both."})["make"]) == ["note", "text, more"]
    assert list(over(make={"last": "Last."})["make"]) == ["note", "text", "last"]
    assert list(over(make={"note, text": "Both."})["make"]) == ["note, text"]


@pytest.mark.parametrize(
    ("more", "kept"), [({}, ["world", "errand"]), ({"ends": "It is booked."}, ["world"])]
)
def test_a_talk_said_anew_is_held_in_the_same_world(more: dict[str, str], kept: list[str]) -> None:
    talk = {"talk": {"user": "You are short.", "assistant": "Be kind."}, **more}
    now = merged({"use": "world-talk", "make": {"messages": talk}})["make"]["messages"]
    before = merged({"use": "world-talk"})["make"]["messages"]
    assert now == {**talk, **{name: before[name] for name in kept}}
    plain = {"use": "world-talk", "make": {"messages": "Write a talk."}}
    assert merged(plain)["make"]["messages"] == "Write a talk."


def test_one_starts_from_shipped_recipes_only() -> None:
    with pytest.raises(UserFault, match="there is no recipe"):
        merged({"use": "../secret.yaml"})
    with pytest.raises(UserFault, match="circle"):
        merged({"use": "round"})


def test_a_recipe_is_found_by_name_file_or_value(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("use: base\nrecipe: mine\n")
    assert find("mine.yaml", tmp_path)["recipe"] == "mine"
    assert find("base", tmp_path)["recipe"] == "base"
    assert find({"recipe": "raw"}, tmp_path) == {"recipe": "raw"}
    with pytest.raises(UserFault, match="can't be read"):
        find("other.yaml", tmp_path)
    with pytest.raises(UserFault, match="there is no recipe `nothing-like-it`"):
        find("nothing-like-it", tmp_path)


@pytest.mark.parametrize(
    ("text", "fault"),
    [("- a\n", "a map of keys"), ("", "a map of keys"), ("a: " + "x" * 64_000, "too large")],
)
def test_what_is_no_recipe(text: str, fault: str) -> None:
    with pytest.raises(UserFault, match=fault):
        parse(text, "r.yaml")
