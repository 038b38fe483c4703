"""A recipe's step is answered by its schema, in the words of its concept, axes and language."""

import json
import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from tests.simulator.fixtures import Start
from tests.simulator.launch import Running
from tests.simulator_tests.asking import answer, client, said
from tests.simulator_tests.recipes.asking import marked, step

MESSAGES = {
    "type": "array",
    "minItems": 6,
    "maxItems": 12,
    "items": {
        "type": "object",
        "properties": {"role": {"enum": ["user", "assistant"]}, "content": {"type": "string"}},
        "required": ["role", "content"],
    },
}
SHAPES: dict[str, Any] = {
    "one_line": {"type": "string", "minLength": 15, "maxLength": 60, "pattern": "^[^\\n\\r]*$"},
    "code": {"type": "string", "pattern": "^[A-Z]{2}-[0-9]{3}$"},
    "day": {"type": "string", "format": "date"},
    "price": {"type": "number", "minimum": 0.5, "maximum": 20},
    "stars": {"type": "integer", "enum": [1, 2, 3]},
    "maybe": {"anyOf": [{"type": "string", "minLength": 1, "maxLength": 9}, {"type": "null"}]},
    "points": {"type": "array", "minItems": 3, "maxItems": 3, "items": {"type": "string", "maxLength": 80}},
    "series": {"type": "array", "minItems": 12, "maxItems": 12, "items": {"type": "number"}},
    "product": {
        "type": "object",
        "properties": {
            "name": {"type": "string", "minLength": 4, "maxLength": 30},
            "sold": {"type": "boolean"},
        },
        "required": ["name", "sold"],
        "additionalProperties": False,
    },
    "messages": MESSAGES,
}


@pytest.mark.parametrize("seed", range(6))
def test_values_fit_their_schemas_and_the_sizes_in_the_prompt(endpoint: Running, seed: int) -> None:
    sizes = {"short": (1, 12), "tweet": (15, 280), "story": (900, 2500), "exact": (77, 77)}
    with client(endpoint) as found:
        made = answer(found, step(endpoint, {**SHAPES, **sizes}, seed=seed, axes={"tone": "polite"}))
    assert list(made) == [*SHAPES, *sizes]
    for name, schema in SHAPES.items():
        Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(made[name])
    for name, (low, high) in sizes.items():
        assert low <= len(made[name]) <= high
    assert len(set(made["points"])) == 3
    assert [turn["role"] for turn in made["messages"]][:3] == ["user", "assistant", "user"]


def test_equal_requests_have_equal_answers_on_every_server_and_others_differ(simulated: Start) -> None:
    first, second = simulated(seed=4), simulated(seed=4)
    orders: list[dict[str, Any]] = [{"seed": n} for n in range(4)]
    later: dict[str, Any] = {
        "fields": {"b": (60, 300)},
        "order": f"Retell.\n{marked('They cost 12 and 15 euros.')}",
    }
    with client(first) as one, client(second) as two:
        mine = [answer(one, step(first, {"a": (60, 300)}, **more)) for more in orders]
        # The second server hasn't written what the last step is made of.
        assert answer(one, step(first, **later)) == answer(two, step(second, **later))
        assert [answer(two, step(second, {"a": (60, 300)}, **more)) for more in orders] == mine
    assert len({one["a"] for one in mine}) == 4


@pytest.mark.parametrize("code", ["en", "de", "es", "fr", "it"])
def test_texts_are_in_the_language_ordered(endpoint: Running, code: str) -> None:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(["en", "de", "es", "fr", "it"])
    wrong = []
    with client(endpoint) as found:
        for seed in range(20):
            made = answer(found, step(endpoint, {"a": (20, 60), "b": (60, 400)}, seed=seed, language=code))
            wrong += [t for t in made.values() if identifier.classify(t)[0] != code]
    assert len(wrong) <= 1, wrong


def test_what_is_made_of_an_earlier_text_keeps_its_figures_and_not_its_words(endpoint: Running) -> None:
    with client(endpoint) as found:
        first = answer(found, step(endpoint, {"clumsy": (60, 400)}, "With two facts and a number."))["clumsy"]
        order = f"Say it plainly.\nclumsy:\n{marked(first)}"
        clear = answer(found, step(endpoint, {"clear": (60, 400)}, order))["clear"]
    assert re.findall(r"\d+", first)
    assert sorted(re.findall(r"\d+", first)) == sorted(re.findall(r"\d+", clear))
    assert not set(re.findall(r"[^.?!]+[.?!]", first)) & set(re.findall(r"[^.?!]+[.?!]", clear))


def test_a_correction_changes_one_word(endpoint: Running) -> None:
    order = "A sentence with one error, and the same with only that corrected."
    with client(endpoint) as found:
        made = answer(found, step(endpoint, {"wrong": (20, 200), "right": (20, 220)}, order))
    before, after = made["wrong"].split(), made["right"].split()
    assert sum(a != b for a, b in zip(before, after, strict=True)) == 1


def test_rows_of_passages_ask_and_quote(endpoint: Running) -> None:
    passages = [
        {"source": "a.md", "start": 3, "end": 80, "quote": "The deposit for a bike is 50 euros."},
        {"source": "b.md", "start": 0, "end": 40, "quote": "Helmets are free for children."},
    ]
    order = f"A question that needs both.\n{marked(json.dumps(passages))}"
    fields = {"question": (10, 400), "answer": (1, 300)}
    roles = {"question": "prompt", "answer": "response"}
    with client(endpoint) as found:
        made = answer(found, step(endpoint, fields, order, roles=roles, aside=("cannot", "plan")))
    assert made["cannot"] == ""
    assert made["plan"]
    assert "?" in made["question"]
    assert all(passage["quote"] in made["answer"] for passage in passages)


def test_calls_are_of_the_tool_that_the_axis_names(endpoint: Running) -> None:
    tool = {"name": "get_events", "parameters": {"type": "object", "properties": {"day": {"type": "string"}}}}
    calls = {
        "type": "array",
        "minItems": 0,
        "maxItems": 2,
        "items": {
            "type": "object",
            "properties": {"name": {"type": "string"}, "arguments": {"type": "object"}},
        },
    }
    for need, names in (("get_events", ["get_events"]), ("none", [])):
        order = step(endpoint, {"calls": calls}, f"Call.\n{marked(json.dumps([tool]))}", axes={"need": need})
        with client(endpoint) as found:
            assert [call["name"] for call in answer(found, order)["calls"]] == names


def test_rows_to_learn_from_are_no_material(endpoint: Running) -> None:
    near = marked(json.dumps({"text": "They sold 77 of them."}))
    with client(endpoint) as found:
        made = answer(found, step(endpoint, {"text": (60, 400)}, f"Write.\nAlready there:\n{near}"))
    assert "77" not in made["text"]


def test_truth_tells_axes_and_what_was_planted(simulated: Start) -> None:
    running = simulated(defects=0.5)
    lines = ("for: they want more", "not sarcastic: the words mean the opposite")
    with client(running) as found:
        for seed in range(60):
            order: dict[str, Any] = {
                "axes": {"stance": "for", "sarcastic": False, "author": "a nurse"},
                "level": "easy",
            }
            answer(found, step(running, {"a": (30, 300), "b": (30, 300)}, seed=seed, lines=lines, **order))
    truth = running.truth()
    assert len(truth) == 60
    assert {one["axes"]["sarcastic"] for one in truth} == {"false"}
    assert {one["level"] for one in truth} == {"easy"}
    planted = [one for one in truth if one["defect"]]
    assert 18 < len(planted) < 42
    kinds = {one["defect"] for one in planted}
    assert kinds == {"wrong_axis", "off_concept", "broken_relation", "low_quality"}
    # Only an axis whose meaning the prompt tells is read by anybody.
    assert {one["wrong_axis"] for one in planted} == {None, "stance", "sarcastic"}
    off = [one["concept"] for one in truth if one["defect"] == "off_concept"]
    assert off
    assert "Charging at home" not in off


def test_jobs_are_counted_by_name_and_malformed_answers_are_answers(simulated: Start) -> None:
    running = simulated(malformed=1.0)
    with client(running) as found:
        text = said(found, step(running, {"a": (30, 300)}))
    assert running.stats()["by_role"] == {"write_fields": 1}
    try:
        made = json.loads(text)
    except ValueError:
        made = None
    assert not isinstance(made, dict) or "a" not in made
