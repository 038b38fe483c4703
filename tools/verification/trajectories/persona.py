"""Facts that a speaker was given (key → value), held against what that speaker says of itself."""

import re
from collections.abc import Iterator, Mapping
from typing import Literal

from seedbed.tools.knowledge.values import find_values
from seedbed.tools.verification.trajectories.facts import key_words
from seedbed.tools.verification.trajectories.faults import Fault, fault
from seedbed.tools.verification.trajectories.messages import Trajectory

_SAID = r"(?P<said>[^.,;:!?\n]{1,60})"
_PATTERNS: Mapping[str, tuple[str, ...]] = {
    "name": (
        rf"\bmy name(?:['’]s| is) {_SAID}",
        r"\bI(?:['’]m| am) (?!(?:OK|Okay|\w+(?:ish|ese)|German|American|Italian)\b)"
        r"(?P<said>(?-i:[A-Z])\w+(?: (?-i:[A-Z])\w+)*)(?=[,.!]|$| and\b)",
    ),
    "age": (r"\bI(?:['’]m| am) (?P<said>[\w-]+)(?: years? old| ?,| and\b|\.|$)", r"\baged (?P<said>[\w-]+)"),
    "home": (
        rf"\bI (?:live|am living|come) (?:in|at|from) {_SAID}",
        rf"\bI(?:['’]m| am) (?:living in|from|based in) {_SAID}",
    ),
    "job": (
        rf"\bI work as (?:an? |the )?{_SAID}",
        rf"\bmy job is {_SAID}",
        r"\bI(?:['’]m| am) an? (?P<said>[^.,;:!?\n]{1,40}) by (?:trade|profession)",
    ),
}
_SORTS: Mapping[str, str] = {
    **dict.fromkeys(("name", "first_name", "full_name", "surname"), "name"),
    "age": "age",
    **dict.fromkeys(
        ("city", "town", "home", "country", "location", "residence", "lives_in", "lives"), "home"
    ),
    **dict.fromkeys(("job", "occupation", "profession", "work"), "job"),
}
"""Key of a fact → how it is spoken of."""


def persona_faults(
    trajectory: Trajectory, facts: Mapping[str, str], role: Literal["user", "assistant"] = "user"
) -> Iterator[Fault]:
    """Turns of a speaker that say something else of it than its facts, one fault a turn.

    Read are «my KEY is VALUE», amounts before or after the key's word («two children»), and the usual ways to
    tell name, age, home and work. Another way to say it is not seen.
    """
    for message in trajectory.messages:
        if message.role != role:
            continue
        for key, value in facts.items():
            if said := _other(key, value, message.text):
                yield fault(message, "persona contradicted", f"it says {said!r}, and its {key} is {value!r}")
                break


def _other(key: str, value: str, text: str) -> str:
    """What a text says in a fact's place that isn't the fact; empty: nothing."""
    words = " ".join(key_words(key))
    patterns = [
        *_PATTERNS.get(_SORTS.get(key.lower(), ""), ()),
        rf"\bmy {re.escape(words)}(?:['’]s| is| are|:) {_SAID}",
    ]
    for pattern in patterns:
        for found in re.finditer(pattern, text, re.I):
            if not _same(value, found["said"], key):
                return found[0].strip()
    amounts = {one.amount for one in find_values(value) if one.amount}
    noun = words.removesuffix("s").removesuffix("ren")
    if len(amounts) == 1 and len(noun) > 2 and key.lower() != "age":
        for one in find_values(text):
            after = re.match(rf"\s*{re.escape(noun)}\w{{0,3}}\b", text[one.end :], re.I)
            if one.amount and after and one.amount not in amounts and _mine(text[: one.start]):
                return f"{one.text}{after[0]}"
    return ""


def _mine(before: str) -> bool:
    """Whether an amount is of what the speaker has: «I have two children»."""
    return bool(
        re.search(r"\b(?:I have|I['’]ve(?: got)?|I own|my|our|we have|with)\s*(?:\w+\s)?$", before, re.I)
    )


def _same(value: str, said: str, key: str) -> bool:
    """Whether what is said may be the fact: it shares a word or amount, or is of another sort."""
    own, other = _plain(value), _plain(said)
    amounts = {one.amount for one in find_values(value) if one.amount}
    if amounts:
        told = {one.amount for one in find_values(said) if one.amount}
        return not told or bool(told & amounts)
    if _SORTS.get(key.lower()) == "age":
        return True
    return bool(set(own.split()) & set(other.split())) or not other


def _plain(text: str) -> str:
    return " ".join(
        word for word in re.findall(r"\w+", text.casefold()) if word not in ("a", "an", "the", "of", "in")
    )
