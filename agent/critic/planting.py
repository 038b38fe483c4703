"""Defects that are planted into right rows, so that they look right and are wrong.

Each kind is a function of a row, of another row to take things from, of the part, and of a generator; None
where it can't be planted in that row. Defects of words and numbers after FactCC (Kryscinski et al. 2020,
§3.1: entity, number and sentence swaps); wrong labels go to the label that reads nearest, as natural ones do.
How a changed row is read is `graphs/probing.py`'s business.

Two limits: the row that is changed is taken to be right, which accepted rows nearly always are; and a word
taken from elsewhere leaves, once in a while, a row that is still right.
"""

import copy
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import permutations
from random import Random
from typing import Any

from seedbed.agent.critic.planting_solutions import (
    changed_number,
    other_question,
    slipped_step,
    wrong_operation,
)
from seedbed.agent.critic.planting_talks import ACTED, TALKED
from seedbed.agent.critic.planting_texts import denied, sentence_from_elsewhere, unsaid_number
from seedbed.memory.spec import Label, Part
from seedbed.memory.task import Task, Way
from seedbed.tools.knowledge.sentences import sentence_spans
from seedbed.tools.knowledge.wordlist import word_set
from seedbed.tools.verification.record_schema import violations

Row = dict[str, Any]
Plant = Callable[[Row, Row, Part, Random], Row | None]
"""(row, a row of another label or concept, its part, generator) → the row with a defect."""
_Path = tuple[str | int, ...]
_NUMBER = re.compile(r"(?<![\w.,])\d{1,9}(?:\.\d{1,4})?(?![\w])(?![.,]\d)")
_CONTENT = re.compile(r"(?<![\w'’-])[a-z]{5,}(?![\w'’-])")
_FUNCTION = word_set(
    """about above after again against along already among around because before below between could during
    every first hardly might never often other otherwise rather shall should since still their there these
    those though three through under until where whether which while whose within without would"""
)
_LEAST_WORDS = 8
"""Words that a text must have to be cut."""
_LEAST_PRODUCT, _LEAST_SUM = 20, 200
_SPOILT = 5
"""One content word in so many of a labelled text is exchanged."""


def put(row: Row, path: _Path, value: Any) -> Row:
    """A copy of the row with another value at a path."""
    made = copy.deepcopy(row)
    place: Any = made
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return made


def _leaves(value: Any, path: _Path = ()) -> Iterator[tuple[_Path, Any]]:
    if isinstance(value, Mapping):
        for key, child in value.items():
            yield from _leaves(child, (*path, key))
    elif isinstance(value, list):
        for place, child in enumerate(value):
            yield from _leaves(child, (*path, place))
    else:
        yield path, value


def _texts(row: Row) -> list[tuple[_Path, str]]:
    """The fields in words: strings of four words and more."""
    return [(p, value) for p, value in _leaves(row) if isinstance(value, str) and len(value.split()) >= 4]


# labelled texts ---------------------------------------------------------------------------------------


def wrong_label(row: Row, other: Row, part: Part, draw: Random) -> Row | None:
    """The text under the label that it is nearest to but for its own."""
    rest = [label for label in part.labels if label.name != row["label"]]
    return {**row, "label": _nearest(str(row["text"]), rest).name} if rest else None


def _nearest(text: str, labels: list[Label]) -> Label:
    from seedbed.tools.knowledge.embedder import embed

    glosses = [f"{label.name}: {label.definition}" if label.definition else label.name for label in labels]
    vectors = embed([text, *glosses])
    cosines = [round(float(cosine), 6) for cosine in vectors[1:] @ vectors[0]]
    return labels[cosines.index(max(cosines))]


def other_text(row: Row, other: Row, part: Part, draw: Random) -> Row | None:
    """A text of another label under this row's label."""
    return {**row, "text": other["text"]} if other["label"] != row["label"] else None


def cut_text(row: Row, other: Row, part: Part, draw: Random) -> Row | None:
    """The last third is missing, from the middle of a sentence on."""
    cut = _cut(str(row["text"]))
    return {**row, "text": cut} if cut else None


def wrong_words(row: Row, other: Row, part: Part, draw: Random) -> Row | None:
    """One content word in five is from another text: no longer anything that somebody would write."""
    text = str(row["text"])
    changes = max(2, len(_CONTENT.findall(text)) // _SPOILT)
    spoilt = _exchange(text, str(other["text"]), changes, draw)
    return {**row, "text": spoilt} if spoilt else None


def _cut(text: str) -> str | None:
    said = text.split()
    kept = said[: max(_LEAST_WORDS // 2, 2 * len(said) // 3)]
    while kept and kept[-1][-1] in ".!?…\"'”’)":
        kept.pop()
    if len(said) < _LEAST_WORDS or len(kept) < _LEAST_WORDS // 2:
        return None
    return " ".join(kept).rstrip(",;:–- ")


def _content(text: str) -> list[re.Match[str]]:
    return [found for found in _CONTENT.finditer(text) if found.group() not in _FUNCTION]


def _exchange(text: str, source: str, changes: int, draw: Random) -> str | None:
    """The text with so many content words replaced by words of the other that it doesn't have."""
    mine = _content(text)
    known = {found.group() for found in mine}
    theirs = sorted({found.group() for found in _content(source)} - known)
    if len(mine) < changes or len(theirs) < changes:
        return None
    for found in sorted(draw.sample(mine, changes), key=lambda match: -match.start()):
        word = theirs.pop(draw.randrange(len(theirs)))
        text = text[: found.start()] + word + text[found.end() :]
    return text


# records ----------------------------------------------------------------------------------------------


def wrong_word(row: Row, other: Row, part: Part, draw: Random) -> Row | None:
    """A content word of one field is from a row on another concept."""
    theirs = " ".join(text for _, text in _texts(other))
    for path, text in _shuffled(_texts(row), draw):
        if spoilt := _exchange(text, theirs, 1, draw):
            return _valid(put(row, path, spoilt), row, part)
    return None


def cut_sentence(row: Row, other: Row, part: Part, draw: Random) -> Row | None:
    """The last third of a field is missing, from the middle of a sentence on."""
    for path, text in _shuffled(_texts(row), draw):
        if cut := _cut(text):
            return _valid(put(row, path, cut), row, part)
    return None


def swapped_part(row: Row, other: Row, part: Part, draw: Random) -> Row | None:
    """A field (of several in words), or else a sentence, is from a row on another concept."""
    mine, theirs = _texts(row), dict(_texts(other))
    shared = [path for path, _ in mine if path in theirs]
    if len(mine) > 1 and shared:
        path = draw.choice(shared)
        return _valid(put(row, path, theirs[path]), row, part)
    for path, text in mine:
        sentences, source = _sentences(text), _sentences(theirs.get(path, ""))
        if len(sentences) > 1 and source:
            sentences[draw.randrange(len(sentences))] = draw.choice(source)
            return _valid(put(row, path, " ".join(sentences)), row, part)
    return None


def wrong_number(row: Row, other: Row, part: Part, draw: Random) -> Row | None:
    """A number that contradicts the rest of the row.

    Only one that stands in another field too, or that is plainly computed from two others, is changed: any
    other change might leave the row right.
    """
    found = list(_numbers(row))
    values = [value for _, _, value in found]
    bound = [
        (path, span, value)
        for path, span, value in found
        if any(value == there and path != where for where, _, there in found) or _follows(value, values)
    ]
    for path, span, value in _shuffled(bound, draw):
        reach = max(2, int(value) // 3)
        others = [value + slip for slip in range(-reach, reach + 1)]
        fresh = [number for number in others if number > 0 and number not in values]
        if not fresh:
            continue
        said = _written(draw.choice(fresh))
        now: Any = said
        if span is None:
            now = float(said) if "." in said else int(said)
        else:
            text = _at(row, path)
            now = text[: span[0]] + said + text[span[1] :]
        if made := _valid(put(row, path, now), row, part):
            return made
    return None


def _numbers(row: Row) -> Iterator[tuple[_Path, tuple[int, int] | None, float]]:
    """(path, place in the text or None where the field is a number, value) of every number of a row."""
    for path, value in _leaves(row):
        if isinstance(value, str):
            for found in _NUMBER.finditer(value):
                yield path, found.span(), float(found.group())
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield path, None, float(value)


def _follows(value: float, values: list[float]) -> bool:
    """Whether it is a product or sum of two others, and too large to be that by chance."""
    few = [v for v in dict.fromkeys(values) if v != value and v > 1][:12]
    return any(
        (value == a * b and value >= _LEAST_PRODUCT) or (value == a + b and value >= _LEAST_SUM)
        for a, b in permutations(few, 2)
    )


def _written(value: float) -> str:
    return str(int(value)) if value.is_integer() else f"{value:.2f}"


def _at(row: Row, path: _Path) -> str:
    place: Any = row
    for step in path:
        place = place[step]
    return str(place)


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


def _shuffled(places: list[Any], draw: Random) -> list[Any]:
    return draw.sample(places, len(places))


def _valid(made: Row, row: Row, part: Part) -> Row | None:
    """The changed row, if it is changed and keeps the schema: what the schema refuses tells nothing."""
    return made if made != row and not violations(made, part.fields or {}) else None


_FREE_TEXTS: Mapping[str, Plant] = {
    "a number that isn't there": unsaid_number,
    "a statement denied": denied,
    "a sentence from elsewhere": sentence_from_elsewhere,
}
UNPROBED: tuple[Way, ...] = (
    "multi-hop",
    "unanswerable",
    "information-seeking",
    "tutoring",
    "search",
    "calculator",
)
"""Ways of which a changed answer tells nothing: it is derived again from quotes, or there is none; and talks
whose answers are held against documents or sums as they are spoken, not once they are over."""
KINDS: Mapping[Task, Mapping[str, Plant]] = {
    "classification": {
        "wrong label": wrong_label,
        "cut text": cut_text,
        "another row's text": other_text,
        "wrong words": wrong_words,
    },
    "mathematics": {
        "wrong operation": wrong_operation,
        "changed number": changed_number,
        "slipped step": slipped_step,
        "another row's question": other_question,
    },
    "records": {
        "wrong number": wrong_number,
        "swapped part": swapped_part,
        "cut sentence": cut_sentence,
        "wrong word": wrong_word,
    },
    "grounded_qa": _FREE_TEXTS,
    "summaries": _FREE_TEXTS,
    "instructions": _FREE_TEXTS,
    "dialogues": TALKED,
    "tool_use": ACTED,
}
"""Task → kind → how it is planted. Proven rows are recomputed and take no probes, whatever their task; tasks
that aren't here deliver no others."""
