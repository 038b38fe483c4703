"""What a model is shown when a concept is split."""

from types import SimpleNamespace
from typing import Any

import pytest

from seedbed.agent.making.parts import main_axis
from seedbed.agent.planner.tree.materials import dealt_lines, headings_block, row_line, rows_block, values_of
from seedbed.agent.recipes.expand import expand
from seedbed.agent.recipes.shapes import read_shape
from seedbed.memory.brief import Slot


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        ("messages 6..12", "it (6 to 12 messages)"),
        ("line ..80", "it (0 to 80 characters)"),
        ("list 3 of line", "it (3 items)"),
        ("messages 4..", "it (at least 4 messages)"),
        ("line 2..5 or null", "it (line)"),
        (["yes", "no"], "it (yes | no)"),
        ({"schema": {"type": "array", "minItems": 2, "items": {"type": "string"}}}, "it (schema)"),
    ],
)
def test_a_row_is_its_recipes_words_and_its_fields(shape: Any, said: str) -> None:
    recipe: Any = SimpleNamespace(
        about="Talks; of two", row=[read_shape(shape).model_copy(update={"name": "it"})]
    )
    assert row_line(recipe) == f"Talks: {said}"


def test_headings_are_looked_for_until_enough_are_found() -> None:
    passages = iter([SimpleNamespace(under=[((f"Part {n // 2}", "Rules"), 9)]) for n in range(1000)])
    shown = headings_block(passages, Slot("plan", "planner", "x"))
    assert "Part 0 > Rules\nPart 1 > Rules\n" in shown and shown.count("\n") == 61
    assert len(list(passages)) > 800, "all passages were gone through, at each question"


def test_values_of_all_rows_are_told_of_fields_with_few_short_ones() -> None:
    rows: list[dict[str, Any]] = [
        {"text": f"text {n}", "mood": ["calm", "rude"][n % 2], "ok": n < 9, "tags": ["a"], "long": "x" * 41}
        for n in range(10)
    ]
    rows[0] |= {"level": 1, "mood": None}
    told = {"mood": {"rude": 5, "calm": 4}, "ok": {"true": 9, "false": 1}, "level": {"1": 1}}
    assert values_of(rows) == told
    assert values_of(rows[:3]) == {"ok": {"true": 3}, "level": {"1": 1}}, "two values of three rows are texts"
    assert values_of([]) == {} and rows_block([], Slot("plan", "planner", "x")) == ""
    assert len(values_of([{f"field {n}": 1 for n in range(99)}] * 2)) == 40


def test_what_is_dealt_besides_is_told_but_for_labels_counts_and_letters() -> None:
    recipe = expand(
        {
            "recipe": "quiz",
            "about": "A question",
            "row": {
                "question": "string 10..300 as prompt",
                "options": "list 4 of line 1..80 as context",
                "right": ["A", "B", "C", "D"],
                "asks_price": "boolean",
            },
            "vary": {
                "moment": ["morning", "night"],
                "sender": {"ask": "guests of a {{ moment }}, with their age", "per": "moment", "n": 4},
                "size": ["short", "long"],
                "late": {"of": ["an hour", "a day"], "when": "moment == 'night'", "else": "not at all"},
            },
            "read": {
                "size": {"check": "count.question", "short": {"words": "..9"}, "long": {"words": "10.."}}
            },
            "write": "{{ leaf }} {{ right }} {{ moment }} {{ sender }} {{ size }} {{ asks_price }}{{ late }}",
            "means": {"asks_price": "it asks what something costs"},
            "holds": ["right answers question options"],
            "checks": {"answers.right": {"task": "Choose."}},
        }
    )
    told = [
        "moment (morning; night)",
        "late (where moment == 'night': an hour; a day; else not at all)",
        "sender (guests of a moment, with their age)",
        "asks_price (it asks what something costs)",
    ]
    assert sorted(dealt_lines(recipe, main_axis(recipe))) == sorted(told)
