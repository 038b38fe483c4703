"""Defects of talks: one message is spoilt, and whatever it contradicts stands in the talk or its passages.

As in `defects.py`, whose catalogue lists them: None where a defect can't be made, or may have left the row
good. They are written apart from those that the program plants in its own checks.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from random import Random
from typing import Any

from benchmarks.readings.good import Changed, Good
from benchmarks.readings.numbers import near
from seedbed.tools.knowledge.values import find_values

Message = Mapping[str, Any]
_NUMBER = re.compile(r"(?<![\w.,:/-])\d+(?:\.\d+)?(?![\w:/-]|[.,]\d)")
_SERVICE = (
    "Happy to help! Let me look that up for you.",
    "Of course. Could you tell me a little more about what you need, so that I can find it for you?",
    "I have checked that for you. Is there anything else that I can help you with today?",
    "Thank you for your patience. How may I assist you further?",
)
_LEAST_WORDS = 6
"""Words of an answer that is told from another one."""


def answer_of_another(good: Good, random: Random) -> Changed | None:
    """An answer of the assistant is one that it gave to somebody else's question."""
    answers = list(_answers(good.row))
    mine = {_words(text) for _, text in answers}
    others = [
        text
        for row in good.others
        if row is not good.row and row.get("part") == good.row.get("part")
        for _, text in _answers(row)
        if _words(text) not in mine and len(text.split()) >= _LEAST_WORDS
    ]
    if not answers or not others:
        return None
    place, _ = random.choice(answers)
    return _with(good.row, place, random.choice(others))


def number_of_an_answer(good: Good, random: Random) -> Changed | None:
    """A number that a passage, a calculation or a tool's result gives stands otherwise in the answer."""
    given = _borne(good)
    for place, text in _shuffled(_answers(good.row), random):
        found = [one for one in _NUMBER.finditer(text) if one.group() in given]
        for one in random.sample(found, len(found)):
            fresh = [new for new in near(one.group(), random) if new not in given and new not in text]
            if fresh:
                return _with(good.row, place, text[: one.start()] + fresh[0] + text[one.end() :])
    return None


def sum_of_an_answer(good: Good, random: Random) -> Changed | None:
    """The result of a calculation that the row proves is another."""
    results = {str(e["result"]) for e in good.evidence if e["kind"] == "computation"}
    for place, text in _shuffled(_answers(good.row), random):
        found = [one for one in _NUMBER.finditer(text) if one.group() in results]
        if found:
            new = near(found[-1].group(), random)
            return _with(good.row, place, text[: found[-1].start()] + new[0] + text[found[-1].end() :])
    return None


def wrong_place(good: Good, random: Random) -> Changed | None:
    """A value in the answer is another of its kind that stands elsewhere in the document."""
    theirs = find_values(good.document) if good.document else []
    for place, text in _shuffled(_answers(good.row), random):
        for mine in find_values(text):
            others = sorted(
                {v.text for v in theirs if (v.kind, v.unit) == (mine.kind, mine.unit) and v.text not in text}
            )
            if others:
                told = text[: mine.start] + random.choice(others) + text[mine.end :]
                return _with(good.row, place, told)
    return None


def argument_of_a_call(good: Good, random: Random) -> Changed | None:
    """One argument of a call isn't what the user asked for; the result stays what it was."""
    messages = good.row["messages"]
    calls = [
        (place, number, json.loads(call["function"]["arguments"]))
        for place, one in enumerate(messages)
        for number, call in enumerate(one.get("tool_calls") or ())
    ]
    for place, number, arguments in random.sample(calls, len(calls)):
        for name in random.sample(sorted(arguments), len(arguments)):
            if (value := _other_value(arguments[name], name, good, random)) is None:
                continue
            called = [dict(call) for call in messages[place]["tool_calls"]]
            told = json.dumps({**arguments, name: value}, ensure_ascii=False)
            called[number] = {
                **called[number],
                "function": {**called[number]["function"], "arguments": told},
            }
            changed = [dict(one) for one in messages]
            changed[place]["tool_calls"] = called
            return {"messages": changed}
    return None


def result_ignored(good: Good, random: Random) -> Changed | None:
    """The answer after a call says something else than the call's result."""
    messages = good.row["messages"]
    for place, text in _shuffled(_answers(good.row), random):
        results = _results_before(messages, place)
        said = [one for one in _NUMBER.finditer(text) if one.group() in results]
        for one in random.sample(said, len(said)):
            if fresh := [new for new in near(one.group(), random) if new not in results]:
                return _with(good.row, place, text[: one.start()] + fresh[0] + text[one.end() :])
        for value in _texts_of(results):
            others = [o for o in _texts_of(_results_of(good)) if o not in results and _alike(o, value)]
            if value in text and others:
                return _with(good.row, place, text.replace(value, random.choice(others)))
    return None


def user_as_assistant(good: Good, random: Random) -> Changed | None:
    """A message of the user, not the first, is what an assistant would say."""
    places = [place for place, one in enumerate(good.row["messages"]) if one["role"] == "user"][1:]
    return _with(good.row, random.choice(places), random.choice(_SERVICE)) if places else None


def said_again(good: Good, random: Random) -> Changed | None:
    """An answer is the assistant's answer before it once more, whatever was asked."""
    answers = list(_answers(good.row))
    pairs = [
        (later, text)
        for (_, text), (later, other) in pairwise(answers)
        if _words(text) != _words(other) and len(text.split()) >= _LEAST_WORDS
    ]
    return _with(good.row, *random.choice(pairs)) if pairs else None


def exchanged(good: Good, random: Random) -> Changed | None:
    """The rejected answer of a pair stands as the chosen one."""
    return {"chosen": good.row["rejected"], "rejected": good.row["chosen"]}


# what they are made from ---------------------------------------------------------------------------------


def _answers(row: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    """Place and words of each message in which the assistant says something."""
    for place, one in enumerate(row.get("messages") or ()):
        if one["role"] == "assistant" and one.get("content") and not one.get("tool_calls"):
            yield place, str(one["content"])


def _shuffled(answers: Iterator[tuple[int, str]], random: Random) -> list[tuple[int, str]]:
    found = list(answers)
    return random.sample(found, len(found))


def _with(row: Mapping[str, Any], place: int, content: str) -> Changed:
    messages = [dict(one) for one in row["messages"]]
    messages[place]["content"] = content
    return {"messages": messages}


def _borne(good: Good) -> set[str]:
    """Numbers that the row's evidence or its tools' results give."""
    quoted = [str(e["quote"]) for e in good.evidence if e["kind"] == "citation"]
    computed = [str(e["result"]) for e in good.evidence if e["kind"] == "computation"]
    texts = [*quoted, *computed, _results_of(good)]
    return {number for text in texts for number in _NUMBER.findall(text)}


def _results_of(good: Good) -> str:
    rows = (good.row, *good.others)
    return "\n".join(
        str(one.get("content")) for row in rows for one in row.get("messages") or () if one["role"] == "tool"
    )


def _results_before(messages: Sequence[Message], place: int) -> str:
    return "\n".join(str(one.get("content")) for one in messages[:place] if one["role"] == "tool")


def _texts_of(results: str) -> list[str]:
    """Texts of some words that results hold as values."""
    return sorted(set(re.findall(r'"([A-Z][\w’\' -]{2,40})"', results)))


def _other_value(value: Any, name: str, good: Good, random: Random) -> Any:
    """Another value of an argument, of the kind that it has; None: there is none."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        found = near(str(value), random)
        return type(value)(float(found[0])) if found else None
    if not isinstance(value, str):
        return None
    said = " ".join(str(one.get("content")) for one in good.row["messages"] if one["role"] == "user")
    others = sorted(
        {
            str(arguments[name])
            for row in good.others
            for one in row.get("messages") or ()
            for call in one.get("tool_calls") or ()
            for arguments in [json.loads(call["function"]["arguments"])]
            if isinstance(arguments.get(name), str) and arguments[name] != value
        }
    )
    fresh = [one for one in others if one.casefold() not in said.casefold()]
    return random.choice(fresh) if fresh else None


def _alike(one: str, other: str) -> bool:
    """Whether two texts are of a kind, as far as their form tells."""
    return (
        one != other
        and bool(_NUMBER.search(one)) == bool(_NUMBER.search(other))
        and abs(len(one.split()) - len(other.split())) <= 2
    )


def _words(text: str) -> str:
    return " ".join(text.casefold().split())
