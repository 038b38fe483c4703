"""The exam: what one model at one endpoint can really do, by small tasks, in 40 calls at
most.

The result is kept in the run's journal and in the user's cache per endpoint, model, parameters but those of
drawing, and version of the exam.
The embedded model's weights are pinned, so its result is shipped."""

import math
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

from pydantic import ValidationError

from seedbed.agent.models.ask import Client
from seedbed.agent.models.delivery.faults import Refused
from seedbed.agent.models.exam.door import BROKEN_OFF, UNREAD_AT_LAST, Sitting
from seedbed.agent.models.exam.quirks import THINKING_ROOM, find_quirks
from seedbed.agent.models.exam.skills import THRESHOLDS, examine, marked
from seedbed.agent.models.exam.tasks import seek
from seedbed.agent.models.places import EMBEDDED
from seedbed.agent.models.wire import SAMPLING, completion_told, number_in, thought_told
from seedbed.memory.errors import AnswerFault
from seedbed.memory.exact.canonical import digest
from seedbed.memory.files.disk import cache_folder, write_atomic
from seedbed.memory.profile import PLAIN, Profile

EXAM_VERSION = 5
"""Raised whenever a task, a threshold or the reading of an answer changes."""
_SAID = ("max_model_len", "context_length", "max_context_length", "context_window", "n_ctx")
"""Where endpoints say how many tokens they take: vLLM, OpenRouter and Mistral, LM Studio, Groq, llama.cpp."""
_LENGTHS = (40_000, 20_000, 10_000)
"""Characters of the prompts that are tried, the longest first, where an endpoint doesn't say."""


async def sit_exam(client: Client, role: str, said: Callable[[str], None], *, skip: bool = False) -> Profile:
    """What the model that plays a role can do.

    Args:
        client: Knows the endpoint; its profile is set to what is found.
        said: Told in a line what is being done, and what wasn't shown.
        skip: Take every skill for granted that the endpoint doesn't refuse; only its quirks are found out.
            The embedded model is what it is.

    Raises:
        UserFault: address, key or model name is wrong, or there is no word in what is answered.
        EndpointDown: the endpoint doesn't answer.
        BudgetSpent: the budget doesn't allow the exam."""
    end = client.endpoint(role)
    of = [end.place or end.base_url, end.model, EXAM_VERSION]
    if more := {name: value for name, value in end.parameters.items() if name not in SAMPLING}:
        of.append(more)  # such as whether and how long it thinks
    path = cache_folder() / "exams" / f"{digest(of)}.json"
    name = f"exam/{end.name}/{end.model}"
    stored = client.store.journaled(name)
    if stored is not None:
        profile = Profile.model_validate(stored)
    elif skip and end.model != EMBEDDED:
        said(
            f"the exam of {end.model} is skipped: what it can do is taken for granted, and checked as if not"
        )
        profile = await _sit(client, role, skip=True)
    else:
        if end.model == EMBEDDED:
            profile = embedded_profile()
        elif (known := _cached(path)) is not None:
            profile = known
            said(f"what {end.model} can do is known from before ({path}; delete it to have it examined anew)")
        else:
            said(f"finding out what {end.model} can do (small tasks with known answers)")
            profile = await _sit(client, role)
            with suppress(OSError):  # a cache that can't be written costs another exam, no more
                path.parent.mkdir(parents=True, exist_ok=True)
                write_atomic(path, profile.model_dump_json(indent=1))
        if profile.not_shown:
            cant = ", ".join(PLAIN[skill] for skill in profile.not_shown)
            said(f"not shown that {end.model} can: {cant}; the checks of the build decide whether it does")
    client.store.journal(name, "exam", profile.model_dump(mode="json"))
    client.set_profile(role, profile)
    return profile


async def _sit(client: Client, role: str, *, skip: bool = False) -> Profile:
    """The exam itself: quirks, context, the schema, on which others depend, then everything else at once.
    `skip`: nothing is shown and nothing refuted but what is refused."""
    sitting = Sitting(client, role)
    broken_off = client.store.journal_entries(BROKEN_OFF, f"{sitting.slot('').brief}/")
    sitting.broken_off = sum(1 for _ in broken_off)
    quirks = await find_quirks(sitting)
    model = client.endpoint(role).model
    client.set_profile(role, Profile(model=model, exam_version=0, quirks=quirks))
    context = await _context(sitting)
    # Many servers complete and don't say how likely a given text is.
    weighs = quirks.grammar if skip else quirks.completions
    takes = {"tool_calls": quirks.tools, "logprobs": sitting.logprobs, "likelihood": weighs}
    skills = {skill: marked(skill, refused=not takes.get(skill, True)) for skill in THRESHOLDS}
    if not skip:
        await examine(sitting, skills)
        sitting.heed(UNREAD_AT_LAST)
        if quirks.thinking != "none":
            quirks = quirks.model_copy(update={"think_tokens": _thought(sitting)})
    found = Profile(model=model, exam_version=EXAM_VERSION, skills=skills, quirks=quirks)
    return found.model_copy(update={"context_tokens": context}) if context else found


async def _context(sitting: Sitting) -> int:
    """Tokens that the endpoint says it takes, else of the longest prompt with a fact found in it; 0: none."""
    for entry in await sitting.client.listing(sitting.role):
        if entry.get("id") == sitting.end.model:
            meta = entry.get("meta")
            both = {**(meta if isinstance(meta, Mapping) else {}), **entry}
            stated = [both[name] for name in _SAID if isinstance(both.get(name), int) and both[name] > 0]
            if stated:
                return int(min(stated))
    for characters in _LENGTHS:
        with suppress(AnswerFault, Refused):
            reply, right = await seek(sitting, characters, 0)
            if right:
                said = number_in(reply.content.get("usage"), "prompt_tokens")
                return said or math.ceil(characters / 4)
    return 0


def _thought(sitting: Sitting) -> int:
    """Room for thought: four times what the exam's small tasks took at most, or as much as they had."""
    most = 0
    for _, answer in sitting.client.store.answers_of(sitting.slot("").brief):
        usage = answer.content.get("usage") or {}
        most = max(most, thought_told(answer.content) or completion_told(usage))
    return max(THINKING_ROOM, 4 * 256 * math.ceil(most / 256))


def _cached(path: Path) -> Profile | None:
    """None: there is none, or one that did nothing at all, whose endpoint may have been broken."""
    try:
        found = Profile.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None
    return found if any(one.passed for one in found.skills.values()) else None


def embedded_profile() -> Profile:
    """What the exam found of the pinned weights; of this version of the exam (a test holds it)."""
    file = files("seedbed.agent.models.local").joinpath("profile.json")
    return Profile.model_validate_json(file.read_bytes())
