"""The exam: what one model at one endpoint can really do, by small tasks with known answers (design.md §4).

Every call goes through the desk: charged, capped, journaled. The result is kept in the run's journal, which
a resumed run reads first, and in the user's cache per endpoint, model and version of the exam, so that it is
paid for once. The embedded model's weights are pinned, so its result is kept beside this file.
"""

import asyncio
import math
import os
import tempfile
from collections.abc import Callable, Coroutine, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from seedbed.agent.models import embedded
from seedbed.agent.models.ask import Desk
from seedbed.agent.models.exam_quirks import THINKING_ROOM, find_quirks
from seedbed.agent.models.exam_skills import SKILL_EXAMS, examine
from seedbed.agent.models.exam_tasks.sitting import Sitting
from seedbed.agent.models.exam_tasks.wire import longest_context
from seedbed.agent.models.weights import SMOLLM2, cache_folder
from seedbed.memory.canonical import digest
from seedbed.memory.profile import Profile, Skill, SkillResult

EXAM_VERSION = 1
"""Raised whenever a task, a threshold or the reading of an answer changes."""
_LENGTHS = (10_000, 20_000, 40_000)
"""Characters of the prompts in which a fact is sought when the endpoint doesn't say what it takes."""
_SAID = ("max_model_len", "context_length", "max_context_length", "context_window", "n_ctx")
"""Where endpoints say how many tokens they take: vLLM, OpenRouter and Mistral, LM Studio, Groq, llama.cpp."""


async def sit_exam(desk: Desk, role: str, said: Callable[[str], None]) -> Profile:
    """What the model that plays a role can do.

    Args:
        desk: Knows the endpoint; its profile is set to what is found.
        said: Told in a line what is being done.

    Raises:
        UserFault: address, key or model name is wrong.
        EndpointDown: the endpoint doesn't answer.
        BudgetSpent: the budget doesn't allow the exam.
    """
    end = desk.endpoint(role)
    place = f"embedded {SMOLLM2.sha256}" if end.model == embedded.NAME else end.base_url
    key = digest([place, end.model, EXAM_VERSION])
    profile = _journaled(desk, f"exam/{end.name}/{end.model}") or _known(key, end.model, said)
    if profile is None:
        said(f"finding out what {end.model} can do (small tasks with known answers)")
        profile = await _sit(desk, role)
        _keep(key, profile)
    desk.store.journal(f"exam/{end.name}/{end.model}", "exam", profile.model_dump(mode="json"))
    desk.set_profile(role, profile)
    return profile


async def _sit(desk: Desk, role: str) -> Profile:
    """The exam itself: quirks, then the schema, on which others depend, then all of these at once."""
    sitting = Sitting(desk, role)
    quirks = await find_quirks(sitting)
    model = desk.endpoint(role).model
    desk.set_profile(role, Profile(model=model, exam_version=0, quirks=quirks))
    schema = SKILL_EXAMS[0]
    can_write = await examine(schema, sitting)
    accepted = {"tool_calls": quirks.tools, "likelihood": quirks.completions}
    others = [
        examine(exam, sitting, can_write.able if exam.by_schema else accepted.get(exam.skill, True))
        for exam in SKILL_EXAMS[1:]
    ]
    results, longest = await _together(others, sitting)
    skills: dict[Skill, SkillResult] = {
        exam.skill: result for exam, result in zip(SKILL_EXAMS, [can_write, *results], strict=True)
    }
    if quirks.thinking != "none":
        quirks = quirks.model_copy(update={"think_tokens": _thought(sitting)})
    found = Profile(model=model, exam_version=EXAM_VERSION, skills=skills, quirks=quirks)
    return found.model_copy(update={"context_tokens": longest}) if longest else found


async def _together(
    exams: list[Coroutine[Any, Any, SkillResult]], sitting: Sitting
) -> tuple[list[SkillResult], int]:
    """All results. After a fault the others come to their own end: a call on its way is billed, so its
    answer is kept."""
    asked = asyncio.create_task(_context_tokens(sitting))
    found = await asyncio.gather(*exams, asked, return_exceptions=True)
    results: list[SkillResult] = []
    for one in found:
        if isinstance(one, BaseException):
            raise one  # each of them alone would have ended the exam
        if isinstance(one, SkillResult):
            results.append(one)
    return results, await asked


async def _context_tokens(sitting: Sitting) -> int:
    """What the endpoint says it takes, else the longest prompt in which a fact was found; 0: unknown."""
    end = sitting.desk.endpoint(sitting.role)
    for entry in await sitting.desk.listing(sitting.role):
        if entry.get("id") == end.model:
            meta = entry.get("meta")
            both = {**(meta if isinstance(meta, Mapping) else {}), **entry}
            stated = [both[name] for name in _SAID if isinstance(both.get(name), int) and both[name] > 0]
            if stated:
                return int(min(stated))
    return await longest_context(sitting, _LENGTHS)


def _thought(sitting: Sitting) -> int:
    """Tokens of thought on the exam's tasks at most, rounded up to 256."""
    most = 0
    for _, answer in sitting.desk.store.answers_of(sitting.slot("").brief):
        usage = answer.content.get("usage") or {}
        details = usage.get("completion_tokens_details") or {}
        said = details.get("reasoning_tokens")
        most = max(most, int(said if said is not None else usage.get("completion_tokens") or 0))
    return min(THINKING_ROOM, 256 * math.ceil(most / 256)) or THINKING_ROOM


# what is known from before -----------------------------------------------------------------------------


def _journaled(desk: Desk, key: str) -> Profile | None:
    stored = desk.store.journaled(key)
    return Profile.model_validate(stored) if stored is not None else None


def _known(key: str, model: str, said: Callable[[str], None]) -> Profile | None:
    """The profile in the user's cache; the embedded model's is part of the program."""
    if model == embedded.NAME:
        shipped = embedded_profile()
        return shipped if shipped.exam_version == EXAM_VERSION else None
    path = _cached(key)
    try:
        profile = Profile.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None
    said(f"what {model} can do is known from before ({path}; delete it to have it examined anew)")
    return profile


def embedded_profile() -> Profile:
    """What the exam found of the pinned weights."""
    file = files("seedbed.agent.models").joinpath("embedded_profile.json")
    return Profile.model_validate_json(file.read_bytes())


def _cached(key: str) -> Path:
    return cache_folder() / "exams" / f"{key}.json"


def _keep(key: str, profile: Profile) -> None:
    """In the cache, whole or not at all; a cache that can't be written costs another exam, no more."""
    path = _cached(key)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(profile.model_dump_json(indent=1).encode())
        os.replace(file.name, path)
    except OSError:
        return
