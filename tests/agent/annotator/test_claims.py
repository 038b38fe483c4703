"""One claim by all voices: who is asked, whose word stands."""

import pytest

from seedbed.agent.annotator.claims import check_claim
from seedbed.agent.researcher.research import Passage
from seedbed.agent.shelf import Shelf
from tests.agent.annotator.test_support import CLAIM, GIVEN, PART, QUOTE, TRUSTED, answer
from tests.agent.scenes import scene
from tests.agent.writer.grounded.test_questions import CHUNK, SOURCE, TEXT, Index

ELSEWHERE = Passage("p2", "The tunnel is lit by lamps.", SOURCE.sha256, SOURCE.name, "", 0, 27)


async def test_words_of_the_passage_are_proven_and_cost_no_call() -> None:
    work, bench, scripted = scene(PART, can=TRUSTED)
    _, found = await check_claim(QUOTE, [ELSEWHERE, GIVEN], work, bench)
    assert found.settled.ok and found.settled.grade == "proven"
    assert TEXT[found.start : found.end] == found.quote == QUOTE.rstrip(".")
    assert found.source == SOURCE.sha256
    assert scripted.asked == []


@pytest.mark.parametrize(
    "claim",
    ["Larkspoke pays the deposit back within 5 days.", "Northwind pays the deposit back within 3 days."],
)
async def test_what_differs_is_refused_whatever_the_judge_would_say(claim: str) -> None:
    work, bench, scripted = scene(PART, can=TRUSTED)
    _, found = await check_claim(claim, [GIVEN], work, bench)
    assert not found.settled.ok and found.settled.why == found.compared.reasons[0]
    assert scripted.asked == []


async def test_a_veto_stands_against_a_judge_that_was_asked() -> None:
    shelf = Shelf(index=Index([], []))
    work, bench, scripted = scene(PART, answer("supported", QUOTE), can=TRUSTED, shelf=shelf)
    _, found = await check_claim("Larkspoke pays the deposit back within 5 days.", [GIVEN], work, bench)
    assert len(scripted.asked) == 1
    assert not found.settled.ok and found.quote == ""


async def test_a_paraphrase_is_supported_by_the_judge_s_quote() -> None:
    work, bench, _ = scene(PART, answer("supported", QUOTE), can=TRUSTED)
    _, found = await check_claim(CLAIM, [GIVEN], work, bench)
    assert (found.settled.ok, found.settled.grade) == (True, "supported")
    assert TEXT[found.start : found.end] == QUOTE == found.quote


async def test_without_a_trusted_judge_a_paraphrase_is_refused() -> None:
    work, bench, scripted = scene(PART)
    _, found = await check_claim(CLAIM, [GIVEN], work, bench)
    assert not found.settled.ok and scripted.asked == []


async def test_a_passage_found_by_search_supports_and_is_cited() -> None:
    shelf = Shelf(index=Index([CHUNK], []))
    answers = [answer("not in the passage"), answer("supported", QUOTE)]
    work, bench, _ = scene(PART, *answers, can=TRUSTED, shelf=shelf)
    _, found = await check_claim(QUOTE, [ELSEWHERE], work, bench)
    assert found.settled.ok and found.settled.grade == "proven"
    assert TEXT[found.start : found.end] == QUOTE.rstrip(".")
    assert found.sought is not None and found.sought.searches == (QUOTE,)
