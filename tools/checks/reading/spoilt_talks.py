"""Right talks spoilt for the judge: one message is changed so that the talk still has its form.

Values are exchanged for others of the talk's own results, turns for other turns of it; no words are made up,
so that it works in any language. Each way gives (place, new words) of every message that it can change."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

Messages = Sequence[Mapping[str, Any]]
Changes = Iterator[tuple[int, str]]
_NUMBER = re.compile(r"(?<![\w.,-])\d+(?:[.,]\d+)*(?![\w.,-]*\d)")
_LEAST = 12
"""Characters of a message that is told from another."""
_LONGEST = 80
"""Characters of a text of a result that is exchanged."""


def another_number(messages: Messages) -> Changes:
    """A number of an answer that a result shows is another one."""
    for place, text in _answers(messages):
        known = {one for value in _shown(messages[:place]) for one in _NUMBER.findall(str(value))}
        others = sorted(known - set(_NUMBER.findall(text)))
        for found in _NUMBER.finditer(text):
            if found[0] in known:
                for other in others or [str(int(re.split(r"[.,]", found[0])[0]) + 7)]:
                    yield place, text[: found.start()] + other + text[found.end() :]


def another_text(messages: Messages) -> Changes:
    """What an answer tells of a result (a name, a status) is another text of the results."""
    anywhere = _texts(messages)
    for place, text in _answers(messages):
        others = [other for other in anywhere if other not in text]
        for value in _texts(messages[:place]):
            for other in others if value in text else ():
                if other.casefold() != value.casefold():
                    yield place, text.replace(value, other)


def said_again(messages: Messages) -> Changes:
    """An answer is what the assistant said before, whatever was asked."""
    for (_, said), (place, now) in pairwise(_answers(messages)):
        if len(said) >= _LEAST and said != now:
            yield place, said


def for_the_user(messages: Messages) -> Changes:
    """The assistant goes on with what the user says next, in the same message."""
    for place, text in _answers(messages):
        if _role(messages, place + 1) == "user":
            yield place, f"{text}\n\nUser: {messages[place + 1]['content']}"


def as_the_other(messages: Messages) -> Changes:
    """A message of the user, not its first, is what the assistant said before."""
    users = [place for place in range(len(messages)) if _role(messages, place) == "user"]
    for place in users[1:]:
        for before, text in _answers(messages):
            if before < place and len(text) >= _LEAST:
                yield place, text


def failed_call(messages: Messages) -> Changes:
    """The result that an answer tells of is an error."""
    for place, _ in _answers(messages):
        if _role(messages, place - 1) == "tool":
            yield place - 1, json.dumps({"error": "503 Service Unavailable"})


WAYS: Mapping[str, Callable[[Messages], Changes]] = {
    way.__name__.replace("_", " "): way
    for way in (another_number, another_text, said_again, for_the_user, as_the_other, failed_call)
}


def _answers(messages: Messages) -> list[tuple[int, str]]:
    """Place and words of each message in which the assistant says something and calls nothing."""
    return [
        (place, str(one["content"]))
        for place, one in enumerate(messages)
        if one.get("role") == "assistant" and one.get("content") and not one.get("tool_calls")
    ]


def _role(messages: Messages, place: int) -> str:
    return str(messages[place].get("role")) if 0 <= place < len(messages) else ""


def _texts(messages: Messages) -> list[str]:
    """Short texts that results show."""
    texts = {one for one in _shown(messages) if isinstance(one, str) and not _NUMBER.fullmatch(one)}
    return sorted(one for one in texts if 2 < len(one.strip()) <= _LONGEST)


def _shown(messages: Messages) -> Iterator[Any]:
    """The values that results show."""
    for one in messages:
        if one.get("role") == "tool":
            try:
                yield from _leaves(json.loads(str(one["content"])))
            except ValueError:
                yield str(one["content"])


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _leaves(one)
    elif value is not None and not isinstance(value, bool):
        yield value
