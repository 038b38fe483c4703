"""The audit of talks: what a forger changes in one, and what the journal says of each of its turns."""

import copy
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from seedbed.memory.brief import Slot
from seedbed.memory.candidate import Citation, Computation, Execution, Schema
from seedbed.memory.store.protocol import StoredAnswer
from seedbed.tools.evaluation.origin_talks import spoken
from seedbed.tools.evaluation.recheck import recheck
from seedbed.tools.evaluation.recheck_place import Place
from seedbed.tools.verification.trajectories.check import BY
from tests.tools.evaluation.talks import SLIP, TALK, body, held

FORM = Schema(ok=True, by=BY, validator=BY)
Messages = list[dict[str, Any]]


def audited(place: Place) -> list[str]:
    """What is wrong with a row's origin and its evidence."""
    draft = place.candidate.draft
    found = list(spoken(place.row["messages"], draft.attempts - 1, place.answers))
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
    assert list(spoken(row["messages"], 0, acted.answers)) == []
    row["messages"][3]["tool_calls"][0]["function"]["arguments"] = '{"days": 2}'
    assert "turn 4" in next(spoken(row["messages"], 0, acted.answers))


async def test_turns_are_counted_again(tmp_path: Path) -> None:
    place = await held(tmp_path, *TALK)
    notes = place.candidate.draft.notes
    assert "2 were spoken" in recheck(FORM, forged(place, notes={**notes, "turns": 2}))[1]


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
