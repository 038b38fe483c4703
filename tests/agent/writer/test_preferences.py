"""Pairs of answers: the turn, the defect planted or answered, the evidence, and what an audit finds."""

import copy
import random
from collections import Counter
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from seedbed.agent.work import Bench, Choice, Chosen, Work
from seedbed.agent.writer import preferences
from seedbed.memory.brief import Cell
from seedbed.memory.run_folder import RunFolder
from seedbed.memory.spec import Part
from seedbed.tools.evaluation.origin import origin
from seedbed.tools.evaluation.recheck import recheck
from seedbed.tools.evaluation.recheck_place import Place
from seedbed.tools.evaluation.recheck_preferences import strangers
from seedbed.tools.verification.trajectories.pairs import BY
from tests.agent.scenes import said, scene
from tests.tools.evaluation.talks import place_of
from tests.tools.verification.trajectories.talks import BOOKED, TOOLS, calls, result, says, user

BASE = Part(name="talks", task="tool_use", topic="bikes", rows=2, world="hire.yaml")
OPENAI = [{"type": "function", "function": tool} for tool in TOOLS]
PARENT = {
    "messages": [
        *BOOKED,
        says("K-1001 is booked: Meadow (B1) for 3 days."),
        user("Make it 5 days."),
        calls("c3", "change_days", booking_id="K-1001", days=5),
        result("c3", {"booking_id": "K-1001", "bike_id": "B1", "days": 5, "status": "booked"}),
        says("Booking K-1001 now runs 5 days."),
    ],
    "tools": OPENAI,
}


def part(way: Any = "") -> Part:
    return Part(name="pairs", task="preferences", topic="bikes", rows=1, way=way, of="talks")


def table(way: Any, *answers: Any, grounding: dict[str, Any] | None = None) -> tuple[Work, Bench, Any]:
    form: Any = "strong" if way else "sure"
    return scene(part(way), *answers, grounding=grounding, form=form, before=(BASE,))


def chosen(bench: Bench, way: Any = "", used: dict[str, int] | None = None, number: int = 0) -> Chosen | None:
    cell = Cell(part="pairs", leaf="root.leaf", label="any", difficulty="any")
    choose = preferences.choose_weaker if way else preferences.choose_planted
    choice = Choice(
        part=part(way),
        cell=cell,
        attributes={},
        rng=random.Random(number),
        number=number,
        used=used or {},
        accepted=lambda key: (PARENT,) if key.startswith("talks/") else (),
    )
    return choose(choice, bench)


async def made(grounding: dict[str, Any]) -> tuple[Work, Bench]:
    work, bench, _ = table("", grounding=grounding)
    return await preferences.verify_pair(await preferences.write_planted(work, bench), bench), bench


def grounding(place: int, way: str) -> dict[str, Any]:
    return {"parent": PARENT, "place": place, "planted": way, "cited": [], "passages": []}


async def test_a_pair_has_its_defect_by_name_and_is_proven() -> None:
    work, _ = await made(grounding(7, "another value"))
    assert work.reasons == () and work.row is not None and work.grade == "proven"
    assert list(work.row) == ["prompt", "chosen", "rejected", "defect", "tools"]
    assert work.row["prompt"] == PARENT["messages"][:7] and work.row["chosen"] == [PARENT["messages"][7]]
    assert work.row["defect"] == "contradicts a result"
    assert [(one.kind, one.by) for one in work.evidence] == [
        ("schema", "trajectory check 1"),
        ("computation", BY),
    ]
    assert work.group and "K-1001" in work.text


async def test_what_the_turn_does_not_bear_is_a_reason() -> None:
    work, bench, _ = table("", grounding=grounding(7, "slipped sum"))
    assert (await preferences.write_planted(work, bench)).reasons[0].code == "low quality"


def test_ways_and_turns_are_taken_evenly() -> None:
    _, bench, _ = table("")
    used: dict[str, int] = {}
    taken = []
    for number in range(12):
        found = chosen(bench, used=used, number=number)
        if found is None:
            break
        used[found.material] = 1
        taken.append((found.grounding["place"], found.grounding["planted"]))
    assert len(taken) == 2 * 6, "each turn gives two pairs"
    assert max(Counter(way for _, way in taken).values()) == 1
    assert max(Counter(place for place, _ in taken).values()) == 2
    assert chosen(bench, used=used, number=99) is None


def test_without_an_accepted_row_there_is_none() -> None:
    _, bench, _ = table("")
    cell = Cell(part="pairs", leaf="root.leaf", label="any", difficulty="any")
    choice = Choice(part(), cell, {}, random.Random(0), 0, {}, lambda key: ())
    assert preferences.choose_planted(choice, bench) is None


def test_a_weaker_model_may_try_a_turn_three_times() -> None:
    _, bench, _ = table("weaker")
    used: dict[str, int] = {}
    while (found := chosen(bench, "weaker", used=used, number=len(used))) is not None:
        used[found.material] = 1
    assert len(used) == 3 * 6


# a weaker model ----------------------------------------------------------------------------------------

WEAK = {"message": "Booking K-1001 now runs 4 days.", "calls": []}


async def answered(answer: dict[str, Any], place: int = 11) -> tuple[Work, Any]:
    work, bench, scripted = table("weaker", answer, grounding=grounding(place, "weaker"))
    return await preferences.verify_pair(await preferences.answer_anew(work, bench), bench), scripted


async def test_a_weaker_answer_with_a_fault_makes_a_pair() -> None:
    work, scripted = await answered(WEAK)
    assert work.reasons == () and work.row is not None and work.grade == "supported"
    assert work.row["rejected"] == [{"role": "assistant", "content": "Booking K-1001 now runs 4 days."}]
    assert work.row["defect"] == "contradicts a result"
    (slot, _) = scripted.asked[0]
    assert slot.role == "weaker" and work.evidence[1].inputs["slot"] == slot.key  # type: ignore[union-attr]
    sent = said(scripted)
    assert "Make it 5 days." in sent and "change_days" in sent and "now runs 5 days" not in sent


async def test_a_weaker_answer_without_a_fault_is_no_pair() -> None:
    work, _ = await answered({"message": "Done, 5 days it is for K-1001.", "calls": []})
    assert [(one.code, one.detail) for one in work.reasons] == [
        ("low quality", "the weaker answer has no fault")
    ]


async def test_a_weaker_answer_may_call() -> None:
    call = {"name": "book_bike", "arguments": '{"bike_id": "B1"}'}
    work, _ = await answered({"message": "", "calls": [call]}, place=5)
    assert work.row is not None and work.row["defect"] == "missing argument"


async def test_a_weaker_model_that_says_nothing_is_no_pair() -> None:
    work, bench, _ = table("weaker", {"message": " ", "calls": []}, grounding=grounding(11, "weaker"))
    assert (await preferences.answer_anew(work, bench)).reasons[0].detail == "it says nothing"


# the audit ---------------------------------------------------------------------------------------------


def audited(place: Place) -> list[str]:
    draft = place.candidate.draft
    found = [*origin(draft, place.brief, place.spec.part("pairs"), place.answers)]
    return [*found, *filter(None, (recheck(one, place)[1] for one in draft.evidence))]


async def planted(folder: Path) -> Place:
    work, _ = await made(grounding(7, "another value"))
    return place_of(work, RunFolder(folder), [], BASE, part())


async def weaker(folder: Path) -> Place:
    work, scripted = await answered(WEAK)
    return place_of(work, RunFolder(folder), [(scripted.asked[0][0], WEAK)], BASE, part("weaker"))


def with_row(place: Place, change: Any) -> Place:
    row = copy.deepcopy(dict(place.row))
    change(row)
    draft = place.candidate.draft.model_copy(update={"row": row})
    return replace(place, candidate=replace(place.candidate, draft=draft))


@pytest.mark.parametrize("make", [planted, weaker])
async def test_a_pair_as_it_was_made_holds(make: Any, tmp_path: Path) -> None:
    assert audited(await make(tmp_path)) == []


TAMPERED = {
    "exchanged": lambda row: row.update(chosen=row["rejected"], rejected=row["chosen"]),
    "the same": lambda row: row.update(rejected=row["chosen"]),
    "right after all": lambda row: row.update(rejected=[says("It is all booked.")]),
    "another defect": lambda row: row.update(defect="repeated"),
    "no defect": lambda row: row.update(defect="bad"),
    "prompt changed": lambda row: row["prompt"][0].update(content="Which bikes?"),
    "chosen changed": lambda row: row["chosen"][0].update(content="All is well."),
    "two answers": lambda row: row["rejected"].append(says("And more.")),
    "tools gone": lambda row: row.pop("tools"),
}


@pytest.mark.parametrize("make", [planted, weaker])
@pytest.mark.parametrize("change", TAMPERED.values(), ids=TAMPERED.keys())
async def test_what_is_changed_afterwards_is_found(make: Any, change: Any, tmp_path: Path) -> None:
    assert audited(with_row(await make(tmp_path), change))


async def test_a_weaker_answer_that_nobody_gave_is_found(tmp_path: Path) -> None:
    place = replace(await weaker(tmp_path), answers=())
    assert audited(place) == ["its rejected answer is not what the weaker model answered"]


def test_a_pair_of_a_talk_that_was_never_accepted_is_found() -> None:
    def row(number: int, cell: str, state: str, fields: Any, withdrawn: int | None = None) -> Any:
        verdict = SimpleNamespace(cell=cell, state=state, withdrawn_at=withdrawn)
        return SimpleNamespace(
            number=number, row_id=str(number), verdict=verdict, draft=SimpleNamespace(row=fields)
        )

    spec: Any = SimpleNamespace(parts=(BASE, part()))
    pair = row(2, "pairs/root.leaf/any/any", "accepted", {})
    briefs: Any = {2: scene(part(), grounding=grounding(7, "another value"), before=(BASE,))[0].brief}
    for talk, wrong in (
        (row(1, "talks/root.leaf/any/any", "accepted", PARENT), 0),
        (row(1, "talks/root.leaf/any/any", "rejected", PARENT, withdrawn=5), 0),
        (row(1, "talks/root.leaf/any/any", "rejected", PARENT), 1),
        (row(1, "talks/root.leaf/any/any", "accepted", {"messages": []}), 1),
    ):
        store: Any = SimpleNamespace(candidates=lambda talk=talk: [talk, pair])
        found = [*strangers([pair], briefs, store, spec)]
        assert len(found) == wrong and all("no accepted row of 'talks'" in said for _, said in found)
