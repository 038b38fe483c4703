"""Right talks spoilt for the judge: one message is changed so that the talk still has its form.

Values are exchanged for others of the talk's own results, turns for other turns of it; no words are made up,
so that it works in any language.
"""

import copy
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from random import Random
from typing import Any

Messages = Sequence[Mapping[str, Any]]
_NUMBER = re.compile(r"(?<![\w.,-])\d+(?:[.,]\d+)*(?![\w.,-]*\d)")
_LEAST = 12
"""Characters of a message that is told from another."""
_LONGEST = 80
"""Characters of a text of a result that is exchanged."""


def answers_of(messages: Messages) -> list[tuple[int, str]]:
    """Place and words of each message in which the assistant says something and calls nothing."""
    return [
        (place, str(one["content"]))
        for place, one in enumerate(messages)
        if one.get("role") == "assistant" and one.get("content") and not one.get("tool_calls")
    ]


def another_number(messages: Messages, draw: Random) -> list[Mapping[str, Any]] | None:
    """A number of an answer that a result shows is another one."""
    for place, text in _shuffled(answers_of(messages), draw):
        shown = _shown(messages[:place])
        known = {one for value in shown for one in _NUMBER.findall(str(value))}
        for found in _shuffled(list(_NUMBER.finditer(text)), draw):
            others = sorted(known - {found[0]} - set(_NUMBER.findall(text)))
            other = draw.choice(others) if others else str(int(re.split(r"[.,]", found[0])[0]) + 7)
            if found[0] in known:
                return _said(messages, place, text[: found.start()] + other + text[found.end() :])
    return None


def another_text(messages: Messages, draw: Random) -> list[Mapping[str, Any]] | None:
    """What an answer tells of a result (a name, a status) is another text of the results."""
    anywhere = sorted({one for one in _shown(messages) if _is_short(one)})
    for place, text in _shuffled(answers_of(messages), draw):
        known = sorted({one for one in _shown(messages[:place]) if _is_short(one)})
        for value in _shuffled([one for one in known if one in text], draw):
            others = [one for one in anywhere if one not in text and one.casefold() != value.casefold()]
            if others:
                return _said(messages, place, text.replace(value, draw.choice(others)))
    return None


def said_again(messages: Messages, draw: Random) -> list[Mapping[str, Any]] | None:
    """An answer is what the assistant said before, whatever was asked."""
    told = answers_of(messages)
    pairs = [(said, now) for said, now in pairwise(told) if len(said[1]) >= _LEAST and said[1] != now[1]]
    if not pairs:
        return None
    said, now = draw.choice(pairs)
    return _said(messages, now[0], said[1])


def for_the_user(messages: Messages, draw: Random) -> list[Mapping[str, Any]] | None:
    """The assistant goes on with what the user says next, in the same message."""
    places = [n for n, _ in answers_of(messages) if _role(messages, n + 1) == "user"]
    if not places:
        return None
    place = draw.choice(places)
    text = f"{messages[place]['content']}\n\nUser: {messages[place + 1]['content']}"
    return _said(messages, place, text)


def as_the_other(messages: Messages, draw: Random) -> list[Mapping[str, Any]] | None:
    """A message of the user, not its first, is what the assistant said before."""
    users = [n for n, one in enumerate(messages) if one.get("role") == "user"][1:]
    places = [(n, text) for n in users for at, text in answers_of(messages) if at < n and len(text) >= _LEAST]
    if not places:
        return None
    place, text = draw.choice(places)
    return _said(messages, place, text)


def failed_call(messages: Messages, draw: Random) -> list[Mapping[str, Any]] | None:
    """The result that an answer tells of is an error."""
    places = [n for n, _ in answers_of(messages) if _role(messages, n - 1) == "tool"]
    if not places:
        return None
    return _said(messages, draw.choice(places) - 1, json.dumps({"error": "503 Service Unavailable"}))


WAYS: Mapping[str, Callable[[Messages, Random], list[Mapping[str, Any]] | None]] = {
    "another number": another_number,
    "another text": another_text,
    "said again": said_again,
    "for the user": for_the_user,
    "as the other": as_the_other,
    "failed call": failed_call,
}
"""Name of a defect → how it is planted; None: this talk bears none."""


def _role(messages: Messages, place: int) -> str:
    return str(messages[place].get("role")) if 0 <= place < len(messages) else ""


def _shown(messages: Messages) -> list[Any]:
    """The values that results show."""
    found: list[Any] = []
    for one in messages:
        if one.get("role") == "tool":
            try:
                found += _leaves(json.loads(str(one["content"])))
            except ValueError:
                found.append(str(one["content"]))
    return found


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _leaves(one)
    elif value is not None and not isinstance(value, bool):
        yield value


def _is_short(value: Any) -> bool:
    return isinstance(value, str) and 2 < len(value.strip()) <= _LONGEST and not _NUMBER.fullmatch(value)


def _shuffled(several: Sequence[Any], draw: Random) -> list[Any]:
    return draw.sample(list(several), len(several))


def _said(messages: Messages, place: int, text: str) -> list[Mapping[str, Any]]:
    changed = {**copy.deepcopy(dict(messages[place])), "content": text}
    return [*messages[:place], changed, *messages[place + 1 :]]
