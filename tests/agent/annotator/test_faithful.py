"""A text held against passages: citations, reasons that name the claim, and what a yes-man can't carry."""

import pytest

from seedbed.agent.annotator.faithful import MOST_CLAIMS, verify_claims
from seedbed.agent.researcher.research import Passage
from seedbed.agent.shelf import Shelf
from seedbed.memory.candidate import Citation, Judgement
from seedbed.tools.knowledge.claims.cited import CARRIED, LITERAL, WORDED
from tests.agent.annotator.test_support import CLAIM, GIVEN, PART, QUOTE, TRUSTED, answer
from tests.agent.scenes import scene
from tests.agent.writer.grounded.test_questions import CHUNK, SOURCE, TEXT, Index

SHELF = Shelf(sources=(SOURCE,), index=Index([CHUNK], []))
TANDEM = "The deposit for a tandem is £110."


async def test_words_that_stand_there_are_proven_without_a_call() -> None:
    work, bench, scripted = scene(PART, shelf=SHELF)
    work = await verify_claims(work, bench, f"{TANDEM} {QUOTE}", [GIVEN])
    assert (work.reasons, work.grade, scripted.asked) == ((), "proven", [])
    for one in work.evidence:
        assert isinstance(one, Citation)
        assert one.ok and one.by == LITERAL and TEXT[one.start : one.end] == one.quote


async def test_other_words_are_cited_beside_the_judge_s_word() -> None:
    said = [answer("supported", QUOTE), answer("supported", TANDEM)]
    work, bench, _ = scene(PART, *said, shelf=SHELF, can=TRUSTED)
    text = f"{CLAIM} For tandems they take £110."
    work = await verify_claims(work, bench, text, [GIVEN])
    assert (work.reasons, work.grade) == ((), "supported")
    first, judged, second, again = work.evidence
    assert isinstance(first, Citation) and isinstance(second, Citation)
    assert (first.claim, first.quote) == (CLAIM.rstrip("."), QUOTE)
    assert {first.by, second.by} <= {WORDED, CARRIED} and first.ok and second.ok
    assert isinstance(judged, Judgement) and isinstance(again, Judgement)
    assert judged.ok and judged.slot != again.slot


@pytest.mark.parametrize(
    ("claim", "why"),
    [
        ("Larkspoke pays the deposit back within 5 days.", "5 days"),
        ("Northwind pays the deposit back within 3 days.", "Northwind"),
        ("Larkspoke doesn't pay the deposit back within 3 days.", "denies"),
    ],
)
async def test_a_yes_man_carries_no_number_name_or_negation(claim: str, why: str) -> None:
    yes = [answer("supported", QUOTE)] * 8
    work, bench, scripted = scene(PART, *yes, shelf=SHELF, can=TRUSTED)
    work = await verify_claims(work, bench, f"{TANDEM} {claim}", [GIVEN])
    (reason,) = work.reasons
    assert reason.code == "unsupported claim" and claim.rstrip(".") in reason.detail and why in reason.detail
    assert (work.evidence, scripted.asked) == ((), [])


async def test_the_reason_names_claim_and_fault_for_the_writer() -> None:
    lost = answer("not in the passage")
    work, bench, scripted = scene(PART, lost, shelf=SHELF, can=TRUSTED)
    work = await verify_claims(work, bench, f"{QUOTE} A brass band plays `waltzes`.", [GIVEN])
    (reason,) = work.reasons
    assert reason.detail.startswith("«A brass band plays waltzes»: not in the passage.")
    assert "`" not in reason.detail and len(scripted.asked) == 1


async def test_what_another_passage_says_counts_only_where_it_may() -> None:
    here = Passage("p2", "The tunnel is lit by lamps.", SOURCE.sha256, SOURCE.name, "", 0, 27)
    said = [answer("not in the passage"), answer("supported", QUOTE)]
    for elsewhere, calls in ((False, 1), (True, 2)):
        work, bench, scripted = scene(PART, *said, shelf=SHELF, can=TRUSTED)
        work = await verify_claims(work, bench, CLAIM.replace("3 ", ""), [here], elsewhere=elsewhere)
        assert bool(work.reasons) != elsewhere and len(scripted.asked) == calls


@pytest.mark.parametrize("text", ["", "Is that so?", "Dear customers,\n\nKind regards", "# A tandem"])
async def test_a_text_that_claims_nothing_is_refused(text: str) -> None:
    work, bench, _ = scene(PART, shelf=SHELF)
    work = await verify_claims(work, bench, text, [GIVEN])
    assert [(reason.code, reason.detail) for reason in work.reasons] == [("low quality", "it claims nothing")]


async def test_a_text_of_very_many_claims_is_refused_before_anybody_is_asked() -> None:
    work, bench, scripted = scene(PART, shelf=SHELF, can=TRUSTED)
    work = await verify_claims(work, bench, "\n".join([CLAIM] * (MOST_CLAIMS + 1)), [GIVEN])
    assert work.reasons[0].code == "low quality" and scripted.asked == []


async def test_several_texts_of_a_row_have_slots_of_their_own() -> None:
    slots = set()
    for first in (0, 7):
        work, bench, scripted = scene(PART, answer("supported", QUOTE), shelf=SHELF, can=TRUSTED)
        await verify_claims(work, bench, CLAIM, [GIVEN], first=first)
        slots.add(scripted.asked[0][0].step)
    assert slots == {f"find_support/0/{GIVEN.id}", f"find_support/7/{GIVEN.id}"}
