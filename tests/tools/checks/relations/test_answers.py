"""Answers found again by solvers who don't see them; questions that need all parts; values that agree."""

import sys
from random import Random
from types import ModuleType
from typing import Any

import pytest

from seedbed.tools.checks.catalogue import find
from seedbed.tools.checks.relations.answers import AnswersArguments
from seedbed.tools.checks.relations.solving import correlated, same_calls
from tests.tools.checks.asking import Asked, Scripted, pieces, proves, solving, verify

NUMBER = {"a": {"type": "number"}}
TEXT = {"a": {"type": "string", "maxLength": 80}}
SAME, OTHER = {"why": "w", "same": True}, {"why": "w", "same": False}


@pytest.mark.parametrize(
    ("given", "state", "calls", "share"),
    [
        ([12, 12], "held", 2, 1.0),
        ([12, 11, 12.0], "held", 3, 0.6667),
        ([11, 13], "failed", 2, 0.0),
        ([11, 12, 11], "failed", 3, 0.3333),
    ],
)
async def test_two_of_three_decide(given: list[Any], state: str, calls: int, share: float) -> None:
    model = Scripted({"solve_field": solving(*given)})
    found = await verify("answers", {"a": 12, "b": "7 + 5?"}, {}, model, schemas=NUMBER)
    assert (found.state, len(model.asked), pieces(found)[0].share) == (state, calls, share)
    assert not proves("answers", found)


async def test_the_solver_sees_b_and_the_task_and_never_a() -> None:
    model = Scripted({"solve_field": solving("Ich gehe.")})
    values = {"a": "Ich gehe.", "b": "Ich gehen."}
    arguments = {"task": "Correct the sentence."}
    found = await verify(
        "answers", values, arguments, model, schemas=TEXT, languages={"a": "de"}, kinds={"a": "line"}
    )
    assert found.state == "held"
    words = model.asked[0].words
    assert "The task: Correct the sentence." in words
    assert "Wanted as `answer`: a: one line, at most 80 characters, in German." in words
    assert "Ich gehe." not in words
    assert {one.role for one in model.asked} == {"solver"}
    assert [one.draw for one in model.asked] == [0, 1]


async def test_where_a_field_may_be_null_the_solver_is_told_when() -> None:
    for kind, told in ((["string", "null"], True), ("string", False)):
        model = Scripted({"solve_field": solving("Ada")})
        values, schemas = {"a": "Ada", "b": "By Ada."}, {"a": {"type": kind}}
        assert (await verify("answers", values, {}, model, schemas=schemas)).state == "held"
        assert ("`answer` is null" in model.asked[0].words) is told


async def test_what_solvers_came_to_is_told() -> None:
    model = Scripted({"solve_field": solving(11, 13)})
    found = await verify("answers", {"a": 12, "b": "7 + 5?"}, {}, model, schemas=NUMBER)
    assert (found.code, found.detail) == (
        "wrong answer",
        "a: 2 of 2 who see the rest alone come to «11» and «13», not to «12»",
    )


async def test_free_texts_in_other_words_are_put_before_a_judge() -> None:
    for said, state in ((SAME, "held"), (OTHER, "failed")):
        model = Scripted({"solve_field": solving("To answer questions."), "compare_answers": [said]})
        values = {"a": "so that it asks you", "b": "Why?"}
        assert (await verify("answers", values, {}, model, schemas=TEXT)).state == state
        assert model.jobs == ["solve_field", "compare_answers"] * 2
    line = {"a": {"type": "string", "pattern": "^[^\\n]*$", "maxLength": 80}}
    for schemas, right, other in (
        (line, "Two per row", "Two rephrasings for each row"),
        ({"a": {"type": "array", "items": line["a"]}}, ["two per row"], ["two rephrasings a row"]),
    ):
        model = Scripted({"solve_field": solving(other), "compare_answers": [SAME]})
        for compare in ("", "set"):
            asked = {"compare": compare} if compare else {}
            found = await verify("answers", {"a": right, "b": "How many?"}, asked, model, schemas=schemas)
            assert found.state == "held"
    exact = Scripted({"solve_field": solving("other")})
    assert (await verify("answers", values, {"compare": "exact"}, exact, schemas=TEXT)).state == "failed"


@pytest.mark.parametrize(
    ("schema", "right", "other"),
    [
        ({"type": "integer"}, 5, -5),
        ({"enum": ["C", "C++"]}, "C++", "C"),
        ({"type": "boolean"}, True, False),
        ({"type": "string", "format": "date"}, "2024-05-01", "2024-05-02"),
        ({"type": "array", "items": {"type": "number"}}, [1, 2], [2, 1]),
    ],
)
async def test_typed_values_are_compared_without_a_judge(schema: Any, right: Any, other: Any) -> None:
    for given, state in ((right, "held"), (other, "failed")):
        model = Scripted({"solve_field": solving(given)})
        assert (
            await verify("answers", {"a": right, "b": "?"}, {}, model, schemas={"a": schema})
        ).state == state


async def test_options_are_shown_with_their_letters() -> None:
    model = Scripted({"solve_field": solving("B")})
    values = {"a": "B", "b": ("Which is a fish?", ["cow", "cod"])}
    inputs = {"b": ("question", "options")}
    found = await verify("answers", values, {}, model, inputs=inputs, schemas={"a": {"enum": ["A", "B"]}})
    assert found.state == "held"
    assert model.asked[0].texts["given 1"] == "A. cow\nB. cod"


async def test_a_nested_schema_goes_out_strict() -> None:
    schema = {
        "type": "object",
        "properties": {"x": {"$ref": "#/$defs/n"}},
        "$defs": {"n": {"type": "integer"}},
    }
    model = Scripted({"solve_field": solving({"x": 1})})
    found = await verify("answers", {"a": {"x": 1}, "b": "?"}, {}, model, schemas={"a": schema})
    assert found.state == "held"
    sent = model.asked[0].schema
    assert (sent["properties"]["answer"]["additionalProperties"], "$defs" in sent) == (False, True)


@pytest.mark.parametrize("model", [None, Scripted({"solve_field": [None]})])
async def test_no_usable_answer_is_no_verdict(model: Scripted | None) -> None:
    assert (await verify("answers", {"a": 1, "b": "?"}, {}, model, schemas=NUMBER)).state == "no verdict"
    mute = Scripted({"solve_field": solving("x"), "compare_answers": [None]})
    assert (await verify("answers", {"a": "y", "b": "?"}, {}, mute, schemas=TEXT)).state == "no verdict"


@pytest.mark.parametrize("value", [None, [], {}, [{"role": "user", "content": "Hi"}]])
async def test_values_of_any_type(value: Any) -> None:
    model = Scripted({"solve_field": solving("x"), "compare_answers": [OTHER]})
    assert (await verify("answers", {"a": value, "b": value}, {}, model)).state == "failed"


def test_series_go_together() -> None:
    assert correlated([1, 2, 3], [2, 4, 7], 0.9)
    assert not correlated([1, 2, 3], [3, 2, 1], 0.9)
    assert not correlated([1, 2, 3], [1, 2], 0.9)
    assert correlated([2, 2], [2, 2.0], 0.9)
    assert not correlated([2, 2], [1, 3], 0.9)
    assert not correlated(["a"], [1], 0.9)


def test_calls_are_compared_by_their_arguments() -> None:
    call: Any = {"name": "create", "arguments": {"title": "dentist", "start": "2025-03-01T10:00"}}
    assert same_calls(
        [call], [{"name": "create", "arguments": '{"start": "2025-03-01T10:00", "title": "dentist"}'}]
    )
    assert same_calls([call], [{**call, "arguments": {**call["arguments"], "title": "Tooth doctor"}}]) is None
    assert (
        same_calls([call], [{**call, "arguments": {**call["arguments"], "start": "2025-03-02T10:00"}}])
        is False
    )
    assert same_calls([call], []) is False
    assert same_calls([call], "none") is False
    assert same_calls([], []) is True


async def test_calls_that_differ_in_words_alone_are_judged() -> None:
    call: Any = {"name": "create", "arguments": {"title": "dentist"}}
    other = {"name": "create", "arguments": {"title": "the dentist"}}
    schema = {"type": "array", "items": {"type": "object"}}
    model = Scripted({"solve_field": solving([other]), "compare_answers": [SAME]})
    values = {"a": [call], "b": "Put the dentist in."}
    assert (
        await verify("answers", values, {"compare": "calls"}, model, schemas={"a": schema})
    ).state == "held"


async def test_programs_are_compared_by_what_they_do(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []

    async def same_result(a: str, b: str, kind: str, files: Any, seed: int) -> tuple[bool | None, str]:
        seen.append((kind, files, seed))
        return (None if "?" in b else a.casefold() == b.casefold()), "5 fills"

    module = ModuleType("compare")
    module.same_result = same_result  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "seedbed.tools.checks.running.compare", module)
    values = {"a": "SELECT 1", "b": ("How many?", "CREATE TABLE t (x)")}
    inputs = {"b": ("question", "schema")}

    async def run(*answers: str) -> Any:
        model = Scripted({"solve_field": solving(*answers)})
        return await verify("answers", values, {"compare": "sql"}, model, inputs=inputs, seed=7)

    found = await run("select 1")
    assert (found.state, [one.kind for one in pieces(found)]) == ("held", ["execution", "execution"])
    assert proves("answers", found)
    assert seen[0] == ("sql", "CREATE TABLE t (x)", 7)
    assert (await run("select 2")).state == "failed"
    assert (await run("?")).state == "no verdict"


def test_answers_are_spoilt_by_another_value() -> None:
    spoil, plain = find("answers").spoil, AnswersArguments()
    assert spoil["number"]({"a": 5}, plain, Random(1)) != {"a": 5}
    series = {"a": [1.0, 2.0, 9.0]}
    assert spoil["number"](series, AnswersArguments(compare="correlation"), Random(1)) == {
        "a": [9.0, 8.0, 1.0]
    }
    assert spoil["number"]({"a": "no figure"}, plain, Random(1)) is None
    assert spoil["other_option"]({"a": "B", "b": ("q", ["x", "y"])}, plain, Random(1)) == {"a": "A"}
    assert spoil["other_option"]({"a": True, "b": "q"}, plain, Random(1)) == {"a": False}
    assert spoil["other_option"]({"a": "word", "b": ["x", "y"]}, plain, Random(1)) is None


# needs ---------------------------------------------------------------------------------------------------

NEEDS = {
    "a": "Who is older?",
    "b": [{"source": "x", "quote": "Ann is 5."}, {"source": "y", "quote": "Bo is 6."}],
}


def needing(without_first: Any, without_second: Any, whole: Any = "Bo") -> Scripted:
    def answer(asked: Asked) -> Any:
        there = ["Ann" in str(asked.texts), "Bo is" in str(asked.texts)]
        said = whole if all(there) else without_second if there[0] else without_first
        return {"working": "w", "answer": said}

    return Scripted({"solve_field": [answer], "compare_answers": [OTHER]})


@pytest.mark.parametrize(
    ("model", "state"),
    [
        (needing(None, None), "held"),
        (needing("Al", None), "held"),
        (needing("Bo", None), "failed"),
        (needing(None, "Bo"), "failed"),
        (needing(None, None, "Ann"), "failed"),
        (needing(None, None, None), "failed"),
    ],
)
async def test_a_question_needs_each_part(model: Scripted, state: str) -> None:
    schemas = {"answer": {"type": "string"}}
    found = await verify("needs", NEEDS, {"answer": "answer"}, model, schemas=schemas, row={"answer": "Bo"})
    assert found.state == state
    assert {"type": "null"} in model.asked[0].schema["properties"]["answer"]["anyOf"]


async def test_without_an_answer_of_the_row_the_solver_s_own_counts() -> None:
    assert (await verify("needs", NEEDS, {}, needing(None, None))).state == "held"
    assert (await verify("needs", NEEDS, {}, needing("Bo", None))).state == "failed"


async def test_a_lucky_guess_isn_t_repeated() -> None:
    model = Scripted({"solve_field": solving("Bo", "Bo", None), "compare_answers": [OTHER]})
    assert (await verify("needs", NEEDS, {"answer": "answer"}, model, row={"answer": "Bo"})).state == "held"


async def test_of_one_part_it_is_asked_without_any() -> None:
    alone = {"a": "Who is older?", "b": [{"source": "x", "quote": "Bo is older than Ann."}]}

    def model(without: Any) -> Scripted:
        def answer(asked: Asked) -> Any:
            return {"working": "w", "answer": "Bo" if "older than" in str(asked.texts) else without}

        return Scripted({"solve_field": [answer]})

    assert (await verify("needs", alone, {}, model(None))).state == "held"
    assert (await verify("needs", alone, {}, model("Bo"))).state == "failed"


async def test_without_parts_or_solver_there_is_no_verdict() -> None:
    assert (await verify("needs", {**NEEDS, "b": []}, {}, needing(None, None))).state == "no verdict"
    assert (await verify("needs", NEEDS, {}, None)).state == "no verdict"
