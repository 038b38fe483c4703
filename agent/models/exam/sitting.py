"""The exam: what one model at one endpoint can really do, by small tasks (design.md §4), in 40 calls at most.

A task is decided by its schema, by exact answers, or by the same model reading blind what it wrote. Every
call goes through the client: charged, capped, journaled. The result is kept in the run's journal, which a
resumed run reads first, and in the user's cache per endpoint, model and version of the exam, so that it is
paid for once. The embedded model's weights are pinned, so its result is kept beside this file.
"""

import math
import os
import tempfile
from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path

from pydantic import ValidationError

from seedbed.agent.models.ask import Client
from seedbed.agent.models.exam.quirks import THINKING_ROOM, find_quirks
from seedbed.agent.models.exam.skills import THRESHOLDS, examine
from seedbed.agent.models.exam.tasks.sitting import Sitting
from seedbed.agent.models.exam.tasks.wire import LENGTHS, found_in, longest_context
from seedbed.agent.models.local import embedded
from seedbed.agent.models.local.weights import cache_folder
from seedbed.memory.exact.canonical import digest
from seedbed.memory.profile import PLAIN, Profile, Quirks, Skill, SkillResult

EXAM_VERSION = 2
"""Raised whenever a task, a threshold or the reading of an answer changes."""
_SAID = ("max_model_len", "context_length", "max_context_length", "context_window", "n_ctx")
"""Where endpoints say how many tokens they take: vLLM, OpenRouter and Mistral, LM Studio, Groq, llama.cpp."""


async def sit_exam(client: Client, role: str, said: Callable[[str], None], *, skip: bool = False) -> Profile:
    """What the model that plays a role can do.

    Args:
        client: Knows the endpoint; its profile is set to what is found.
        said: Told in a line what is being done, and what wasn't shown.
        skip: Take every skill for granted that the endpoint doesn't refuse; only its quirks are found out.
            The embedded model is what it is.

    Raises:
        UserFault: address, key or model name is wrong.
        EndpointDown: the endpoint doesn't answer.
        BudgetSpent: the budget doesn't allow the exam.
    """
    end = client.endpoint(role)
    key = digest([end.place or end.base_url, end.model, EXAM_VERSION])
    name = f"exam/{end.name}/{end.model}"
    profile = _journaled(client, name)
    if profile is None and skip and end.model != embedded.NAME:
        said(
            f"the exam of {end.model} is skipped: what it can do is taken for granted, and checked as if not"
        )
        profile = await _skip(client, role, _cached_profile(key))
    elif profile is None:
        profile = _known(key, end.model, said)
        if profile is None:
            said(f"finding out what {end.model} can do (small tasks with known answers)")
            profile = await _sit(client, role)
            _keep(key, profile)
        if profile.not_shown:
            cant = ", ".join(PLAIN[skill] for skill in profile.not_shown)
            said(f"not shown that {end.model} can: {cant}; the checks of the build decide whether it does")
    client.store.journal(name, "exam", profile.model_dump(mode="json"))
    client.set_profile(role, profile)
    return profile


async def _sit(client: Client, role: str) -> Profile:
    """The exam itself: quirks, then the schema, on which others depend, then everything else at once."""
    sitting = Sitting(client, role)
    quirks = await find_quirks(sitting)
    model = client.endpoint(role).model
    client.set_profile(role, Profile(model=model, exam_version=0, quirks=quirks))
    stated = await _stated_context(sitting)
    sitting.climbs = not stated
    skills = await examine(sitting, _refused(quirks, sitting))
    if quirks.thinking != "none":
        quirks = quirks.model_copy(update={"think_tokens": _thought(sitting)})
    found = Profile(model=model, exam_version=EXAM_VERSION, skills=skills, quirks=quirks)
    return _with_context(found, stated or longest_context(sitting))


async def _skip(client: Client, role: str, known: Profile | None) -> Profile:
    """A profile in which nothing is shown and nothing refuted; quirks as known from before, else found."""
    model = client.endpoint(role).model
    if known is not None:
        quirks, context = known.quirks, known.context_tokens
        refused = {skill for skill in _WIRE if not known.can(skill)}
    else:
        sitting = Sitting(client, role)
        quirks = await find_quirks(sitting)
        client.set_profile(role, Profile(model=model, exam_version=0, quirks=quirks))
        context = await _stated_context(sitting) or await found_in(sitting, LENGTHS[-1])
        refused = _refused(quirks, sitting)
        if not quirks.grammar:  # many servers complete and don't say how likely a given text is
            refused.add("likelihood")
    skills = {
        skill: SkillResult(
            passed=0, tried=0, low=0.0, high=1.0, threshold=asked, able=skill not in refused, shown=False
        )
        for skill, asked in THRESHOLDS.items()
    }
    found = Profile(model=model, exam_version=EXAM_VERSION, skills=skills, quirks=quirks)
    return _with_context(found, context)


_WIRE: tuple[Skill, ...] = ("tool_calls", "logprobs", "likelihood")
"""Skills that an endpoint may refuse, whatever its model can do."""


def _refused(quirks: Quirks, sitting: Sitting) -> set[Skill]:
    takes = {"tool_calls": quirks.tools, "logprobs": sitting.logprobs, "likelihood": quirks.completions}
    return {skill for skill in _WIRE if not takes[skill]}


def _with_context(profile: Profile, tokens: int) -> Profile:
    return profile.model_copy(update={"context_tokens": tokens}) if tokens else profile


async def _stated_context(sitting: Sitting) -> int:
    """How many tokens the endpoint says that it takes; 0: it doesn't say."""
    end = sitting.client.endpoint(sitting.role)
    for entry in await sitting.client.listing(sitting.role):
        if entry.get("id") == end.model:
            meta = entry.get("meta")
            both = {**(meta if isinstance(meta, Mapping) else {}), **entry}
            stated = [both[name] for name in _SAID if isinstance(both.get(name), int) and both[name] > 0]
            if stated:
                return int(min(stated))
    return 0


def _thought(sitting: Sitting) -> int:
    """Tokens of thought on the exam's tasks at most, rounded up to 256."""
    most = 0
    for _, answer in sitting.client.store.answers_of(sitting.slot("").brief):
        usage = answer.content.get("usage") or {}
        details = usage.get("completion_tokens_details") or {}
        said = details.get("reasoning_tokens")
        most = max(most, int(said if said is not None else usage.get("completion_tokens") or 0))
    return min(THINKING_ROOM, 256 * math.ceil(most / 256)) or THINKING_ROOM


# what is known from before -----------------------------------------------------------------------------


def _journaled(client: Client, key: str) -> Profile | None:
    stored = client.store.journaled(key)
    return Profile.model_validate(stored) if stored is not None else None


def _known(key: str, model: str, said: Callable[[str], None]) -> Profile | None:
    """The profile in the user's cache; the embedded model's is part of the program."""
    if model == embedded.NAME:
        shipped = embedded_profile()
        return shipped if shipped.exam_version == EXAM_VERSION else None
    profile = _cached_profile(key)
    if profile is not None:
        path = _cached(key)
        said(f"what {model} can do is known from before ({path}; delete it to have it examined anew)")
    return profile


def _cached_profile(key: str) -> Profile | None:
    try:
        return Profile.model_validate_json(_cached(key).read_bytes())
    except (OSError, ValidationError):
        return None


def embedded_profile() -> Profile:
    """What the exam found of the pinned weights."""
    file = files("seedbed.agent.models.local").joinpath("profile.json")
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
