"""Answers are functions of body and seed: equal in two processes, faulty each by its own lot."""

import json
import re
from collections import Counter
from typing import Any

import pytest

from tests.simulator.fixtures import Start
from tests.simulator.launch import Running
from tests.simulator_tests.asking import (
    CONCEPTS,
    LABELS,
    PASSAGE,
    answer,
    body,
    brief,
    client,
    concept_prompt,
    delimited,
    label_prompt,
    problem_brief,
    question_brief,
    response_format,
    text_brief,
)

COUNT = 60
ORDERS = (
    ("write_text", text_brief),
    ("write_problem", problem_brief),
    ("write_question", question_brief),
)


def _raw(running: Running, count: int = COUNT, **more: Any) -> list[tuple[str | None, str]]:
    """(content, finish reason) of the same orders, asked in an order of their own."""
    found: dict[tuple[str, int], tuple[str | None, str]] = {}
    with client(running) as asked:
        for number in range(count):
            for job, order in ORDERS:
                request = body(running, order(number), job, **more)
                choice = asked.chat.completions.create(**request).choices[0]
                found[job, number] = (choice.message.content, choice.finish_reason)
    return [found[key] for key in sorted(found)]


def test_two_processes_answer_alike_and_another_seed_otherwise(simulated: Start) -> None:
    faulty = {"malformed": 0.2, "truncated": 0.2, "defects": 0.3, "drift": 1.0, "repeats": 0.2}
    one, two, other = simulated(seed=5, **faulty), simulated(seed=5, **faulty), simulated(seed=6, **faulty)
    first = _raw(one, 20)
    assert first == _raw(two, 20)
    assert first != _raw(other, 20)
    assert one.truth() == two.truth()


def test_an_answer_changes_with_every_field_of_the_body(endpoint: Running) -> None:
    with client(endpoint) as found:
        texts = [
            answer(found, body(endpoint, text_brief(1), "write_text", **more))["text"]
            for more in ({}, {"seed": 1}, {"temperature": 0.5}, {"max_tokens": 900})
        ]
    assert len(set(texts)) == 4


def test_malformed_answers_are_of_three_kinds(simulated: Start) -> None:
    running = simulated(malformed=1.0)
    kinds: Counter[str] = Counter()
    for content, finish in _raw(running, 30):
        assert finish == "stop"
        assert content is not None
        try:
            parsed = json.loads(content)
        except ValueError:
            kinds["prose" if content.startswith("Sure!") else "broken"] += 1
        else:
            assert len(parsed) < 2
            kinds["missing"] += 1
    assert min(kinds[kind] for kind in ("prose", "broken", "missing")) > 10


@pytest.mark.parametrize("option", ["malformed", "truncated"])
def test_faulty_answers_come_at_their_rate(simulated: Start, option: str) -> None:
    good = _raw(simulated(seed=1))
    bad = _raw(simulated(seed=1, **{option: 0.2}))
    changed = sum(a != b for a, b in zip(good, bad, strict=True))
    assert 0.1 < changed / len(good) < 0.3


def test_truncated_answers_are_cut_and_say_so(simulated: Start) -> None:
    whole = _raw(simulated(), 10)
    for (full, _), (cut, finish) in zip(whole, _raw(simulated(truncated=1.0), 10), strict=True):
        assert full is not None
        assert cut
        assert full.startswith(cut)
        assert len(cut) < len(full)
        assert finish == "length"


def test_defects_are_planted_and_told(simulated: Start) -> None:
    running = simulated(defects=0.4)
    _raw(running)
    truth = running.truth()
    assert len(truth) == 3 * COUNT
    kinds = Counter(entry["defect"] for entry in truth)
    assert set(kinds) == {
        None,
        "wrong_label",
        "number_changed",
        "number_dropped",
        "wrong_span",
        "not_in_passage",
    }
    assert 0.3 < 1 - kinds[None] / len(truth) < 0.5
    for entry in truth:
        if entry["job"] == "write_text":
            assert (entry["label"] != entry["asked_label"]) == (entry["defect"] == "wrong_label")


def test_a_strong_judge_sees_each_planted_defect(simulated: Start) -> None:
    running = simulated(defects=0.5)
    with client(running) as found:
        for number in range(25):
            text = answer(found, body(running, text_brief(number), "write_text"))["text"]
            label = answer(found, body(running, label_prompt(text), "choose_label"))["label"]
            true = running.truth()[-1]
            assert label == true["label"]
            row = json.dumps({"text": text, "label": "refund"})
            score = answer(found, body(running, f"<text-a>\n{row}\n</text-a>", "score_row"))["score"]
            assert (score >= 4) == (true["defect"] is None)


def test_drift_moves_texts_to_popular_concepts(simulated: Start) -> None:
    running = simulated(drift=1.5)
    listed = "\n".join(f"{i}. {name}: this and that" for i, name in enumerate(CONCEPTS, 1))
    with client(running) as found:
        for number in range(30):
            for concept in CONCEPTS:
                prompt = f"{listed}\n\n{text_brief(number, concept=concept)}"
                text = answer(found, body(running, prompt, "write_text"))["text"]
                true = running.truth()[-1]
                assert true["asked_concept"] == concept
                chosen = answer(found, body(running, concept_prompt(text), "choose_concept"))["concept"]
                assert CONCEPTS[chosen - 1] == true["concept"]
    drifted = [e for e in running.truth() if e["concept"] != e["asked_concept"]]
    assert 0.2 < len(drifted) / 120 < 0.9
    assert all(entry["defect"] is None for entry in drifted)


def test_repeats_are_copies_or_near_copies(simulated: Start) -> None:
    running = simulated(repeats=0.5)
    texts: Counter[str] = Counter()
    with client(running) as found:
        for number in range(80):
            texts[answer(found, body(running, text_brief(number), "write_text"))["text"]] += 1
    copies = sum(entry["copy"] for entry in running.truth())
    assert 25 < copies < 55
    assert sum(count - 1 for count in texts.values()) > 5


def test_a_judge_reads_what_another_server_wrote(simulated: Start) -> None:
    writer, judge = simulated(), simulated(seed=9)
    right = 0
    with client(writer) as writing, client(judge) as judging:
        for number in range(20):
            for label in LABELS:
                text = answer(writing, body(writer, text_brief(number, label), "write_text"))["text"]
                right += answer(judging, body(judge, label_prompt(text), "choose_label"))["label"] == label
    assert right >= 0.99 * 20 * len(LABELS)


def test_problems_keep_their_numbers_and_are_solved(endpoint: Running) -> None:
    with client(endpoint) as found:
        for number in range(20):
            problem = answer(found, body(endpoint, problem_brief(number), "write_problem"))["problem"]
            assert re.findall(r"\d+", problem) == ["12", "3"]
            solve = f"<text-a>\n{problem}\n</text-a>"
            solved = answer(found, body(endpoint, solve, "solve_problem"))
            assert solved == {"expression": "12 * 3", "answer": "36"}
            changed = answer(found, body(endpoint, solve.replace("12", "15"), "solve_problem"))
            assert changed == {"expression": "15 * 3", "answer": "45"}


def test_one_question_has_the_answer_of_its_own_passage(endpoint: Running) -> None:
    other = PASSAGE.replace("50 euros", "70 euros")
    with client(endpoint) as found:
        for passage in (PASSAGE, other, PASSAGE):
            for number in range(8):
                written = answer(found, body(endpoint, question_brief(number, passage), "write_question"))
                asked = body(endpoint, delimited(passage, written["question"]), "answer_question")
                assert answer(found, asked) == {"answerable": True, "answer": written["answer"]}


def test_spoiled_problems_are_solved_as_they_stand(simulated: Start) -> None:
    running = simulated(defects=1.0)
    with client(running) as found:
        for number in range(20):
            problem = answer(found, body(running, problem_brief(number), "write_problem"))["problem"]
            solve = body(running, f"<text-a>\n{problem}\n</text-a>", "solve_problem")
            solved = answer(found, solve)
            if running.truth()[-1]["defect"] == "number_dropped":
                assert solved == {"expression": "", "answer": "none"}
            else:
                a, b = re.findall(r"\d+", problem)
                assert solved["answer"] == str(int(a) * int(b)) != "36"


def test_a_broken_answer_is_mended_when_asked_again(simulated: Start) -> None:
    running = simulated(malformed=0.5)
    with client(running) as found:
        for number in range(10):
            request = body(running, question_brief(number), "write_question")
            messages = request["messages"]
            for _ in range(8):
                content = found.chat.completions.create(**request).choices[0].message.content or ""
                if content.startswith("{") and content.endswith("}") and len(json.loads(content)) == 2:
                    break
                block = messages[0]["content"].split("```brief")[1]
                again = f"Your last answer could not be used. Again.\n\n```brief{block}"
                request["messages"] = [
                    *request["messages"],
                    {"role": "assistant", "content": content},
                    {"role": "user", "content": again},
                ]
            else:
                raise AssertionError("never well-formed")
            assert json.loads(content)["answer"] in messages[0]["content"]


def test_records_hold_to_their_schema(endpoint: Running) -> None:
    import jsonschema

    fields = {
        "type": "object",
        "properties": {
            "sku": {"type": "string", "pattern": "^[A-Z]{2}-\\d{4}$"},
            "kind": {"enum": ["road", "city", "cargo"]},
            "price": {"type": "number", "minimum": 5, "maximum": 9, "multipleOf": 0.5},
            "gears": {"type": "integer", "exclusiveMinimum": 0, "maximum": 30},
            "bought": {"type": "string", "format": "date"},
            "tags": {
                "type": "array",
                "items": {"type": "string", "maxLength": 12},
                "minItems": 2,
                "uniqueItems": True,
            },
            "owner": {"$ref": "#/$defs/owner"},
            "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        },
        "required": ["sku", "kind", "price", "gears", "bought", "tags", "owner", "note"],
        "additionalProperties": False,
        "$defs": {
            "owner": {
                "type": "object",
                "properties": {"name": {"type": "string"}, "email": {"type": "string", "format": "email"}},
                "required": ["name", "email"],
                "additionalProperties": False,
            }
        },
    }
    validator = jsonschema.Draft202012Validator(fields, format_checker=jsonschema.FormatChecker())
    seen = set()
    with client(endpoint) as found:
        for number in range(30):
            prompt = brief(
                f"```json\n{json.dumps(fields)}\n```", job="write_record", concept="Cargo", seed=number
            )
            request = body(
                endpoint, prompt, response_format=response_format("write_record", {"record": fields})
            )
            record = answer(found, request)["record"]
            validator.validate(record)
            seen.add(json.dumps(record))
    assert len(seen) == 30
