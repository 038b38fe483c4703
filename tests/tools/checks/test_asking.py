"""The checks that ask a model: what they say of each case of `asked.yaml`, given what it answers."""

from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from seedbed.tools.checks.catalogue import find
from tests.tools.checks.asking import Asked, Scripted, claims, pieces, sentence, sentences, told, verify

_ABOUT = ("with", "in", "fields", "seat", "schemas", "kinds", "row", "once", "asked")
_EXPECTED = ("is", "calls", "says", "code", "answers", "share", "ok", "sees", "hides")


def _option(name: str) -> Any:
    """A guess of the option that begins so, wherever it is listed; of none where the name is empty."""

    def said(asked: Asked) -> dict[str, Any]:
        lines = asked.texts["options"].splitlines()
        number = next((n for n, one in enumerate(lines, 1) if name and name in one), 0)
        return {"why": "w", "number": number}

    return said


def _answer(prompt: str, short: Any) -> Any:
    """An answer in full."""
    match prompt:
        case "read_level":
            return {"level": short}
        case "solve_field":
            return {"working": "w", "answer": short}
        case "compare_answers":
            return {"why": "w", "same": short}
        case "compare_two":
            return {"why": "it scolds", "which": short}
        case "guess_option":
            return _option(short)
        case "translate_back":
            return {"text": short}
        case "check_claims":
            return claims(*(told(*one) for one in short))
        case "judge_sentences":
            listed = {n: one if isinstance(one, list) else [one] for n, one in short.items()}
            return sentences(*(sentence(n, *one) for n, one in listed.items()))
    return short


def _cases() -> list[Any]:
    given = yaml.safe_load((Path(__file__).parent / "asked.yaml").read_text(encoding="utf-8"))
    return [
        pytest.param(check, case, id=f"{check} {n}")
        for check, some in given.items()
        for n, case in enumerate(some, 1)
    ]


@pytest.mark.parametrize(("check", "case"), _cases())
async def test_case(check: str, case: Mapping[str, Any]) -> None:
    row = {key: value for key, value in case.items() if key not in (*_ABOUT, *_EXPECTED)}
    given = case.get("fields", {key: key for key in row})
    fields = {key: tuple(of) if isinstance(of, list) else of for key, of in given.items()}
    values = {
        key: tuple(row[one] for one in of) if isinstance(of, tuple) else row[of] for key, of in fields.items()
    }
    spoken = case.get("in", {})
    known: dict[str, Any] = {
        "languages": dict.fromkeys(row, spoken) if isinstance(spoken, str) else spoken,
        **{key: case[key] for key in ("seat", "schemas", "kinds", "row", "once") if key in case},
    }
    script = {
        prompt: [None if one is None else _answer(prompt, one) for one in answers]
        for prompt, answers in case.get("asked", {}).items()
    }
    model = Scripted(script) if script else None
    found = await verify(check, values, case.get("with"), model, inputs=fields, **known)
    assert found.state == case["is"], found.detail
    assert case.get("says", "") in found.detail and case.get("code", found.code) == found.code
    evidence = pieces(found)
    if "ok" in case:
        assert [one.ok for one in evidence] == case["ok"]
    for name in ("answers", "share"):
        if name in case:
            expected = tuple(case[name]) if name == "answers" else case[name]
            assert getattr(evidence[0], name) == expected
    if model is not None and "calls" in case:
        assert len(model.asked) == case["calls"]
    if model is not None and model.asked:
        assert case.get("sees", "") in model.asked[0].words
        assert "hides" not in case or case["hides"] not in model.asked[0].words


async def test_options_stand_in_another_order_each_time() -> None:
    options = ["Rome", "Paris", "Oslo", "Bern"]
    model = Scripted({"guess_option": [_option("Paris")]})
    await verify("guessable", {"options": options, "answer": "B"}, {}, model)
    assert len({one.texts["options"] for one in model.asked}) > 1


def test_a_list_is_spoilt_by_an_item_less() -> None:
    spoil = find("covers").spoil["drop_item"]
    assert spoil({"a": "x", "b": ["one", "two"]}, None, Random(1)) in ({"b": ["one"]}, {"b": ["two"]})
    assert spoil({"a": "x", "b": ["one"]}, None, Random(1)) is None
