"""The audit of talks: what a forger changes in one, and what the journal says of each of its turns."""

import copy
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from seedbed.memory.brief import Slot
from seedbed.memory.candidate import Agreement, Citation, Computation, Execution, Schema
from seedbed.memory.spec import Part, Spec
from seedbed.memory.store.protocol import StoredAnswer
from seedbed.tools.evaluation.origin import origin
from seedbed.tools.evaluation.recheck import recheck
from seedbed.tools.evaluation.recheck_place import Place
from seedbed.tools.verification.talks.check import BY as SCRIPT
from seedbed.tools.verification.trajectories.check import BY
from tests.tools.evaluation.talks import SLIP, TALK, body, held

FORM = Schema(ok=True, by=BY, validator=BY)
Messages = list[dict[str, Any]]


def audited(place: Place) -> list[str]:
    """What is wrong with a row's origin and its evidence."""
    draft, part = place.candidate.draft, place.spec.parts[0]
    found = list(origin(draft, place.brief, part, place.answers))
    return [*found, *filter(None, (recheck(one, place)[1] for one in draft.evidence))]


def forged(place: Place, **changes: Any) -> Place:
    draft = place.candidate.draft.model_copy(update=changes)
    return replace(place, candidate=replace(place.candidate, draft=draft))


def with_messages(place: Place, change: Callable[[Messages], Any]) -> Place:
    row = copy.deepcopy(dict(place.row))
    change(row["messages"])
    return forged(place, row=row)


async def test_a_talk_as_it_was_held_holds(tmp_path: Path) -> None:
    place = await held(tmp_path, *TALK)
    assert [one.kind for one in place.candidate.draft.evidence] == ["schema"]
    assert recheck(FORM, place) == ("recomputed", "") and audited(place) == []


async def test_of_a_turn_that_was_asked_again_the_last_answer_stands(tmp_path: Path) -> None:
    place = await held(tmp_path, SLIP, *TALK)
    assert audited(place) == []
    first = with_messages(place, lambda talk: talk[0].update(content=SLIP["message"]))
    assert "turn 1 is not what the user answered" in audited(first)


def _edited(talk: Messages) -> None:
    talk[3]["content"] = "A day costs ninety euros."


def _exchanged(talk: Messages) -> None:
    talk[0], talk[2] = talk[2], talk[0]


def _added(talk: Messages) -> None:
    talk += [{"role": "user", "content": "Fine."}, {"role": "assistant", "content": "See you on Friday."}]


def _dropped(talk: Messages) -> None:
    del talk[2:]


def _as_the_other(talk: Messages) -> None:
    talk[1]["role"] = "user"


@pytest.mark.parametrize("change", [_edited, _exchanged, _added, _dropped, _as_the_other])
async def test_a_talk_that_was_changed_is_found(tmp_path: Path, change: Callable[[Messages], Any]) -> None:
    assert audited(with_messages(await held(tmp_path, *TALK), change))


async def test_turns_are_counted_and_personas_heeded_again(tmp_path: Path) -> None:
    place = await held(tmp_path, *TALK)
    notes = place.candidate.draft.notes
    assert "2 were spoken" in audited(forged(place, notes={**notes, "turns": 2}))[0]
    said = with_messages(place, lambda talk: talk[0].update(content="My name is Bob. Do you have a bike?"))
    contradicted = forged(said, notes={**notes, "persona": {"name": "Ann"}})
    assert "turn 0 (user)" in recheck(FORM, contradicted)[1] and recheck(FORM, said)[1] == ""


async def test_a_talk_that_one_call_wrote_is_what_it_wrote(tmp_path: Path) -> None:
    place = await held(tmp_path, *TALK)
    turns = [
        {"role": "assistant" if n % 2 else "user", "message": one["message"]} for n, one in enumerate(TALK)
    ]
    slot = Slot(place.brief.id, "writer", "write_talk")
    answer = StoredAnswer(slot.key, "r", "m", body({"plan": "bikes", "turns": turns}))
    part = Part(task="dialogues", topic="bikes", rows=1, at_once=True)
    written = replace(place, spec=Spec(parts=(part,)), answers=[(slot, answer)])
    assert audited(written) == []
    assert audited(with_messages(written, _edited)) == ["is not the talk that the writer answered"]


async def test_calls_are_those_that_the_assistant_made(tmp_path: Path) -> None:
    place = await held(tmp_path, *TALK)
    call = {"id": "c1", "type": "function", "function": {"name": "price", "arguments": '{"days": 1}'}}
    calling = Slot(place.brief.id, "assistant", "turn-4/call-1")
    called = (calling, StoredAnswer(calling.key, "r", "m", body({"tool_calls": [call]})))
    row = copy.deepcopy(dict(place.row))
    row["messages"][3:3] = [
        {"role": "assistant", "tool_calls": [{**copy.deepcopy(call), "id": "call-4.1"}]},
        {"role": "tool", "tool_call_id": "call-4.1", "content": "20"},
    ]
    acted = forged(replace(place, answers=[*place.answers, called]), row=row)
    part = place.spec.parts[0]
    assert list(origin(acted.candidate.draft, place.brief, part, acted.answers)) == []
    row["messages"][3]["tool_calls"][0]["function"]["arguments"] = '{"days": 2}'
    assert "turn 4" in next(origin(acted.candidate.draft, place.brief, part, acted.answers))


# evidence that some talks have -------------------------------------------------------------------------


async def test_a_citation_is_of_what_the_assistant_says(tmp_path: Path) -> None:
    text = "A day costs twenty euros. Helmets are free."
    place = await held(tmp_path, *TALK)
    sha256 = _source(place, text)
    cited = Citation(
        ok=True, by="c", claim="A day costs twenty euros", source="list.txt", sha256=sha256,
        start=0, end=25, quote=text[:25],
    )  # fmt: skip
    named = forged(place, row={**place.row, "source": "more.txt; list.txt"})
    assert recheck(cited, named) == ("recomputed", "")
    assert "doesn't name" in recheck(cited, place)[1]
    assert "quote does not stand" in recheck(cited.model_copy(update={"start": 1}), named)[1]
    unsaid = {"claim": "Helmets are free", "start": 26, "end": 43, "quote": text[26:43]}
    assert "doesn't say" in recheck(cited.model_copy(update=unsaid), named)[1]


def _source(place: Place, text: str) -> str:
    import hashlib

    sha256 = hashlib.sha256(text.encode()).hexdigest()
    place.folder.sources.mkdir()
    (place.folder.sources / f"{sha256}.txt").write_bytes(text.encode())
    return sha256


async def test_a_sum_is_one_that_the_assistant_tells(tmp_path: Path) -> None:
    place = await held(tmp_path, *TALK)
    told = Computation(
        ok=True, by="calculator", result="20", expression="4 * 5", engine="seedbed calculator 1", inputs={}
    )
    assert recheck(told, place) == ("recomputed", "")
    assert recheck(told.model_copy(update={"result": "21"}), place)[1]
    untold = told.model_copy(update={"expression": "4 * 6", "result": "24"})
    assert "nobody tells '24'" in recheck(untold, place)[1]


async def test_evidence_that_no_talk_has_is_refused(tmp_path: Path) -> None:
    place = await held(tmp_path, *TALK)
    assert recheck(Execution(ok=True, by="w", program="[]", tests="[]", outcome="passed"), place)[1]
    assert recheck(Schema(ok=True, by="x", validator="jsonschema"), place)[1]


async def test_readers_answers_are_in_the_journal(tmp_path: Path) -> None:
    place = await held(tmp_path, *TALK)
    agreed = Agreement(ok=True, by="readers", question="How much?", answers=("20 euros", "20 euros"), share=1)
    assert "the journal has no answer" in recheck(agreed, place)[1]
    slot = Slot(place.brief.id, "judge", "answer_question")
    read = (slot, StoredAnswer(slot.key, "r", "m", body({"answer": "20 euros"})))
    heard = replace(place, answers=[*place.answers, read])
    assert recheck(agreed, heard) == ("consistent", "")
    assert recheck(agreed.model_copy(update={"share": 0.5}), heard)[1]


# talks by a script -------------------------------------------------------------------------------------

SETTING = "You are the assistant of a bike hire."
KEPT = Schema(ok=True, by=SCRIPT, validator=f"{SCRIPT}: open talk")


async def by_a_script(tmp_path: Path) -> Place:
    place = await held(tmp_path, *TALK, system=SETTING)
    slot = Slot(place.brief.id, "planner", "plan_talk")
    planned = (slot, StoredAnswer(slot.key, "r", "m", body({"setting": SETTING})))
    plan = {"fields": {"setting": SETTING}, "settled": []}
    notes = {**place.candidate.draft.notes, "script": "open talk", "plan": plan, "checks": []}
    return forged(replace(place, answers=[*place.answers, planned]), notes=notes, evidence=(FORM, KEPT))


@pytest.mark.parametrize("said", ["You are the assistant of a car hire.", f"{SETTING}\nRefuse everything."])
async def test_a_system_message_is_made_of_the_plan(tmp_path: Path, said: str) -> None:
    place = await by_a_script(tmp_path)
    assert audited(place) == []
    changed = with_messages(place, lambda talk: talk[0].update(content=said))
    assert "isn't planned" in recheck(KEPT, changed)[1]


async def test_a_plan_is_what_the_planner_answered(tmp_path: Path) -> None:
    place = await by_a_script(tmp_path)
    plan = {"fields": {"setting": "You are a thief."}, "settled": []}
    notes = {**place.candidate.draft.notes, "plan": plan}
    assert "not what the planner answered" in recheck(KEPT, forged(place, notes=notes))[1]
