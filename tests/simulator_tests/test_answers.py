"""Answers are functions of body and seed: equal in two processes, faulty each by its own lot."""

import json
from collections import Counter
from typing import Any

import pytest

from tests.simulator.fixtures import Start
from tests.simulator.launch import Running
from tests.simulator_tests.asking import (
    CONCEPTS,
    LABELS,
    answer,
    body,
    client,
    concept_prompt,
    label_prompt,
    text_brief,
)

COUNT = 180


def _raw(running: Running, count: int = COUNT, **more: Any) -> list[tuple[str | None, str]]:
    """(content, finish reason) of the same orders."""
    with client(running) as asked:
        bodies = [body(running, text_brief(number), "write_text", **more) for number in range(count)]
        choices = [asked.chat.completions.create(**one).choices[0] for one in bodies]
    return [(choice.message.content, choice.finish_reason) for choice in choices]


def test_two_processes_answer_alike_and_another_seed_otherwise(simulated: Start) -> None:
    faulty = {"malformed": 0.2, "truncated": 0.2, "defects": 0.3, "drift": 1.0, "repeats": 0.2}
    one, two, other = simulated(seed=5, **faulty), simulated(seed=5, **faulty), simulated(seed=6, **faulty)
    first = _raw(one, 60)
    assert first == _raw(two, 60)
    assert first != _raw(other, 60)
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
    for content, finish in _raw(running, 90):
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
    whole = _raw(simulated(), 30)
    for (full, _), (cut, finish) in zip(whole, _raw(simulated(truncated=1.0), 30), strict=True):
        assert full is not None
        assert cut
        assert full.startswith(cut)
        assert len(cut) < len(full)
        assert finish == "length"


def test_defects_are_planted_and_told(simulated: Start) -> None:
    running = simulated(defects=0.4)
    _raw(running)
    truth = running.truth()
    assert len(truth) == COUNT
    kinds = Counter(entry["defect"] for entry in truth)
    assert set(kinds) == {None, "wrong_label"}
    assert 0.3 < 1 - kinds[None] / len(truth) < 0.5
    for entry in truth:
        assert (entry["label"] != entry["asked_label"]) == (entry["defect"] == "wrong_label")


def test_a_strong_judge_sees_each_planted_defect(simulated: Start) -> None:
    running = simulated(defects=0.5)
    with client(running) as found:
        for number in range(25):
            text = answer(found, body(running, text_brief(number), "write_text"))["text"]
            label = answer(found, body(running, label_prompt(text), "choose_label"))["label"]
            true = running.truth()[-1]
            assert label == true["label"]


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


def test_a_broken_answer_is_mended_when_asked_again(simulated: Start) -> None:
    running = simulated(malformed=0.5)
    with client(running) as found:
        for number in range(10):
            request = body(running, text_brief(number), "write_text")
            messages = request["messages"]
            for _ in range(8):
                content = found.chat.completions.create(**request).choices[0].message.content or ""
                if content.startswith("{") and content.endswith("}") and json.loads(content):
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
            assert json.loads(content)["text"]
