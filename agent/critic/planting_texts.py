"""Defects that are planted into free texts about a passage: what the passage doesn't say, and looks like it.

Each is a function like those of `planting.py`. A changed number is for the strict comparison to find; a
negation and a sentence about another passage may take the judge.
"""

import re
from random import Random
from typing import Any

from seedbed.memory.spec import Part
from seedbed.tools.knowledge.sentences import sentence_spans

Row = dict[str, Any]
_FIELDS = {"grounded_qa": ("answer", "context"), "summaries": ("summary", "text")}
_NUMBER = re.compile(r"(?<![\w.,:])\d{1,6}(?![\w%]|[.,:]\d)")
_MARK = re.compile(r"^\s*(\d{1,3})[.)]\s", re.M)
"""Of an item of a list: its number says nothing."""
_ASSERTED = re.compile(r"\b(is|are|was|were|can|may|must|will|should)\b(?! not\b|n['’]t)")


def _fields(part: Part) -> tuple[str, str]:
    """The text's field, and its passage's."""
    return _FIELDS.get(part.task, ("response", "context"))


def unsaid_number(row: Row, other: Row, part: Part, draw: Random) -> Row | None:
    """A number of the text is one that the passage doesn't have."""
    field, passage = _fields(part)
    marks = {mark.start(1) for mark in _MARK.finditer(str(row[field]))}
    found = [number for number in _NUMBER.finditer(str(row[field])) if number.start() not in marks]
    if not found:
        return None
    number = draw.choice(found)
    near = [int(number[0]) + slip for slip in (-3, -2, -1, 1, 2, 3, 10)]
    fresh = [str(one) for one in near if one > 0 and not re.search(rf"(?<!\d){one}(?!\d)", str(row[passage]))]
    if not fresh:
        return None
    text = str(row[field])
    return {**row, field: text[: number.start()] + draw.choice(fresh) + text[number.end() :]}


def denied(row: Row, other: Row, part: Part, draw: Random) -> Row | None:
    """One statement of the text is denied."""
    field, _ = _fields(part)
    text = str(row[field])
    found = list(_ASSERTED.finditer(text))
    if not found:
        return None
    end = draw.choice(found).end()
    return {**row, field: f"{text[:end]} not{text[end:]}"}


def sentence_from_elsewhere(row: Row, other: Row, part: Part, draw: Random) -> Row | None:
    """A sentence of another row's text, which is about another passage, stands at the end."""
    field, passage = _fields(part)
    theirs = str(other[field])
    sentences = [theirs[start:end] for start, end in sentence_spans(theirs) if "\n" not in theirs[start:end]]
    fitting = [one for one in sentences if len(one.split()) > 4 and one not in str(row[field])]
    if not fitting or row[passage] == other[passage]:
        return None
    return {**row, field: f"{row[field]} {draw.choice(fitting)}"}
