"""Readers, judges and solvers of recipes' rows know what was written, by the text."""

import json
from collections import Counter
from typing import Any

import openai
import pytest

from tests.simulator.fixtures import Start
from tests.simulator.launch import Running
from tests.simulator_tests.asking import answer, as_model, client
from tests.simulator_tests.recipes.asking import (
    TEXT,
    asked,
    axes,
    claims,
    comparing,
    marked,
    sentences,
    solving,
    step,
    verdicts,
)

NONE = "none or several fit"
STANCES = ("against", NONE, "for", "neutral")
LINES = ("for: they want more", "not sarcastic: the words mean the opposite")
SEAT: dict[str, Any] = {"axes": {"stance": "for", "sarcastic": False}, "level": "hard"}
LEVELS = {"level": {"type": "string", "enum": ["easy", "medium", "hard"]}}
ANSWER = ("answer", "explanation")


def _tweet(found: openai.OpenAI, running: Running, seed: int, **more: Any) -> str:
    made = answer(found, step(running, {"text": (30, 280)}, seed=seed, lines=LINES, **SEAT, **more))
    text: str = made["text"]
    return text


def test_rows_without_a_defect_read_as_ordered(endpoint: Running) -> None:
    with client(endpoint) as found:
        for seed in range(10):
            text = _tweet(found, endpoint, seed)
            read = answer(found, axes(endpoint, text, stance=STANCES, sarcastic=("yes", "no")))
            assert read == {"stance": "for", "sarcastic": "no"}
            assert answer(found, asked(endpoint, "read_level", [text], LEVELS)) == {"level": "hard"}
            assert verdicts(found, sentences(endpoint, text)) == {"yes"}


def test_each_planted_defect_is_read_by_those_who_can(simulated: Start) -> None:
    running = simulated(defects=1.0)
    caught: Counter[str] = Counter()
    with client(running) as found:
        for seed in range(40):
            text = _tweet(found, running, seed)
            truth = running.truth()[-1]
            read = answer(found, axes(running, text, stance=STANCES, sarcastic=("yes", "no")))
            wrong = [n for n, v in read.items() if v != {"stance": "for", "sarcastic": "no"}[n]]
            assert wrong == ([truth["wrong_axis"]] if truth["wrong_axis"] else [])
            assert NONE not in read.values()
            assert verdicts(found, sentences(running, text)) == {"yes", "no"}
            caught[truth["defect"]] += 1
    assert set(caught) == {"wrong_axis", "off_concept", "low_quality"}


def test_without_memory_the_words_tell_the_axis(simulated: Start) -> None:
    writer, reader = simulated(), simulated()
    right = 0
    with client(writer) as one, client(reader) as two:
        for seed in range(40):
            text = _tweet(one, writer, seed)
            read = answer(two, axes(reader, text, stance=STANCES))
            right += read == {"stance": "for"}
    assert right >= 32


def test_a_judge_numbers_its_sentences_and_quotes_the_row(endpoint: Running) -> None:
    with client(endpoint) as found:
        text = _tweet(found, endpoint, 1)
        judged = answer(found, sentences(endpoint, text))["sentences"]
    assert [one["number"] for one in judged] == [3, 4]
    assert all(one["quote"] and one["quote"] in text for one in judged)


@pytest.mark.parametrize(("model", "verdict"), [("sim-yes-man", "yes"), ("sim-no-man", "no")])
def test_those_with_a_bias_keep_it(simulated: Start, model: str, verdict: str) -> None:
    running = simulated(defects=0.5)
    with client(running) as found:
        texts = [_tweet(found, running, seed) for seed in range(8)]
        biased = as_model(running, model)
        assert {v for t in texts for v in verdicts(found, sentences(biased, t))} == {verdict}
        read = [answer(found, axes(biased, text, stance=STANCES))["stance"] for text in texts]
        assert set(read) == {STANCES[0] if verdict == "yes" else NONE}
        same = answer(found, comparing(biased, "Bern", "Rome" if verdict == "yes" else "Bern"))["same"]
        assert same is (verdict == "yes")


def test_a_sentence_that_was_broken_is_the_one_that_a_judge_denies(endpoint: Running) -> None:
    with client(endpoint) as found:
        text = _tweet(found, endpoint, 3)
        said = ("This sentence is true of it; 'quotes' name fields:", "It is short.")
        fields = {"cannot": TEXT, "how": TEXT, "text": TEXT}
        order = asked(endpoint, "break_sentence", [json.dumps({"text": text})], fields, *said)
        broken = answer(found, order)["text"]
        assert broken != text and len(broken) == len(text)
        lines = ("3. It reads like a tweet.", "4. It is short.")
        judged = answer(
            found, asked(endpoint, "judge_sentences", [broken], {"sentences": {"type": "array"}}, *lines)
        )
        assert [(one["number"], one["verdict"]) for one in judged["sentences"]] == [(3, "yes"), (4, "no")]
        assert verdicts(found, sentences(endpoint, text)) == {"yes"}, "the row it was made of is still right"


def test_words_and_texts_of_other_rows_are_seen(endpoint: Running) -> None:
    with client(endpoint) as found:
        one, other = (_tweet(found, endpoint, seed) for seed in (5, 6))
        said, strange = one.split(), [word for word in other.split() if len(word) > 4 and word not in one][:3]
        for place, word in zip(range(3, len(said), 5), strange, strict=False):
            said[place] = word
        assert verdicts(found, sentences(endpoint, " ".join(said))) == {"yes", "no"}
        assert verdicts(found, sentences(endpoint, one, other)) == {"yes", "no"}


def test_the_weak_reader_is_right_seven_times_in_ten(endpoint: Running) -> None:
    with client(endpoint) as found:
        texts = [_tweet(found, endpoint, seed) for seed in range(60)]
        weak = as_model(endpoint, "sim-weak")
        right = sum(answer(found, axes(weak, t, stance=STANCES)) == {"stance": "for"} for t in texts)
    assert 0.5 < right / len(texts) < 0.9


# relations -----------------------------------------------------------------------------------------------


def _pair(found: openai.OpenAI, running: Running, seed: int) -> tuple[str, str]:
    """A text and what another call made of it."""
    first = answer(found, step(running, {"clumsy": (60, 400)}, "With a number.", seed=seed))["clumsy"]
    order = f"Say it plainly.\nclumsy:\n{marked(first)}"
    return first, answer(found, step(running, {"clear": (60, 400)}, order, seed=seed))["clear"]


def test_what_belongs_together_is_supported_both_ways_with_quotes(endpoint: Running) -> None:
    with client(endpoint) as found:
        for seed in range(5):
            clumsy, clear = _pair(found, endpoint, seed)
            assert verdicts(found, claims(endpoint, clear, clumsy)) == {"supported"}
            assert verdicts(found, claims(endpoint, clumsy, clear)) == {"supported"}
            listed = answer(found, claims(endpoint, clear, clumsy))["claims"]
            assert all(one["quote"] in clumsy and one["claim"] in clear for one in listed)
            pair = asked(endpoint, "find_contradictions", [clumsy, clear], {"found": {"type": "array"}})
            assert answer(found, pair) == {"found": []}
            solved = answer(found, solving(endpoint, TEXT, clumsy, field="clear"))["answer"]
            assert answer(found, comparing(endpoint, clear, solved))["same"] is True


def test_what_was_spoilt_is_refused(endpoint: Running) -> None:
    with client(endpoint) as found:
        clumsy, clear = _pair(found, endpoint, 1)
        _, other = _pair(found, endpoint, 2)
        first, *rest = clear.split(". ")
        figure = next(word for word in clear.split() if word.strip(".").isdigit())
        added = f"{clear} Nobody ever paid for that."
        for spoilt in (clear.replace(figure, "9182"), other, added):
            assert verdicts(found, claims(endpoint, spoilt, clumsy)) != {"supported"}, spoilt
        # What was left out is missed by whoever looks the other way.
        assert verdicts(found, claims(endpoint, clumsy, ". ".join(rest))) != {"supported"}
        assert first
        pair = asked(endpoint, "find_contradictions", [clumsy, other], {"found": {"type": "array"}})
        assert answer(found, pair)["found"]


def test_a_broken_relation_is_told_and_other_defects_leave_relations_alone(simulated: Start) -> None:
    running = simulated(defects=1.0)
    seen = set()
    with client(running) as found:
        for seed in range(30):
            clumsy, clear = _pair(found, running, seed)
            broken = "broken_relation" in {one["defect"] for one in running.truth()[-2:]}
            assert (verdicts(found, claims(running, clear, clumsy)) == {"supported"}) is not broken
            solved = answer(found, solving(running, TEXT, clumsy, field="clear"))["answer"]
            assert answer(found, comparing(running, clear, solved))["same"] is not broken
            seen.add(broken)
    assert seen == {True, False}


def test_a_translation_goes_back_to_what_it_came_from(endpoint: Running) -> None:
    back = {"text": TEXT}
    with client(endpoint) as found:
        source = answer(found, step(endpoint, {"source": (60, 400)}))["source"]
        order = step(endpoint, {"target": (60, 500)}, f"Translate.\n{marked(source)}", language="de")
        target = answer(found, order)["target"]
        assert answer(found, asked(endpoint, "translate_back", [target], back)) == {"text": source}
        shorter = ". ".join(target.split(". ")[:-1]) + "."
        less = answer(found, asked(endpoint, "translate_back", [shorter], back))["text"]
    assert less != source
    assert source.startswith(less)


# solvers -------------------------------------------------------------------------------------------------


def test_solvers_find_letters_numbers_and_lists(endpoint: Running) -> None:
    options = {"type": "array", "minItems": 4, "maxItems": 4, "items": {"type": "string", "maxLength": 90}}
    series = {"type": "array", "minItems": 3, "maxItems": 3, "items": {"type": "number"}}
    letters = {"type": "string", "enum": ["A", "B", "C", "D"]}
    with client(endpoint) as found:
        for letter in "ABCD":
            fields = {"question": (20, 300), "options": options}
            made = answer(found, step(endpoint, fields, axes={"answer": letter}, seed=ord(letter)))
            listed = "\n".join(f"{n}. {one}" for n, one in enumerate(made["options"], 1))
            request = solving(endpoint, letters, made["question"], listed)
            assert answer(found, request)["answer"] == letter
        values = answer(found, step(endpoint, {"series": series}))["series"]
        told = answer(found, step(endpoint, {"told": (60, 300)}, f"Describe.\n{marked(str(values))}"))["told"]
        assert answer(found, solving(endpoint, series, told, field="series"))["answer"] == values
    assert str(values[0]) in told


def test_who_lacks_a_passage_does_not_answer(endpoint: Running) -> None:
    first, second = "The deposit for a bike is 50 euros.", "Helmets are free for children."
    nullable = {"anyOf": [TEXT, {"type": "null"}]}
    passages = f'[{{"quote": "{first}"}}, {{"quote": "{second}"}}]'
    roles = {"question": "prompt", "answer": "response"}
    fields = {"question": (10, 400), "answer": (1, 300)}
    with client(endpoint) as found:
        made = answer(found, step(endpoint, fields, f"Ask.\n{marked(passages)}", roles=roles))
        question, right = made["question"], made["answer"]
        assert answer(found, solving(endpoint, nullable, question, first, second))["answer"] == right
        assert answer(found, solving(endpoint, nullable, question, first))["answer"] is None
        assert answer(found, solving(endpoint, nullable, question, second, "Bring a key."))["answer"] is None
        assert answer(found, solving(endpoint, TEXT, question, first))["answer"] != right
        assert verdicts(found, claims(endpoint, right, first, second)) == {"supported"}
        wrong = right.replace("50", "60")
        assert verdicts(found, claims(endpoint, wrong, first, second)) == {"supported", "contradicted"}


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("Bern", "The capital is Bern.", True),
        ("Bern", "bern", True),
        ("Bern", "Rome", False),
        ("[1, 2]", "[ 1,\n 2 ]", True),
        ("12", "21", False),
    ],
)
def test_answers_of_anybody_are_compared_by_their_words(
    endpoint: Running, first: str, second: str, same: bool
) -> None:
    with client(endpoint) as found:
        assert answer(found, comparing(endpoint, first, second))["same"] is same


# talks ---------------------------------------------------------------------------------------------------


def _talk(found: openai.OpenAI, running: Running, seed: int) -> list[tuple[str, str]]:
    said: list[tuple[str, str]] = []
    for turn in range(1, 13):
        role = ("user", "assistant")[(turn - 1) % 2]
        so_far = marked("\n".join(f"{who}: {words}" for who, words in said)) if said else "You begin."
        request = step(running, {}, so_far, seed=seed, job="say_turn", role=role, turn=turn, least=6, most=12)
        properties = {"message": TEXT, "ends": {"type": "boolean"}}
        request["response_format"]["json_schema"]["schema"]["properties"] = properties
        spoken = answer(found, request)
        said.append((role, spoken["message"]))
        if spoken["ends"]:
            break
    return said


def test_a_talk_ends_in_time_and_is_read_as_one(endpoint: Running) -> None:
    with client(endpoint) as found:
        talks = [_talk(found, endpoint, seed) for seed in range(6)]
        assert all(6 <= len(talk) <= 8 for talk in talks)
        assert len({len(talk) for talk in talks}) > 1
        for talk in talks:
            assert len({words for _, words in talk}) == len(talk)
            shown = "\n\n".join(f"[{n}] {who}: {words}" for n, (who, words) in enumerate(talk, 1))
            assert verdicts(found, sentences(endpoint, shown)) == {"yes"}


def test_of_a_talk_with_a_defect_one_turn_has_it(simulated: Start) -> None:
    running = simulated(defects=1.0)
    with client(running) as found:
        talk = _talk(found, running, 3)
        shown = "\n\n".join(f"[{n}] {who}: {words}" for n, (who, words) in enumerate(talk, 1))
        assert [bool(one["defect"]) for one in running.truth()].count(True) == 1
        assert "no" in verdicts(found, sentences(running, shown))


def _talk_read(running: Running, *said: str) -> dict[str, Any]:
    roles = ("user", "assistant") * len(said)
    turns = [f"[{n}] {role}: {text}" for n, (role, text) in enumerate(zip(roles, said, strict=False), 1)]
    return asked(running, "read_talk", ["\n\n".join(turns)], {"found": {"type": "array"}})


def test_a_talk_is_read_turn_by_turn(endpoint: Running) -> None:
    with client(endpoint) as found:
        said = [_tweet(found, endpoint, seed) for seed in range(4)]
        assert answer(found, _talk_read(endpoint, *said)) == {"found": []}
        changed = said[3].replace(" ", " never ", 1)
        (one,) = answer(found, _talk_read(endpoint, *said[:3], changed))["found"]
        assert one["turn"] == 4 and one["quote"] in changed and one["defect"] == "contradicts"
        (again,) = answer(found, _talk_read(endpoint, *said[:3], said[1]))["found"]
        assert (again["turn"], again["defect"]) == (4, "repeats")


def test_a_judge_that_errs_misses_defects_of_talks_or_makes_some_up(simulated: Start) -> None:
    for profile, seen in (("yes-man", set()), ("no-man", {True})):
        running = simulated(profile=profile)
        with client(running) as found:
            read = [
                answer(found, _talk_read(running, "Hello there.", f"Good day {n}."))["found"]
                for n in range(3)
            ]
        assert {bool(one) for one in read} - {False} == seen
