"""The checks that ask a model: what they say of each case of `asked.yaml`, given what it answers."""

from collections.abc import Mapping
from random import Random
from typing import Any

import pytest

from seedbed.tools.checks.catalogue import find
from tests.tools.checks.asking import (
    Asked,
    Scripted,
    cases,
    claims,
    pieces,
    read_case,
    sentence,
    sentences,
    told,
    verify,
)

_EXPECTED = ("asked", "is", "calls", "says", "code", "answers", "share", "ok", "sees", "hides")


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


@pytest.mark.parametrize(("check", "case"), cases("asked.yaml"))
async def test_case(check: str, case: Mapping[str, Any]) -> None:
    values, known = read_case(case, *_EXPECTED)
    script = {
        prompt: [None if one is None else _answer(prompt, one) for one in answers]
        for prompt, answers in case.get("asked", {}).items()
    }
    model = Scripted(script) if script else None
    found = await verify(check, values, case.get("with"), model, inputs=known.pop("fields"), **known)
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


def test_who_writes_options_is_told_before_what_makes_them_fair() -> None:
    tells = find("guessable").tells
    assert tells is not None
    assert "'choices': each wrong option has to be the right one" in tells(None, {"options": "choices"})


def test_who_writes_an_answer_is_told_what_solvers_are_told() -> None:
    check, named = find("answers"), {"a": "answer", "b": "question' and 'leaflet"}
    assert check.tells is not None
    told = check.tells(check.arguments.model_validate({"task": "Say also whom to ask."}), named)
    seen = "Whoever sees 'question' and 'leaflet' alone and is told «Say also whom to ask.»"
    assert told == f"{seen} comes to what 'answer' says."
    assert check.tells(check.arguments(), named) == ""


@pytest.mark.parametrize(
    ("name", "fields", "arguments", "said"),
    [
        (
            "calculations",
            {"of": "steps"},
            {},
            "Each calculation in 'steps' is written in angle brackets with its result, <<48/2=24>>.",
        ),
        ("calculations", {"of": "steps", "result": "sum"}, {}, "; the last comes to 'sum'."),
        ("numbers", {"a": "plain", "b": "clause"}, {}, "The figures of 'plain' and 'clause' are the same."),
        (
            "numbers",
            {"a": "note", "b": "talk"},
            {"way": "a in b"},
            "Every figure of 'note' stands in 'talk'.",
        ),
        ("unreal", {"of": "mail"}, {}, "can be nobody's"),
        ("sql", {"of": "query"}, {"dialect": "sqlite"}, "'query' is one SELECT"),
        ("program", {"program": "code", "tests": "test"}, {"in": "bash"}, "'test' is Python, not bash, run"),
        ("program", {"program": "code", "tests": "test"}, {"in": "js"}, "is statements that follow 'code'"),
        ("program", {"program": "code", "tests": "test"}, {"in": "go"}, "a file beside 'code' of package"),
        ("sql_mutants", {"of": "query", "schema": "tables"}, {}, "A small change of 'query'"),
        ("ran", {"of": "result"}, {"rows": "1.."}, "the query run for 'result' gives: at least 1."),
    ],
)
def test_who_writes_is_told_the_form_that_a_program_wants(
    name: str, fields: dict[str, str], arguments: dict[str, Any], said: str
) -> None:
    check = find(name)
    assert check.tells is not None and said in check.tells(check.arguments.model_validate(arguments), fields)


def test_a_list_is_spoilt_by_an_item_less() -> None:
    spoil = find("covers").spoil["drop_item"]
    assert spoil({"a": "x", "b": ["one", "two"]}, None, Random(1)) in ({"b": ["one"]}, {"b": ["two"]})
    assert spoil({"a": "x", "b": ["one"]}, None, Random(1)) is None


def test_a_quote_is_to_stand_in_one_of_several_fields() -> None:
    check = find("quoted")
    assert check.tells is not None
    told = check.tells(check.arguments(), {"a": "quote", "b": "passage' and 'found"})
    assert told == "What 'quote' says stands word for word in 'passage' or 'found'."
