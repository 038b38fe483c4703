"""The calls of a candidate, and what its earlier attempts wrote before they were written anew."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from seedbed.agent.models.wire import Reply, read
from seedbed.agent.work import WHOLE
from seedbed.app.viewer.row.blocks import calls_of
from seedbed.memory.brief import Slot
from seedbed.memory.candidate import Draft
from seedbed.memory.store.protocol import Delivery, Store, StoredAnswer


@dataclass(frozen=True, slots=True)
class Call:
    """One call: answered, or failed (`why`)."""

    slot: Slot
    model: str
    attempt: int
    """From 1."""
    tokens: tuple[int, int]
    """Of the prompt, of the answer."""
    seconds: float
    usd: float
    began: float
    """Epoch seconds; 0: unknown."""
    answered: bool
    why: str
    tools: tuple[str, ...]
    """Tools that the answer calls."""


def reply_of(slot: str, answer: StoredAnswer) -> Reply:
    """An answer as journaled: its words, its thought, what it calls."""
    return read(slot, answer.content if answer.content.get("choices") else {"choices": [{}]})


def calls(store: Store, brief: str) -> list[Call]:
    """Every delivery of a brief, or of a stage, in the order in which they began, the attempts in theirs."""
    answers = {slot.key: answer for slot, answer in store.answers_of(brief)}
    made = [_call(one, answers.get(one.slot.key)) for one in store.deliveries(brief)]
    return sorted(made, key=lambda one: (one.attempt, one.began))


def _call(one: Delivery, answer: StoredAnswer | None) -> Call:
    called = reply_of(answer.slot, answer).tool_calls if answer else ()
    return Call(
        one.slot,
        one.model,
        one.slot.attempt % WHOLE + 1,
        (one.usage.prompt_tokens, one.usage.completion_tokens),
        one.usage.seconds,
        one.usage.usd,
        one.time,
        one.state == "settled",
        f"{one.failure.code}: {one.failure.detail}" if one.failure else "",
        tuple(each["name"] for each in calls_of(called)),
    )


@dataclass(frozen=True, slots=True)
class Try:
    """An attempt that was written anew."""

    number: int
    """From 1."""
    codes: Sequence[str]
    """Why, in words of the closed list."""
    by: str
    """The check that said so."""
    fields: Mapping[str, Any]
    """What it wrote anew of the row; {}: no fields (a talk, or nothing that could be read)."""
    words: Sequence[str]
    """What was said instead of fields."""
    refusals: Sequence[tuple[str, str]]
    """(slot of a call, what its reader found) of the check that refused it."""


def tries(draft: Draft, answers: Iterable[tuple[Slot, StoredAnswer]]) -> list[Try]:
    """The earlier attempts of a candidate, first to last."""
    known = list(answers)
    by = (*draft.refused, *[""] * len(draft.tries))
    return [_try(n, codes, by[n], known) for n, codes in enumerate(draft.tries)]


def _try(n: int, codes: Sequence[str], by: str, answers: Sequence[tuple[Slot, StoredAnswer]]) -> Try:
    fields: dict[str, Any] = {}
    words, refusals = [], []
    for slot, answer in answers:
        if slot.attempt % WHOLE != n:
            continue
        text = reply_of(slot.key, answer).text
        if slot.role in ("writer", "user", "assistant"):
            value = parsed(text)
            if isinstance(value, dict) and slot.role == "writer":
                fields |= value
            elif text:
                said = value.get("message") if isinstance(value, dict) else None
                words.append(str(said or text))
        elif _is_of(slot.step, by):
            refusals.append((slot.key, text))
    return Try(n + 1, codes, by, fields, words, refusals)


def parsed(text: str) -> Any:
    """The JSON value that an answer is; None: it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _is_of(step: str, check: str) -> bool:
    """Whether a call's step (`read_level/level.question`) is one of a check's (`level`, `rubric`)."""
    _, _, examined = step.partition("/")
    own = check.partition(".")[0]
    return examined.startswith(check) or examined.partition(".")[0] == ("judge" if own == "rubric" else own)
