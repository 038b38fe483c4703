"""Identifiers in calls that nobody gave, by comparing values.

Numbers are none: «a fortnight» is 14.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from seedbed.tools.verification.trajectories.messages import Fault, Trajectory

_DIGITS = 3
"""Digits from which letters and digits are an identifier: «mp3» and «B12» are none."""
_NO_ID = re.compile(r"\d{4}-(?:\d\d|W\d\d).*|[\d.,/]+-?[^\W\d_]+")
"""Dates, and amounts with a unit."""


def id_faults(trajectory: Trajectory) -> Iterator[Fault]:
    """Identifiers and mail addresses in calls that no message before, no result and no schema gives.

    What the assistant itself said counts once the user has answered it.
    """
    schemas = [[one.name, one.description, dict(one.parameters)] for one in trajectory.tools]
    parsed: list[str] = [json.dumps(schemas, ensure_ascii=False)]
    unheard: list[str] = []
    for message in trajectory.messages:
        if message.role == "assistant":
            known = _plain("\n".join(parsed)) if message.calls else ""
            for text in (text for one in message.calls for text in _texts(one.arguments)):
                if is_identifier(text) and not _is_known(text, known):
                    yield message.fault("value from nowhere", f"{text[:80]!r} was given by nobody")
            unheard.append(message.text)
            continue
        if message.role == "user":
            parsed += unheard
            unheard = []
        parsed.append(message.text)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value.strip()
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def is_identifier(text: str) -> bool:
    """Whether a value of a call is one that somebody must have given, letter for letter."""
    if len(text) > 80 or any(one.isspace() for one in text):
        return False
    if "@" in text[1:-1]:
        return True
    mixed = any(one.isalpha() for one in text) and sum(one.isdigit() for one in text) >= _DIGITS
    return mixed and not _NO_ID.fullmatch(text) and bool(re.fullmatch(r"[\w./#-]+", text))


def _is_known(text: str, known: str) -> bool:
    """Whether an identifier stands in what is known, or each part of it that has digits does."""
    parts = [one for one in re.split(r"[\W_]+", text) if any(letter.isdigit() for letter in one)]
    return _plain(text) in known or ("@" not in text and all(_plain(one) in known for one in parts))


def _plain(text: str) -> str:
    """Letters and digits alone, in small letters: K-1001 is «k 1001»."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())
