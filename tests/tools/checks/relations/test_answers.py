"""Answers found again by solvers who don't see them; questions that need all parts; values that agree."""

from random import Random
from typing import Any

import pytest

from seedbed.tools.checks.asked import unlike
from seedbed.tools.checks.catalogue import find
from seedbed.tools.checks.check import Verdict
from seedbed.tools.checks.relations.answers import AnswersArguments
from seedbed.tools.checks.relations.solving import correlated, same_calls
from tests.tools.checks.asking import Asked, Scripted, pieces, proves, solving, verify

OTHER = {"why": "w", "same": False}


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
    answer, null = sent["properties"]["answer"]["anyOf"]
    assert (answer["additionalProperties"], "$defs" in sent, null) == (False, True, {"type": "null"})


async def test_how_many_a_list_has_is_the_solver_s_to_find() -> None:
    texts = {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2}
    found = solving(["a cough", "a fever", "a rash"])
    model = Scripted({"solve_field": found, "compare_answers": [lambda _: OTHER]})
    given = {"a": ["a cough", "a fever"], "b": ("A cough, a fever and a rash.",)}
    verdict = await verify("answers", given, {"compare": "set"}, model, schemas={"a": texts})
    assert verdict.state == "failed" and "a rash" in verdict.detail
    assert model.asked[0].values["shape"] == "a list; each: text"


LEVEL = [212, 209, 214, 211, 208, 213, 210, 212, 209, 211, 213, 210]


@pytest.mark.parametrize(
    ("a", "b", "alike"),
    [
        ([1, 2, 3], [2, 4, 7], True),
        ([1, 2, 3], [3, 2, 1], False),
        ([1, 2, 3], [1, 2], False),
        ([2, 2], [2, 2.0], True),
        ([2, 2], [1, 3], False),
        (["a"], [1], False),
        (LEVEL, [211] * 12, True),
        (LEVEL, [210, 211] * 6, True),
        (LEVEL, [350, 351] * 6, False),
        (LEVEL, [205 + n for n in range(12)], False),
        ([205 + n for n in range(12)], [216 - n for n in range(12)], False),
        ([211] * 6, [350] * 6, False),
    ],
)
def test_series_go_together(a: Any, b: Any, alike: bool) -> None:
    assert correlated(a, b, 0.9) is alike


GIVEN = {"title": "dentist", "start": "2025-03-01T10:00"}


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ([{"name": "create", "arguments": '{"start": "2025-03-01T10:00", "title": "dentist"}'}], True),
        ([{"name": "create", "arguments": {**GIVEN, "title": "Tooth doctor"}}], None),
        ([{"name": "create", "arguments": {**GIVEN, "start": "2025-03-02T10:00"}}], False),
        ([], False),
        ("none", False),
    ],
)
def test_calls_are_compared_by_their_arguments(other: Any, same: bool | None) -> None:
    assert same_calls([{"name": "create", "arguments": GIVEN}], other) is same
    assert same_calls([], []) is True


async def test_programs_are_compared_by_what_they_do(python: None) -> None:
    async def found(a: str, b: str) -> Verdict:
        model, inputs = Scripted({"solve_field": solving(b)}), {"b": ("question", "schema")}
        values = {"a": a, "b": ("How many?", "CREATE TABLE t (x)")}
        return await verify("answers", values, {"compare": "sql"}, model, inputs=inputs)

    async def over(**given: str) -> Verdict:
        """A query that only the row's own data answers: its rows lie in a field beside B."""
        many = "SELECT x FROM t WHERE x IN (SELECT x FROM t GROUP BY x HAVING count(*) > 60)"
        model, inputs = Scripted({"solve_field": solving(many)}), {"b": ("question", "schema")}
        schema = "CREATE TABLE t (x)"
        rows = f"INSERT INTO t VALUES {', '.join(['(1)'] * 70)};"
        values, row = {"a": many, "b": ("How many?", schema)}, {"schema": schema, "data": rows}
        return await verify("answers", values, {"compare": "sql", **given}, model, inputs=inputs, row=row)

    assert (await over(files="schema data")).state == "held"
    assert (alone := await over()).state == "no verdict" and "neither gives any row" in alone.detail

    same = await found("SELECT x FROM t", "SELECT y.x FROM t y")
    assert [one.kind for one in pieces(same)] == ["execution", "execution"] and proves("answers", same)
    assert (await found("SELECT x FROM t", "SELECT count(x) FROM t")).state == "failed"
    assert (await found("SELECT y FROM t", "SELECT x FROM t")).state == "no verdict"


async def test_what_programs_print_in_other_words_a_judge_compares(python: None) -> None:
    async def found(a: str, b: str, language: str, same: bool) -> tuple[Verdict, bool]:
        says = {"compare_answers": [{"why": "…", "same": same}]}
        model, inputs = Scripted({"solve_field": solving(b), **says}), {"b": ("question",)}
        how = {"compare": "program", "language": language}
        verdict = await verify("answers", {"a": a, "b": ("How many?",)}, how, model, inputs=inputs)
        return verdict, "compare_answers" in [one.prompt for one in model.asked]

    verdict, asked = await found("print('12.5 %')", "print('share: 12.5')", "python", True)
    assert asked and verdict.state == "held"
    assert [one.kind for one in pieces(verdict)] == ["agreement"], "no run says so"
    refused, _ = await found("print('12.5 %')", "print('13')", "python", False)
    assert (
        refused.state == "failed"
        and "this program, told first" in refused.detail
        and "«12.5 %» and «13»" in refused.detail
    )
    assert (await found("print(12)", "print(12.0)", "python", False))[1] is False
    verdict, asked = await found("echo 12", "echo twelve", "bash", True)
    assert verdict.state == "failed" and not asked, "of a command the very words count"


async def test_who_finds_two_of_the_options_right_needn_t_choose() -> None:
    says = {"working": "B and C both follow from the rule.", "answer": None}
    model, letters = Scripted({"solve_field": [lambda _: says]}), {"enum": ["A", "B", "C"]}
    options = ["a stone", "a fish", "a trout"]
    given = {"a": "B", "b": ("What swims?", options)}
    verdict = await verify("answers", given, {}, model, schemas={"a": letters})
    assert verdict.state == "failed" and "B and C both follow" in verdict.detail
    assert len(model.asked) == 2 and model.asked[0].values["several"]
    assert {"type": "null"} in model.asked[0].schema["properties"]["answer"]["anyOf"]


async def test_where_nothing_right_can_be_answered_no_judge_is_asked() -> None:
    says = {"working": "It isn't said who wrote it.", "answer": None}
    model = Scripted({"solve_field": [lambda _: says]})
    verdict = await verify("answers", {"a": "Ada", "b": ("Who wrote it?",)}, {}, model)
    assert verdict.state == "failed" and "It isn't said who wrote it" in verdict.detail
    assert [one.prompt for one in model.asked] == ["solve_field"] * 2


@pytest.mark.parametrize(("answer", "state"), [(None, "held"), ("SELECT 1", "failed")])
async def test_a_question_without_a_query_is_answered_by_none(answer: str | None, state: str) -> None:
    model = Scripted({"solve_field": [lambda _: {"working": "No table has prices.", "answer": answer}] * 2})
    given = {"a": None, "b": ("What does it cost?", "CREATE TABLE t (a)")}
    verdict = await verify("answers", given, {"compare": "sql"}, model)
    assert verdict.state == state and ("SELECT 1" in verdict.detail) == (state == "failed")


def test_of_long_values_that_begin_alike_it_is_shown_where_they_part() -> None:
    begin = "items: " + "bread, " * 40
    one, other = unlike([f"{begin}tins of ginger thins", f"{begin}ginger thins"])
    assert (
        one.endswith("tins of ginger thins") and other.endswith(" ginger thins") and one[0] == other[0] == "…"
    )
    assert unlike([begin, f"{begin}tins"])[1].endswith("bread, tins"), "the one begins the other"
    assert unlike(["a", "b"]) == ["a", "b"] and unlike(["c" * 200, "c" * 200])[0] == "c" * 159 + "…"


async def test_of_given_material_the_value_that_fits_best_is_wanted() -> None:
    says = {"working": "A court isn't sport, but the fans are of a club.", "answer": "sport"}
    model, desks = Scripted({"solve_field": [lambda _: says]}), {"enum": ["politics", "sport"]}
    given = {"a": "sport", "b": ("Court lifts ban on fans",)}
    verdict = await verify("answers", given, {"best": True}, model, schemas={"a": desks})
    assert verdict.state == "held" and (asked := model.asked[0]).values["best"]
    assert "anyOf" not in asked.schema["properties"]["answer"]


@pytest.mark.parametrize(
    ("answer", "asked", "state"),
    [
        ("312 euros", False, "held"),
        ("€312", False, "held"),
        ("312", False, "held"),
        ("312 dollars", True, "failed"),
        ("three hundred", True, "failed"),
    ],
)
async def test_an_amount_in_another_form_needs_no_judge(answer: str, asked: bool, state: str) -> None:
    model = Scripted({"solve_field": solving(answer), "compare_answers": [OTHER]})
    verdict = await verify("answers", {"a": "312.00 euros", "b": ("What is it?",)}, {}, model)
    assert verdict.state == state and asked == ("compare_answers" in [one.prompt for one in model.asked])


@pytest.mark.parametrize(
    ("a", "b", "asked"),
    [
        ("13", "8", False),
        ("13.", " 8", False),
        ("£1,250.00", "£1,300.00", False),
        ("13 km", "8 km", False),
        ("-5", "5", False),
        ("1.000 Euro", "1000 Euro", True),
        ("1,5", "1.5", True),
        ("2 dozen", "24", True),
        ("10-12", "8", True),
    ],
)
async def test_another_number_is_another_answer_without_a_judge_whose_yes_is_told(
    a: str, b: str, asked: bool
) -> None:
    model = Scripted({"solve_field": solving(b, b), "compare_answers": [{"why": "…", "same": True}] * 2})
    verdict = await verify("answers", {"a": a, "b": ("How many?",)}, {}, model)
    assert verdict.state == ("held" if asked else "failed")
    assert asked == ("compare_answers" in [one.prompt for one in model.asked])
    assert pieces(verdict)[0].answers == (f"{b.strip()} (the same to a judge)" if asked else b.strip(),) * 2


def test_answers_are_spoilt_by_another_value() -> None:
    spoil, plain = find("answers").spoil, AnswersArguments()
    assert spoil["number"]({"a": 5}, plain, Random(1)) != {"a": 5}
    series = {"a": [1.0, 2.0, 9.0]}
    assert spoil["number"](series, AnswersArguments(compare="correlation"), Random(1)) == {
        "a": [9.0, 8.0, 1.0]
    }
    assert spoil["number"]({"a": LEVEL}, AnswersArguments(compare="correlation"), Random(1)) is None
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
    alone = {"a": "Who is older?", "b": [{"source": "x", "quote": "Bo is 6, Ann is 5."}]}
    assert (await verify("needs", alone, {}, needing(None, None))).state == "held"
    assert (await verify("needs", alone, {}, needing("Bo", None))).state == "failed"


async def test_a_lucky_guess_isn_t_repeated() -> None:
    model = Scripted({"solve_field": solving("Bo", "Bo", None), "compare_answers": [OTHER]})
    assert (await verify("needs", NEEDS, {"answer": "answer"}, model, row={"answer": "Bo"})).state == "held"


async def test_without_parts_or_solver_there_is_no_verdict() -> None:
    assert (await verify("needs", {**NEEDS, "b": []}, {}, needing(None, None))).state == "no verdict"
    assert (await verify("needs", NEEDS, {}, None)).state == "no verdict"


async def test_a_solver_of_programs_sees_under_which_names_tables_lie(python: None) -> None:
    table = {"source": "t.csv", "start": 0, "end": 9, "quote": "| a |\n| --- |\n| 7 |\n"}
    program = "print(open('t.csv').read().split()[1])"
    model, inputs = Scripted({"solve_field": solving(program)}), {"b": ("question", "tables")}
    how = {"compare": "program", "language": "python", "files": "tables"}
    values, row = {"a": program, "b": ("Which?", [table])}, {"tables": [table]}
    verdict = await verify("answers", values, how, model, inputs=inputs, row=row)
    assert verdict.state == "held"
    assert "t.csv:\na\n7" in model.asked[0].words


async def test_a_query_may_be_of_tables_that_are_dealt() -> None:
    seat = {"tables": "CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (7), (8);"}
    model, how = (
        Scripted({"solve_field": solving("SELECT MAX(a) FROM t")}),
        {"compare": "sql", "files": "tables"},
    )
    values = {"a": "SELECT a FROM t ORDER BY a DESC LIMIT 1", "b": ("Which is largest?",)}
    assert (await verify("answers", values, how, model, seat=seat)).state == "held"


@pytest.mark.parametrize(
    ("check", "one", "many", "arguments", "state"),
    [
        ("agree", 12, (12, 12.0), {}, "held"),
        ("agree", 12, (12, 13), {}, "failed"),
        ("agree", 12, (12, 13), {"share": 0.5}, "held"),
        ("agree", 12, ([12, 12, 14],), {"share": 0.6}, "held"),
        ("agree", 12, ([],), {}, "no verdict"),
        ("disagree", 12, (13, 14), {}, "held"),
        ("disagree", 12, (13, 12), {}, "failed"),
    ],
)
async def test_values_that_were_found_apart_agree_or_none_does(
    check: str, one: Any, many: tuple[Any, ...], arguments: dict[str, Any], state: str
) -> None:
    inputs = {"many": tuple(f"try_{n}" for n in range(len(many)))}
    found = await verify(check, {"one": one, "many": many}, arguments, Scripted({}), inputs=inputs)
    assert found.state == state
    assert ("agree" in found.detail or "may not be: " in found.detail) == (state == "failed")


@pytest.mark.parametrize(("same", "state"), [(True, "held"), (False, "failed")])
async def test_free_texts_that_differ_in_words_are_put_before_a_judge(same: bool, state: str) -> None:
    model = Scripted({"compare_answers": [{"why": "…", "same": same}]})
    values = {"one": "The shop opens at nine.", "many": ("It is open from nine on.",)}
    found = await verify("agree", values, {}, model, inputs={"many": ("other",)})
    assert found.state == state and len(model.asked) == 1
    assert ("(the same to a judge)" in pieces(found)[0].answers[0]) == same
