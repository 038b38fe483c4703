"""Defects that are planted into right rows that no recipe describes, so that they look right and are wrong.

Each kind is a function of a row, of another row to take things from, of the part, and of a generator; None
where it can't be planted in that row. Wrong labels go to the label that reads nearest, as natural ones do.
How a changed row is read is `graphs/critique/probing.py`'s business.

Two limits: the row that is changed is taken to be right, which accepted rows nearly always are; and a word
taken from elsewhere leaves, once in a while, a row that is still right.
"""

import re
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from seedbed.memory.spec import Label, Part
from seedbed.tools.knowledge.wordlist import word_set

Row = dict[str, Any]
Plant = Callable[[Row, Row, Part, Random], Row | None]
"""(row, a row of another label or concept, its part, generator) → the row with a defect."""
_CONTENT = re.compile(r"(?<![\w'’-])[a-z]{5,}(?![\w'’-])")
_FUNCTION = word_set(
    """about above after again against along already among around because before below between could during
    every first hardly might never often other otherwise rather shall should since still their there these
    those though three through under until where whether which while whose within without would"""
)
_LEAST_WORDS = 8
"""Words that a text must have to be cut."""
_SPOILT = 5
"""One content word in so many of a labelled text is exchanged."""


# labelled texts ---------------------------------------------------------------------------------------


def wrong_label(row: Row, other: Row, part: Part, draw: Random) -> Row | None:
    """The text under the label that it is nearest to but for its own."""
    rest = [label for label in part.labels if label.name != row["label"]]
    return {**row, "label": _nearest(str(row["text"]), rest).name} if rest else None


def _nearest(text: str, labels: list[Label]) -> Label:
    from seedbed.tools.knowledge.search.embedder import embed

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


KINDS: Mapping[str, Mapping[str, Plant]] = {
    "labels": {
        "wrong label": wrong_label,
        "cut text": cut_text,
        "another row's text": other_text,
        "wrong words": wrong_words,
    },
}
"""Offline source → kind → how it is planted. Proven rows are recomputed and take no probes; sources that
aren't here deliver no others. Rows of recipes: `spoiling.py`."""
