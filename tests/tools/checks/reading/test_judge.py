"""Sentences judged in one call, with quotes; two fields compared in both orders."""

from collections.abc import Mapping
from random import Random
from typing import Any

from seedbed.tools.checks.catalogue import find
from seedbed.tools.checks.check import Verdict
from tests.tools.checks.asking import Scripted, pieces, sentence, sentences, verify

ROW = {"of": ("How do I boil an egg?", "Put it into *boiling* water for 7 minutes.")}
FIELDS = {"of": ("question", "answer")}
TWO = [{"number": 1, "say": "It is about food."}, {"number": 4, "say": "'answer' gives a time."}]


async def judge(model: Scripted | None, values: Mapping[str, Any] = ROW) -> Verdict:
    return await verify("judge", values, {"sentences": TWO}, model, inputs=FIELDS)


async def test_all_sentences_are_one_call_and_one_judgement_each() -> None:
    model = Scripted({"judge_sentences": [sentences(sentence(2, why="7 minutes"), sentence(1))]})
    found = await judge(model)
    assert [(one.rubric, one.score, one.scale, one.slot) for one in pieces(found)] == [
        ("rubric.1: It is about food.", 1.0, (0.0, 1.0), "slot-1"),
        ("rubric.4: 'answer' gives a time.", 1.0, (0.0, 1.0), "slot-1"),
    ]
    assert pieces(found)[1].reason == "7 minutes"


async def test_who_speaks_is_told_what_is_wrong_with_its_own_turns() -> None:
    talk = [{"role": "user", "content": "Hm?"}, {"role": "assistant", "content": "Do this. And that?"}]
    asked = [
        {"number": 1, "say": "It asks one thing.", "role": "assistant"},
        {"number": 2, "say": "It is kind.", "role": "user"},
        {"number": 3, "say": "It ends well."},
    ]
    no = [sentence(number, "no", why=f"why {number}") for number in (1, 2, 3)]
    model = Scripted({"judge_sentences": [sentences(*no)]})
    found = await verify("judge", {"of": (talk,)}, {"sentences": asked}, model, inputs={"of": ("messages",)})
    assert found.to == {
        "assistant": "not so of each message of the assistant: It asks one thing. (why 1)",
        "user": "not so of each message of the user: It is kind. (why 2)",
        "": "not so: It ends well. (why 3)",
    }


async def test_what_had_a_quote_from_nowhere_or_two_verdicts_is_asked_once_more_alone() -> None:
    for odd in ([sentence(2, "no", "for nine hours")], [sentence(2), sentence(2, "no")], []):
        model = Scripted({"judge_sentences": [sentences(sentence(1), *odd), sentences(sentence(1))]})
        assert (await judge(model)).state == "held"
        again = model.asked[1].values["sentences"]
        assert [(one["number"], one["say"]) for one in again] == [(1, TWO[1]["say"])]


PAIR = {"of": ("Why is the sky blue?", "Because of scattering.", "You should know that.")}
COMPARED = {"pairwise": "Which talks down to the reader?", "must": "rejected"}


def test_the_two_that_are_compared_are_exchanged() -> None:
    plant = find("judge").spoil["exchanged"]
    read = find("judge").arguments.model_validate
    assert plant(PAIR, read(COMPARED), Random(1)) == {"of": (PAIR["of"][0], PAIR["of"][2], PAIR["of"][1])}
    assert plant(PAIR, read({}), Random(1)) is None, "sentences compare nothing"
    assert plant({"of": ("a", "b", "b")}, read(COMPARED), Random(1)) is None
