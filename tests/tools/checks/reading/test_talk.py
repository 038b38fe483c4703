"""The check `talk`: one reading of the whole talk; what the judge answers decides, with turn and quote."""

import json
from random import Random
from typing import Any

import pytest

from seedbed.tools.checks.check import NoArguments
from seedbed.tools.checks.reading.talk import CHECK
from tests.tools.checks.asking import Scripted, verify
from tests.tools.verification.test_trajectories import calls, result

TOOLS = [{"name": "price", "parameters": {"type": "object", "properties": {"days": {"type": "integer"}}}}]


TALK: list[dict[str, Any]] = [
    {"role": "user", "content": "What is a tandem for two days?"},
    calls("c2", "price", days=2),
    result("c2", {"euros": 79.5, "bike": "Harbour Twin", "deposit": 40}),
    {"role": "assistant", "content": "Harbour Twin comes to 79.50 euros for the two days."},
    {"role": "user", "content": "And for a fortnight, with the deposit?"},
    calls("c14", "price", days=14),
    result("c14", {"euros": 310, "bike": "Meadow Twin", "deposit": 40}),
    {"role": "assistant", "content": "A fortnight is 310 euros, so 350 with the deposit of 40."},
]


def found(**one: Any) -> dict[str, Any]:
    return {
        "found": [{"turn": 4, "quote": "79.50 euros", "why": "It is 95.", "defect": "contradicts", **one}]
    }


async def say(*answers: Any, talk: Any = TALK, tools: Any = TOOLS) -> tuple[Any, Any]:
    model = Scripted({"read_talk": answers})
    return await verify("talk", {"of": talk, "tools": tools}, {}, model), model


async def test_a_talk_in_which_nothing_is_found_holds() -> None:
    verdict, asker = await say({"found": []})
    (evidence,) = verdict.evidence
    assert verdict.state == "held" and evidence.ok and evidence.kind == "judgement"
    (asked,) = asker.asked
    assert asked.role == "judge" and "[4] assistant: Harbour Twin" in asked.texts["the talk"]


async def test_tools_as_text_are_shown_as_they_are_and_what_is_no_talk_is_not_read() -> None:
    _, asker = await say({"found": []}, tools=json.dumps(TOOLS))
    assert asker.asked[0].texts["tools"] == json.dumps(TOOLS)
    others: tuple[Any, ...] = (7, True, "a talk", [], None)
    for other in others:
        verdict, asker = await say({"found": []}, talk=other)
        assert verdict.state == "no verdict" and not asker.asked


async def test_a_defect_fails_it_with_turn_and_quote() -> None:
    verdict, _ = await say(found())
    assert verdict.state == "failed" and verdict.code == "wrong answer"
    assert "turn 4 contradicts: It is 95. «79.50 euros»" in verdict.detail and not verdict.evidence[0].ok


async def test_what_is_missing_has_no_quote_and_quotes_forgive_typography() -> None:
    assert (await say(found(quote="", defect="unsaid")))[0].state == "failed"
    assert (await say(found(quote="“harbour  twin”")))[0].state == "failed"


@pytest.mark.parametrize("odd", [{"quote": "99 euros"}, {"turn": 9}, {"turn": 0}])
async def test_a_quote_that_stands_nowhere_is_asked_about_once_more(odd: dict[str, Any]) -> None:
    assert (await say(found(**odd), {"found": []}))[0].state == "held"
    assert (await say(found(**odd), found(**odd)))[0].state == "no verdict"


@pytest.mark.parametrize("way", sorted(CHECK.spoil))
def test_a_planted_defect_changes_one_message(way: str) -> None:
    for seed in range(8):
        made = CHECK.spoil[way]({"of": TALK, "tools": TOOLS}, NoArguments(), Random(seed))
        assert made is not None
        assert sum(one != was for one, was in zip(made["of"], TALK, strict=True)) == 1
    assert CHECK.spoil[way]({"of": TALK[:1], "tools": TOOLS}, NoArguments(), Random(1)) is None
