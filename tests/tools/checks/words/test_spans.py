"""The check `spans`: right rows hold, planted faults fail, odd shapes end in a verdict."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from seedbed.tools.checks.words.spans import CHECK, TagFault, read_tags
from tests.tools.checks.trying import fails, holds, spoilt, survives, untold

KINDS = {"kinds": ["name", "phone"]}
TAGGED = "I am <name>Ann</name>, <phone>555-0142</phone>; 3 < 4."
PLAIN = "I am Ann, 555-0142; 3 < 4."
SPANS = [
    {"kind": "name", "start": 5, "end": 8, "text": "Ann"},
    {"kind": "phone", "start": 10, "end": 18, "text": "555-0142"},
]
RIGHT = {"of": TAGGED, "into": SPANS, "text": PLAIN}


def test_tags_become_places_of_the_plain_text() -> None:
    assert read_tags(TAGGED, KINDS["kinds"]) == (PLAIN, SPANS)
    assert all(PLAIN[int(str(s["start"])) : int(str(s["end"]))] == s["text"] for s in SPANS)
    assert holds(CHECK, RIGHT, KINDS)
    assert holds(CHECK, {**RIGHT, "into": SPANS[::-1]}, KINDS)
    assert spoilt(CHECK, RIGHT, KINDS) == {"move", "untag"}


def test_what_differs_is_said() -> None:
    assert "from character 5" in fails(CHECK, {**RIGHT, "text": PLAIN.replace("Ann", "Bob")}, KINDS)
    assert "from character 26" in fails(CHECK, {**RIGHT, "text": PLAIN + " More"}, KINDS)
    assert "isn't marked" in fails(CHECK, {**RIGHT, "into": [*SPANS, {"kind": "name"}]}, KINDS)
    assert "at least 3" in fails(CHECK, RIGHT, {**KINDS, "least": 3})
    assert untold(CHECK, {"of": 5, "into": []}, KINDS)


@pytest.mark.parametrize(
    "tagged",
    [
        "<name>Ann",
        "Ann</name>",
        "<name>Ann</phone>",
        "<name>A <phone>5</phone></name>",
        "<name></name>",
        "<name> Ann</name>",
        "<mail>a</mail>",
    ],
)
def test_broken_tags_are_refused(tagged: str) -> None:
    with pytest.raises(TagFault):
        read_tags(tagged, KINDS["kinds"])
    assert fails(CHECK, {"of": tagged, "into": []}, KINDS)


@given(st.lists(st.tuples(st.text("ab <🙂", max_size=5), st.sampled_from(["", "name", "phone"]))))
def test_every_place_reads_back(parts: list[tuple[str, str]]) -> None:
    tagged = "".join(f"{text}<{kind}>x{text}y</{kind}>" if kind else text for text, kind in parts)
    plain, spans = read_tags(tagged, KINDS["kinds"])
    assert [span["kind"] for span in spans] == [kind for _, kind in parts if kind]
    assert all(plain[span["start"] : span["end"]] == span["text"] for span in spans)


def test_kinds_are_names() -> None:
    with pytest.raises(ValidationError):
        CHECK.arguments.model_validate({"kinds": ["a b"]})


def test_odd_values() -> None:
    survives(CHECK, KINDS)
