"""The audit of problems told in a talk: whatever is changed in one is found."""

import copy
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from seedbed.memory.run_folder import RunFolder
from seedbed.tools.evaluation.origin import origin
from seedbed.tools.evaluation.recheck import recheck
from seedbed.tools.evaluation.recheck_place import Place
from tests.agent.writer.lookups.lookups import CALCULATOR
from tests.agent.writer.lookups.problem_talk import ANSWER, PROBLEM, SUM, held, says
from tests.tools.evaluation.talks import place_of

ASKS = says("Could you work this out for me, please?")
CALLS = {
    "content": "",
    "tool_calls": [
        {"id": "x", "type": "function", "function": {"name": name, "arguments": given}} for name, given in SUM
    ],
}


async def audited(folder: Path, change: Any = None) -> list[str]:
    work, _, scripted = await held(ASKS, SUM, ANSWER)
    answers = zip((slot for slot, _ in scripted.asked), (ASKS, CALLS, ANSWER), strict=True)
    if change:
        row = copy.deepcopy(work.row)
        change(row)
        work = replace(work, row=row)
    place: Place = place_of(work, RunFolder(folder), list(answers), CALCULATOR)
    draft = place.candidate.draft
    found = [detail for one in draft.evidence if (detail := recheck(one, place)[1])]
    return [*found, *origin(draft, place.brief, CALCULATOR, place.answers)]


async def test_a_talk_as_it_was_held_is_found_right(tmp_path: Path) -> None:
    assert await audited(tmp_path) == []


def _adds_number(row: Any) -> None:
    row["messages"][0]["content"] = f"I need 37 of them. {PROBLEM.text}"


def _other_words(row: Any) -> None:
    row["messages"][0]["content"] = f"Somebody asked me this. {PROBLEM.text}"


def _other_result(row: Any) -> None:
    row["messages"][2]["content"] = json.dumps({"result": "1"})


def _other_answer(row: Any) -> None:
    row["messages"][-1]["content"] = "It comes to 1."


def _no_answer(row: Any) -> None:
    row["messages"][-1]["content"] = "That is worked out."


def _no_call(row: Any) -> None:
    del row["messages"][1:3]


@pytest.mark.parametrize(
    "change", [_adds_number, _other_words, _other_result, _other_answer, _no_answer, _no_call]
)
async def test_what_is_changed_is_found(tmp_path: Path, change: Any) -> None:
    assert await audited(tmp_path, change)
