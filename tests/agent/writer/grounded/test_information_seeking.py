"""Looking things up by talking: what is planned, searched, claimed, denied; and what the audit finds."""

import copy
import random
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from seedbed.agent.shelf import Shelf
from seedbed.agent.work import Bench, Choice, Work
from seedbed.agent.writer.grounded import information_seeking as seeking
from seedbed.memory.brief import Cell
from seedbed.memory.candidate import Agreement, Citation
from seedbed.memory.canonical import digest_text
from seedbed.memory.run_folder import RunFolder
from seedbed.memory.spec import Part
from seedbed.tools.evaluation.origin import origin
from seedbed.tools.evaluation.recheck import recheck
from seedbed.tools.evaluation.recheck_place import Place
from seedbed.tools.knowledge.chunks import chunk_source
from seedbed.tools.knowledge.sources import Source
from tests.agent.annotator.test_support import answer
from tests.agent.scenes import said, scene
from tests.agent.writer.grounded.test_grounded_text import MISSING, SOURCE, TEXT
from tests.agent.writer.grounded.test_questions import Index
from tests.tools.evaluation.talks import place_of

(CHUNK,) = chunk_source(SOURCE)
_ELSEWHERE = (
    "# Shops\n\nThe Park shop opens at 9:00 and closes at 18:00. Dogs must stay outside the workshop."
)
OTHER = Source("shops.md", "shops.md", digest_text(_ELSEWHERE), "1" * 64, _ELSEWHERE, "Shops")
(AWAY,) = chunk_source(OTHER)
PART = Part(task="dialogues", way="information-seeking", topic="bike hire", rows=2)
NEEDS = (
    {"asks": "How late may a bike be before a late fee is charged?", "in_documents": True},
    {"asks": "What does the late fee cost for a bike without a motor?", "in_documents": True},
    {"asks": "Can the late fee be paid by bank card?", "in_documents": False},
)
WHO = "You will be late with a rented bike."
SECOND = str(NEEDS[1]["asks"])
PLAN: dict[str, Any] = {"who": WHO, "needs": list(NEEDS)}
FOUND = {"answerable": True, "answer": "20 minutes"}
NONE = {"answerable": False, "answer": ""}
TALK = (
    "How late may I be with the bike before there is a late fee?",
    "The grace period after the agreed return time is 20 minutes.",
    "And after that, what is the late fee for a bike without a motor?",
    "Once the grace period is over, a bike without a motor costs a late fee of £4.50 for each hour.",
    "Can I pay the fee by bank card?",
    "The documents don't say how the fee is paid.",
    "Then I know all that I came for.",
    "You're welcome, ride safely!",
)
FEE = "After the grace period, the late fee for a bike without a\nmotor is £4.50 per hour."


@dataclass
class Everywhere(Index):
    """Finds all passages."""


def shelf() -> Shelf:
    index = Everywhere([CHUNK, AWAY], [])
    return Shelf(sources=(SOURCE, OTHER), chunks=(CHUNK, AWAY), passages={"root.leaf": (CHUNK,)}, index=index)


def grounding() -> dict[str, Any]:
    _, bench, _ = scene(PART, shelf=shelf(), sources=["d"])
    cell = Cell(part="rows", leaf="root.leaf", label="any", difficulty="any")
    chosen = seeking.choose(Choice(PART, cell, {}, random.Random(1), 1, {}, lambda key: ()), bench)
    assert chosen is not None and chosen.material.startswith("rows/")
    assert chosen.grounding["passage"]["text"] in TEXT
    return {**chosen.grounding, "wanted": 3, "missing": True}


def turns(*messages: str) -> list[dict[str, str]]:
    """A role's answers, turn by turn; the last of the user ends the talk."""
    return [
        {"message": one}
        if number % 2
        else {"message": one, "ends": "goal reached" if one == TALK[6] else "goes on"}
        for number, one in enumerate(messages)
    ]


READ = [PLAN, FOUND, FOUND, NONE]
"""The plan, and its readers."""


def script() -> list[Any]:
    """Plan, readers, and the talk with its judge and its readers where they are asked."""
    one, two, three, four, five, six, seven, eight = turns(*TALK)
    support = answer("supported", FEE)
    return [*READ, one, two, three, four, support, five, six, NONE, NONE, seven, eight]


async def held(*answers: Any) -> tuple[Work, Bench, Any]:
    work, bench, scripted = scene(
        PART,
        *answers,
        shelf=shelf(),
        sources=["d"],
        grounding=grounding(),
        can=["json_schema", "judging"],
    )
    work = await seeking.plan(work, bench)
    if work.reasons:
        return work, bench, scripted
    work = await seeking.hold(work, bench)
    return (work if work.row is None else await seeking.verify(work, bench)), bench, scripted


async def test_each_claim_is_cited_and_what_is_missing_is_read() -> None:
    work, _, _ = await held(*script())
    assert work.reasons == () and work.row is not None and work.notes["ended"] == "goal reached"
    assert [one["content"] for one in work.row["messages"]] == [*TALK]
    cited = [one for one in work.evidence if isinstance(one, Citation)]
    assert [" ".join(one.quote.split()) for one in cited] == [TALK[1].rstrip("."), " ".join(FEE.split())]
    assert cited[0].by == "span in source"
    (read,) = [one for one in work.evidence if isinstance(one, Agreement)]
    assert read.question == TALK[4] and set(read.answers) == {""}
    assert (work.row["source"], work.row["heading"]) == ("returns.md", "Returns")
    assert work.grade == "supported" and work.group == "root.leaf"


async def test_each_role_sees_only_what_it_may() -> None:
    _, _, scripted = await held(*script())
    user, assistant = said(scripted, 4), said(scripted, 5)
    assert SECOND in user and WHO in user and "grace period" not in user
    assert "grace period" in assistant and "Dogs must stay" in assistant
    assert SECOND not in assistant and WHO not in assistant


async def test_a_follow_up_is_searched_with_what_was_said_before() -> None:
    work, bench, _ = await held(*script())
    assert work.reasons == ()
    asked = bench.shelf.index.asked
    assert TALK[2] in asked and "\n".join(TALK[:3]) in asked


@pytest.mark.parametrize(
    ("slip", "why"),
    [
        ("The grace period after the agreed return time is 50 minutes.", "unsupported claim"),
        ("Ask at the Harbour shop, would you?", "unsupported claim"),
        ("Well, sure.", "it states nothing"),
    ],
)
async def test_what_no_passage_says_is_asked_again(slip: str, why: str) -> None:
    answers = script()
    work, _, scripted = await held(*answers[:5], {"message": slip}, *answers[5:])
    assert work.reasons == () and len(work.notes["asked_again"]) == 1
    assert why in said(scripted, 6) and why not in said(scripted, 5)


async def test_what_the_documents_do_say_cannot_be_denied() -> None:
    answers = script()
    denied = {"message": "The documents don't say how late one may be."}
    work, _, scripted = await held(*answers[:5], denied, FOUND, *answers[5:])
    assert work.reasons == () and "the documents do say it" in said(scripted, 7)


async def test_a_user_asks_all_that_it_wants_to_know() -> None:
    answers = script()
    early = {"message": TALK[6], "ends": "goal reached"}
    work, _, scripted = await held(*answers[:9], early, *answers[9:])
    assert work.reasons == () and "haven't asked yet" in said(scripted, 10)


async def test_a_plan_whose_questions_are_not_answered_is_made_anew() -> None:
    work, _, scripted = await held(PLAN, NONE, FOUND, FOUND, *script())
    told = said(scripted, 4)
    assert work.reasons == () and "finds no answer" in told and "the documents do answer" in told
    assert scripted.asked[4][0].step == "plan_needs/again-1"


async def test_without_a_plan_there_is_no_talk() -> None:
    short = {**PLAN, "needs": list(NEEDS[:1])}
    work, _, scripted = await held(short, short, short)
    assert [one.by for one in work.reasons] == ["plan of the talk"] * 2 and len(scripted.asked) == 3


# the audit ---------------------------------------------------------------------------------------------


async def accepted(path: Path) -> Place:
    folder = RunFolder(path)
    folder.sources.mkdir(parents=True)
    for source in (SOURCE, OTHER):
        (folder.sources / f"{source.sha256}.txt").write_bytes(source.text.encode())
    work, _, scripted = await held(*script())
    asked = [(slot, one) for (slot, _), one in zip(scripted.asked, script(), strict=True)]
    return place_of(work, folder, asked, PART)


def wrong(place: Place, **changes: Any) -> list[str]:
    draft = place.candidate.draft.model_copy(update=changes)
    there = replace(place, candidate=replace(place.candidate, draft=draft))
    found = list(origin(draft, place.brief, PART, place.answers))
    return [*found, *filter(None, (recheck(one, there)[1] for one in draft.evidence))]


async def test_the_audit_compares_each_claim_again(tmp_path: Path) -> None:
    assert wrong(await accepted(tmp_path)) == []


@pytest.mark.parametrize(
    ("turn", "old", "new", "why"),
    [
        (1, "20 minutes", "50 minutes", "nothing is cited for"),
        (1, "minutes.", "minutes. Dogs must stay outside the workshop.", "nothing is cited for"),
        (3, "£4.50", "£5.50", "nothing is cited for"),
        (3, TALK[3], "The documents don't say what it costs.", "nobody read whether"),
        (5, TALK[5], "Ask in Larkton, would you?", "outside its claims"),
    ],
)
async def test_the_audit_finds_other_words(tmp_path: Path, turn: int, old: str, new: str, why: str) -> None:
    place = await accepted(tmp_path)
    row = copy.deepcopy(dict(place.row))
    row["messages"][turn]["content"] = row["messages"][turn]["content"].replace(old, new)
    found = wrong(place, row=row)
    assert any(why in one for one in found) and any("is not what the assistant" in one for one in found)


async def test_the_audit_finds_other_evidence(tmp_path: Path) -> None:
    place = await accepted(tmp_path)
    evidence = place.candidate.draft.evidence
    for number, one in enumerate(evidence):
        rest = [*evidence[:number], *evidence[number + 1 :]]
        if one.kind != "schema":
            assert wrong(place, evidence=tuple(rest)), one.kind
        if isinstance(one, Citation):
            start = TEXT.index(MISSING)
            moved = one.model_copy(update={"quote": MISSING, "start": start, "end": start + len(MISSING)})
            assert wrong(place, evidence=(*evidence[:number], moved, *evidence[number + 1 :]))
    assert "does not name" in " ".join(
        one.replace("doesn't", "does not") for one in wrong(place, row={**place.row, "source": "x.md"})
    )


async def test_the_audit_needs_the_readers_word(tmp_path: Path) -> None:
    place = await accepted(tmp_path)
    unread = [(slot, one) for slot, one in place.answers if slot.step != "answer_question"]
    assert any("no readings" in one for one in wrong(replace(place, answers=unread)))
    unjudged = [(slot, one) for slot, one in place.answers if not slot.step.startswith("find_support")]
    assert any(
        "judge's word" in one or "no such answer" in one for one in wrong(replace(place, answers=unjudged))
    )
