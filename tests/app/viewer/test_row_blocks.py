"""A row as its reader sees it: which fields become what."""

from pathlib import Path
from typing import Any

from seedbed.agent.making.parts import settled
from seedbed.app.viewer.code import coloured, indented
from seedbed.app.viewer.row.attempts import tries
from seedbed.app.viewer.row.blocks import blocks, pieces, turns
from seedbed.memory.brief import Slot
from seedbed.memory.candidate import Citation, Computation, Draft
from seedbed.memory.spec import Part, Spec
from seedbed.memory.store.protocol import StoredAnswer

ROLES = {"q": "prompt", "a": "response", "good": "chosen", "bad": "rejected", "kind": "label"}
PART = Part(recipe={"about": "anything"}, topic="bikes", rows=1, row_roles=ROLES)


def shown(row: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    return blocks(PART, Draft(row=row, **more))


def test_short_fields_are_one_table_at_the_end_and_pairs_stand_side_by_side() -> None:
    found = shown({"kind": "x", "q": "Why?", "good": "So.", "bad": "No.", "n": 3, "empty": None})
    assert [one["kind"] for one in found] == ["text", "pair", "table"]
    assert [one["name"] for one in found[1]["sides"]] == ["good", "bad"]
    assert [(one["name"], one["text"]) for one in found[2]["fields"]] == [
        ("kind", "x"),
        ("n", "3"),
        ("empty", ""),
    ]


def test_a_call_has_its_result_in_place_whatever_stands_between() -> None:
    def call(name: str) -> dict[str, Any]:
        return {"id": name, "function": {"name": name, "arguments": "{}"}}

    told = turns(
        [
            {"role": "assistant", "content": None, "tool_calls": [call("a"), call("b"), "nonsense"]},
            {"role": "tool", "tool_call_id": "b", "content": "two"},
            {"role": "tool", "tool_call_id": "a", "content": {"n": 1}},
            {"role": "tool", "tool_call_id": "lost", "content": "three"},
        ]
    )
    assert [(one["name"], one["gave"]) for one in told[0]["calls"]] == [
        ("a", '{"n": 1}'),
        ("b", "two"),
        ("unnamed", None),
    ]
    assert [(one["who"], one["text"]) for one in told[1:]] == [("tool", "three")]


def test_what_is_cited_is_marked_in_a_passage_of_the_row() -> None:
    passage = {"source": "h.md", "start": 100, "end": 120, "quote": "The deposit is £110."}
    cited = Citation(
        ok=True, by="span", claim="", source="h.md", sha256="f" * 64, start=115, end=119, quote="£110"
    )
    (block,) = shown({"place": passage}, evidence=(cited,))
    assert block["kind"] == "passage" and block["pieces"] == [
        ("The deposit is ", False),
        ("£110", True),
        (".", False),
    ]


def test_records_of_ones_own_that_are_called_as_passages_and_calls_are_shown_as_they_are() -> None:
    clip = {"source": "episode 4", "start": "00:01:02", "end": "00:01:30", "quote": "So we rode on."}
    assert [one["kind"] for one in shown({"clip": clip, "clips": [clip]})] == ["json", "records"]
    assert turns([{"role": "lead", "content": "x", "tool_calls": True}])[0]["calls"] == []


def test_computations_in_a_text_are_marked() -> None:
    sum_ = Computation(ok=True, by="c", expression="2*3", result="6", engine="e", inputs={})
    (block,) = shown({"a": "So <<2*3=6>> bikes."}, evidence=(sum_,))
    assert block["pieces"] == [("So ", False), ("<<2*3=6>>", True), (" bikes.", False)]


def test_lists_are_records_tools_plain_or_anything() -> None:
    row = {
        "records": [{"name": "a", "n": 1}, {"name": "b", "n": 2}],
        "tools": [{"name": "t", "parameters": {}}],
        "plain": ["x", 2],
        "mixed": [{"a": {}}, 1],
    }
    assert [one["kind"] for one in shown(row)] == ["records", "tools", "list", "json"]


def test_code_is_told_by_the_recipe_and_has_what_it_returned() -> None:
    asked = Spec(parts=(Part(recipe="text-to-sql", topic="t", rows=1),))
    (part,) = settled(asked, Path()).parts
    result = {"asked": {"program": "select 1"}, "stdout": "", "ok": True, "rows": [[1]], "columns": ["1"]}
    row = {"schema": "create table t(a)", "question": "One?", "sql": "select 1"}
    found = blocks(part, Draft(row=row, notes={"kept": {"result": result, "data": ""}}))
    assert [one["name"] for one in found if one["kind"] == "code"] == ["schema", "sql"]
    (code,) = [one for one in found if one["name"] == "sql"]
    assert (code["kind"], code["language"], code["ran"]) == ("code", "sqlite", result)


def test_pieces_hold_the_whole_text_whatever_the_spans() -> None:
    found = pieces("abcdef", [(4, 9), (1, 3), (2, 4), (-5, 0)])
    assert "".join(text for text, _ in found) == "abcdef"
    assert [text for text, marked in found if marked] == ["bc", "d", "ef"]


def test_an_earlier_attempt_has_its_words_and_what_refused_it() -> None:
    def said(role: str, step: str, attempt: int, text: str) -> tuple[Slot, StoredAnswer]:
        slot = Slot("b", role, step, attempt)
        return slot, StoredAnswer(slot.key, "r", "m", {"choices": [{"message": {"content": text}}]})

    answers = [
        said("writer", "write_fields/q", 0, '{"q": "Old?"}'),
        said("writer", "write_fields/a", 0, '{"a": "So."}'),
        said("judge", "read_level/level.q", 0, '{"level": "hard"}'),
        said("judge", "judge_sentences/judge.q.1", 0, "{}"),
        said("writer", "write_fields/q", 1, '{"q": "New?"}'),
    ]
    (one,) = tries(Draft(row={"q": "New?"}, tries=(("wrong label",),), refused=("level",)), answers)
    assert (one["number"], one["fields"], one["by"]) == (1, {"q": "Old?", "a": "So."}, "level")
    assert [text for _, text in one["refusals"]] == ['{"level": "hard"}']


def test_code_is_escaped_whether_it_is_coloured_or_not() -> None:
    for language in ("python", "no such language", ""):
        assert "<b>" not in coloured("x = '<b>' # \u202e", language) and "\u202e" not in coloured(
            "\u202e", language
        )
    assert "<span" in coloured("int a;", "cpp")
    for language, text in (("cpp", "x" + "\n" * 29_000), ("typescript", "a." * 14_500)):  # took minutes
        assert coloured(text, language) == text
    assert indented("[1]") == "[\n  1\n]" and indented("no json") == "no json"
