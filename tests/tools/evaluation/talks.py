"""A talk that was held with scripted answers, and where the audit finds it."""

import json
from functools import partial
from pathlib import Path
from typing import Any, cast

from seedbed.agent.role_players.stage import Play, Said, Stage
from seedbed.agent.role_players.turn_checks import check_turn, with_row
from seedbed.agent.role_players.user import UserRole, speak_as_user
from seedbed.agent.work import Bench, Work
from seedbed.memory.brief import Slot
from seedbed.memory.candidate import Verdict
from seedbed.memory.run_folder import RunFolder
from seedbed.memory.spec import Part, Spec
from seedbed.memory.store.protocol import Candidate, Store, StoredAnswer
from seedbed.tools.evaluation.recheck_place import Place
from tests.agent.role_players.speaking import speak_in_words
from tests.agent.scenes import scene

PART = Part(task="dialogues", topic="bikes", rows=1)
SLIP = {"message": "I would like a bike.<|im_end|>", "ends": "goes on"}
TALK: tuple[dict[str, str], ...] = (
    {"message": "Do you have a city bike on Friday?", "ends": "goes on"},
    {"message": "Yes, three of them stand at the harbour."},
    {"message": "How much is one for the whole day?", "ends": "goes on"},
    {"message": "A day costs twenty euros."},
)


async def _check(stage: Stage, said: Said, bench: Bench) -> Work:
    return check_turn(stage, said)


async def held(folder: Path, *answers: Any) -> Place:
    """A talk of four turns, as it was accepted; asked again where a scripted answer is a slip."""
    work, bench, scripted = scene(PART, *answers)
    least, most = 2, 4
    play = Play(
        user=partial(speak_as_user, role=UserRole({"name": "Ann"}, "Ask."), least=least, most=most),
        assistant=speak_in_words,
        check=_check,
        least=least,
        most=most,
    )
    stage = await bench.role_play(work, play, bench)
    done = with_row(stage, {"messages": list(stage.messages)}, "words")
    asked = [(slot, answer) for (slot, _), answer in zip(scripted.asked, answers, strict=True)]
    return place_of(done, RunFolder(folder), asked, PART)


def place_of(work: Work, folder: RunFolder, said: list[tuple[Slot, Any]], *parts: Part) -> Place:
    """Where the audit finds a row that was just made."""
    draft = work.draft()
    verdict = Verdict(state="accepted", cell=work.brief.cell.key, grade=draft.grade)
    answers = [(slot, StoredAnswer(slot.key, "r", "m", body(answer))) for slot, answer in said]
    candidate = Candidate(1, work.brief.row_id, verdict, draft)
    return Place(candidate, work.brief, folder, cast(Store, None), Spec(parts=parts, sources=("d",)), answers)


def body(answer: Any) -> dict[str, Any]:
    """What an endpoint sends: words, an object as JSON, or a message."""
    if isinstance(answer, dict) and "tool_calls" in answer:
        return {"choices": [{"message": answer}]}
    text = answer if isinstance(answer, str) else json.dumps(answer)
    return {"choices": [{"message": {"content": text}}]}
